package channels

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// maxLogAdmins is how many administrators one call may name.
const maxLogAdmins = 200

// getAdminLog answers channels.getAdminLog: it lists what administrators and members of a supergroup or channel did.
//
// https://core.telegram.org/method/channels.getAdminLog
func (h *Handlers) getAdminLog(
	ctx context.Context, c rpc.Call, req *tg.ChannelsGetAdminLogRequest,
) (*tg.ChannelsAdminLogResults, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	q := chats.LogQuery{Text: req.Q, MinID: req.MinID, MaxID: req.MaxID, Limit: req.Limit}
	if admins, ok := req.GetAdmins(); ok {
		if q.By, err = h.Resolve.Users(ctx, c, admins, maxLogAdmins); err != nil {
			return nil, err
		}
	}
	if f, ok := req.GetEventsFilter(); ok {
		q.Filter = logFilter(f)
		if q.Filter == (chats.LogFilter{}) { // only what never happens here: calls, subscriptions
			return h.logResults(ctx, c, channel, nil)
		}
	}
	entries, err := h.Chats.Log(ctx, caller(c), channel, q)
	if err != nil {
		return nil, err
	}
	return h.logResults(ctx, c, channel, entries)
}

func logFilter(f tg.ChannelAdminLogEventsFilter) chats.LogFilter {
	return chats.LogFilter{
		Joins: f.Join, Leaves: f.Leave, Invites: f.Invite, Bans: f.Ban, Unbans: f.Unban, Kicks: f.Kick, Unkicks: f.Unkick,
		Promotes: f.Promote, Drops: f.Demote, Info: f.Info, Settings: f.Settings, Pins: f.Pinned, Edits: f.Edit, Deletes: f.Delete,
		Links: f.Invites, Topics: f.Forums,
	}
}

// logResults writes entries, and whom they name.
func (h *Handlers) logResults(
	ctx context.Context, c rpc.Call, channel lamplight.ChannelID, entries []chats.Logged,
) (*tg.ChannelsAdminLogResults, error) {
	out := &tg.ChannelsAdminLogResults{Events: make([]tg.ChannelAdminLogEvent, 0, len(entries))}
	users, peers := []lamplight.UserID{}, []lamplight.Peer{lamplight.ChannelPeer(channel)}
	for _, l := range entries {
		action, err := h.logAction(ctx, c, l)
		if err != nil {
			return nil, fmt.Errorf("log entry %d of %d: %w", l.ID, channel, err)
		}
		if action == nil {
			continue // nothing that the API has a word for
		}
		out.Events = append(out.Events, tg.ChannelAdminLogEvent{ID: l.ID, Date: render.Date(l.At), UserID: int64(l.By), Action: action})
		users = append(users, l.By, l.Approver)
		for _, m := range []*chats.Participant{l.OldMember, l.NewMember} {
			if m != nil {
				users = append(users, m.User, m.Inviter, m.Promoter, m.Restrainer)
			}
		}
		for _, i := range []*chats.Link{l.OldLink, l.NewLink} {
			if i != nil {
				users = append(users, i.Admin)
			}
		}
		for _, m := range []*lamplight.Message{l.OldMessage, l.NewMessage} {
			if m != nil {
				users = append(users, m.From.User(), m.Wrote())
				peers = append(peers, m.From)
				if m.Forward != nil {
					users, peers = append(users, m.Forward.From.User()), append(peers, m.Forward.From)
				}
			}
		}
		if l.Kind == chats.ActLinked {
			for _, id := range []int64{l.OldNumber, l.NewNumber} {
				if id != 0 {
					peers = append(peers, lamplight.ChannelPeer(lamplight.ChannelID(id)))
				}
			}
		}
	}
	var err error
	if out.Users, err = h.Render.Users(ctx, c, users...); err != nil {
		return nil, err
	}
	out.Chats, err = h.Render.Chats(ctx, c, peers...)
	return out, err
}

// logAction writes what an entry of the log tells of; nil if the API has no word for it.
//
// https://core.telegram.org/type/ChannelAdminLogEventAction
func (h *Handlers) logAction(ctx context.Context, c rpc.Call, l chats.Logged) (tg.ChannelAdminLogEventActionClass, error) {
	switch l.Kind {
	case chats.ActTitle:
		return &tg.ChannelAdminLogEventActionChangeTitle{PrevValue: l.Old, NewValue: l.New}, nil
	case chats.ActAbout:
		return &tg.ChannelAdminLogEventActionChangeAbout{PrevValue: l.Old, NewValue: l.New}, nil
	case chats.ActUsername:
		return &tg.ChannelAdminLogEventActionChangeUsername{PrevValue: l.Old, NewValue: l.New}, nil
	case chats.ActUsernames:
		return &tg.ChannelAdminLogEventActionChangeUsernames{PrevValue: l.OldNames, NewValue: l.NewNames}, nil
	case chats.ActPhoto:
		return &tg.ChannelAdminLogEventActionChangePhoto{
			PrevPhoto: h.Render.Photo(c, l.OldPhoto), NewPhoto: h.Render.Photo(c, l.NewPhoto),
		}, nil
	case chats.ActFlags:
		return toggledAction(l), nil
	case chats.ActDefault:
		return &tg.ChannelAdminLogEventActionDefaultBannedRights{
			PrevBannedRights: render.BannedRights(lamplight.Restraint{Rights: l.OldRights}),
			NewBannedRights:  render.BannedRights(lamplight.Restraint{Rights: l.NewRights}),
		}, nil
	case chats.ActSlowMode:
		return &tg.ChannelAdminLogEventActionToggleSlowMode{PrevValue: int(l.OldNumber), NewValue: int(l.NewNumber)}, nil
	case chats.ActTTL:
		return &tg.ChannelAdminLogEventActionChangeHistoryTTL{PrevValue: int(l.OldNumber), NewValue: int(l.NewNumber)}, nil
	case chats.ActLinked:
		return &tg.ChannelAdminLogEventActionChangeLinkedChat{PrevValue: l.OldNumber, NewValue: l.NewNumber}, nil
	case chats.ActReactions:
		return &tg.ChannelAdminLogEventActionChangeAvailableReactions{
			PrevValue: h.allowed(l.OldSet), NewValue: h.allowed(l.NewSet),
		}, nil
	case chats.ActForum:
		return &tg.ChannelAdminLogEventActionToggleForum{NewValue: l.On}, nil
	case chats.ActJoin, chats.ActJoinLink, chats.ActJoinAsked, chats.ActLeave, chats.ActInvite, chats.ActAdmin, chats.ActTransfer,
		chats.ActRestrain:
		return h.memberAction(l)
	case chats.ActPin, chats.ActEdit, chats.ActDelete, chats.ActPollStop:
		return h.messageAction(ctx, c, l)
	case chats.ActInviteEdit, chats.ActInviteRevoke, chats.ActInviteDelete:
		return h.linkAction(l)
	case chats.ActTopicCreate, chats.ActTopicEdit, chats.ActTopicDelete, chats.ActTopicPin:
		return topicAction(c, l)
	case chats.ActStickers:
		return nil, nil // not built yet: nothing writes them
	default:
		return nil, fmt.Errorf("unknown kind of act %d", l.Kind)
	}
}

// topicAction writes an act on a topic.
func topicAction(c rpc.Call, l chats.Logged) (tg.ChannelAdminLogEventActionClass, error) {
	write := func(t *lamplight.Topic) (tg.ForumTopicClass, error) {
		if t == nil {
			return &tg.ForumTopicDeleted{}, nil
		}
		return render.ForumTopic(c.User, render.Topic{Topic: *t})
	}
	was, err := write(l.OldTopic)
	if err != nil {
		return nil, err
	}
	is, err := write(l.NewTopic)
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case chats.ActTopicCreate:
		return &tg.ChannelAdminLogEventActionCreateTopic{Topic: is}, nil
	case chats.ActTopicEdit:
		return &tg.ChannelAdminLogEventActionEditTopic{PrevTopic: was, NewTopic: is}, nil
	case chats.ActTopicDelete:
		return &tg.ChannelAdminLogEventActionDeleteTopic{Topic: was}, nil
	default:
		t := &tg.ChannelAdminLogEventActionPinTopic{}
		if l.NewTopic != nil && l.NewTopic.Pinned > 0 {
			t.SetNewTopic(is)
		} else {
			t.SetPrevTopic(was)
		}
		return t, nil
	}
}

func toggledAction(l chats.Logged) tg.ChannelAdminLogEventActionClass {
	switch l.Toggle {
	case chats.ToggleSignatures:
		return &tg.ChannelAdminLogEventActionToggleSignatures{NewValue: l.On}
	case chats.ToggleFaces:
		return &tg.ChannelAdminLogEventActionToggleSignatureProfiles{NewValue: l.On}
	case chats.ToggleHiddenHistory:
		return &tg.ChannelAdminLogEventActionTogglePreHistoryHidden{NewValue: l.On}
	case chats.ToggleNoCopy:
		return &tg.ChannelAdminLogEventActionToggleNoForwards{NewValue: l.On}
	case chats.ToggleAntiSpam:
		return &tg.ChannelAdminLogEventActionToggleAntiSpam{NewValue: l.On}
	case chats.ToggleNone:
	}
	return nil
}

// memberAction writes an act on a member.
func (h *Handlers) memberAction(l chats.Logged) (tg.ChannelAdminLogEventActionClass, error) {
	was, is := loggedParticipant(l.OldMember, l.NewMember), loggedParticipant(l.NewMember, l.OldMember)
	switch l.Kind {
	case chats.ActJoin:
		return &tg.ChannelAdminLogEventActionParticipantJoin{}, nil
	case chats.ActJoinLink:
		return &tg.ChannelAdminLogEventActionParticipantJoinByInvite{Invite: h.loggedLink(l.NewLink)}, nil
	case chats.ActJoinAsked:
		return &tg.ChannelAdminLogEventActionParticipantJoinByRequest{
			Invite: h.loggedLink(l.NewLink), ApprovedBy: int64(l.Approver),
		}, nil
	case chats.ActLeave:
		return &tg.ChannelAdminLogEventActionParticipantLeave{}, nil
	case chats.ActInvite:
		return &tg.ChannelAdminLogEventActionParticipantInvite{Participant: is}, nil
	case chats.ActRestrain:
		return &tg.ChannelAdminLogEventActionParticipantToggleBan{PrevParticipant: was, NewParticipant: is}, nil
	default:
		return &tg.ChannelAdminLogEventActionParticipantToggleAdmin{PrevParticipant: was, NewParticipant: is}, nil
	}
}

// loggedParticipant writes what somebody was; who had no row yet had left. other is the other end of the change.
func loggedParticipant(p, other *chats.Participant) tg.ChannelParticipantClass {
	if p == nil {
		if other == nil {
			return &tg.ChannelParticipantLeft{Peer: &tg.PeerUser{}}
		}
		return &tg.ChannelParticipantLeft{Peer: &tg.PeerUser{UserID: int64(other.User)}}
	}
	switch peer := (&tg.PeerUser{UserID: int64(p.User)}); {
	case p.Owner:
		t := &tg.ChannelParticipantCreator{UserID: int64(p.User), AdminRights: render.AdminRights(p.Admin)}
		if p.Rank != "" {
			t.SetRank(p.Rank)
		}
		return t
	case p.Restraint.Rights != 0:
		return &tg.ChannelParticipantBanned{
			Left: p.Left, Peer: peer, KickedBy: int64(p.Restrainer), Date: render.Date(p.Restrained),
			BannedRights: render.BannedRights(p.Restraint),
		}
	case p.Left:
		return &tg.ChannelParticipantLeft{Peer: peer}
	case p.Admin != 0:
		t := &tg.ChannelParticipantAdmin{
			UserID: int64(p.User), PromotedBy: int64(p.Promoter), Date: render.Date(p.Joined), AdminRights: render.AdminRights(p.Admin),
		}
		if p.Inviter != 0 {
			t.SetInviterID(int64(p.Inviter))
		}
		if p.Rank != "" {
			t.SetRank(p.Rank)
		}
		return t
	default:
		return &tg.ChannelParticipant{UserID: int64(p.User), Date: render.Date(p.Joined)}
	}
}

// messageAction writes an act on a message.
func (h *Handlers) messageAction(ctx context.Context, c rpc.Call, l chats.Logged) (tg.ChannelAdminLogEventActionClass, error) {
	write := func(m *lamplight.Message) (tg.MessageClass, error) {
		if m == nil {
			return &tg.MessageEmpty{}, nil
		}
		return h.Render.Message(ctx, c, *m)
	}
	was, err := write(l.OldMessage)
	if err != nil {
		return nil, err
	}
	is, err := write(l.NewMessage)
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case chats.ActPin:
		return &tg.ChannelAdminLogEventActionUpdatePinned{Message: is}, nil
	case chats.ActEdit:
		return &tg.ChannelAdminLogEventActionEditMessage{PrevMessage: was, NewMessage: is}, nil
	case chats.ActPollStop:
		return &tg.ChannelAdminLogEventActionStopPoll{Message: is}, nil
	default:
		return &tg.ChannelAdminLogEventActionDeleteMessage{Message: was}, nil
	}
}

// linkAction writes an act on a link.
func (h *Handlers) linkAction(l chats.Logged) (tg.ChannelAdminLogEventActionClass, error) {
	switch l.Kind {
	case chats.ActInviteEdit:
		return &tg.ChannelAdminLogEventActionExportedInviteEdit{PrevInvite: h.loggedLink(l.OldLink), NewInvite: h.loggedLink(l.NewLink)}, nil
	case chats.ActInviteRevoke:
		return &tg.ChannelAdminLogEventActionExportedInviteRevoke{Invite: h.loggedLink(l.NewLink)}, nil
	default:
		return &tg.ChannelAdminLogEventActionExportedInviteDelete{Invite: h.loggedLink(l.OldLink)}, nil
	}
}

// loggedLink writes a link; who asked to join without one came by the public name.
func (h *Handlers) loggedLink(l *chats.Link) tg.ExportedChatInviteClass {
	if l == nil {
		return &tg.ChatInvitePublicJoinRequests{}
	}
	return render.Link(*l).Exported(h.Origin)
}

// allowed writes which reactions may be put to messages.
func (h *Handlers) allowed(set []byte) tg.ChatReactionsClass {
	if h.Allowed == nil || set == nil {
		return &tg.ChatReactionsAll{}
	}
	return h.Allowed(set)
}
