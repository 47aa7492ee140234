package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// What is said in a forum belongs to a topic: Message.Reply says to which, also where it answers nothing. What names no other
// topic is in the general one.

// ErrTopicInvalid is told who names a topic where there is none.
var ErrTopicInvalid = invalid("TOPIC_ID_INVALID")

// forum reports whether it is a supergroup with topics.
func (s *Service) forum(p place) bool { return s.topics != nil && p.group() && p.access.Chat.Forum }

// answer is reply for any place, with the topic that a message is in.
func (s *Service) answer(
	ctx context.Context, c Caller, p place, r *lamplight.Reply,
) (out *lamplight.Reply, answered lamplight.Peer, err error) {
	if !s.forum(p) {
		if r == nil {
			return nil, answered, nil
		}
		return s.reply(ctx, c, p, *r)
	}
	topic := lamplight.GeneralTopic
	switch {
	case r == nil:
	case r.Peer.IsZero() && (r.ID == 0 || r.ID == r.Thread) && r.Quote == "":
		topic = r.Thread
	case r.Peer.IsZero() && r.ID == lamplight.GeneralTopic:
	default:
		if out, answered, err = s.reply(ctx, c, p, *r); err != nil {
			return nil, answered, err
		}
		switch {
		case !out.Peer.IsZero() && r.Thread != 0:
			topic = r.Thread
		case out.Topic:
			topic = out.Thread
		}
		if out.Peer.IsZero() && out.ID == topic && out.Quote == "" { // the topic is meant, and not who made it
			answered = lamplight.Peer{}
		}
	}
	if err := s.topics.MayWriteIn(ctx, *p.access, topic); err != nil {
		return nil, answered, err
	}
	if out == nil {
		out = inTopic(topic)
	}
	out.Thread, out.Topic = topic, true
	return out, answered, nil
}

// inTopic says that a message is in a topic, and answers none of its messages.
func inTopic(topic lamplight.MessageID) *lamplight.Reply {
	r := &lamplight.Reply{ID: topic, Thread: topic, Topic: true}
	if topic == lamplight.GeneralTopic { // nothing says so to people
		r.ID = 0
	}
	return r
}

// topicOf returns what says that a message is in a topic; nil where there are none.
func (s *Service) topicOf(ctx context.Context, c Caller, p place, topic lamplight.MessageID) (*lamplight.Reply, error) {
	if !s.forum(p) {
		if topic != 0 {
			return nil, ErrTopicInvalid
		}
		return nil, nil
	}
	if topic == 0 {
		topic = lamplight.GeneralTopic
	}
	r, _, err := s.answer(ctx, c, p, &lamplight.Reply{Thread: topic})
	return r, err
}

// A TopicState is a topic as it stands for who asks.
type TopicState struct {
	lamplight.Topic
	Top                         lamplight.MessageID
	TopDate                     time.Time
	ReadInbox, ReadOutbox       lamplight.MessageID
	Unread, Mentions, Reactions int
	Draft                       *lamplight.Draft
}

// A TopicQuery asks for a page of the topics of a forum: the pinned ones first, then by the last message.
type TopicQuery struct {
	Channel lamplight.ChannelID
	IDs     []lamplight.MessageID // these alone, in this order
	Text    string                // what their titles have in them; "": anything
	// OffsetTopic is the last topic of the page before, OffsetDate when the last message of it was sent.
	OffsetTopic lamplight.MessageID
	OffsetDate  time.Time
	Limit       int
}

// A TopicPage is a page of topics, with the last message of each.
type TopicPage struct {
	Topics []TopicState
	Tops   []lamplight.Message
	Count  int
	PTS    lamplight.PTS
}

// ForumTopics returns topics of a forum: CHANNEL_FORUM_MISSING if it has none.
//
// https://core.telegram.org/method/messages.getForumTopics
func (s *Service) ForumTopics(ctx context.Context, user lamplight.UserID, q TopicQuery) (page TopicPage, err error) {
	p, err := s.at(ctx, user, lamplight.ChannelPeer(q.Channel))
	if err != nil {
		return page, err
	}
	if s.topics == nil {
		return page, lamplight.ErrChannelInvalid
	}
	if page.PTS, err = s.Position(ctx, p.peer); err != nil {
		return page, err
	}
	if len(q.IDs) > s.limits.IDs {
		return page, lamplight.ErrLimitInvalid
	}
	all, err := s.topics.Topics(ctx, user, q.Channel, q.IDs...)
	if err != nil {
		return page, err
	}
	if q.Text != "" {
		part := strings.ToLower(q.Text)
		all = slices.DeleteFunc(all, func(t lamplight.Topic) bool { return !strings.Contains(strings.ToLower(t.Title), part) })
	}
	page.Count = len(all)
	states, err := s.topicTops(ctx, p, all)
	if err != nil {
		return page, err
	}
	if len(q.IDs) == 0 {
		states = q.cut(states, s.limits.Page)
	}
	page.Topics = states
	return page, s.ownTopics(ctx, user, p, &page)
}

// topicTops returns when something was said last in topics.
func (s *Service) topicTops(ctx context.Context, p place, all []lamplight.Topic) ([]TopicState, error) {
	roots := make([]lamplight.MessageID, len(all))
	for i, t := range all {
		roots[i] = t.ID
	}
	if len(roots) == 0 {
		return nil, nil
	}
	threads, err := s.boxes.Threads(ctx, p.box, roots...)
	if err != nil {
		return nil, fmt.Errorf("topics of %v: %w", p.peer, err)
	}
	states := make([]TopicState, len(all))
	for i, t := range all {
		states[i] = TopicState{Topic: t, Top: t.ID, TopDate: t.Created, ReadOutbox: threads[i].ReadOutbox}
		if threads[i].Top != 0 {
			states[i].Top, states[i].TopDate = threads[i].Top, threads[i].TopDate
		}
	}
	return states, nil
}

// cut returns the page of topics that a query asks for.
func (q TopicQuery) cut(all []TopicState, most int) []TopicState {
	slices.SortStableFunc(all, func(a, b TopicState) int {
		switch {
		case a.Pinned != b.Pinned:
			return b.Pinned - a.Pinned
		case !a.TopDate.Equal(b.TopDate):
			return b.TopDate.Compare(a.TopDate)
		default:
			return int(b.ID - a.ID)
		}
	})
	if at := slices.IndexFunc(all, func(t TopicState) bool { return t.ID == q.OffsetTopic }); at >= 0 {
		all = all[at+1:]
	} else if !q.OffsetDate.IsZero() {
		all = slices.DeleteFunc(all, func(t TopicState) bool { return t.Pinned > 0 || !t.TopDate.Before(q.OffsetDate) })
	}
	if q.Limit <= 0 || q.Limit > most {
		q.Limit = most
	}
	return all[:min(len(all), q.Limit)]
}

// ownTopics adds to topics what is their reader's own, and their last messages.
func (s *Service) ownTopics(ctx context.Context, user lamplight.UserID, p place, page *TopicPage) error {
	if len(page.Topics) == 0 {
		return nil
	}
	ids, tops := make([]lamplight.MessageID, len(page.Topics)), make([]lamplight.MessageID, len(page.Topics))
	for i, t := range page.Topics {
		ids[i], tops[i] = t.ID, t.Top
	}
	marks, err := s.boxes.ThreadMarks(ctx, lamplight.AccountBox(user), p.peer, ids...)
	if err != nil {
		return fmt.Errorf("what %d set in topics of %v: %w", user, p.peer, err)
	}
	whole, err := s.dialog(ctx, user, p.peer)
	if err != nil {
		return err
	}
	unread := make([]boxes.UnreadQuery, len(ids))
	unseen := make([]boxes.UnseenQuery, 0, 2*len(ids))
	for i, id := range ids {
		t := &page.Topics[i]
		t.ReadInbox, t.Draft = max(marks[i].ReadInbox, min(whole.ReadInbox, t.Top)), marks[i].Draft
		after := max(marks[i].ReadInbox, whole.ReadInbox, p.least()-1)
		unread[i] = boxes.UnreadQuery{Box: p.box, Peer: p.peer, Thread: id, After: after, By: user}
		for _, kind := range []UnseenKind{UnseenMention, UnseenReaction} {
			unseen = append(unseen, boxes.UnseenQuery{Box: p.box, Peer: p.peer, Thread: id, User: user, Kind: kind})
		}
	}
	counts, err := s.boxes.Unread(ctx, unread)
	if err != nil {
		return fmt.Errorf("unread in topics of %v: %w", p.peer, err)
	}
	draws, err := s.boxes.UnseenCounts(ctx, unseen)
	if err != nil {
		return fmt.Errorf("unseen in topics of %v: %w", p.peer, err)
	}
	for i := range page.Topics {
		t := &page.Topics[i]
		t.Unread, t.Mentions, t.Reactions = counts[i], draws[2*i], draws[2*i+1]
	}
	slices.Sort(tops)
	ms, err := s.boxes.Messages(ctx, p.box, slices.Compact(tops))
	if err != nil {
		return fmt.Errorf("last messages of topics of %v: %w", p.peer, err)
	}
	page.Tops = p.visible(ms)
	return nil
}

// DeleteTopic deletes a topic with all that was said in it, in portions: Result.Remaining says whether to call again. Who may
// delete others' messages may, and who made it as long as nobody else wrote in it.
//
// https://core.telegram.org/method/messages.deleteTopicHistory
func (s *Service) DeleteTopic(
	ctx context.Context, c Caller, channel lamplight.ChannelID, topic lamplight.MessageID,
) (Result, error) {
	p, err := s.at(ctx, c.User, lamplight.ChannelPeer(channel))
	if err != nil {
		return Result{}, err
	}
	if !s.forum(p) || topic == lamplight.GeneralTopic {
		return Result{}, ErrTopicInvalid
	}
	found, err := s.topics.Topics(ctx, c.User, channel, topic)
	if err != nil {
		return Result{}, err
	}
	if len(found) == 0 {
		return Result{}, ErrTopicInvalid
	}
	page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{Peer: p.peer, Thread: topic, Limit: s.limits.Clear})
	if err != nil {
		return Result{}, fmt.Errorf("topic %d of %v: %w", topic, p.peer, err)
	}
	others := page.Count > len(page.Messages) ||
		slices.ContainsFunc(page.Messages, func(m lamplight.Message) bool { return m.Wrote() != c.User })
	if !p.access.Member || !p.access.Chat.May(lamplight.AdminDelete) && (others || found[0].Creator != c.User) {
		return Result{}, ErrAdminRequired
	}
	gone := make([]lamplight.MessageID, 0, len(page.Messages)+1)
	for _, m := range page.Messages {
		gone = append(gone, m.ID)
	}
	left := page.Count - len(gone)
	if left <= 0 {
		gone = append(gone, topic)
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), boxes.Delete{Box: p.box, IDs: gone})
	if err != nil {
		return Result{}, fmt.Errorf("delete topic %d of %v: %w", topic, p.peer, err)
	}
	if left <= 0 { // last: until then whoever calls again finds it
		if err := s.topics.ForgetTopic(ctx, c.User, channel, topic, others); err != nil {
			return Result{}, err
		}
	}
	r.Remaining = max(left, 0)
	return r, nil
}

// UnpinThread is UnpinAll for the messages of a thread of a supergroup, or of a topic.
func (s *Service) UnpinThread(
	ctx context.Context, c Caller, peer lamplight.Peer, thread lamplight.MessageID,
) (Result, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if !p.group() {
		return Result{}, ErrThreadInvalid
	}
	if err := s.mayPin(ctx, c, p); err != nil {
		return Result{}, err
	}
	page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{Peer: peer, Thread: thread, Pinned: true, Limit: s.limits.Clear})
	if err != nil {
		return Result{}, fmt.Errorf("pinned messages of thread %d of %v: %w", thread, peer, err)
	}
	op := boxes.Pin{Box: p.box, Peer: peer}
	for _, m := range page.Messages {
		op.IDs = append(op.IDs, m.ID)
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), op)
	if err != nil {
		return Result{}, fmt.Errorf("unpin messages of thread %d of %v: %w", thread, peer, err)
	}
	r.Remaining = max(page.Count-len(op.IDs), 0)
	return r, nil
}
