package resolve

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// ErrFolderInvalid answers a folder where one conversation is meant.
var ErrFolderInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "FOLDER_ID_INVALID"}

// Peer returns the peer that p names: PEER_ID_INVALID if it names nobody or has a wrong access hash, or a basic group that
// the caller never was in; CHANNEL_INVALID if that is a channel.
func (r *Resolver) Peer(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	return r.peer(ctx, c, p, false)
}

// OffsetPeer is Peer for a page's offset: inputPeerEmpty is the zero Peer. An offset is a place in a list that the caller
// has and tells nothing about who is named, so a user's access hash is not looked at: TDLib says 0.
func (r *Resolver) OffsetPeer(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	switch p := p.(type) {
	case *tg.InputPeerEmpty:
		return lamplight.Peer{}, nil
	case *tg.InputPeerUser:
		if p.UserID <= 0 || lamplight.UserID(p.UserID) > lamplight.MaxUserID {
			return lamplight.Peer{}, lamplight.ErrPeerInvalid
		}
		return lamplight.UserPeer(lamplight.UserID(p.UserID)), nil
	case *tg.InputPeerChat:
		if p.ChatID <= 0 || p.ChatID > maxChatID {
			return lamplight.Peer{}, lamplight.ErrPeerInvalid
		}
		return lamplight.ChatPeer(lamplight.ChatID(p.ChatID)), nil
	case *tg.InputPeerChannel:
		if !channelID(p.ChannelID) {
			return lamplight.Peer{}, lamplight.ErrChannelInvalid
		}
		return lamplight.ChannelPeer(lamplight.ChannelID(p.ChannelID)), nil
	default:
		return r.Peer(ctx, c, p)
	}
}

// maxChatID is the largest id of a basic group.
const maxChatID = int64(lamplight.MaxChatID)

// channelID reports whether a number can be the id of a supergroup or channel.
func channelID(id int64) bool { return id > 0 && id <= int64(lamplight.MaxChannelID) }

// peer is Peer. A name inside another name must not be of the form "from a message" itself.
func (r *Resolver) peer(ctx context.Context, c rpc.Call, p tg.InputPeerClass, nested bool) (lamplight.Peer, error) {
	switch p := p.(type) {
	case *tg.InputPeerSelf:
		return lamplight.UserPeer(c.User), nil
	case *tg.InputPeerUser:
		return r.user(ctx, c, p.UserID, p.AccessHash, lamplight.ErrPeerInvalid)
	case *tg.InputPeerUserFromMessage:
		if nested {
			return lamplight.Peer{}, lamplight.ErrPeerInvalid
		}
		if p.UserID <= 0 || lamplight.UserID(p.UserID) > lamplight.MaxUserID {
			return lamplight.Peer{}, lamplight.ErrPeerInvalid
		}
		named := lamplight.UserPeer(lamplight.UserID(p.UserID))
		return r.fromMessage(ctx, c, p.Peer, p.MsgID, named, lamplight.ErrPeerInvalid)
	case *tg.InputPeerChannel:
		return r.channel(ctx, c, p.ChannelID, p.AccessHash)
	case *tg.InputPeerChannelFromMessage:
		if nested {
			return lamplight.Peer{}, lamplight.ErrChannelInvalid
		}
		return r.channelFromMessage(ctx, c, p.Peer, p.MsgID, p.ChannelID)
	case *tg.InputPeerChat:
		return r.chat(ctx, c, p.ChatID, lamplight.ErrPeerInvalid)
	case *tg.InputPeerEmpty, nil:
		return lamplight.Peer{}, lamplight.ErrPeerInvalid
	default:
		return lamplight.Peer{}, lamplight.ErrPeerInvalid.Because(fmt.Errorf("unknown %T", p))
	}
}

// User returns the account that u names: USER_ID_INVALID if it names nobody or has a wrong access hash.
func (r *Resolver) User(ctx context.Context, c rpc.Call, u tg.InputUserClass) (lamplight.UserID, error) {
	var (
		p   lamplight.Peer
		err error
	)
	switch u := u.(type) {
	case *tg.InputUserSelf:
		return c.User, nil
	case *tg.InputUser:
		p, err = r.user(ctx, c, u.UserID, u.AccessHash, lamplight.ErrUserInvalid)
	case *tg.InputUserFromMessage:
		if u.UserID <= 0 || lamplight.UserID(u.UserID) > lamplight.MaxUserID {
			return 0, lamplight.ErrUserInvalid
		}
		p, err = r.fromMessage(ctx, c, u.Peer, u.MsgID, lamplight.UserPeer(lamplight.UserID(u.UserID)), lamplight.ErrUserInvalid)
	case *tg.InputUserEmpty, nil:
		err = lamplight.ErrUserInvalid
	default:
		err = lamplight.ErrUserInvalid.Because(fmt.Errorf("unknown %T", u))
	}
	return p.User(), err
}

// Users returns the accounts that us name, at most limit of them (LIMIT_INVALID).
func (r *Resolver) Users(ctx context.Context, c rpc.Call, us []tg.InputUserClass, limit int) ([]lamplight.UserID, error) {
	if len(us) > limit {
		return nil, lamplight.ErrLimitInvalid
	}
	ids := make([]lamplight.UserID, len(us))
	for i, u := range us {
		id, err := r.User(ctx, c, u)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// Channel returns the channel that ch names: CHANNEL_INVALID if it names none or has a wrong access hash.
func (r *Resolver) Channel(ctx context.Context, c rpc.Call, ch tg.InputChannelClass) (lamplight.ChannelID, error) {
	var (
		p   lamplight.Peer
		err error
	)
	switch in := ch.(type) {
	case *tg.InputChannel:
		p, err = r.channel(ctx, c, in.ChannelID, in.AccessHash)
	case *tg.InputChannelFromMessage:
		p, err = r.channelFromMessage(ctx, c, in.Peer, in.MsgID, in.ChannelID)
	default:
		err = lamplight.ErrChannelInvalid
	}
	return p.Channel(), err
}

// Chat returns the basic group with the given id, if the caller is or was in it: CHAT_ID_INVALID if not.
func (r *Resolver) Chat(ctx context.Context, c rpc.Call, id int64) (lamplight.ChatID, error) {
	p, err := r.chat(ctx, c, id, ErrChatInvalid)
	return p.Chat(), err
}

// ErrChatInvalid answers the id of a basic group that the caller never was in.
var ErrChatInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHAT_ID_INVALID"}

func (r *Resolver) chat(ctx context.Context, c rpc.Call, id int64, wrong *lamplight.Error) (lamplight.Peer, error) {
	if id <= 0 || id > maxChatID || c.User == 0 || r.chats == nil {
		return lamplight.Peer{}, wrong
	}
	knows, err := r.chats.Knows(ctx, c.User, lamplight.ChatID(id))
	switch {
	case err != nil:
		return lamplight.Peer{}, fmt.Errorf("does %d know group %d: %w", c.User, id, err)
	case !knows:
		return lamplight.Peer{}, wrong
	}
	return lamplight.ChatPeer(lamplight.ChatID(id)), nil
}

// channelFromMessage returns the channel with the given id if a message names it.
func (r *Resolver) channelFromMessage(ctx context.Context, c rpc.Call, in tg.InputPeerClass, msg int, id int64) (lamplight.Peer, error) {
	if !channelID(id) {
		return lamplight.Peer{}, lamplight.ErrChannelInvalid
	}
	return r.fromMessage(ctx, c, in, msg, lamplight.ChannelPeer(lamplight.ChannelID(id)), lamplight.ErrChannelInvalid)
}

// DialogPeer returns the peer of a conversation. A whole folder is FOLDER_ID_INVALID.
func (r *Resolver) DialogPeer(ctx context.Context, c rpc.Call, p tg.InputDialogPeerClass) (lamplight.Peer, error) {
	switch p := p.(type) {
	case *tg.InputDialogPeer:
		return r.Peer(ctx, c, p.Peer)
	case *tg.InputDialogPeerFolder:
		return lamplight.Peer{}, ErrFolderInvalid
	default:
		return lamplight.Peer{}, lamplight.ErrPeerInvalid.Because(fmt.Errorf("unknown %T", p))
	}
}

// DialogPeers returns the peers of conversations, at most limit of them (LIMIT_INVALID).
func (r *Resolver) DialogPeers(ctx context.Context, c rpc.Call, ps []tg.InputDialogPeerClass, limit int) ([]lamplight.Peer, error) {
	if len(ps) > limit {
		return nil, lamplight.ErrLimitInvalid
	}
	peers := make([]lamplight.Peer, len(ps))
	for i, p := range ps {
		peer, err := r.DialogPeer(ctx, c, p)
		if err != nil {
			return nil, err
		}
		peers[i] = peer
	}
	return peers, nil
}

// user returns the account with the given id if hash is the caller's for it.
func (r *Resolver) user(ctx context.Context, c rpc.Call, id, hash int64, wrong *lamplight.Error) (lamplight.Peer, error) {
	if id <= 0 || lamplight.UserID(id) > lamplight.MaxUserID {
		return lamplight.Peer{}, wrong
	}
	p := lamplight.UserPeer(lamplight.UserID(id))
	if err := r.check(ctx, c, p, hash, wrong); err != nil {
		return lamplight.Peer{}, err
	}
	return p, nil
}

func (r *Resolver) channel(ctx context.Context, c rpc.Call, id, hash int64) (lamplight.Peer, error) {
	p := lamplight.ChannelPeer(lamplight.ChannelID(id))
	if !channelID(id) {
		return lamplight.Peer{}, lamplight.ErrChannelInvalid
	}
	if err := r.check(ctx, c, p, hash, lamplight.ErrChannelInvalid); err != nil {
		return lamplight.Peer{}, err
	}
	return p, nil
}

// check returns wrong unless hash is the one by which the caller names p, or the caller is a bot that says 0 for
// somebody it has met.
func (r *Resolver) check(ctx context.Context, c rpc.Call, p lamplight.Peer, hash int64, wrong *lamplight.Error) error {
	if c.User == 0 {
		return wrong // a hash for nobody would be good for everybody who is not signed in
	}
	if hash != 0 {
		if hash == r.hashes.Of(c.User, p) {
			return nil
		}
		return wrong
	}
	if !c.Bot {
		return wrong
	}
	met, err := r.peers.Met(ctx, c.User, p)
	switch {
	case err != nil:
		return fmt.Errorf("has %d met %v: %w", c.User, p, err)
	case !met:
		return wrong
	}
	return nil
}

// fromMessage returns p if the message is in the caller's box, or in that of a channel that the caller may see, in the
// conversation with in, and names p.
//
// https://core.telegram.org/api/min
func (r *Resolver) fromMessage(
	ctx context.Context, c rpc.Call, in tg.InputPeerClass, msg int, p lamplight.Peer, wrong *lamplight.Error,
) (lamplight.Peer, error) {
	conversation, err := r.peer(ctx, c, in, true)
	if err != nil {
		return lamplight.Peer{}, err
	}
	if msg <= 0 || msg > math.MaxInt32 {
		return lamplight.Peer{}, wrong
	}
	ids := []lamplight.MessageID{lamplight.MessageID(msg)}
	var ms []lamplight.Message
	if channel := conversation.Channel(); channel == 0 {
		ms, err = r.messages.Messages(ctx, c.User, ids)
	} else if r.chats != nil {
		ms, err = r.chats.ChannelMessages(ctx, c.User, channel, ids)
	}
	if lamplight.KindOf(err) != lamplight.Internal && err != nil {
		return lamplight.Peer{}, wrong // of what the caller may not see
	}
	if err != nil {
		return lamplight.Peer{}, fmt.Errorf("message %d of %d: %w", msg, c.User, err)
	}
	for _, m := range ms {
		if m.Peer == conversation && names(m, p) {
			return p, nil
		}
	}
	return lamplight.Peer{}, wrong
}

// names reports whether a message shows its reader p.
func names(m lamplight.Message, p lamplight.Peer) bool {
	return m.From == p || m.Peer == p ||
		m.Via != 0 && m.Via == p.User() ||
		m.Forward != nil && (m.Forward.From == p || m.Forward.SavedPeer == p || m.Forward.SavedFrom == p) ||
		m.Reply != nil && (m.Reply.Peer == p || m.Reply.From != nil && m.Reply.From.From == p) ||
		m.Reactions != nil && slices.ContainsFunc(m.Reactions.Recent, func(x lamplight.Reactor) bool { return x.Peer == p }) ||
		m.Action != nil && (m.Action.Peer == p || p.User() != 0 && (m.Action.User == p.User() || slices.Contains(m.Action.Users, p.User()))) ||
		m.Media != nil && m.Media.Contact != nil && m.Media.Contact.User != 0 && m.Media.Contact.User == p.User() ||
		slices.ContainsFunc(m.Entities, func(e lamplight.Entity) bool { return e.User != 0 && e.User == p.User() })
}
