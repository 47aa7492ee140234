package contacts

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// maxPhotos is how many photos of an account are kept; the oldest go first.
const maxPhotos = 500

// SetPhoto puts a photo before all others of an account, and tells those who know it. With fallback it is what those see who
// may not see the others. Whether it may be shown was asked before.
func (s *Service) SetPhoto(
	ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, photo lamplight.Photo, fallback bool,
) error {
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.ShowPhoto(store.ProfilePhoto{User: user, Photo: photo, Fallback: fallback}); err != nil {
			return err
		}
		if !fallback {
			all, err := tx.ProfilePhotos(user)
			if err != nil {
				return err
			}
			if len(all) > maxPhotos {
				if _, err := tx.DeletePhotos(user, photoIDs(all[maxPhotos:])); err != nil {
					return err
				}
			}
		}
		return s.oweKnown(tx, user, origin)
	})
	s.cache.forget(user)
	if err != nil {
		return fmt.Errorf("set photo of %d: %w", user, err)
	}
	return nil
}

// HidePhoto takes away the photo that an account shows, or its fallback; the one before it is shown then. Without one nothing
// happens.
func (s *Service) HidePhoto(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, fallback bool) error {
	var shown []store.ProfilePhoto
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		shown, err = tx.PhotosShown([]lamplight.UserID{user})
		return err
	})
	if err != nil {
		return fmt.Errorf("photo of %d: %w", user, err)
	}
	shown = slices.DeleteFunc(shown, func(p store.ProfilePhoto) bool { return p.Fallback != fallback })
	if len(shown) == 0 {
		return nil
	}
	_, err = s.DeletePhotos(ctx, user, origin, photoIDs(shown))
	return err
}

// DeletePhotos takes photos of an account away, and returns which of them there were.
func (s *Service) DeletePhotos(
	ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, ids []lamplight.PhotoID,
) (deleted []lamplight.PhotoID, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		if deleted, err = tx.DeletePhotos(user, ids); err != nil || len(deleted) == 0 {
			return err
		}
		return s.oweKnown(tx, user, origin)
	})
	s.cache.forget(user)
	if err != nil {
		return nil, fmt.Errorf("delete photos of %d: %w", user, err)
	}
	return deleted, nil
}

// Photos returns the photos of a person that viewer may see, the one that is shown first: all, the fallback alone, or none.
func (s *Service) Photos(ctx context.Context, viewer, user lamplight.UserID) ([]lamplight.Photo, error) {
	all, err := s.look(ctx, viewer, []lamplight.UserID{user})
	if err != nil {
		return nil, err
	}
	v := all[0]
	switch {
	case !v.exists:
		return nil, lamplight.ErrUserInvalid
	case v.person.Photo == nil:
		return nil, nil
	case v.fallback:
		return []lamplight.Photo{*v.person.Photo}, nil
	}
	var rows []store.ProfilePhoto
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.ProfilePhotos(user)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("photos of %d: %w", user, err)
	}
	out := make([]lamplight.Photo, len(rows))
	for i, r := range rows {
		out[i] = r.Photo
	}
	return out, nil
}

func photoIDs(rows []store.ProfilePhoto) []lamplight.PhotoID {
	ids := make([]lamplight.PhotoID, len(rows))
	for i, r := range rows {
		ids[i] = r.Photo.ID
	}
	return ids
}

// photoOf returns the photo that a viewer sees of a person, and whether that is the fallback; nil if none.
func photoOf(shown []store.ProfilePhoto, user lamplight.UserID, may bool) (photo *lamplight.Photo, fallback bool) {
	for i := range shown {
		p := &shown[i]
		if p.User != user {
			continue
		}
		if p.Fallback != may {
			return &p.Photo, p.Fallback
		}
	}
	return nil, false
}
