package media

import (
	"context"
	"errors"
	"time"

	"lamplight"
	"lamplight/picture"
	"lamplight/store"
)

// A Making says of what something is made, and for whom to see.
type Making struct {
	File  Uploaded
	Where lamplight.Peer // the conversation that it is for; zero if it is for no one alone
	Use   Use
}

// MakePhoto makes a photo of an uploaded picture: upright, in the sizes that clients ask for, and without anything that the
// file says beside what is seen. The uploaded file itself is not kept. A photo that is blocked is MEDIA_INVALID; one that is
// held is made, and whoever wants to show it learns so from Standing.
//
// Errors: those of Assemble, PHOTO_EXT_INVALID, PHOTO_INVALID_DIMENSIONS, PHOTO_SAVE_FILE_INVALID (too many bytes) and
// IMAGE_PROCESS_FAILED.
//
// https://core.telegram.org/api/files#uploading-files
func (m *Maker) MakePhoto(ctx context.Context, g Making) (lamplight.Photo, error) {
	p, _, err := m.makePhoto(ctx, g)
	return p, err
}

// MakeShown is MakePhoto for a photo of a person or chat, which has no place to be held in: what would be is refused, and its
// owner is told to try again later.
func (m *Maker) MakeShown(ctx context.Context, g Making) (lamplight.Photo, error) {
	p, v, err := m.makePhoto(ctx, g)
	if err != nil {
		return p, err
	}
	if v.Outcome == Hold {
		return p, m.heldShown(ctx, g.File.Upload.User)
	}
	return p, nil
}

// Shown returns nil if a photo may be a person's or a chat's, as Standing for messages.
func (m *Maker) Shown(ctx context.Context, who lamplight.UserID, where lamplight.Peer, p lamplight.Photo) error {
	held, err := m.Standing(ctx, who, where, &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &p})
	if err == nil && held {
		return m.heldShown(ctx, who)
	}
	return err
}

func (m *Maker) heldShown(ctx context.Context, who lamplight.UserID) error {
	if err := m.notices.Notice(ctx, who, "held photo "+m.now().Format(time.DateOnly), heldNotice, nil); err != nil {
		m.log.Error("somebody could not be told that a photo is held", "err", err)
	}
	return ErrPhotoInvalid
}

func (m *Maker) makePhoto(ctx context.Context, g Making) (p lamplight.Photo, v Verdict, err error) {
	up, err := m.files.Assemble(ctx, g.File)
	if err != nil {
		return p, v, err
	}
	if up.Size > m.limits.Photo {
		return p, v, ErrPhotoSave
	}
	b, err := m.small(ctx, up.Size, up.Open)
	if err != nil {
		return p, v, err
	}
	h, err := m.pictures.Header(b)
	if err != nil {
		return p, v, photoError(err)
	}
	longer, shorter := max(h.Width, h.Height), min(h.Width, h.Height)
	if longer+shorter > m.limits.Sides || longer > shorter*m.limits.Ratio {
		return p, v, ErrPhotoDimensions
	}
	var sizes []picture.Size
	err = m.pictures.Decode(ctx, b, func(shown *picture.Picture) (err error) {
		v, err = m.asked(ctx, Subject{
			File: up.File, MIME: h.Format.MIME(), Name: up.Name, Who: g.File.Upload.User, Where: g.Where, Use: g.Use, Open: up.Open, Picture: shown,
		})
		if err != nil || v.Outcome == Block {
			return err
		}
		if g.Use == UseProfilePhoto || g.Use == UseChatPhoto {
			sizes, err = shown.Profile()
		} else {
			sizes, err = shown.Photo()
		}
		return err
	})
	switch {
	case err != nil:
		return p, v, photoError(err)
	case v.Outcome == Block:
		return p, v, m.blocked(ctx, g.File.Upload.User, up.Hash)
	case v.Outcome == Hold:
		// Who decides has to see what was uploaded.
		if err := m.files.Keep(ctx, up); err != nil {
			return p, v, err
		}
	}
	p = lamplight.Photo{ID: lamplight.PhotoID(m.files.NewID()), Date: m.now().Truncate(time.Second)}
	if p.Sizes, err = m.keep(ctx, sizes); err != nil {
		return p, v, err
	}
	if err := m.note(ctx, nil, up.Hash, m.screener.Version(), v, hashesOf(p.Sizes)...); err != nil {
		return p, v, err
	}
	return p, v, m.files.AddPhoto(ctx, g.File.Upload.User, p, up.File)
}

// photoError makes an error of a picture one that clients know. One that is nobody's fault stays as it is.
func photoError(err error) error {
	switch {
	case errors.Is(err, picture.ErrFormat):
		return ErrPhotoExtension.Because(err)
	case errors.Is(err, picture.ErrPixels):
		return ErrPhotoDimensions.Because(err)
	case errors.Is(err, picture.ErrSize):
		return ErrPhotoSave.Because(err)
	case errors.Is(err, picture.ErrBroken), errors.Is(err, picture.ErrTrailing), errors.Is(err, picture.ErrTime):
		return ErrPhotoProcessing.Because(err)
	default:
		return err
	}
}

// noFile is what AddDocument is told where what is kept is what was uploaded.
var noFile store.File
