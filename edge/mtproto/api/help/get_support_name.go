package help

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getSupportName answers help.getSupportName: the name that answers from the operator go under.
//
// https://core.telegram.org/method/help.getSupportName
func (h *Handlers) getSupportName(_ context.Context, _ rpc.Call, _ *tg.HelpGetSupportNameRequest) (*tg.HelpSupportName, error) {
	return &tg.HelpSupportName{Name: h.Settings.Name}, nil
}
