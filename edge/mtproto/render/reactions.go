package render

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Reaction writes a reaction; the zero Reaction is none.
func Reaction(x lamplight.Reaction) tg.ReactionClass {
	switch {
	case x.Document != 0:
		return &tg.ReactionCustomEmoji{DocumentID: int64(x.Document)}
	case x.Emoji != "":
		return &tg.ReactionEmoji{Emoticon: x.Emoji}
	default:
		return &tg.ReactionEmpty{}
	}
}

// reactions writes what was put to a message, as the caller may see it; nil if nothing was.
//
// https://core.telegram.org/api/reactions
func (r *Renderer) reactions(ctx context.Context, c rpc.Call, m *lamplight.Message) (*tg.MessageReactions, error) {
	if m.Reactions == nil || len(m.Reactions.Tallies) == 0 {
		return nil, nil
	}
	ms, err := r.own(ctx, c, []lamplight.Message{*m})
	if err != nil {
		return nil, err
	}
	stand := ms[0].Reactions
	t := &tg.MessageReactions{
		Min: c.User == 0, CanSeeList: stand.Named, Results: make([]tg.ReactionCount, 0, len(stand.Tallies)),
	}
	for _, x := range stand.Tallies {
		count := tg.ReactionCount{Reaction: Reaction(x.Reaction), Count: x.Count}
		if i := slices.Index(stand.Mine, x.Reaction); i >= 0 && !t.Min {
			count.SetChosenOrder(i)
		}
		t.Results = append(t.Results, count)
	}
	if !stand.Named || len(stand.Recent) == 0 {
		return t, nil
	}
	recent := make([]tg.MessagePeerReaction, 0, len(stand.Recent))
	for _, x := range stand.Recent {
		p, err := reactor(c, x, wrote(c, m))
		if err != nil {
			return nil, err
		}
		recent = append(recent, p)
	}
	t.SetRecentReactions(recent)
	return t, nil
}

// wrote reports whether the caller is who wrote a message.
func wrote(c rpc.Call, m *lamplight.Message) bool {
	return c.User != 0 && (m.Wrote() == c.User || m.Box.User() == c.User && m.Out)
}

// reactor writes somebody who reacted. author says that the caller wrote what was reacted to.
func reactor(c rpc.Call, x lamplight.Reactor, author bool) (tg.MessagePeerReaction, error) {
	peer, err := Peer(x.Peer)
	if err != nil {
		return tg.MessagePeerReaction{}, fmt.Errorf("who reacted: %w", err)
	}
	return tg.MessagePeerReaction{
		Big: x.Big, Unread: x.Unread && author, My: c.User != 0 && x.Peer == lamplight.UserPeer(c.User),
		PeerID: peer, Date: Date(x.Date), Reaction: Reaction(x.Reaction),
	}, nil
}

// ReactionsOf writes how the reactions to messages stand, as an answer to who asked for them.
func (r *Renderer) ReactionsOf(ctx context.Context, c rpc.Call, now time.Time, ms []lamplight.Message) (tg.UpdatesClass, error) {
	events := make([]lamplight.Event, len(ms))
	for i := range ms {
		events[i] = lamplight.Event{
			Kind: lamplight.EventReactions, Box: ms[i].Box, Date: now, Peer: ms[i].Peer,
			IDs: []lamplight.MessageID{ms[i].ID}, Message: &ms[i],
		}
	}
	return r.Result(ctx, c, now, events)
}

// ReactionsList writes who reacted to a message, of count reactions in all. next is the offset of the next page.
func (r *Renderer) ReactionsList(
	ctx context.Context, c rpc.Call, m lamplight.Message, list []lamplight.Reactor, count int, next string,
) (*tg.MessagesMessageReactionsList, error) {
	t := &tg.MessagesMessageReactionsList{Count: count, Reactions: make([]tg.MessagePeerReaction, 0, len(list))}
	var n cast
	for _, x := range list {
		p, err := reactor(c, x, wrote(c, &m))
		if err != nil {
			return nil, err
		}
		t.Reactions = append(t.Reactions, p)
		n.addPeer(x.Peer)
	}
	if next != "" {
		t.SetNextOffset(next)
	}
	var err error
	t.Users, t.Chats, err = r.named(ctx, c, n)
	return t, err
}
