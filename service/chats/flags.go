package chats

import (
	"context"
	"slices"

	"lamplight"
	"lamplight/store"
)

// Errors of a chat's switches.
var (
	ErrChatInvalidKind = lamplight.ErrChannelInvalid // a channel where a supergroup is meant, or the other way round
	ErrSecondsInvalid  = invalid("SECONDS_INVALID")
	ErrLinkExists      = invalid("CHAT_LINK_EXISTS")
	ErrPublicRequired  = invalid("CHAT_PUBLIC_REQUIRED")
	ErrLinkRequired    = invalid("CHAT_DISCUSSION_UNALLOWED")
)

// flip switches flags of a supergroup or channel on and off.
func (s *Service) flip(
	ctx context.Context, c Caller, peer lamplight.Peer, right lamplight.AdminRights, owner bool,
	change func(tx store.Tx, st *stood) error,
) (Result, error) {
	return s.alter(ctx, turn{caller: c, peer: peer, right: right, owner: owner, kind: ActFlags, change: change})
}

// flipUnlogged is flip for switches of which the log of administrators has no word in the API.
func (s *Service) flipUnlogged(
	ctx context.Context, c Caller, channel lamplight.ChannelID, right lamplight.AdminRights, change func(tx store.Tx, st *stood) error,
) (Result, error) {
	return s.alter(ctx, turn{caller: c, peer: lamplight.ChannelPeer(channel), right: right, change: change})
}

func (st stood) supergroup() error {
	if st.chat.Peer.Kind != lamplight.PeerChannel || st.chat.Broadcast {
		return ErrChatInvalidKind
	}
	return nil
}

// SetSignatures says whether posts of a channel name their author, and show the author's photo, too.
//
// https://core.telegram.org/method/channels.toggleSignatures
func (s *Service) SetSignatures(ctx context.Context, c Caller, channel lamplight.ChannelID, on, faces bool) (Result, error) {
	return s.flip(ctx, c, lamplight.ChannelPeer(channel), lamplight.AdminChangeInfo, false, func(_ store.Tx, st *stood) error {
		if !st.chat.Broadcast {
			return ErrChatInvalidKind
		}
		st.chat.Flags = st.chat.Flags.With(store.ChatSignatures, on || faces).With(store.ChatSignatureFaces, faces)
		return nil
	})
}

// SetHiddenHistory says whether those who join see only what comes from then on. A public group, and one in which a channel
// is discussed, hides nothing: CHAT_LINK_EXISTS.
//
// https://core.telegram.org/method/channels.togglePreHistoryHidden
func (s *Service) SetHiddenHistory(ctx context.Context, c Caller, channel lamplight.ChannelID, on bool) (Result, error) {
	return s.flip(ctx, c, lamplight.ChannelPeer(channel), lamplight.AdminChangeInfo, false, func(tx store.Tx, st *stood) error {
		if err := st.supergroup(); err != nil {
			return err
		}
		public, err := s.public(tx, st.chat)
		if err != nil {
			return err
		}
		if on && (st.chat.Linked != 0 || public) {
			return ErrLinkExists
		}
		st.chat.Flags = st.chat.Flags.With(store.ChatHiddenHistory, on)
		return nil
	})
}

// SetHiddenMembers says whether members see who else is in a supergroup.
//
// https://core.telegram.org/method/channels.toggleParticipantsHidden
func (s *Service) SetHiddenMembers(ctx context.Context, c Caller, channel lamplight.ChannelID, on bool) (Result, error) {
	return s.flipUnlogged(ctx, c, channel, lamplight.AdminBan, func(_ store.Tx, st *stood) error {
		if err := st.supergroup(); err != nil {
			return err
		}
		st.chat.Flags = st.chat.Flags.With(store.ChatHiddenMembers, on)
		return nil
	})
}

// SetNoCopy says whether what is said in a chat may be forwarded and saved. Only owners may.
//
// https://core.telegram.org/method/messages.toggleNoForwards
func (s *Service) SetNoCopy(ctx context.Context, c Caller, peer lamplight.Peer, on bool) (Result, error) {
	return s.flip(ctx, c, peer, 0, true, func(_ store.Tx, st *stood) error {
		st.chat.Flags = st.chat.Flags.With(store.ChatNoCopy, on)
		return nil
	})
}

// SetJoinToSend says whether one has to join a group in which a channel is discussed to write there.
// CHAT_DISCUSSION_UNALLOWED for other groups.
//
// https://core.telegram.org/method/channels.toggleJoinToSend
func (s *Service) SetJoinToSend(ctx context.Context, c Caller, channel lamplight.ChannelID, on bool) (Result, error) {
	return s.flipUnlogged(ctx, c, channel, lamplight.AdminBan, func(_ store.Tx, st *stood) error {
		if err := st.supergroup(); err != nil {
			return err
		}
		if st.chat.Linked == 0 {
			return ErrLinkRequired
		}
		st.chat.Flags = st.chat.Flags.With(store.ChatJoinToSend, on)
		if !on {
			st.chat.Flags = st.chat.Flags.With(store.ChatJoinRequest, false)
		}
		return nil
	})
}

// SetJoinRequest says whether joining a public supergroup by its name needs an administrator's yes.
// CHAT_PUBLIC_REQUIRED for a private one, which nobody joins but by a link.
//
// https://core.telegram.org/method/channels.toggleJoinRequest
func (s *Service) SetJoinRequest(ctx context.Context, c Caller, channel lamplight.ChannelID, on bool) (Result, error) {
	return s.flipUnlogged(ctx, c, channel, lamplight.AdminBan, func(tx store.Tx, st *stood) error {
		if err := st.supergroup(); err != nil {
			return err
		}
		public, err := s.public(tx, st.chat)
		if err != nil {
			return err
		}
		if on && !public && st.chat.Linked == 0 {
			return ErrPublicRequired
		}
		st.chat.Flags = st.chat.Flags.With(store.ChatJoinRequest, on)
		return nil
	})
}

// SlowModes are the pauses that slow mode may ask for, in seconds.
var SlowModes = []int{0, 5, 10, 30, 60, 300, 900, 3600}

// SetSlowMode says how many seconds members of a supergroup wait between two messages: one of SlowModes, else
// SECONDS_INVALID.
//
// https://core.telegram.org/method/channels.toggleSlowMode
func (s *Service) SetSlowMode(ctx context.Context, c Caller, channel lamplight.ChannelID, seconds int) (Result, error) {
	if !slices.Contains(SlowModes, seconds) {
		return Result{}, ErrSecondsInvalid
	}
	return s.alter(ctx, turn{
		caller: c, peer: lamplight.ChannelPeer(channel), right: lamplight.AdminBan, kind: ActSlowMode,
		change: func(_ store.Tx, st *stood) error {
			if err := st.supergroup(); err != nil {
				return err
			}
			st.chat.SlowMode = seconds
			return nil
		},
	})
}

// SetReactions says which reactions may be put to what is said in a chat; value is as the service that keeps reactions
// writes it, nil for all.
//
// https://core.telegram.org/method/messages.setChatAvailableReactions
func (s *Service) SetReactions(ctx context.Context, c Caller, peer lamplight.Peer, value []byte) (Result, error) {
	return s.alter(ctx, turn{
		caller: c, peer: peer, right: lamplight.AdminChangeInfo, kind: ActReactions,
		change: func(_ store.Tx, st *stood) error {
			st.chat.Reactions = value
			return nil
		},
	})
}

// public reports whether a chat has a public name.
func (s *Service) public(tx store.Tx, chat store.Chat) (bool, error) {
	names, err := tx.UsernamesOf([]lamplight.Peer{chat.Peer})
	return len(names) > 0, err
}
