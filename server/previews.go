package server

import (
	"context"
	"time"

	"lamplight"
	"lamplight/outbound"
	"lamplight/service/messages"
	"lamplight/service/previews"
)

// pages returns what fetches the pages that links lead to; nil if the operator does not want that.
func pages(h *house) messages.Previews {
	if h.config.LinkPreviews != "on" {
		return nil
	}
	// A picture is the most that is read: pages are read as far as the service says. Private addresses are never reached.
	return previews.New(previews.Options{
		HTTP: outbound.New(outbound.Limits{Time: 6 * time.Second, Body: 6 << 20}, false), Pictures: pagePictures{h}, Now: time.Now, Log: h.log,
	})
}

// pagePictures makes the pictures of pages; what makes them is known a moment later.
type pagePictures struct{ h *house }

// MakePreview implements previews.Pictures.
func (p pagePictures) MakePreview(ctx context.Context, who lamplight.UserID, b []byte) (lamplight.Photo, error) {
	return p.h.maker.MakePreview(ctx, who, b)
}
