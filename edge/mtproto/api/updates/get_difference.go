package updates

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/updates"
)

// Errors for a client that does not say where it is.
var (
	errPTSEmpty  = &lamplight.Error{Kind: lamplight.Invalid, Code: "PERSISTENT_TIMESTAMP_EMPTY"}
	errDateEmpty = &lamplight.Error{Kind: lamplight.Invalid, Code: "DATE_EMPTY"}
)

// getDifference answers updates.getDifference: what the caller missed since pts, and since date what carries no pts.
// There is nothing that qts numbers.
//
// https://core.telegram.org/method/updates.getDifference
func (h *Handlers) getDifference(
	ctx context.Context, c rpc.Call, req *tg.UpdatesGetDifferenceRequest,
) (tg.UpdatesDifferenceClass, error) {
	if req.Pts <= 0 {
		return nil, errPTSEmpty
	}
	if req.Date <= 0 {
		return nil, errDateEmpty
	}
	d, err := h.Updates.Difference(ctx, c.User, updates.Since{
		PTS: resolve.PTS(req.Pts), Date: resolve.Time(req.Date), Limit: max(req.PtsLimit, 0), Total: max(req.PtsTotalLimit, 0),
	})
	if err != nil {
		return nil, err
	}
	if d.TooLong {
		return render.DifferenceTooLong(d.State.PTS), nil
	}
	return h.Render.Difference(ctx, c, append(d.Events, d.Notes...), render.State(d.State.PTS, d.State.Date, d.State.Unread), d.More)
}
