package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// pollUpdate tells how a poll stands. e.Message is the message that asks.
func (r *Renderer) pollUpdate(ctx context.Context, c rpc.Call, out []tg.UpdateClass, e lamplight.Event) ([]tg.UpdateClass, error) {
	return out, nil
}
