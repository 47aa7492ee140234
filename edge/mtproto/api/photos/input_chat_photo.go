package photos

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// ChatPhotos makes the photos of groups and channels of what was uploaded, or finds one that its namer knows.
type ChatPhotos struct{ Maker Maker }

// ChatPhoto returns the photo that a client wants a chat to have; nil for inputChatPhotoEmpty. Photos that move are refused.
func (p ChatPhotos) ChatPhoto(
	ctx context.Context, c rpc.Call, peer lamplight.Peer, in tg.InputChatPhotoClass,
) (*lamplight.Photo, error) {
	choice := media.Choice{Who: c.User, Where: peer, Use: media.UseChatPhoto}
	switch in := in.(type) {
	case nil, *tg.InputChatPhotoEmpty:
		return nil, nil
	case *tg.InputChatUploadedPhoto:
		if in.Video != nil || in.VideoEmojiMarkup != nil {
			return nil, errVideo
		}
		if in.File == nil {
			return nil, rpc.ErrPhotoFileMissing
		}
		f, err := resolve.InputFile(in.File)
		if err != nil {
			return nil, err
		}
		choice.Upload = &media.Uploaded{
			Upload: media.UploadID{User: c.User, File: f.ID}, Parts: f.Parts, Name: f.Name, Big: f.Big, MD5: f.MD5,
		}
	case *tg.InputChatPhoto:
		s, err := resolve.InputPhoto(in.ID)
		if err != nil {
			return nil, err
		}
		choice.Named = &media.Named{Viewer: c.User, ID: s.ID, Access: s.Access, Reference: s.Reference}
	default:
		return nil, rpc.ErrPhotoInvalid
	}
	photo, err := p.Maker.Choose(ctx, choice)
	if err != nil {
		return nil, err
	}
	return &photo, nil
}
