package render

import (
	"github.com/gotd/td/tg"

	"lamplight"
)

// Document writes a file that is no photo, which the client finds at the data centre dc.
func Document(d lamplight.Document, dc int) *tg.Document {
	doc := &tg.Document{
		ID: int64(d.ID), AccessHash: d.Access, FileReference: d.Reference, Date: Date(d.Date), MimeType: d.MIME,
		Size: d.Size, DCID: dc,
	}
	if d.Width != 0 && d.Height != 0 {
		doc.Attributes = append(doc.Attributes, &tg.DocumentAttributeImageSize{W: d.Width, H: d.Height})
	}
	if d.Sticker != "" {
		doc.Attributes = append(doc.Attributes,
			&tg.DocumentAttributeSticker{Alt: d.Sticker, Stickerset: &tg.InputStickerSetEmpty{}})
	}
	if d.Name != "" {
		doc.Attributes = append(doc.Attributes, &tg.DocumentAttributeFilename{FileName: d.Name})
	}
	return doc
}
