package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"lamplight"
)

// Errors of making stickers (https://core.telegram.org/method/stickers.createStickerSet).
var (
	ErrSticker         = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_FILE_INVALID"}
	ErrStickerSize     = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_PNG_DIMENSIONS"}
	ErrStickerAnimated = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_TGS_NOTGS"}
	ErrStickerVideo    = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_VIDEO_NOWEBM"}
)

// Bounds of stickers.
const (
	stickerBytes = 512 << 10 // of a still one
	videoBytes   = 256 << 10 // of one that is a video
	videoLongest = 3.1       // seconds
	emojiSide    = 100       // pixels
)

// MakeSticker makes a document that was uploaded one of a set: a picture in WebP or PNG, an animation, or a video where there
// is a program that can look at it. It has an id of its own, so that every sticker is of one set. What is blocked is refused,
// and so is what is held: a set has no place to be held in.
//
// https://core.telegram.org/stickers
func (m *Maker) MakeSticker(
	ctx context.Context, who lamplight.UserID, d lamplight.Document, kind lamplight.StickerKind, set int64, emoji string,
) (lamplight.Document, error) {
	if d.Hash == (lamplight.FileHash{}) || d.Size > stickerBytes {
		return d, ErrSticker
	}
	r, err := m.files.Open(ctx, d.Hash, 0, -1)
	if err != nil {
		return d, err
	}
	b, err := io.ReadAll(io.LimitReader(r, stickerBytes+1))
	r.Close()
	if err != nil {
		return d, fmt.Errorf("read a sticker: %w", err)
	}
	side := canvas
	if kind == lamplight.StickerEmoji {
		side = emojiSide
	}
	out := lamplight.Document{
		ID: lamplight.DocumentID(m.files.NewID()), Date: m.now().Truncate(time.Second), Size: d.Size, Hash: d.Hash, Thumbs: d.Thumbs,
		Kind: lamplight.DocumentSticker, Sticker: emoji, Set: set,
	}
	if kind == lamplight.StickerEmoji {
		out.Kind, out.Free = lamplight.DocumentEmoji, true
	}
	switch {
	case len(b) > 1 && b[0] == 0x1f && b[1] == 0x8b:
		if err := checkTGS(b); err != nil {
			return d, ErrStickerAnimated.Because(err)
		}
		out.MIME, out.Name, out.Width, out.Height, out.Thumbs = mimeTGS, "AnimatedSticker.tgs", canvas, canvas, nil
	case bytes.HasPrefix(b, []byte("\x1a\x45\xdf\xa3")):
		if err := m.videoSticker(ctx, b, side, &out); err != nil {
			return d, err
		}
	default:
		h, err := m.pictures.Header(b)
		if err != nil || h.Format.MIME() != mimeWebP && h.Format.MIME() != "image/png" {
			return d, ErrSticker.Because(err)
		}
		if max(h.Width, h.Height) != side || kind == lamplight.StickerEmoji && h.Width != h.Height {
			return d, ErrStickerSize
		}
		out.MIME, out.Width, out.Height = h.Format.MIME(), h.Width, h.Height
		out.Name = "sticker." + strings.TrimPrefix(out.MIME, "image/")
	}
	held, err := m.Standing(ctx, who, lamplight.Peer{}, &lamplight.Media{Kind: lamplight.MediaDocument, Document: &out})
	if err != nil {
		return d, err
	}
	if held {
		return d, m.heldShown(ctx, who)
	}
	return out, m.files.AddDocument(ctx, who, out, noFile)
}

// videoSticker looks at a video that is to be a sticker.
func (m *Maker) videoSticker(ctx context.Context, b []byte, side int, out *lamplight.Document) error {
	if !m.video.there() || len(b) > videoBytes {
		return ErrStickerVideo
	}
	_, about, err := m.video.frame(ctx, &Upload{open: func(context.Context, int64, int64) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}})
	switch {
	case err != nil:
		return ErrStickerVideo.Because(err)
	case max(about.width, about.height) != side, about.duration > videoLongest, about.sound:
		return ErrStickerVideo
	}
	out.MIME, out.Name, out.Width, out.Height = "video/webm", "sticker.webm", about.width, about.height
	out.Duration, out.NoSound = seconds(about.duration), true
	return nil
}
