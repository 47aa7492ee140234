package media

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"io"
	"time"

	"lamplight"
	"lamplight/picture"
	"lamplight/store"
)

// MakePreview makes a photo of the picture of a page that who links to. It is looked at like what people send, and there is
// none unless it passes: PHOTO_INVALID. Nobody is told, since nobody sent it.
func (m *Maker) MakePreview(ctx context.Context, who lamplight.UserID, b []byte) (p lamplight.Photo, err error) {
	h, err := m.pictures.Header(b)
	if err != nil {
		return p, photoError(err)
	}
	if longer, shorter := max(h.Width, h.Height), min(h.Width, h.Height); longer+shorter > m.limits.Sides || longer > shorter*m.limits.Ratio {
		return p, ErrPhotoDimensions
	}
	file := store.File{Hash: sha256.Sum256(b), MD5: md5.Sum(b), SHA1: sha1.Sum(b), Size: int64(len(b))}
	s := Subject{
		File: file, MIME: h.Format.MIME(), Who: who, Use: UsePreview,
		Open: func(_ context.Context, offset, length int64) (io.ReadCloser, error) {
			r := bytes.NewReader(b)
			if length < 0 {
				length = r.Size()
			}
			return io.NopCloser(io.NewSectionReader(r, offset, length)), nil
		},
	}
	var v Verdict
	var sizes []picture.Size
	err = m.pictures.Decode(ctx, b, func(shown *picture.Picture) (err error) {
		s.Picture = shown
		if v, err = m.asked(ctx, s); err != nil || v.Outcome != Pass {
			return err
		}
		sizes, err = shown.Photo()
		return err
	})
	switch {
	case err != nil:
		return p, photoError(err)
	case v.Outcome != Pass:
		return p, ErrPhotoInvalid
	}
	p = lamplight.Photo{ID: lamplight.PhotoID(m.files.NewID()), Date: m.now().Truncate(time.Second)}
	if p.Sizes, err = m.keep(ctx, sizes); err != nil {
		return p, err
	}
	if err := m.note(ctx, nil, file.Hash, m.screener.Version(), v, hashesOf(p.Sizes)...); err != nil {
		return p, err
	}
	return p, m.files.AddPhoto(ctx, 0, p, file)
}
