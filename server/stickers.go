package server

import (
	"context"

	"lamplight"
)

// sets finds the pictures of sticker sets, which are known a moment after files are.
type sets struct{ h *house }

// SetThumb implements media.Sets.
func (s sets) SetThumb(
	ctx context.Context, viewer lamplight.UserID, set, access int64, name string,
) (lamplight.PhotoSize, string, error) {
	return s.h.stickers.SetThumb(ctx, viewer, set, access, name)
}
