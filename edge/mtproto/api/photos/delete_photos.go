package photos

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// deletePhotos answers photos.deletePhotos: it takes photos of the caller away, and says which there were. They are the
// caller's own, so that no access hash is asked for.
//
// https://core.telegram.org/method/photos.deletePhotos
func (h *Handlers) deletePhotos(ctx context.Context, c rpc.Call, req *tg.PhotosDeletePhotosRequest) (*tg.LongVector, error) {
	if len(req.ID) > maxIDs {
		return nil, lamplight.ErrLimitInvalid
	}
	var named []lamplight.PhotoID
	for _, in := range req.ID {
		if p, ok := in.(*tg.InputPhoto); ok {
			named = append(named, lamplight.PhotoID(p.ID))
		}
	}
	deleted, err := h.People.DeletePhotos(ctx, c.User, c.Session, named)
	if err != nil {
		return nil, err
	}
	out := &tg.LongVector{Elems: make([]int64, len(deleted))}
	for i, id := range deleted {
		out.Elems[i] = int64(id)
	}
	return out, nil
}
