package render

import (
	"math"

	"github.com/gotd/td/tg"

	"lamplight"
)

// Document writes a file that is no photo, which the client finds at the data centre dc.
//
// https://core.telegram.org/type/DocumentAttribute
func Document(d lamplight.Document, dc int) *tg.Document {
	doc := &tg.Document{
		ID: int64(d.ID), AccessHash: d.Access, FileReference: d.Reference, Date: Date(d.Date), MimeType: d.MIME,
		Size: d.Size, DCID: dc, Attributes: attributes(d),
	}
	if len(d.Thumbs) > 0 {
		doc.SetThumbs(photoSizes(d.Thumbs))
	}
	return doc
}

// attributes writes what a document is beside a file.
func attributes(d lamplight.Document) []tg.DocumentAttributeClass {
	var as []tg.DocumentAttributeClass
	sized := d.Width != 0 && d.Height != 0
	switch d.Kind {
	case lamplight.DocumentVideo, lamplight.DocumentRoundVideo, lamplight.DocumentGIF:
		if d.MIME == "image/gif" {
			if sized {
				as = append(as, &tg.DocumentAttributeImageSize{W: d.Width, H: d.Height})
			}
		} else {
			v := &tg.DocumentAttributeVideo{
				RoundMessage: d.Kind == lamplight.DocumentRoundVideo, SupportsStreaming: d.Stream, Nosound: d.NoSound,
				Duration: d.Duration, W: d.Width, H: d.Height,
			}
			if d.Start > 0 {
				v.SetVideoStartTs(d.Start)
			}
			as = append(as, v)
		}
	case lamplight.DocumentAudio, lamplight.DocumentVoice:
		a := &tg.DocumentAttributeAudio{Voice: d.Kind == lamplight.DocumentVoice, Duration: int(math.Round(d.Duration))}
		if d.Title != "" {
			a.SetTitle(string(d.Title))
		}
		if d.Artist != "" {
			a.SetPerformer(string(d.Artist))
		}
		if len(d.Waveform) > 0 {
			a.SetWaveform(d.Waveform)
		}
		as = append(as, a)
	default:
		switch {
		case sized && d.Duration > 0: // a sticker that is a video
			as = append(as, &tg.DocumentAttributeVideo{Duration: d.Duration, W: d.Width, H: d.Height, Nosound: d.NoSound})
		case sized:
			as = append(as, &tg.DocumentAttributeImageSize{W: d.Width, H: d.Height})
		}
	}
	var set tg.InputStickerSetClass = &tg.InputStickerSetEmpty{}
	if d.Set != 0 {
		set = &tg.InputStickerSetID{ID: d.Set, AccessHash: d.SetAccess}
	}
	switch {
	case d.Kind == lamplight.DocumentEmoji:
		as = append(as, &tg.DocumentAttributeCustomEmoji{Free: d.Free, TextColor: d.Recolor, Alt: d.Sticker, Stickerset: set})
	case d.Kind == lamplight.DocumentSticker, d.Sticker != "":
		as = append(as, &tg.DocumentAttributeSticker{Alt: d.Sticker, Stickerset: set})
	}
	if d.Kind == lamplight.DocumentGIF {
		as = append(as, &tg.DocumentAttributeAnimated{})
	}
	if d.Name != "" {
		as = append(as, &tg.DocumentAttributeFilename{FileName: d.Name})
	}
	return as
}
