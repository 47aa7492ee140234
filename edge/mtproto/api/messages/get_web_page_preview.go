package messages

import (
	"context"
	"errors"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// Pages is the part of service/messages that knows what links lead to.
type Pages interface {
	Preview(ctx context.Context, user lamplight.UserID, text lamplight.Text, es []lamplight.Entity) (lamplight.Page, error)
	Page(ctx context.Context, user lamplight.UserID, address string) (lamplight.Page, error)
}

// getWebPagePreview answers messages.getWebPagePreview: what the first link of a text leads to; messageMediaEmpty if there is
// nothing to show, or links have no previews here.
//
// https://core.telegram.org/method/messages.getWebPagePreview
func (h *Handlers) getWebPagePreview(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetWebPagePreviewRequest,
) (*tg.MessagesWebPagePreview, error) {
	entities, err := h.Resolve.Entities(ctx, c, req.Entities)
	if err != nil {
		return nil, err
	}
	t := &tg.MessagesWebPagePreview{Media: &tg.MessageMediaEmpty{}}
	page, err := h.Pages.Preview(ctx, c.User, lamplight.Text(req.Message), entities)
	if nothing(err) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	t.Media, err = h.Render.Media(c, &lamplight.Media{Kind: lamplight.MediaPage, Page: &page})
	return t, err
}

// nothing reports whether an error says that there is no page to show.
func nothing(err error) bool {
	var said *lamplight.Error
	return errors.As(err, &said) && (said.Code == messages.ErrNoPage.Code || said.Code == "WEBPAGE_URL_INVALID")
}
