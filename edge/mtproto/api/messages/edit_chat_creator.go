package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// editChatCreator answers messages.editChatCreator: it gives a chat to another member. The password is looked
// at first: clients ask with none, and for no chat, whether it may be done at all.
//
// https://core.telegram.org/method/messages.editChatCreator
func (h *Handlers) editChatCreator(
	ctx context.Context, c rpc.Call, req *tg.MessagesEditChatCreatorRequest,
) (tg.UpdatesClass, error) {
	if err := h.Owners.ProveOwner(ctx, accounts.Caller{
		User: c.User, Session: c.Session, Key: c.Key, TempKey: c.TempKey, Address: c.Address,
	}, accounts.PasswordProof(resolve.Proof(req.Password))); err != nil {
		return nil, err
	}
	peer, err := h.Resolve.Peer(ctx, c, req.Peer)
	if err != nil {
		return nil, err
	}
	to, err := h.Resolve.User(ctx, c, req.UserID)
	if err != nil {
		return nil, err
	}
	r, err := h.Links.Transfer(ctx, chatCaller(c), peer, to)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), r.Events)
}
