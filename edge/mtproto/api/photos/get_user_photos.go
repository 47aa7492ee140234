package photos

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getUserPhotos answers photos.getUserPhotos: a page of the photos that somebody has and had, as the caller may see them, the
// one that is shown first. With a negative offset and max_id, the page is around that photo.
//
// https://core.telegram.org/method/photos.getUserPhotos
func (h *Handlers) getUserPhotos(ctx context.Context, c rpc.Call, req *tg.PhotosGetUserPhotosRequest) (tg.PhotosPhotosClass, error) {
	user, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	all, err := h.People.Photos(ctx, c.User, user)
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, user)
	if err != nil {
		return nil, err
	}
	from := 0
	if req.MaxID != 0 {
		if from = slices.IndexFunc(all, func(p lamplight.Photo) bool { return int64(p.ID) == req.MaxID }) + 1; from == 0 {
			from = len(all)
		}
	}
	from = min(max(from+req.Offset, 0), len(all))
	limit := req.Limit
	if limit <= 0 || limit > maxIDs {
		limit = maxIDs
	}
	page := all[from:min(from+limit, len(all))]
	out := make([]tg.PhotoClass, len(page))
	for i := range page {
		out[i] = h.Render.Photo(c, &page[i])
	}
	if len(page) == len(all) {
		return &tg.PhotosPhotos{Photos: out, Users: users}, nil
	}
	return &tg.PhotosPhotosSlice{Count: len(all), Photos: out, Users: users}, nil
}
