package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// reactions writes what was put to a message, as the caller may see it; nil if nothing was.
func (r *Renderer) reactions(ctx context.Context, c rpc.Call, m *lamplight.Message) (*tg.MessageReactions, error) {
	return nil, nil
}
