package photos

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// errVideo refuses photos that move.
var errVideo = &lamplight.Error{Kind: lamplight.Invalid, Code: "VIDEO_FILE_INVALID"}

// uploadProfilePhoto answers photos.uploadProfilePhoto: it shows an uploaded picture as the caller's photo. Photos that move,
// and photos of bots, are refused.
//
// https://core.telegram.org/method/photos.uploadProfilePhoto
func (h *Handlers) uploadProfilePhoto(
	ctx context.Context, c rpc.Call, req *tg.PhotosUploadProfilePhotoRequest,
) (*tg.PhotosPhoto, error) {
	switch {
	case req.Video != nil || req.VideoEmojiMarkup != nil:
		return nil, errVideo
	case req.Bot != nil:
		return nil, rpc.ErrBotInvalid
	case req.File == nil:
		return nil, rpc.ErrPhotoFileMissing
	}
	f, err := resolve.InputFile(req.File)
	if err != nil {
		return nil, err
	}
	p, err := h.Maker.Choose(ctx, media.Choice{Who: c.User, Use: media.UseProfilePhoto, Upload: &media.Uploaded{
		Upload: media.UploadID{User: c.User, File: f.ID}, Parts: f.Parts, Name: f.Name, Big: f.Big, MD5: f.MD5,
	}})
	if err != nil {
		return nil, err
	}
	if err := h.People.SetPhoto(ctx, c.User, c.Session, p, req.Fallback); err != nil {
		return nil, err
	}
	return h.shown(ctx, c, &p)
}
