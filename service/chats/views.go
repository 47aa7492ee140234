package chats

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// A Full is all there is to know of a chat.
type Full struct {
	lamplight.Access
	About        string
	Participants []Participant // of a basic group, for who is in it
	// What only administrators are told: how many there are of each.
	Admins, Kicked, Restrained int
	MigratedMax                lamplight.MessageID // the last message of MigratedFrom in the viewer's box; 0: none
	StickerSet, EmojiSet       int64
	Slow                       int       // seconds of slow mode
	NextSend                   time.Time // when the viewer may write again; zero: now
	SeeParticipants            bool      // the viewer may ask who is in it
	SetUsername, SetStickers   bool
	AntiSpam, AsMessages       bool
	PTS                        lamplight.PTS       // of a channel's box
	Pinned                     lamplight.MessageID // the message pinned last; 0: none
}

// Full returns all that viewer may know of a chat.
//
// https://core.telegram.org/method/channels.getFullChannel
func (s *Service) Full(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (Full, error) {
	all, err := s.look(ctx, viewer, []lamplight.Peer{peer})
	if err != nil {
		return Full{}, fmt.Errorf("all of %v for %d: %w", peer, viewer, err)
	}
	v := all[0]
	a := s.access(viewer, v)
	if err := refusal(peer, a); err != nil {
		return Full{}, err
	}
	row := v.chat
	f := Full{
		Access: a, About: row.About, StickerSet: row.StickerSet, EmojiSet: row.EmojiSet, Slow: row.SlowMode,
		AntiSpam: row.Flags.Has(store.ChatAntiSpam), AsMessages: v.member.Own&ownAsMessages != 0,
	}
	f.SeeParticipants = s.seesMembers(&a)
	if a.Leads() {
		f.Admins, f.Kicked, f.Restrained = row.Admins, row.Kicked, row.Restricts
	}
	f.SetUsername = a.Chat.Creator
	f.SetStickers = a.Chat.Supergroup() && a.Chat.May(lamplight.AdminChangeInfo)
	if a.SlowMode > 0 && !a.Spoke.IsZero() && a.Spoke.Add(a.SlowMode).After(s.now()) {
		f.NextSend = a.Spoke.Add(a.SlowMode)
	}
	box := lamplight.AccountBox(viewer)
	if channel := peer.Channel(); channel != 0 {
		box = lamplight.ChannelBox(channel)
		heads, err := s.boxes.Heads(ctx, box)
		if err != nil {
			return Full{}, fmt.Errorf("head of %v: %w", peer, err)
		}
		f.PTS = heads[0].PTS
	} else if a.Member {
		if f.Participants, err = s.group(ctx, viewer, peer); err != nil {
			return Full{}, err
		}
	}
	if row.MigratedFrom != 0 {
		ds, err := s.boxes.Dialog(ctx, lamplight.AccountBox(viewer), lamplight.ChatPeer(row.MigratedFrom))
		if err != nil {
			return Full{}, fmt.Errorf("what %v was: %w", peer, err)
		}
		f.MigratedMax = ds[0].Top
	}
	page, err := s.boxes.History(ctx, box, boxes.HistoryQuery{Peer: peer, Pinned: true, Limit: 1, Least: a.From})
	if err != nil {
		return Full{}, fmt.Errorf("what is pinned in %v: %w", peer, err)
	}
	if len(page.Messages) > 0 {
		f.Pinned = page.Messages[0].ID
	}
	return f, nil
}

// ownAsMessages is the flag of store.Member.Own by which somebody has a forum shown as one list of messages.
const ownAsMessages = 1

// seesMembers reports whether the viewer may ask who is in a supergroup or channel: of a channel its administrators may, of a
// supergroup everybody, unless it hides that.
func (s *Service) seesMembers(a *lamplight.Access) bool {
	c := &a.Chat
	switch {
	case a.Leads():
		return true
	case c.Broadcast, c.HiddenMembers:
		return false
	default:
		return a.Member || a.Public()
	}
}

// group returns who is in a basic group.
func (s *Service) group(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) ([]Participant, error) {
	var out []Participant
	err := s.store.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.MembersOf(peer, store.MemberQuery{Filter: store.MembersAll, Limit: store.MostMembers})
		if err != nil {
			return err
		}
		st, err := s.stand(tx, viewer, peer)
		if err != nil {
			return err
		}
		out = make([]Participant, len(rows))
		for i, m := range rows {
			out[i] = s.participant(st, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("who is in %v: %w", peer, err)
	}
	return out, nil
}

// Group returns who is in a basic group, and the version of that list: CHAT_ID_INVALID if viewer is not in it.
func (s *Service) Group(
	ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID,
) (list []Participant, version int, err error) {
	peer := lamplight.ChatPeer(chat)
	a, err := s.Access(ctx, viewer, peer)
	if err != nil || !a.Member {
		return nil, a.Chat.Version, errOr(err, ErrChatInvalid)
	}
	list, err = s.group(ctx, viewer, peer)
	return list, a.Chat.Version, err
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Left returns supergroups and channels that an account was in and is not any more, by id, from the offset-th on.
//
// https://core.telegram.org/method/channels.getLeftChannels
func (s *Service) Left(ctx context.Context, user lamplight.UserID, offset int) (chats []lamplight.Chat, count int, err error) {
	var peers []lamplight.Peer
	err = s.store.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.ChatsOf(user, lamplight.PeerChannel, false, 0, s.limits.Joined)
		peers = nil
		for _, m := range rows {
			if !m.Joined.IsZero() {
				peers = append(peers, m.Chat)
			}
		}
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("what %d left: %w", user, err)
	}
	count = len(peers)
	peers = peers[min(max(offset, 0), count):]
	chats, err = s.Chats(ctx, user, peers[:min(len(peers), s.limits.Common)])
	return chats, count, err
}

// Inactive returns the supergroups and channels that an account is in and in which nothing was said for longest, with when
// that was: those it may leave to make room for others.
//
// https://core.telegram.org/method/channels.getInactiveChannels
func (s *Service) Inactive(ctx context.Context, user lamplight.UserID) (chats []lamplight.Chat, last []time.Time, err error) {
	ids, err := s.ChannelsOf(ctx, user)
	if err != nil {
		return nil, nil, err
	}
	ids, dates, err := s.quietest(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	peers := make([]lamplight.Peer, len(ids))
	for i, id := range ids {
		peers[i] = lamplight.ChannelPeer(id)
	}
	chats, err = s.Chats(ctx, user, peers)
	if err != nil || len(chats) != len(dates) {
		return nil, nil, err
	}
	return chats, dates, nil
}
