package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// initTakeoutSession answers account.initTakeoutSession: it begins an export of the account's data.
//
// https://core.telegram.org/method/account.initTakeoutSession
func (h *Handlers) initTakeoutSession(ctx context.Context, c rpc.Call, req *tg.AccountInitTakeoutSessionRequest) (*tg.AccountTakeout, error) {
	id, err := h.Accounts.BeginTakeout(ctx, caller(c), accounts.Takeout{
		Contacts: req.Contacts, Users: req.MessageUsers, Chats: req.MessageChats, Megagroups: req.MessageMegagroups,
		Channels: req.MessageChannels, Files: req.Files, FileMaxSize: req.FileMaxSize,
	})
	if err != nil {
		return nil, err
	}
	return &tg.AccountTakeout{ID: id}, nil
}
