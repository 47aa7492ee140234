package render

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// GroupParticipants writes who is in a basic group, in the version of that list. Who may not know gets what is theirs alone.
func GroupParticipants(c rpc.Call, chat lamplight.ChatID, version int, member bool, list []lamplight.Participant) tg.ChatParticipantsClass {
	if !member {
		return &tg.ChatParticipantsForbidden{ChatID: int64(chat)}
	}
	out := &tg.ChatParticipants{ChatID: int64(chat), Version: version, Participants: make([]tg.ChatParticipantClass, len(list))}
	for i, p := range list {
		inviter := int64(p.Inviter)
		if inviter == 0 {
			inviter = int64(p.User)
		}
		switch {
		case p.Owner:
			out.Participants[i] = &tg.ChatParticipantCreator{UserID: int64(p.User), Rank: p.Rank}
		case p.Admin != 0:
			out.Participants[i] = &tg.ChatParticipantAdmin{UserID: int64(p.User), InviterID: inviter, Date: Date(p.Joined), Rank: p.Rank}
		default:
			out.Participants[i] = &tg.ChatParticipant{UserID: int64(p.User), InviterID: inviter, Date: Date(p.Joined), Rank: p.Rank}
		}
	}
	return out
}

// ChannelParticipant writes what somebody is in a supergroup or channel.
func ChannelParticipant(c rpc.Call, p lamplight.Participant) tg.ChannelParticipantClass {
	self := p.User == c.User
	switch {
	case p.Owner && !p.Left:
		return &tg.ChannelParticipantCreator{UserID: int64(p.User), AdminRights: AdminRights(p.Admin), Rank: p.Rank}
	case p.Admin != 0 && !p.Left:
		t := &tg.ChannelParticipantAdmin{
			CanEdit: p.MayEdit, Self: self, UserID: int64(p.User), PromotedBy: int64(p.Promoter), Date: Date(p.Joined),
			AdminRights: AdminRights(p.Admin), Rank: p.Rank,
		}
		if self {
			t.SetInviterID(int64(p.Inviter))
		}
		return t
	case p.Restraint.Rights != 0:
		return &tg.ChannelParticipantBanned{
			Left: p.Left, Peer: &tg.PeerUser{UserID: int64(p.User)}, KickedBy: int64(p.Restrainer), Date: Date(p.Restrained),
			BannedRights: BannedRights(p.Restraint),
		}
	case p.Left:
		return &tg.ChannelParticipantLeft{Peer: &tg.PeerUser{UserID: int64(p.User)}}
	case self:
		inviter := int64(p.Inviter)
		if inviter == 0 {
			inviter = int64(p.User)
		}
		return &tg.ChannelParticipantSelf{
			ViaRequest: p.Asked, UserID: int64(p.User), InviterID: inviter, Date: Date(p.Joined), Rank: p.Rank,
		}
	default:
		return &tg.ChannelParticipant{UserID: int64(p.User), Date: Date(p.Joined), Rank: p.Rank}
	}
}

// PeopleOf returns whom participants name.
func PeopleOf(list ...lamplight.Participant) []lamplight.UserID {
	var set userSet
	for _, p := range list {
		set.add(p.User, p.Inviter, p.Promoter, p.Restrainer)
	}
	return set
}
