package media

import (
	"context"
	"errors"
	"strings"
	"time"

	"lamplight"
	"lamplight/picture"
)

// thumbSide is the longer side of a document's thumbnail, in pixels.
const thumbSide = 320

// A Described is a file to be sent as a document, as its sender describes it.
type Described struct {
	Making
	Thumb *Uploaded // a picture that the client made of it; nil: none
	// Document holds what the sender says of the file: MIME, Name, Kind, sizes, Duration, Title, Artist, Waveform, Sticker,
	// Stream, NoSound, Start. The rest is found.
	Document lamplight.Document
	AsFile   bool // it is to be shown as a file, whatever it is
}

// MakeDocument keeps an uploaded file as a document. What its sender says of it is brought to what can be; a thumbnail is made
// of what the client supplied, of a picture itself, or of a frame of a video where there is a program for it. A thumbnail that
// cannot be decoded is left out. A file that is blocked is MEDIA_INVALID, also if its thumbnail is; of one that is held, see
// Standing.
func (m *Maker) MakeDocument(ctx context.Context, g Described) (lamplight.Document, error) {
	up, err := m.files.Assemble(ctx, g.File)
	if err != nil {
		return lamplight.Document{}, err
	}
	if g.Document.Name == "" {
		g.Document.Name = up.Name
	}
	d := cleaned(g.Document)
	d.ID, d.Date, d.Hash, d.Size = lamplight.DocumentID(m.files.NewID()), m.now().Truncate(time.Second), up.Hash, up.Size
	d.Thumbs = nil
	s := Subject{File: up.File, MIME: d.MIME, Name: d.Name, Who: g.File.Upload.User, Where: g.Where, Use: g.Use, Open: up.Open}
	v, thumbs, err := m.lookAt(ctx, &d, s, up)
	if err != nil {
		return d, err
	}
	if v.Outcome == Block {
		return d, m.blocked(ctx, s.Who, up.Hash)
	}
	settle(&d, g.AsFile)
	source := up.Hash
	if g.Thumb != nil {
		own, from, said, err := m.suppliedThumb(ctx, s, *g.Thumb)
		if err != nil {
			return d, err
		}
		if own != nil {
			thumbs, source, v = own, from, said
		}
	}
	if d.Thumbs, err = m.keep(ctx, thumbs); err != nil {
		return d, err
	}
	if err := m.note(ctx, nil, source, m.screener.Version(), v, hashesOf(d.Thumbs)...); err != nil {
		return d, err
	}
	if err := m.files.Keep(ctx, up); err != nil {
		return d, err
	}
	return d, m.files.AddDocument(ctx, s.Who, d, noFile)
}

// lookAt has a file screened, with the picture that it is or holds, and returns the thumbnail that it gives.
func (m *Maker) lookAt(ctx context.Context, d *lamplight.Document, s Subject, up *Upload) (v Verdict, thumbs []picture.Size, err error) {
	use := func(p *picture.Picture) (err error) {
		s.Picture = p
		if v, err = m.asked(ctx, s); err != nil {
			return err
		}
		thumbs, err = p.Thumb(thumbSide)
		return err
	}
	moving := strings.HasPrefix(d.MIME, "video/")
	switch {
	case strings.HasPrefix(d.MIME, "image/") && up.Size <= m.limits.Picture:
		b, err := m.small(ctx, up.Size, up.Open)
		if err != nil {
			return v, nil, err
		}
		if h, err := m.pictures.Header(b); err == nil {
			d.Width, d.Height, d.MIME = h.Width, h.Height, h.Format.MIME()
		}
		err = m.pictures.Decode(ctx, b, use)
		if err != nil && !undecodable(err) {
			return v, nil, err
		}
	case moving && m.video.there() && up.Size <= m.limits.Video:
		frame, about, err := m.video.frame(ctx, up)
		if err != nil {
			m.log.DebugContext(ctx, "no frame of a video", "err", err)
			break
		}
		about.tell(d)
		if err := m.pictures.Decode(ctx, frame, use); err != nil && !undecodable(err) {
			return v, nil, err
		}
	}
	if v.Outcome == 0 {
		s.Picture = nil
		v, err = m.asked(ctx, s)
	}
	return v, thumbs, err
}

// undecodable reports whether an error says of a file that it is no picture to be decoded, and not that something went wrong.
func undecodable(err error) bool {
	for _, of := range []error{picture.ErrFormat, picture.ErrBroken, picture.ErrTrailing, picture.ErrSize, picture.ErrPixels, picture.ErrTime} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}

// suppliedThumb makes the thumbnail that a client supplied into one that is given out: it is what others see first, so it is
// looked at too. It returns the file that it is made of, and what was said of that. Of what is no picture there are no sizes.
func (m *Maker) suppliedThumb(
	ctx context.Context, s Subject, file Uploaded,
) (thumbs []picture.Size, source lamplight.FileHash, said Verdict, err error) {
	up, err := m.files.Assemble(ctx, file)
	if err != nil {
		return nil, source, said, err
	}
	source = up.Hash
	if up.Size > m.limits.Thumb {
		return nil, source, said, nil
	}
	b, err := m.small(ctx, up.Size, up.Open)
	if err != nil {
		return nil, source, said, err
	}
	s.File, s.Name, s.Use, s.Open = up.File, up.Name, UseThumbnail, up.Open
	err = m.pictures.Decode(ctx, b, func(p *picture.Picture) (err error) {
		s.MIME, s.Picture = p.Format.MIME(), p
		if said, err = m.asked(ctx, s); err != nil {
			return err
		}
		thumbs, err = p.Thumb(thumbSide)
		return err
	})
	switch {
	case err != nil && undecodable(err):
		return nil, source, said, nil
	case err != nil:
		return nil, source, said, err
	case said.Outcome == Block:
		return nil, source, said, m.blocked(ctx, s.Who, up.Hash)
	case said.Outcome == Hold:
		err = m.files.Keep(ctx, up) // who decides has to see it
	}
	return thumbs, source, said, err
}

// stickerSide is the length of the longer side of a sticker that does not move, in pixels.
//
// https://core.telegram.org/stickers
const stickerSide = 512

// settle settles what a document is, from what its sender and its bytes say.
func settle(d *lamplight.Document, asFile bool) {
	switch {
	case asFile:
		d.Kind = lamplight.DocumentFile
	case d.Kind == lamplight.DocumentFile && d.MIME == "image/webp" && max(d.Width, d.Height) == stickerSide:
		d.Kind = lamplight.DocumentSticker // as clients send them that leave it to the server to see
	}
	video := strings.HasPrefix(d.MIME, "video/")
	switch d.Kind {
	case lamplight.DocumentFile, lamplight.DocumentAudio, lamplight.DocumentVoice:
	case lamplight.DocumentVideo, lamplight.DocumentRoundVideo:
		if !video {
			d.Kind = lamplight.DocumentFile
		}
	case lamplight.DocumentGIF:
		if !video && d.MIME != "image/gif" {
			d.Kind = lamplight.DocumentFile
		}
	case lamplight.DocumentSticker:
		if d.MIME != "image/webp" || max(d.Width, d.Height) > stickerSide || d.Size > 512<<10 {
			d.Kind = lamplight.DocumentFile
		}
	default:
		d.Kind = lamplight.DocumentFile
	}
	switch d.Kind {
	case lamplight.DocumentVideo, lamplight.DocumentRoundVideo, lamplight.DocumentGIF:
		d.Animated = d.Kind == lamplight.DocumentGIF
		d.Title, d.Artist, d.Waveform, d.Sticker = "", "", nil, ""
	case lamplight.DocumentAudio, lamplight.DocumentVoice:
		d.Width, d.Height, d.Sticker, d.Stream, d.NoSound, d.Start = 0, 0, "", false, false, 0
		if d.Kind == lamplight.DocumentAudio {
			d.Waveform = nil
		} else {
			d.Title, d.Artist = "", ""
		}
	case lamplight.DocumentSticker:
		d.Duration, d.Title, d.Artist, d.Waveform = 0, "", "", nil
	default:
		d.Title, d.Artist, d.Waveform, d.Sticker, d.Stream, d.NoSound, d.Start, d.Duration = "", "", nil, "", false, false, 0, 0
		if !strings.HasPrefix(d.MIME, "image/") {
			d.Width, d.Height = 0, 0
		}
	}
}
