package chats

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// saidJob writes the service message of an act into the boxes of those who see it, and tells those of it whose standing it
// changed. It is queued with the act.
const saidJob = "chats.said"

// said is what is to be written and told. What people wrote (a title) is not among it: it is read from the rows.
type said struct {
	Key    string               `json:"key"` // of the appends: what runs twice is said once
	Chat   lamplight.Peer       `json:"chat"`
	By     lamplight.UserID     `json:"by"`
	Origin lamplight.SessionID  `json:"origin,omitempty"`
	Action lamplight.ActionKind `json:"action,omitempty"` // ActionNone: no service message
	User   lamplight.UserID     `json:"user,omitempty"`
	Users  []lamplight.UserID   `json:"users,omitempty"`
	Peer   lamplight.Peer       `json:"peer"`
	Notes  []lamplight.UserID   `json:"notes,omitempty"` // whose standing changed: told in their own boxes
	Also   []lamplight.UserID   `json:"also,omitempty"`  // of a basic group: who sees the message beside its members
	List   bool                 `json:"list,omitempty"`  // a basic group's list of members changed
	TTL    int                  `json:"ttl,omitempty"`   // of a new chat: seconds after which messages go
	Old    *old                 `json:"old,omitempty"`   // of a basic group: what a new member is given
	Came   bool                 `json:"came,omitempty"`  // those in Notes came in: what was said before is read to them
	Other  *lamplight.Peer      `json:"other,omitempty"` // a further chat that those in Notes are told of
	// Of a topic: which one (below 0: it has no id yet), the random number of what made it, and what changed.
	Topic  lamplight.MessageID   `json:"topic,omitempty"`
	Random int64                 `json:"random,omitempty"`
	Titled bool                  `json:"titled,omitempty"`
	Icon   *lamplight.DocumentID `json:"icon,omitempty"`
	Closed *bool                 `json:"closed,omitempty"`
	Hidden *bool                 `json:"hidden,omitempty"`
}

// old is what a new member of a basic group is given of what was said before.
type old struct {
	From  lamplight.UserID `json:"from"` // in whose box it stands
	Count int              `json:"count"`
}

// An outcome is what an act did, beside its rows.
type outcome struct {
	peer    lamplight.Peer
	chat    bool               // the chat's own row changed, beyond its counts
	users   []lamplight.UserID // whose standing changed
	say     *said              // nil: nothing
	missing []Missing
	then    *store.Job // done after that is said; nil: nothing
}

// results are the events of acts that are being carried out, by their keys.
type results struct {
	mu  sync.Mutex
	ofs map[string][]lamplight.Event
}

func (r *results) open(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ofs == nil {
		r.ofs = map[string][]lamplight.Event{}
	}
	r.ofs[key] = nil
}

// add keeps events for whoever opened the key here, if anybody did.
func (r *results) add(key string, events []lamplight.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if old, ok := r.ofs[key]; ok {
		r.ofs[key] = append(old, events...)
	}
}

func (r *results) close(key string) []lamplight.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	events := r.ofs[key]
	delete(r.ofs, key)
	return events
}

// act carries out f in a transaction and what it says after it, and returns what the calling device is told.
func (s *Service) act(ctx context.Context, c Caller, f func(tx store.Tx, o *outcome) error) (Result, error) {
	var o outcome
	key := rand.Text()[:16]
	s.results.open(key)
	err := s.store.Write(ctx, func(tx store.Tx) error {
		o = outcome{}
		if err := f(tx, &o); err != nil || o.say == nil {
			return err
		}
		o.say.Key, o.say.Chat, o.say.Origin = key, o.peer, c.Origin
		if o.say.By == 0 { // else somebody else comes in: an administrator let them
			o.say.By = c.User
		}
		if err := tx.Enqueue(store.Job{Kind: saidJob, Args: o.say, Wait: true}); err != nil || o.then == nil {
			return err
		}
		return tx.Enqueue(*o.then)
	})
	events := s.results.close(key)
	if o.chat {
		s.cache.forgetChat(o.peer)
	}
	s.cache.forget(o.peer, o.users...)
	if err != nil {
		return Result{}, err
	}
	r := Result{Chat: o.peer, Missing: o.missing}
	for _, e := range events {
		if e.Box == c.box() || e.Box.Channel() != 0 && e.Box.Channel() == o.peer.Channel() {
			r.Events = append(r.Events, e)
		}
	}
	if len(r.Events) == 0 && !o.peer.IsZero() {
		r.Events = s.anew(o.peer).Events
	}
	return r, nil
}

// runSaid writes and tells.
func (s *Service) runSaid(ctx context.Context, raw json.RawMessage) error {
	var a said
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	if a.Action == lamplight.ActionTopicCreate {
		return s.sayTopic(ctx, a)
	}
	s.cache.forgetChat(a.Chat)
	s.cache.forget(a.Chat, slices.Concat(a.Notes, a.Users, a.Also)...)
	var chat store.Chat
	var edited lamplight.Topic
	var members []lamplight.UserID
	var anonymous bool
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		if chat, err = tx.Chat(a.Chat); err != nil {
			return err
		}
		if a.Chat.Kind == lamplight.PeerChat {
			members, err = s.groupMembers(tx, a.Chat)
			return err
		}
		if a.Action == lamplight.ActionTopicEdit {
			if edited, err = topic(tx, chat, a.Topic); err != nil && !errors.Is(err, ErrTopicInvalid) {
				return err
			}
		}
		m, err := tx.Member(a.Chat, a.By)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		anonymous = m.Leads() && m.Rights&lamplight.AdminAnonymous != 0
		return err
	})
	if err != nil {
		return fmt.Errorf("say what happened to %v: %w", a.Chat, err)
	}
	m := s.serviceMessage(a, chat, anonymous)
	if a.Action == lamplight.ActionTopicEdit {
		s.topicEdited(a, edited, m)
	} else if m != nil && chat.Forum { // what is in no other topic is in the general one
		m.Reply = &lamplight.Reply{Thread: lamplight.GeneralTopic, Topic: true}
	}
	if a.Chat.Kind == lamplight.PeerChannel {
		return s.sayInChannel(ctx, a, m)
	}
	return s.sayInGroup(ctx, a, m, members)
}

// serviceMessage returns what is said, nil if nothing is.
func (s *Service) serviceMessage(a said, chat store.Chat, anonymous bool) *lamplight.Message {
	if a.Action == lamplight.ActionNone {
		return nil
	}
	m := &lamplight.Message{
		Peer: a.Chat, From: lamplight.UserPeer(a.By), Content: contentID(), Sent: s.now(), TTL: chat.TTL,
		Action: &lamplight.Action{Kind: a.Action, User: a.User, Users: a.Users, Peer: a.Peer},
	}
	switch a.Action {
	case lamplight.ActionChatCreate, lamplight.ActionChatTitle, lamplight.ActionChannelCreate, lamplight.ActionMigrateFrom:
		m.Action.Title = lamplight.Text(chat.Title)
	case lamplight.ActionChatPhoto:
		m.Action.Photo = chat.Photo
	}
	if chat.Broadcast || anonymous && a.Chat.Kind == lamplight.PeerChannel {
		m.From, m.Sender, m.Post = a.Chat, a.By, chat.Broadcast
	}
	return m
}

// contentID draws an identity for what is said.
func contentID() lamplight.ContentID {
	var b [8]byte
	rand.Read(b[:])
	return lamplight.ContentID(max(binary.BigEndian.Uint64(b[:])>>1, 1))
}

// noteOps tells the accounts in Notes that what they are in a chat changed.
// at is the pts of the channel's box when they came in; 0: they did not.
func (a said) noteOps(date func() lamplight.Event, to []lamplight.UserID, at lamplight.PTS) (ops []boxes.Op) {
	for _, u := range to {
		e := date()
		e.Kind, e.Peer, e.Origin, e.Number = lamplight.EventChat, a.Chat, a.Origin, int64(at)
		ops = append(ops, boxes.Note{Box: lamplight.AccountBox(u), Event: e})
		if a.Other != nil {
			e.Peer, e.Number = *a.Other, 0
			ops = append(ops, boxes.Note{Box: lamplight.AccountBox(u), Event: e})
		}
	}
	return ops
}

// noted is how many accounts one group tells of a chat.
const noted = 200

// sayInChannel writes into the channel's box. Those whose standing changed are told first: who came in has to listen to
// that box before something is said in it.
func (s *Service) sayInChannel(ctx context.Context, a said, m *lamplight.Message) error {
	box := lamplight.ChannelBox(a.Chat.Channel())
	now := func() lamplight.Event { return lamplight.Event{Date: s.now()} }
	if err := s.letSee(ctx, a); err != nil {
		return err
	}
	notes := a.Notes
	for n := 0; n == 0 || len(notes) > 0; n++ {
		some := notes[:min(noted, len(notes))]
		notes = notes[len(some):]
		caught, at, err := s.caughtUp(ctx, a, some)
		if err != nil {
			return err
		}
		g := boxes.Group{Key: fmt.Sprintf("said %s %d", a.Key, n), KeyBox: box, Now: s.now(), Origin: a.Origin, Ops: append(a.noteOps(now, some, at), caught...)}
		if len(notes) == 0 && m != nil {
			if a.TTL != 0 {
				g.Ops = append(g.Ops, boxes.SetDialog{Box: box, Peer: a.Chat, Change: func(d *lamplight.Dialog) { d.TTL = a.TTL }})
			}
			g.Ops = append(g.Ops, boxes.Append{Box: box, Message: *m, Fresh: true, Free: true})
			if a.By != 0 { // what one says, one has seen
				g.Ops = append(g.Ops, boxes.ReadChannel{Box: lamplight.AccountBox(a.By), Peer: a.Chat, Appended: true})
			}
		}
		if err := s.say(ctx, a.Key, g); err != nil {
			return err
		}
	}
	return nil
}

// caughtUp returns what marks all that was said in a channel before as read for those who come in: nobody who joins has
// years to read. at is where its box is then: what comes after is told them live.
func (s *Service) caughtUp(ctx context.Context, a said, users []lamplight.UserID) (ops []boxes.Op, at lamplight.PTS, err error) {
	if !a.Came {
		return nil, 0, nil
	}
	heads, err := s.boxes.Heads(ctx, lamplight.ChannelBox(a.Chat.Channel()))
	if err != nil {
		return nil, 0, fmt.Errorf("head of %v: %w", a.Chat, err)
	}
	// Who was there before, and comes back, has not to look for what named them meanwhile, either.
	unseen := make([]boxes.UnseenQuery, 0, 2*len(users))
	for _, u := range users {
		ops = append(ops, boxes.ReadChannel{Box: lamplight.AccountBox(u), Peer: a.Chat, MaxID: heads[0].Top})
		for _, kind := range []boxes.UnseenKind{boxes.UnseenMention, boxes.UnseenReaction} {
			unseen = append(unseen, boxes.UnseenQuery{Box: heads[0].Box, Peer: a.Chat, User: u, Kind: kind})
		}
	}
	counts, err := s.boxes.UnseenCounts(ctx, unseen)
	if err != nil {
		return nil, 0, fmt.Errorf("unseen in %v: %w", a.Chat, err)
	}
	for i, u := range users {
		if counts[2*i]+counts[2*i+1] > 0 {
			ops = append(ops, boxes.SeeContents{
				Box: heads[0].Box, Peer: a.Chat, User: u, All: true, Limit: seenAtOnce, Mentions: true, Reactions: true,
			})
		}
	}
	return ops, heads[0].PTS, nil
}

// seenAtOnce is how many mentions and reactions, of each, are taken as seen of somebody who comes back.
const seenAtOnce = 500

// letSee decides what newcomers see of a channel that hides what was before: all that comes from now on.
func (s *Service) letSee(ctx context.Context, a said) error {
	if len(a.Notes) == 0 || a.Action == lamplight.ActionChannelCreate {
		return nil
	}
	var waiting []store.Member
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		if waiting, err = tx.MembersAmong(a.Chat, a.Notes); err != nil {
			return err
		}
		waiting = slices.DeleteFunc(waiting, func(m store.Member) bool { return m.From != undecided })
		return nil
	})
	if err != nil || len(waiting) == 0 {
		return err
	}
	heads, err := s.boxes.Heads(ctx, lamplight.ChannelBox(a.Chat.Channel()))
	if err != nil {
		return fmt.Errorf("head of %v: %w", a.Chat, err)
	}
	err = s.store.Write(ctx, func(tx store.Tx) error {
		for _, w := range waiting {
			m, err := tx.Member(a.Chat, w.User)
			if err != nil {
				return err
			}
			if m.From != undecided {
				continue
			}
			m.From = heads[0].Top + 1
			if err := tx.PutMember(m); err != nil {
				return err
			}
		}
		return nil
	})
	s.cache.forget(a.Chat, a.Notes...)
	return err
}

// sayInGroup writes a copy into the box of everybody in a basic group.
func (s *Service) sayInGroup(ctx context.Context, a said, m *lamplight.Message, members []lamplight.UserID) error {
	now := func() lamplight.Event { return lamplight.Event{Date: s.now()} }
	g := boxes.Group{Key: "said " + a.Key, KeyBox: lamplight.AccountBox(a.By), Now: s.now(), Origin: a.Origin}
	all := slices.Clone(members)
	for _, u := range a.Also {
		if !slices.Contains(all, u) {
			all = append(all, u)
		}
	}
	for _, u := range all {
		box := lamplight.AccountBox(u)
		if slices.Contains(a.Notes, u) {
			g.Ops = append(g.Ops, a.noteOps(now, []lamplight.UserID{u}, 0)...)
		}
		if a.Old != nil && slices.Contains(a.Users, u) {
			old, err := s.oldOps(ctx, a, u)
			if err != nil {
				return err
			}
			g.Ops = append(g.Ops, old...)
		}
		if a.TTL != 0 {
			g.Ops = append(g.Ops, boxes.SetDialog{Box: box, Peer: a.Chat, Change: func(d *lamplight.Dialog) { d.TTL = a.TTL }})
		}
		if m != nil {
			own := *m
			own.Out = u == a.By
			g.Ops = append(g.Ops, boxes.Append{Box: box, Message: own, ReadInbox: own.Out, Fresh: true, Free: true})
		}
		if a.List && slices.Contains(members, u) {
			g.Ops = append(g.Ops, boxes.Note{Box: box, Event: lamplight.Event{
				Kind: lamplight.EventMembers, Peer: a.Chat, Date: s.now(), Origin: a.Origin,
			}})
		}
	}
	if len(g.Ops) == 0 {
		return nil
	}
	return s.say(ctx, a.Key, g)
}

// oldOps gives a new member of a basic group copies of what was said last, those that they do not have yet.
func (s *Service) oldOps(ctx context.Context, a said, user lamplight.UserID) (ops []boxes.Op, err error) {
	page, err := s.boxes.History(ctx, lamplight.AccountBox(a.Old.From), boxes.HistoryQuery{Peer: a.Chat, Limit: a.Old.Count})
	if err != nil {
		return nil, fmt.Errorf("last words of %v: %w", a.Chat, err)
	}
	contents := make([]lamplight.ContentID, len(page.Messages))
	for i, m := range page.Messages {
		contents[i] = m.Content
	}
	box := lamplight.AccountBox(user)
	has, err := s.boxes.Copies(ctx, box, contents)
	if err != nil {
		return nil, fmt.Errorf("copies of %d: %w", user, err)
	}
	for _, m := range slices.Backward(page.Messages) {
		if _, ok := has[m.Content]; ok || m.Held || m.Expired(s.now()) {
			continue
		}
		m.Box, m.ID, m.Random, m.Scheduled = 0, 0, 0, false
		m.Out, m.Mentioned, m.Pinned = m.Wrote() == user, false, false
		if m.Reply != nil {
			r := *m.Reply
			r.ID = 0 // the box looks for its own copy
			m.Reply = &r
		}
		ops = append(ops, boxes.Append{Box: box, Message: m, ReadInbox: true, Free: true})
	}
	return ops, nil
}

// say carries out a group, tells the bus, and keeps the events for the caller of the act if it waits here.
func (s *Service) say(ctx context.Context, key string, g boxes.Group) error {
	if len(g.Ops) == 0 {
		return nil
	}
	res, err := s.boxes.Apply(ctx, g)
	if err != nil {
		return fmt.Errorf("say what happened: %w", err)
	}
	s.results.add(key, res.Events)
	if !res.Repeated {
		s.tell(ctx, res.Events)
	}
	return nil
}

// tell gives the bus one hint for each box in which something happened. An error is only logged: the sweep of
// service/updates finds what was not told.
func (s *Service) tell(ctx context.Context, events []lamplight.Event) {
	ctx = context.WithoutCancel(ctx)
	for from := 0; from < len(events); {
		h := bus.Hint{Box: events[from].Box}
		to := from
		for ; to < len(events) && events[to].Box == h.Box; to++ {
			h.PTS, h.Seq = max(h.PTS, events[to].PTS), max(h.Seq, events[to].Seq)
		}
		h.Events = events[from:to:to]
		from = to
		if err := s.bus.Tell(ctx, h); err != nil {
			s.log.WarnContext(ctx, "hint not told", "box", int64(h.Box), "err", err)
		}
	}
}
