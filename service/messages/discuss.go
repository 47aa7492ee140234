package messages

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
)

// A channel's post is discussed in a group: a copy of it stands there, pinned, and what answers the copy are the comments of
// the post. Post and copy are appended together, in one group of operations, so that there is never one without the other.
//
// https://core.telegram.org/api/discussion

// discussed returns what appends the copy of a post in the group where the channel is discussed; false if it is not, or if
// there is nothing to discuss about what a service message tells.
func (p place) discussed(a boxes.Append) (boxes.Append, bool) {
	if !p.own() || !p.access.Chat.Broadcast || p.access.Linked == 0 || a.Message.Action != nil {
		return a, false
	}
	m := a.Message
	m.Peer, m.From, m.Sender, m.Post = lamplight.ChannelPeer(p.access.Linked), p.peer, 0, false
	m.Content, m.Random, m.Reply, m.Mentions, m.Source = newContent(), 0, nil, nil, 0
	m.Scheduled, m.Views, m.Forwards = false, 0, 0
	m.NoCopy = m.NoCopy || p.access.Chat.NoCopy
	m.Pinned = true
	h := lamplight.Forward{From: p.peer, Name: m.Author, Date: m.Sent, Content: root(a.Message), SavedPeer: p.peer}
	if was := a.Message.Forward; was != nil {
		h.From, h.Name, h.Date, h.ID = was.From, was.Name, was.Date, was.ID
	}
	m.Forward = &h
	return boxes.Append{
		Box: lamplight.ChannelBox(p.access.Linked), Message: m, Fresh: true, Free: true, Held: a.Held, CopyOf: p.box,
	}, true
}

// A discussion is where a message is answered: the group, and the message that its thread begins with.
type discussion struct {
	place
	root lamplight.Message
}

// discussionOf returns where a message is answered: of a channel's post the copy in the group where it is discussed, of a
// message of a supergroup itself. MSG_ID_INVALID if it is answered nowhere.
func (s *Service) discussionOf(ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID) (discussion, error) {
	p, err := s.at(ctx, user, peer)
	if err != nil {
		return discussion{}, err
	}
	if !p.own() {
		return discussion{}, ErrThreadInvalid
	}
	m, ok, err := s.message(ctx, p, id)
	if err != nil {
		return discussion{}, err
	}
	if !ok {
		return discussion{}, ErrThreadInvalid
	}
	if p.group() {
		return discussion{p, m}, nil
	}
	if m.Comments == 0 || m.Comments != p.access.Linked {
		return discussion{}, ErrThreadInvalid
	}
	there, err := s.at(ctx, user, lamplight.ChannelPeer(m.Comments))
	if err != nil {
		return discussion{}, err
	}
	c, ok, err := s.message(ctx, there, m.CommentID)
	if err == nil && !ok {
		err = ErrThreadInvalid
	}
	return discussion{there, c}, err
}

// A Discussion is how the thread of a message stands for who asks.
type Discussion struct {
	Peer       lamplight.Peer
	Messages   []lamplight.Message // what it begins with
	Top        lamplight.MessageID // the last message; 0: there is none
	ReadInbox  lamplight.MessageID
	ReadOutbox lamplight.MessageID
	Unread     int
}

// Discussion returns where a channel's post is discussed, or how the thread of a message of a supergroup stands.
//
// https://core.telegram.org/method/messages.getDiscussionMessage
func (s *Service) Discussion(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (Discussion, error) {
	t, err := s.discussionOf(ctx, user, peer, id)
	if err != nil {
		return Discussion{}, err
	}
	d := Discussion{Peer: t.peer, Messages: []lamplight.Message{t.root}}
	ts, err := s.boxes.Threads(ctx, t.box, t.root.ID)
	if err != nil {
		return d, fmt.Errorf("thread %d of %v: %w", t.root.ID, t.peer, err)
	}
	d.Top, d.ReadOutbox = ts[0].Top, ts[0].ReadOutbox
	d.ReadInbox, d.Unread, err = s.threadUnread(ctx, user, t.place, t.root.ID)
	return d, err
}

// threadUnread returns up to where somebody read a thread, and how many messages come after.
func (s *Service) threadUnread(
	ctx context.Context, user lamplight.UserID, p place, thread lamplight.MessageID,
) (lamplight.MessageID, int, error) {
	marks, err := s.boxes.ThreadMarks(ctx, lamplight.AccountBox(user), p.peer, thread)
	if err != nil {
		return 0, 0, fmt.Errorf("what %d read of %v: %w", user, p.peer, err)
	}
	read := marks[0].ReadInbox
	left, err := s.boxes.Unread(ctx, []boxes.UnreadQuery{{
		Box: p.box, Peer: p.peer, Thread: thread, After: max(read, p.least()-1), By: user,
	}})
	if err != nil {
		return 0, 0, fmt.Errorf("unread messages of %d in %v: %w", user, p.peer, err)
	}
	return read, left[0], nil
}

// Replies returns a page of the messages of a thread, newest first, and the conversation in which they are: the comments of
// a channel's post, what answers a message of a supergroup, or the messages of a topic. id names what the thread began with.
//
// https://core.telegram.org/method/messages.getReplies
func (s *Service) Replies(
	ctx context.Context, user lamplight.UserID, id lamplight.MessageID, q HistoryQuery,
) (lamplight.Peer, Page, error) {
	thread, peer, err := s.threadOf(ctx, user, q.Peer, id)
	if err != nil {
		return lamplight.Peer{}, Page{}, err
	}
	q.Peer, q.Thread = peer, thread
	page, err := s.History(ctx, user, q)
	return peer, page, err
}

// threadOf returns the thread that a message begins, and the conversation that it is in.
func (s *Service) threadOf(
	ctx context.Context, user lamplight.UserID, peer lamplight.Peer, id lamplight.MessageID,
) (lamplight.MessageID, lamplight.Peer, error) {
	if p, err := s.at(ctx, user, peer); err == nil && s.forum(p) {
		if ts, err := s.topics.Topics(ctx, user, peer.Channel(), id); err != nil || len(ts) == 1 {
			return id, peer, err
		}
	}
	t, err := s.discussionOf(ctx, user, peer, id)
	return t.root.ID, t.peer, err
}

// ReadThread marks the messages of a thread as read up to one, for its reader alone and, where nobody read that far, for
// those who wrote them.
//
// https://core.telegram.org/method/messages.readDiscussion
func (s *Service) ReadThread(
	ctx context.Context, c Caller, peer lamplight.Peer, id, upTo lamplight.MessageID,
) (Result, error) {
	if upTo < 0 {
		return Result{}, lamplight.ErrMessageInvalid
	}
	thread, peer, err := s.threadOf(ctx, c.User, peer, id)
	if err != nil {
		return Result{}, err
	}
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	ts, err := s.boxes.Threads(ctx, p.box, thread)
	if err != nil {
		return Result{}, fmt.Errorf("thread %d of %v: %w", thread, peer, err)
	}
	if last := max(ts[0].Top, thread); upTo == 0 || upTo > last {
		upTo = last
	}
	left, err := s.boxes.Unread(ctx, []boxes.UnreadQuery{{
		Box: p.box, Peer: peer, Thread: thread, After: max(upTo, p.least()-1), By: c.User,
	}})
	if err != nil {
		return Result{}, fmt.Errorf("unread messages of %d in %v: %w", c.User, peer, err)
	}
	ops := []boxes.Op{boxes.ReadChannel{Box: c.box(), Peer: peer, Thread: thread, MaxID: upTo, Unread: left[0]}}
	if upTo > ts[0].ReadOutbox && p.access.Member {
		page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{
			Peer: peer, Thread: thread, OffsetID: upTo + 1, Limit: s.limits.Page, MinID: ts[0].ReadOutbox,
		})
		if err != nil {
			return Result{}, fmt.Errorf("thread %d of %v: %w", thread, peer, err)
		}
		for _, m := range page.Messages { // what one wrote oneself, nobody has read by that
			if m.Wrote() != c.User {
				ops = append(ops, boxes.MarkOutbox{Box: p.box, Thread: thread, MaxID: m.ID})
				break
			}
		}
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("read thread %d of %v: %w", thread, peer, err)
	}
	return r, nil
}

// countComments adds to a group of operations what counts comments where the post stands. Only where a channel is discussed
// does that read anything.
func (s *Service) countComments(ctx context.Context, p place, ops []boxes.Op) ([]boxes.Op, error) {
	if !p.own() || p.access.Chat.Broadcast || p.access.Linked == 0 {
		return ops, nil
	}
	n := map[lamplight.MessageID]int{}
	for _, op := range ops {
		if a, ok := op.(boxes.Append); ok && a.Box == p.box && !a.Held {
			n[a.Message.Thread()]++
		}
	}
	return s.countInPosts(ctx, p, ops, n)
}

// uncountComments is countComments for comments that go.
func (s *Service) uncountComments(ctx context.Context, p place, ops []boxes.Op, gone []lamplight.Message) ([]boxes.Op, error) {
	if !p.own() || p.access.Chat.Broadcast || p.access.Linked == 0 {
		return ops, nil
	}
	n := map[lamplight.MessageID]int{}
	for i := range gone {
		n[gone[i].Thread()]--
	}
	return s.countInPosts(ctx, p, ops, n)
}

// countInPosts counts comments, by the copies that they answer.
func (s *Service) countInPosts(
	ctx context.Context, p place, ops []boxes.Op, n map[lamplight.MessageID]int,
) ([]boxes.Op, error) {
	delete(n, 0)
	var roots []lamplight.MessageID
	for id := range n {
		roots = append(roots, id)
	}
	slices.Sort(roots)
	for some := range slices.Chunk(roots, s.limits.IDs) {
		ms, err := s.boxes.Messages(ctx, p.box, some)
		if err != nil {
			return nil, fmt.Errorf("posts that are discussed in %v: %w", p.peer, err)
		}
		for _, m := range ms {
			if m.Forward != nil && m.Forward.SavedPeer.Channel() == p.access.Linked {
				ops = append(ops, boxes.Count{Box: lamplight.ChannelBox(p.access.Linked), ID: m.Forward.SavedID, Replies: n[m.ID]})
			}
		}
	}
	return ops, nil
}

// copyEdited adds what changes the copy of a post with it.
func (s *Service) copyEdited(ctx context.Context, ops []boxes.Op, m lamplight.Message, change func(*lamplight.Message)) ([]boxes.Op, error) {
	if m.Comments == 0 {
		return ops, nil
	}
	box := lamplight.ChannelBox(m.Comments)
	ms, err := s.boxes.Messages(ctx, box, []lamplight.MessageID{m.CommentID})
	if err != nil {
		return nil, fmt.Errorf("copy of post %d: %w", m.ID, err)
	}
	for _, c := range ms {
		if c.Forward != nil && c.Forward.SavedPeer == m.Peer && c.Forward.SavedID == m.ID {
			ops = append(ops, boxes.Edit{Box: box, Content: c.Content, Change: change})
		}
	}
	return ops, nil
}

// copiesDeleted adds what removes the copies of posts with them. Their comments stay.
func copiesDeleted(ops []boxes.Op, gone []lamplight.Message) []boxes.Op {
	in := map[lamplight.ChannelID][]lamplight.MessageID{}
	for _, m := range gone {
		if m.Comments != 0 {
			in[m.Comments] = append(in[m.Comments], m.CommentID)
		}
	}
	groups := make([]lamplight.ChannelID, 0, len(in))
	for g := range in {
		groups = append(groups, g)
	}
	slices.Sort(groups)
	for _, g := range groups {
		ops = append(ops, boxes.Delete{Box: lamplight.ChannelBox(g), IDs: in[g]})
	}
	return ops
}

// withComments gives posts how they are discussed: how many comments they have, who wrote the last ones, and up to where
// user read them. Those of a group that the channel is discussed in no longer are not shown.
func (s *Service) withComments(ctx context.Context, user lamplight.UserID, p place, ms []lamplight.Message) error {
	if !p.own() || !p.access.Chat.Broadcast {
		return nil
	}
	var at []int
	var roots []lamplight.MessageID
	for i := range ms {
		switch {
		case ms[i].Comments == 0:
		case ms[i].Comments != p.access.Linked:
			ms[i].Comments, ms[i].CommentID = 0, 0
		default:
			at, roots = append(at, i), append(roots, ms[i].CommentID)
		}
	}
	if len(roots) == 0 {
		return nil
	}
	group := lamplight.ChannelPeer(p.access.Linked)
	ts, err := s.boxes.Threads(ctx, lamplight.ChannelBox(p.access.Linked), roots...)
	if err != nil {
		return fmt.Errorf("comments in %v: %w", group, err)
	}
	marks, err := s.boxes.ThreadMarks(ctx, lamplight.AccountBox(user), group, roots...)
	if err != nil {
		return fmt.Errorf("comments that %d read: %w", user, err)
	}
	for j, i := range at {
		m := &ms[i]
		m.Replies, m.LastReply, m.Repliers, m.ReadReplies = ts[j].Replies, ts[j].Top, ts[j].Repliers, marks[j].ReadInbox
	}
	return nil
}
