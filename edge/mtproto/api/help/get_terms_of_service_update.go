package help

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// termsLifetime is after how long a client asks for new terms again.
const termsLifetime = 24 * time.Hour

// getTermsOfServiceUpdate answers help.getTermsOfServiceUpdate: there are no new terms.
//
// https://core.telegram.org/method/help.getTermsOfServiceUpdate
func (h *Handlers) getTermsOfServiceUpdate(
	_ context.Context, _ rpc.Call, _ *tg.HelpGetTermsOfServiceUpdateRequest,
) (tg.HelpTermsOfServiceUpdateClass, error) {
	return &tg.HelpTermsOfServiceUpdateEmpty{Expires: int(h.Now().Add(termsLifetime).Unix())}, nil
}
