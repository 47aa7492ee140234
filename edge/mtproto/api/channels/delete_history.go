package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// deleteHistory answers channels.deleteHistory: it clears a supergroup or channel for everybody. To clear it for oneself alone
// is not built: CHANNEL_TOO_BIG, which clients know as "not here".
//
// https://core.telegram.org/method/channels.deleteHistory
func (h *Handlers) deleteHistory(ctx context.Context, c rpc.Call, req *tg.ChannelsDeleteHistoryRequest) (tg.UpdatesClass, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	if !req.ForEveryone {
		return nil, errTooBig
	}
	var events []lamplight.Event
	for { // it has no answer that says that there is more
		res, err := h.Messages.ClearIn(ctx, speaker(c), channel, lamplight.MessageID(req.MaxID))
		if err != nil {
			return nil, err
		}
		events = append(events, res.Events...)
		if res.Remaining == 0 {
			return h.Render.Result(ctx, c, h.Now(), events)
		}
	}
}

// errTooBig refuses what is done in small groups alone.
var errTooBig = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHANNEL_TOO_BIG"}
