package chats

import (
	"context"

	"lamplight"
	"lamplight/store"
)

// Errors of groups in which channels are discussed.
var (
	ErrBroadcastInvalid = invalid("BROADCAST_ID_INVALID")
	ErrGroupInvalid     = invalid("MEGAGROUP_ID_INVALID")
	ErrGroupHidden      = invalid("MEGAGROUP_PREHISTORY_HIDDEN")
	ErrLinkNotModified  = invalid("LINK_NOT_MODIFIED")
)

// SetDiscussion has a channel discussed in a group; group 0 ends it, and so does channel 0 for whichever channel the group
// discusses. What either was linked to before is unlinked. The caller needs the right to change the channel, and to pin in
// the group. MEGAGROUP_PREHISTORY_HIDDEN for a group that hides what was said before one joined.
//
// https://core.telegram.org/method/channels.setDiscussionGroup
func (s *Service) SetDiscussion(ctx context.Context, c Caller, channel, group lamplight.ChannelID) (Result, error) {
	if channel == 0 && group == 0 {
		return Result{}, ErrLinkNotModified
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if channel != 0 {
			st, err := s.led(tx, c.User, lamplight.ChannelPeer(channel), lamplight.AdminChangeInfo)
			if err != nil {
				return err
			}
			if !st.chat.Broadcast {
				return ErrBroadcastInvalid
			}
		}
		if group != 0 {
			st, err := s.led(tx, c.User, lamplight.ChannelPeer(group), lamplight.AdminPin)
			if err != nil {
				return err
			}
			switch {
			case st.chat.Broadcast || st.chat.Forum:
				return ErrGroupInvalid
			case st.chat.Flags.Has(store.ChatHiddenHistory):
				return ErrGroupHidden
			}
		}
		changed := false
		set := func(of, to lamplight.ChannelID) error {
			done, err := s.relink(tx, c, of, to)
			changed = changed || done
			return err
		}
		// Whatever either was linked to is linked to nothing first, then the two to each other.
		for _, one := range []struct{ of, but lamplight.ChannelID }{{channel, group}, {group, channel}} {
			if one.of == 0 {
				continue
			}
			chat, err := tx.Chat(lamplight.ChannelPeer(one.of))
			if err != nil {
				return err
			}
			if chat.Linked != 0 && chat.Linked != one.but {
				if err := set(chat.Linked, 0); err != nil {
					return err
				}
			}
			if err := set(one.of, one.but); err != nil {
				return err
			}
		}
		if !changed {
			return ErrLinkNotModified
		}
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	if channel == 0 {
		channel = group
	}
	return s.anew(lamplight.ChannelPeer(channel)), nil
}

// relink links one end to another chat, or to none, and reports whether it was not so before.
func (s *Service) relink(tx store.Tx, c Caller, of, to lamplight.ChannelID) (bool, error) {
	peer := lamplight.ChannelPeer(of)
	chat, err := tx.Chat(peer)
	if err != nil || chat.Linked == to {
		return false, err
	}
	before := chat
	chat.Linked = to
	if to == 0 { // without a channel these mean nothing
		chat.Flags = chat.Flags.With(store.ChatJoinToSend, false)
	}
	if err := tx.UpdateChat(chat); err != nil {
		return false, err
	}
	if err := s.did(tx, Act{Kind: ActLinked, Chat: peer, By: c.User, Before: &before, After: &chat}); err != nil {
		return false, err
	}
	return true, s.owe(tx, changed{Chat: peer, Kind: lamplight.EventChat, Origin: c.Origin})
}

// DiscussionGroups returns the groups in which the caller may have a channel discussed: supergroups in which they may pin,
// and basic groups of theirs, which have to become supergroups first.
//
// https://core.telegram.org/method/channels.getGroupsForDiscussion
func (s *Service) DiscussionGroups(ctx context.Context, user lamplight.UserID) (out []lamplight.Peer, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		out = nil
		all, err := s.chatsIn(tx, user)
		if err != nil {
			return err
		}
		for _, chat := range all {
			if chat.Broadcast || chat.Forum || !chat.Gone.IsZero() || chat.Linked != 0 {
				continue
			}
			m, err := tx.Member(chat.Peer, user)
			if err != nil {
				return err
			}
			st := stood{chat, m}
			if chat.Peer.Kind == lamplight.PeerChat && st.owns() || chat.Peer.Kind == lamplight.PeerChannel && st.may(lamplight.AdminPin) {
				out = append(out, chat.Peer)
			}
		}
		return nil
	})
	return out, err
}
