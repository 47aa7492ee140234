package server

import (
	"context"

	"lamplight"
	"lamplight/service/media"
)

// faces finds the photos of people and chats, for who may see them.
type faces struct{ h *house }

// Face implements media.Faces.
func (f faces) Face(
	ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer, id lamplight.PhotoID,
) (lamplight.Photo, error) {
	if user := peer.User(); user != 0 {
		all, err := f.h.contacts.Photos(ctx, viewer, user)
		if err != nil {
			return lamplight.Photo{}, err
		}
		for _, p := range all {
			if p.ID == id {
				return p, nil
			}
		}
		return lamplight.Photo{}, media.ErrPhotoInvalid
	}
	chats, err := f.h.chats.Chats(ctx, viewer, []lamplight.Peer{peer})
	if err != nil {
		return lamplight.Photo{}, err
	}
	if len(chats) == 1 && !chats[0].Forbidden && chats[0].Photo != nil && chats[0].Photo.ID == id {
		return *chats[0].Photo, nil
	}
	return lamplight.Photo{}, media.ErrPhotoInvalid
}
