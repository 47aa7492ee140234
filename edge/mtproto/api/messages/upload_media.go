package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// uploadMedia answers messages.uploadMedia: it makes a photo or document that is sent later by its id, mostly as a part of an
// album. It is looked at before this returns, and again asked for when it is sent.
//
// https://core.telegram.org/method/messages.uploadMedia
func (h *Handlers) uploadMedia(ctx context.Context, c rpc.Call, req *tg.MessagesUploadMediaRequest) (tg.MessageMediaClass, error) {
	if req.BusinessConnectionID != "" {
		return nil, lamplight.ErrInputInvalid
	}
	to, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	switch req.Media.(type) {
	case *tg.InputMediaUploadedPhoto, *tg.InputMediaUploadedDocument, *tg.InputMediaPhoto, *tg.InputMediaDocument,
		*tg.InputMediaPhotoExternal, *tg.InputMediaDocumentExternal:
	default:
		return nil, errMedia
	}
	m, err := h.media(ctx, c, to, 0, req.Media)
	if err != nil {
		return nil, err
	}
	return h.Render.Media(c, m)
}
