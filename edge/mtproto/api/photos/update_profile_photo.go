package photos

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// updateProfilePhoto answers photos.updateProfilePhoto: it shows a photo that is known already as the caller's, or takes away
// the one that is shown.
//
// https://core.telegram.org/method/photos.updateProfilePhoto
func (h *Handlers) updateProfilePhoto(
	ctx context.Context, c rpc.Call, req *tg.PhotosUpdateProfilePhotoRequest,
) (*tg.PhotosPhoto, error) {
	if req.Bot != nil {
		return nil, rpc.ErrBotInvalid
	}
	if req.ID == nil || req.ID.TypeID() == tg.InputPhotoEmptyTypeID {
		if err := h.People.HidePhoto(ctx, c.User, c.Session, req.Fallback); err != nil {
			return nil, err
		}
		return h.shown(ctx, c, nil)
	}
	s, err := resolve.InputPhoto(req.ID)
	if err != nil {
		return nil, err
	}
	p, err := h.Maker.Choose(ctx, media.Choice{
		Who: c.User, Use: media.UseProfilePhoto,
		Named: &media.Named{Viewer: c.User, ID: s.ID, Access: s.Access, Reference: s.Reference},
	})
	if err != nil {
		return nil, err
	}
	if err := h.People.SetPhoto(ctx, c.User, c.Session, p, req.Fallback); err != nil {
		return nil, err
	}
	return h.shown(ctx, c, &p)
}
