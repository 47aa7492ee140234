package updates

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/updates"
)

// errPTSInvalid answers a client that says a position that no channel can have.
var errPTSInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "PERSISTENT_TIMESTAMP_INVALID"}

// lastMessages is how many of a channel's last messages come with the word that its difference is too long.
const lastMessages = 10

// getChannelDifference answers updates.getChannelDifference: what the caller missed of a supergroup or channel since pts.
// Who is no member is told of it for a while after. force asks for less, where we could give less: we give all.
//
// https://core.telegram.org/method/updates.getChannelDifference
func (h *Handlers) getChannelDifference(
	ctx context.Context, c rpc.Call, req *tg.UpdatesGetChannelDifferenceRequest,
) (tg.UpdatesChannelDifferenceClass, error) {
	switch {
	case req.Pts == 0:
		return nil, errPTSEmpty
	case req.Pts < 0:
		return nil, errPTSInvalid
	}
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	since := updates.ChannelSince{PTS: resolve.PTS(req.Pts), Limit: max(req.Limit, 0), Bot: c.Bot}
	if f, ok := req.Filter.(*tg.ChannelMessagesFilter); ok {
		since.NoNew = f.ExcludeNewMessages
		for _, r := range f.Ranges {
			since.Ranges = append(since.Ranges, updates.IDRange{Min: lamplight.MessageID(r.MinID), Max: lamplight.MessageID(r.MaxID)})
		}
	}
	d, err := h.Updates.ChannelDifference(ctx, c.User, c.Session, channel, since)
	if err != nil {
		return nil, err
	}
	state := render.ChannelState{PTS: d.PTS, More: d.More, Again: d.Again}
	if !d.TooLong {
		return h.Render.ChannelDifference(ctx, c, channel, d.Events, state)
	}
	peer := lamplight.ChannelPeer(channel)
	page, err := h.Messages.PeerDialogs(ctx, c.User, []lamplight.Peer{peer})
	if err != nil {
		return nil, err
	}
	last, err := h.Messages.History(ctx, c.User, messages.HistoryQuery{Peer: peer, Limit: lastMessages})
	if err != nil {
		return nil, err
	}
	dialog := lamplight.Dialog{Peer: peer}
	if len(page.Dialogs) > 0 {
		dialog = page.Dialogs[0]
	}
	if len(last.Messages) > 0 {
		dialog.Top = last.Messages[0].ID
	}
	return h.Render.ChannelTooLong(ctx, c, dialog, last.Messages, state)
}
