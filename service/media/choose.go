package media

import (
	"context"

	"lamplight"
)

// A Choice is the photo that somebody wants to set for themselves or a chat: one just uploaded, or one that they name.
type Choice struct {
	Who    lamplight.UserID
	Where  lamplight.Peer // the chat; zero for oneself
	Use    Use            // UseProfilePhoto or UseChatPhoto
	Upload *Uploaded
	Named  *Named
}

// Choose returns the photo of a choice, as it may be shown: PHOTO_INVALID if it may not (yet), and the errors of MakePhoto
// and Photo.
func (m *Maker) Choose(ctx context.Context, c Choice) (lamplight.Photo, error) {
	if c.Upload != nil {
		return m.MakeShown(ctx, Making{File: *c.Upload, Where: c.Where, Use: c.Use})
	}
	if c.Named == nil {
		return lamplight.Photo{}, ErrPhotoInvalid
	}
	p, err := m.files.Photo(ctx, *c.Named)
	if err != nil {
		return p, err
	}
	if err := m.Shown(ctx, c.Who, c.Where, p); err != nil {
		return p, err
	}
	return p, nil
}
