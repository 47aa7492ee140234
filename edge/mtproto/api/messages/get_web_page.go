package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getWebPage answers messages.getWebPage: the page of an address; webPageEmpty if there is nothing to show, or links have no
// previews here. Pages have no instant view, so there is no hash to compare.
//
// https://core.telegram.org/method/messages.getWebPage
func (h *Handlers) getWebPage(ctx context.Context, c rpc.Call, req *tg.MessagesGetWebPageRequest) (*tg.MessagesWebPage, error) {
	t := &tg.MessagesWebPage{Webpage: &tg.WebPageEmpty{}}
	page, err := h.Pages.Page(ctx, c.User, req.URL)
	if nothing(err) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := h.Render.Media(c, &lamplight.Media{Kind: lamplight.MediaPage, Page: &page})
	if m, ok := m.(*tg.MessageMediaWebPage); ok {
		t.Webpage = m.Webpage
	}
	return t, err
}
