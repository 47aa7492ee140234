package updates

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// getState answers updates.getState: where the caller's box is. There are no secret chats yet, so qts is 0; seq numbers
// nothing.
//
// https://core.telegram.org/method/updates.getState
func (h *Handlers) getState(ctx context.Context, c rpc.Call, _ *tg.UpdatesGetStateRequest) (*tg.UpdatesState, error) {
	s, err := h.Updates.State(ctx, c.User)
	if err != nil {
		return nil, err
	}
	state := render.State(s.PTS, s.Date, s.Unread)
	return &state, nil
}
