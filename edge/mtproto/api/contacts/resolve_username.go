package contacts

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// resolveUsername answers contacts.resolveUsername: it tells whose a public name is. There are no affiliates, whom
// referer is for.
//
// https://core.telegram.org/method/contacts.resolveUsername
func (h *Handlers) resolveUsername(
	ctx context.Context, c rpc.Call, req *tg.ContactsResolveUsernameRequest,
) (*tg.ContactsResolvedPeer, error) {
	peer, err := h.Contacts.ResolveUsername(ctx, c.User, req.Username)
	if err != nil {
		return nil, err
	}
	return h.resolved(ctx, c, peer)
}

// resolved answers with a peer that was found.
func (h *Handlers) resolved(ctx context.Context, c rpc.Call, p lamplight.Peer) (*tg.ContactsResolvedPeer, error) {
	peer, err := render.Peer(p)
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, p.User())
	if err != nil {
		return nil, err
	}
	chats, err := h.Render.Chats(ctx, c, p)
	return &tg.ContactsResolvedPeer{Peer: peer, Users: users, Chats: chats}, err
}
