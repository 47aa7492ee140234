package help

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getInviteText answers help.getInviteText: what a client proposes to send to a friend who is not here yet.
//
// https://core.telegram.org/method/help.getInviteText
func (h *Handlers) getInviteText(_ context.Context, _ rpc.Call, _ *tg.HelpGetInviteTextRequest) (*tg.HelpInviteText, error) {
	text := fmt.Sprintf("I am on %s, come and talk to me there: %s", h.Settings.Name, h.Settings.MeURLPrefix)
	return &tg.HelpInviteText{Message: text}, nil
}
