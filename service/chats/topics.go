package chats

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// Errors of topics.
var (
	ErrForumMissing     = invalid("CHANNEL_FORUM_MISSING")
	ErrForumLinked      = invalid("CHAT_DISCUSSION_UNALLOWED") // where a channel is discussed there are no topics
	ErrTopicInvalid     = invalid("TOPIC_ID_INVALID")
	ErrTopicDeleted     = invalid("TOPIC_DELETED")
	ErrTopicTitle       = invalid("TOPIC_TITLE_EMPTY")
	ErrTopicHide        = invalid("TOPIC_HIDE_SEPARATELY")
	ErrTopicNotModified = invalid("TOPIC_NOT_MODIFIED")
	ErrTopicsMuch       = invalid("TOPICS_TOO_MUCH")
	ErrTopicsPinnedMuch = invalid("PINNED_TOO_MUCH")
	ErrTopicPinned      = invalid("PINNED_TOPIC_NOT_MODIFIED")
	ErrTopicIcon        = invalid("TOPIC_ICON_INVALID")
	ErrTopicClosed      = invalid("TOPIC_CLOSED")
)

// Bounds of topics.
const (
	maxTopics       = 1000 // of a forum
	maxTopicTitle   = 128  // characters
	maxTopicsPinned = 5
	generalTitle    = "General"
)

// TopicColors are what the icon of a topic without an emoji may look like, as RGB.
//
// https://core.telegram.org/api/forum#forum-topics
var TopicColors = []int{0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F}

// SetForum says whether a supergroup has topics. Where a channel is discussed there are none: CHAT_DISCUSSION_UNALLOWED.
// Topics that were there stay, and show again when it has topics again.
//
// https://core.telegram.org/method/channels.toggleForum
func (s *Service) SetForum(ctx context.Context, c Caller, channel lamplight.ChannelID, on, tabs bool) (Result, error) {
	return s.alter(ctx, turn{
		caller: c, peer: lamplight.ChannelPeer(channel), right: lamplight.AdminChangeInfo, kind: ActForum,
		change: func(_ store.Tx, st *stood) error {
			switch {
			case st.supergroup() != nil:
				return ErrChatInvalidKind
			case on && st.chat.Linked != 0:
				return ErrForumLinked
			}
			st.chat.Forum = on
			st.chat.Flags = st.chat.Flags.With(store.ChatForumTabs, on && tabs)
			return nil
		},
	})
}

// SetAsMessages says whether the caller has a forum shown as one list of messages.
//
// https://core.telegram.org/method/channels.toggleViewForumAsMessages
func (s *Service) SetAsMessages(ctx context.Context, c Caller, channel lamplight.ChannelID, on bool) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.forum(tx, c.User, channel)
		if err != nil {
			return err
		}
		if !st.member.In() {
			return ErrNotParticipant
		}
		own := st.member.Own &^ ownAsMessages
		if on {
			own |= ownAsMessages
		}
		if own == st.member.Own {
			return ErrNotModified
		}
		st.member.Own = own
		if err := tx.PutMember(st.member); err != nil {
			return err
		}
		return s.owe(tx, changed{Chat: peer, Kind: lamplight.EventChat, Origin: c.Origin, Users: []lamplight.UserID{c.User}})
	})
	s.cache.forget(peer, c.User)
	if err != nil {
		return Result{}, err
	}
	return s.anew(peer), nil
}

// forum is stand for a supergroup with topics: CHANNEL_FORUM_MISSING for others.
func (s *Service) forum(tx store.Tx, user lamplight.UserID, channel lamplight.ChannelID) (stood, error) {
	st, err := s.stand(tx, user, lamplight.ChannelPeer(channel))
	if err == nil && (!st.chat.Forum || st.chat.Broadcast) {
		err = ErrForumMissing
	}
	return st, err
}

// topic returns a topic of a forum. That there is a general one goes without saying: it has a row once it was changed.
func topic(tx store.Tx, chat store.Chat, id lamplight.MessageID) (lamplight.Topic, error) {
	channel := chat.Peer.Channel()
	if id <= 0 {
		return lamplight.Topic{}, ErrTopicInvalid
	}
	t, err := tx.Topic(channel, id)
	switch {
	case errors.Is(err, store.ErrNotFound) && id == lamplight.GeneralTopic:
		return general(chat), nil
	case errors.Is(err, store.ErrNotFound):
		return t, ErrTopicInvalid
	case err != nil:
		return t, fmt.Errorf("topic %d of %v: %w", id, chat.Peer, err)
	}
	return t, nil
}

// general returns the general topic as it is unless it was changed.
func general(chat store.Chat) lamplight.Topic {
	return lamplight.Topic{
		Chat: chat.Peer.Channel(), ID: lamplight.GeneralTopic, Title: generalTitle, Color: TopicColors[0], Creator: chat.Creator,
		From: chat.Peer, Created: chat.Created,
	}
}

// putTopic writes a topic that was read by topic.
func putTopic(tx store.Tx, t lamplight.Topic) error {
	err := tx.UpdateTopic(t)
	if errors.Is(err, store.ErrNotFound) && t.ID == lamplight.GeneralTopic {
		err = tx.AddTopic(t)
	}
	return err
}

// topicTitle returns a title as it is kept.
func topicTitle(title string) (string, error) {
	title = strings.TrimSpace(title)
	if title == "" || !utf8.ValidString(title) {
		return "", ErrTopicTitle
	}
	if r := []rune(title); len(r) > maxTopicTitle {
		title = strings.TrimSpace(string(r[:maxTopicTitle]))
	}
	return title, nil
}

// mayTopics reports whether somebody may make topics.
func (s *Service) mayTopics(st stood) bool {
	return s.mayToo(st, lamplight.AdminTopics, lamplight.BannedTopics)
}

// mayChange reports whether somebody may change a topic: who made it may, and administrators with the right.
func (s *Service) mayChange(st stood, t lamplight.Topic) bool {
	if st.may(lamplight.AdminTopics) {
		return true
	}
	return t.ID != lamplight.GeneralTopic && t.Creator == st.member.User && st.member.In() &&
		(st.chat.Default|st.member.Restraint.At(s.now()))&lamplight.BannedTopics == 0
}

// Topics returns those of the named topics of a forum that there are, in the order asked; without ids all of them, the
// general one first, then by id.
func (s *Service) Topics(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, ids ...lamplight.MessageID,
) (out []lamplight.Topic, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		out = nil
		if _, err := s.Access(ctx, viewer, lamplight.ChannelPeer(channel)); err != nil {
			return err
		}
		st, err := s.forum(tx, viewer, channel)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			if out, err = tx.TopicsOf(channel, maxTopics+1); err != nil {
				return err
			}
			if len(out) == 0 || out[0].ID != lamplight.GeneralTopic {
				out = slices.Insert(out, 0, general(st.chat))
			}
			return nil
		}
		for _, id := range ids {
			t, err := topic(tx, st.chat, id)
			if errors.Is(err, ErrTopicInvalid) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, t)
		}
		return nil
	})
	return out, err
}

// MayWriteIn returns nil if the viewer of a may write in a topic of a forum: TOPIC_ID_INVALID or TOPIC_DELETED if there is
// none, TOPIC_CLOSED.
func (s *Service) MayWriteIn(ctx context.Context, a lamplight.Access, id lamplight.MessageID) error {
	return s.store.Read(ctx, func(tx store.Tx) error {
		chat := store.Chat{Peer: a.Chat.Peer}
		t, err := topic(tx, chat, id)
		if errors.Is(err, ErrTopicInvalid) {
			return ErrTopicDeleted
		}
		if err != nil {
			return err
		}
		if t.Closed && !a.Chat.May(lamplight.AdminTopics) && (t.ID == lamplight.GeneralTopic || t.Creator != a.Viewer) {
			return ErrTopicClosed
		}
		return nil
	})
}

// A NewTopic is a topic to be made.
type NewTopic struct {
	Title  string
	Color  int                  // 0: any
	Icon   lamplight.DocumentID // 0: none
	Random int64                // chosen by the client: sending it twice makes one topic
	As     lamplight.Peer       // whom it shows as its author; zero: as usual
}

// CreateTopic makes a topic. It begins with a service message, whose id it has.
//
// https://core.telegram.org/method/messages.createForumTopic
func (s *Service) CreateTopic(ctx context.Context, c Caller, channel lamplight.ChannelID, n NewTopic) (Result, error) {
	title, err := topicTitle(n.Title)
	if err != nil {
		return Result{}, err
	}
	if n.Color == 0 {
		n.Color = TopicColors[int(uint64(n.Random)%uint64(len(TopicColors)))]
	}
	if !slices.Contains(TopicColors, n.Color) {
		return Result{}, ErrTopicIcon
	}
	peer := lamplight.ChannelPeer(channel)
	a, err := s.Access(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	from, _, err := s.Author(ctx, a, n.As)
	if err != nil {
		return Result{}, err
	}
	draft := contentID()
	temporary := -lamplight.MessageID(draft>>33 | 1)
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.forum(tx, c.User, channel)
		if err != nil {
			return err
		}
		if !s.mayTopics(st) || !st.member.In() {
			return ErrAdminRequired
		}
		count, err := tx.CountTopics(channel)
		if err != nil {
			return err
		}
		if count >= maxTopics {
			return ErrTopicsMuch
		}
		t := lamplight.Topic{
			Chat: channel, ID: temporary, Title: title, Color: n.Color, Icon: n.Icon, Creator: c.User, From: from,
			Created: s.now().Truncate(time.Second),
		}
		if err := tx.AddTopic(t); err != nil {
			return err
		}
		o.peer, o.say = peer, &said{Action: lamplight.ActionTopicCreate, Topic: temporary, Random: n.Random}
		return s.did(tx, Act{Kind: ActTopicCreate, Chat: peer, By: c.User, TopicAfter: &t})
	})
	if err != nil {
		return r, fmt.Errorf("new topic of %d in %v: %w", c.User, peer, err)
	}
	return r, nil
}

// sayTopic says that a topic was made, and gives it its id.
func (s *Service) sayTopic(ctx context.Context, a said) error {
	channel := a.Chat.Channel()
	var t lamplight.Topic
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		t, err = tx.Topic(channel, a.Topic)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil // it has its id: this ran before
	}
	if err != nil {
		return fmt.Errorf("topic %d of %v: %w", a.Topic, a.Chat, err)
	}
	box := lamplight.ChannelBox(channel)
	m := lamplight.Message{
		Peer: a.Chat, From: t.From, Content: contentID(), Sent: s.now(), Random: a.Random,
		Action: &lamplight.Action{Kind: lamplight.ActionTopicCreate, Title: lamplight.Text(t.Title), Number: int64(t.Color)},
	}
	if t.Icon != 0 {
		m.Action.Document = &t.Icon
	}
	if t.From != lamplight.UserPeer(t.Creator) {
		m.Sender = t.Creator
	}
	key := fmt.Sprintf("topic %d", a.Topic)
	if a.Random != 0 { // 16 and at most 10 digits: a key has room for 32 bytes
		key = fmt.Sprintf("t%x %x", uint64(a.Random), uint64(a.By))
	}
	res, err := s.boxes.Apply(ctx, boxes.Group{
		Key: key, KeyBox: box, Now: s.now(), Origin: a.Origin, Ops: []boxes.Op{boxes.Append{Box: box, Message: m, Fresh: true, Free: true}},
	})
	if err != nil {
		return fmt.Errorf("say that a topic was made in %v: %w", a.Chat, err)
	}
	id := lamplight.MessageID(0)
	for _, e := range res.Events {
		if e.Message != nil {
			id = e.Message.ID
		}
	}
	if err := s.store.Write(ctx, func(tx store.Tx) error {
		if id == 0 { // it was deleted since
			return tx.DeleteTopic(channel, a.Topic)
		}
		return tx.NumberTopic(channel, a.Topic, id)
	}); err != nil {
		return fmt.Errorf("number topic %d of %v: %w", id, a.Chat, err)
	}
	s.results.add(a.Key, res.Events)
	if !res.Repeated {
		s.tell(ctx, res.Events)
	}
	return nil
}

// A TopicChange is what is changed about a topic; nil: it stays.
type TopicChange struct {
	Title  *string
	Icon   *lamplight.DocumentID
	Closed *bool
	Hidden *bool // of the general topic; not together with anything else
}

// EditTopic changes a topic, and says so in it: TOPIC_NOT_MODIFIED if nothing would change.
//
// https://core.telegram.org/method/messages.editForumTopic
func (s *Service) EditTopic(
	ctx context.Context, c Caller, channel lamplight.ChannelID, id lamplight.MessageID, ch TopicChange,
) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	if ch.Title != nil {
		title, err := topicTitle(*ch.Title)
		if err != nil {
			return Result{}, err
		}
		ch.Title = &title
	}
	if ch.Hidden != nil && (ch.Title != nil || ch.Icon != nil || ch.Closed != nil) {
		return Result{}, ErrTopicHide
	}
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.forum(tx, c.User, channel)
		if err != nil {
			return err
		}
		t, err := topic(tx, st.chat, id)
		if err != nil {
			return err
		}
		if !s.mayChange(st, t) {
			return ErrAdminRequired
		}
		before := t
		say := said{Action: lamplight.ActionTopicEdit, Topic: id}
		if ch.Title != nil && *ch.Title != t.Title {
			t.Title, say.Titled = *ch.Title, true
		}
		if ch.Icon != nil && *ch.Icon != t.Icon {
			if id == lamplight.GeneralTopic {
				return ErrTopicInvalid
			}
			t.Icon, say.Icon = *ch.Icon, ch.Icon
		}
		if ch.Closed != nil && *ch.Closed != t.Closed {
			t.Closed, say.Closed = *ch.Closed, ch.Closed
		}
		if ch.Hidden != nil && *ch.Hidden != t.Hidden {
			if id != lamplight.GeneralTopic {
				return ErrTopicInvalid
			}
			t.Hidden, say.Hidden = *ch.Hidden, ch.Hidden
		}
		if t == before {
			return ErrTopicNotModified
		}
		if err := putTopic(tx, t); err != nil {
			return err
		}
		o.peer, o.say = peer, &say
		return s.did(tx, Act{Kind: ActTopicEdit, Chat: peer, By: c.User, TopicBefore: &before, TopicAfter: &t})
	})
	if err != nil {
		return r, fmt.Errorf("%d edits topic %d of %v: %w", c.User, id, peer, err)
	}
	return r, nil
}

// topicEdited returns what is said of a topic that was changed.
func (s *Service) topicEdited(a said, t lamplight.Topic, m *lamplight.Message) {
	m.Action = &lamplight.Action{Kind: lamplight.ActionTopicEdit, Document: a.Icon, Closed: a.Closed, Hidden: a.Hidden}
	if a.Titled {
		m.Action.Title = lamplight.Text(t.Title)
	}
	m.Reply = &lamplight.Reply{ID: a.Topic, Thread: a.Topic, Topic: true}
	if a.Topic == lamplight.GeneralTopic {
		m.Reply.ID = 0
	}
}

// PinTopic pins a topic above the others, or unpins it, for everybody.
//
// https://core.telegram.org/method/messages.updatePinnedForumTopic
func (s *Service) PinTopic(
	ctx context.Context, c Caller, channel lamplight.ChannelID, id lamplight.MessageID, pin bool,
) (Result, error) {
	e := lamplight.Event{Kind: lamplight.EventTopicPinned, Number: int64(id), Flag: pin}
	return s.arrange(ctx, c, channel, e, func(tx store.Tx, st stood, all []lamplight.Topic) error {
		t, err := topic(tx, st.chat, id)
		if err != nil {
			return err
		}
		if t.Pinned > 0 == pin {
			return ErrTopicPinned
		}
		before, top := t, 0
		for _, x := range all {
			top = max(top, x.Pinned)
		}
		if t.Pinned = 0; pin {
			if len(pinnedOf(all)) >= maxTopicsPinned {
				return ErrTopicsPinnedMuch
			}
			t.Pinned = top + 1
		}
		if err := putTopic(tx, t); err != nil {
			return err
		}
		return s.did(tx, Act{Kind: ActTopicPin, Chat: st.chat.Peer, By: c.User, TopicBefore: &before, TopicAfter: &t})
	})
}

// ReorderTopics puts pinned topics in an order, the first on top; with force, those that are not named are unpinned, and
// those that were not pinned are.
//
// https://core.telegram.org/method/messages.reorderPinnedForumTopics
func (s *Service) ReorderTopics(
	ctx context.Context, c Caller, channel lamplight.ChannelID, order []lamplight.MessageID, force bool,
) (Result, error) {
	if len(order) > maxTopicsPinned {
		return Result{}, ErrTopicsPinnedMuch
	}
	e := lamplight.Event{Kind: lamplight.EventTopicsReorder}
	return s.arrange(ctx, c, channel, e, func(tx store.Tx, st stood, all []lamplight.Topic) error {
		want := slices.Clone(order)
		for _, t := range pinnedOf(all) {
			if !force && !slices.Contains(want, t.ID) {
				want = append(want, t.ID)
			}
		}
		at := map[lamplight.MessageID]int{}
		for i, id := range want {
			t, err := topic(tx, st.chat, id)
			if err != nil {
				return err
			}
			if !force && t.Pinned == 0 {
				return ErrTopicInvalid
			}
			at[id] = len(want) - i
			if t.Pinned != at[id] {
				t.Pinned = at[id]
				if err := putTopic(tx, t); err != nil {
					return err
				}
			}
		}
		for _, t := range pinnedOf(all) {
			if at[t.ID] == 0 {
				t.Pinned = 0
				if err := putTopic(tx, t); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// pinnedOf returns the pinned topics among all, the one on top first.
func pinnedOf(all []lamplight.Topic) []lamplight.Topic {
	out := slices.DeleteFunc(slices.Clone(all), func(t lamplight.Topic) bool { return t.Pinned == 0 })
	slices.SortFunc(out, func(a, b lamplight.Topic) int { return b.Pinned - a.Pinned })
	return out
}

// PinnedTopics returns the pinned topics of a forum, the one on top first.
func (s *Service) PinnedTopics(ctx context.Context, channel lamplight.ChannelID) (out []lamplight.MessageID, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		all, err := tx.TopicsOf(channel, maxTopics+1)
		out = []lamplight.MessageID{}
		for _, t := range pinnedOf(all) {
			out = append(out, t.ID)
		}
		return err
	})
	return out, err
}

// arrange changes which topics are pinned, and tells those who watch the forum. What they are told says to read anew, so a
// repeat is harmless.
func (s *Service) arrange(
	ctx context.Context, c Caller, channel lamplight.ChannelID, e lamplight.Event,
	change func(store.Tx, stood, []lamplight.Topic) error,
) (Result, error) {
	peer := lamplight.ChannelPeer(channel)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.forum(tx, c.User, channel)
		if err != nil {
			return err
		}
		if !st.may(lamplight.AdminTopics) {
			return ErrAdminRequired
		}
		all, err := tx.TopicsOf(channel, maxTopics+1)
		if err != nil {
			return err
		}
		if err := change(tx, st, all); err != nil {
			return err
		}
		return s.owe(tx, changed{Chat: peer, Kind: e.Kind, Origin: c.Origin, Number: e.Number, Flag: e.Flag})
	})
	if err != nil {
		return Result{}, err
	}
	e.Box, e.Peer, e.Date = lamplight.ChannelBox(channel), peer, s.now()
	return Result{Chat: peer, Events: []lamplight.Event{e}}, nil
}

// ForgetTopic forgets a topic, whose messages are being deleted. Administrators with the right to delete may, and who made
// it if nobody else wrote in it, which others says. The general one stays: TOPIC_ID_INVALID.
func (s *Service) ForgetTopic(
	ctx context.Context, user lamplight.UserID, channel lamplight.ChannelID, id lamplight.MessageID, others bool,
) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.forum(tx, user, channel)
		if err != nil {
			return err
		}
		t, err := topic(tx, st.chat, id)
		if err != nil {
			return err
		}
		switch {
		case id == lamplight.GeneralTopic:
			return ErrTopicInvalid
		case !st.may(lamplight.AdminDelete) && (others || t.Creator != user || !st.member.In()):
			return ErrAdminRequired
		}
		if err := tx.DeleteTopic(channel, id); err != nil {
			return err
		}
		return s.did(tx, Act{Kind: ActTopicDelete, Chat: st.chat.Peer, By: user, TopicBefore: &t})
	})
}
