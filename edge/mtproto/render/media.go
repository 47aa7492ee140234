package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// media writes what a message carries beside its text, as the caller may fetch it; nil if it carries nothing.
func (r *Renderer) media(ctx context.Context, c rpc.Call, m *lamplight.Message) (tg.MessageMediaClass, error) {
	if m.Media == nil || m.Media.Kind == lamplight.MediaNone {
		return nil, nil
	}
	if m.Media.Kind == lamplight.MediaPoll {
		return r.pollMedia(ctx, c, m)
	}
	return r.carried(c, m.Media, lamplight.Origin{Viewer: c.User, Box: m.Box, ID: m.ID})
}

// personal reports whether a message is written differently for each viewer because of what it carries: files have access
// hashes and references of the viewer's own, polls their own vote.
func personal(m *lamplight.Message) bool {
	return m.Media != nil || m.Reactions != nil || m.Action != nil && m.Action.Photo != nil ||
		m.Reply != nil && m.Reply.Media != nil
}
