package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// An UnseenKind says what somebody has not seen yet.
type UnseenKind = boxes.UnseenKind

// The kinds of what somebody has not seen yet.
const (
	UnseenMention  = boxes.UnseenMention
	UnseenReaction = boxes.UnseenReaction
)

// Unseen returns a page of the messages of a conversation, or of a thread of it, that user is named in and has not seen, or
// of user's messages with reactions that user has not seen, as q.Unseen says.
//
// https://core.telegram.org/method/messages.getUnreadMentions
func (s *Service) Unseen(ctx context.Context, user lamplight.UserID, q HistoryQuery) (Page, error) {
	q.User = user
	return s.History(ctx, user, q)
}

// seeBatch is how many messages are marked as seen in one step.
const seeBatch = 500

// See marks what user was named in, or the reactions to what user wrote, as seen: in a whole conversation, or in a thread of
// it. Result.Remaining says how much is left.
//
// https://core.telegram.org/method/messages.readMentions
func (s *Service) See(
	ctx context.Context, c Caller, peer lamplight.Peer, thread lamplight.MessageID, kind UnseenKind,
) (Result, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), boxes.SeeContents{
		Box: p.box, Peer: p.peer, User: c.User, All: true, Thread: thread, Limit: seeBatch,
		Mentions: kind&UnseenMention != 0, Reactions: kind&UnseenReaction != 0,
	})
	if err != nil {
		return Result{}, fmt.Errorf("what %d saw of %v: %w", c.User, peer, err)
	}
	return r, nil
}

// SeeContents says that the caller listened to messages of their own box, or saw what they were named in and the reactions
// to what they wrote. Who sent what was listened to is told.
//
// https://core.telegram.org/method/messages.readMessageContents
func (s *Service) SeeContents(ctx context.Context, c Caller, ids []lamplight.MessageID) (Result, error) {
	ms, err := s.Messages(ctx, c.User, ids)
	if err != nil {
		return Result{}, err
	}
	var ops []boxes.Op
	mine := map[lamplight.Peer][]lamplight.MessageID{}
	for _, m := range ms {
		mine[m.Peer] = append(mine[m.Peer], m.ID)
		if m.Unseen && !m.Out && m.Wrote() != 0 && m.Wrote() != c.User {
			peer := m.Peer
			if peer.Kind == lamplight.PeerUser {
				peer = lamplight.UserPeer(c.User)
			}
			ops = append(ops, boxes.SeeContents{
				Box: lamplight.AccountBox(m.Wrote()), Peer: peer, User: m.Wrote(), Contents: []lamplight.ContentID{m.Content}, Unseen: true,
			})
		}
	}
	for _, m := range ms {
		if list := mine[m.Peer]; list != nil {
			ops = append(ops, boxes.SeeContents{
				Box: c.box(), Peer: m.Peer, User: c.User, IDs: list, Mentions: true, Reactions: true, Unseen: true,
			})
			mine[m.Peer] = nil
		}
	}
	if len(ops) == 0 {
		return s.Untouched(ctx, c)
	}
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("contents that %d saw: %w", c.User, err)
	}
	return r, nil
}

// SeeContentsIn is SeeContents for messages of a supergroup or channel.
//
// https://core.telegram.org/method/channels.readMessageContents
func (s *Service) SeeContentsIn(
	ctx context.Context, c Caller, channel lamplight.ChannelID, ids []lamplight.MessageID,
) (Result, error) {
	ms, err := s.MessagesIn(ctx, c.User, channel, ids)
	if err != nil {
		return Result{}, err
	}
	box := lamplight.ChannelBox(channel)
	if len(ms) == 0 {
		return s.resultIn(ctx, c, box, boxes.Result{})
	}
	op := boxes.SeeContents{Box: box, Peer: lamplight.ChannelPeer(channel), User: c.User, Mentions: true, Reactions: true}
	for _, m := range ms {
		op.IDs = append(op.IDs, m.ID)
		op.Unseen = op.Unseen || m.Unseen && m.Wrote() != c.User // one's own voice is for others to listen to
	}
	r, err := s.applyIn(ctx, c, box, s.now(), op)
	if err != nil {
		return Result{}, fmt.Errorf("contents that %d saw of channel %d: %w", c.User, channel, err)
	}
	return r, nil
}
