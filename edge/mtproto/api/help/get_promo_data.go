package help

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// promoLifetime is after how long a client asks for promotions again.
const promoLifetime = 24 * time.Hour

// getPromoData answers help.getPromoData: there is nothing that the server promotes.
//
// https://core.telegram.org/method/help.getPromoData
func (h *Handlers) getPromoData(
	_ context.Context, _ rpc.Call, _ *tg.HelpGetPromoDataRequest,
) (tg.HelpPromoDataClass, error) {
	return &tg.HelpPromoDataEmpty{Expires: int(h.Now().Add(promoLifetime).Unix())}, nil
}
