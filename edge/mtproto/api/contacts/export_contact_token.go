package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// exportContactToken answers contacts.exportContactToken: it makes a link by which others find one, for a short time.
//
// https://core.telegram.org/method/contacts.exportContactToken
func (h *Handlers) exportContactToken(
	ctx context.Context, c rpc.Call, req *tg.ContactsExportContactTokenRequest,
) (*tg.ExportedContactToken, error) {
	token, expires, err := h.Contacts.ExportToken(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return &tg.ExportedContactToken{URL: "tg://contact?token=" + token, Expires: render.Date(expires)}, nil
}
