package channels

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// deleteParticipantHistory answers channels.deleteParticipantHistory: it removes what somebody wrote in a supergroup, in
// portions; the client asks again while offset is not 0.
//
// https://core.telegram.org/method/channels.deleteParticipantHistory
func (h *Handlers) deleteParticipantHistory(
	ctx context.Context, c rpc.Call, req *tg.ChannelsDeleteParticipantHistoryRequest,
) (*tg.MessagesAffectedHistory, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	who, err := h.Resolve.Peer(ctx, c, req.Participant)
	if err != nil {
		return nil, err
	}
	if who.User() == 0 {
		return nil, errParticipant
	}
	res, err := h.Messages.DeleteOf(ctx, speaker(c), channel, who.User())
	if err != nil {
		return nil, err
	}
	return render.AffectedHistory(res.PTS, res.Count, res.Remaining), nil
}

// errParticipant refuses what is no member.
var errParticipant = &lamplight.Error{Kind: lamplight.Invalid, Code: "PARTICIPANT_ID_INVALID"}
