package messages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A Forwarding says which messages of a conversation go on to another one.
type Forwarding struct {
	Caller
	From    lamplight.Peer
	IDs     []lamplight.MessageID // in the order in which they shall arrive
	Randoms []int64               // one for each of IDs, as Draft.Random
	To      lamplight.Peer
	Silent  bool
	NoCopy  bool
	// DropAuthor makes them look as if the caller had written them.
	DropAuthor bool
	// At is when to send them, as Draft.At.
	At time.Time
}

// Forward sends copies of messages, all of them in one group. Those that From does not have, and service messages, are
// passed over: MESSAGE_ID_INVALID if none is left. One that may not leave its conversation is
// CHAT_FORWARDS_RESTRICTED for all. What was forwarded with the same random number before is not sent again; its events
// come with the result, but for copies that were deleted since: RANDOM_ID_DUPLICATE if nothing else is left.
//
// A copy names the first author, however often it is passed on; who does not want that is named without a link.
//
// https://core.telegram.org/method/messages.forwardMessages
func (s *Service) Forward(ctx context.Context, f Forwarding) (Result, error) {
	to, err := s.checkForward(f)
	if err != nil {
		return Result{}, err
	}
	copies, err := s.copies(ctx, f)
	if err != nil {
		return s.forwardedBefore(ctx, f, err)
	}
	if !f.At.IsZero() {
		if due, err := s.dueOr(ctx, f.Caller, to, f.At, f.Randoms...); err != nil {
			return s.forwardedBefore(ctx, f, err)
		} else if !due.IsZero() {
			if r, err := s.forwardedBefore(ctx, f, errNotBefore); !errors.Is(err, errNotBefore) {
				return r, err
			}
			return s.schedule(ctx, f.Caller, f.To, due, copies)
		}
	}
	var done boxes.Result
	for len(copies) > 0 {
		g := boxes.Group{Now: s.now(), Origin: f.Origin, Ops: make([]boxes.Op, 0, 2*len(copies))}
		for _, m := range copies {
			g.Ops = append(g.Ops, boxes.Append{Box: f.box(), Message: m, Key: randomKey(m.Random), Continues: to != f.User})
			if to != f.User {
				g.Ops = append(g.Ops, received(m, to))
			}
		}
		r, err := s.deliver(ctx, f.Caller, to, g)
		if err != nil {
			return Result{}, fmt.Errorf("forward from %d to %d: %w", f.User, to, err)
		}
		s.tell(ctx, r)
		if r.Repeated {
			r.Events = slices.DeleteFunc(r.Events, func(e lamplight.Event) bool { // deleted since
				return e.Kind != lamplight.EventNewMessage
			})
		}
		done.Events = append(done.Events, r.Events...)
		if !r.Repeated {
			break
		}
		left := slices.DeleteFunc(copies, func(m lamplight.Message) bool {
			return slices.Contains(r.Known, randomKey(m.Random))
		})
		if len(left) == len(copies) {
			return Result{}, errors.New("forward: a repeat that names none of its messages")
		}
		copies = left
	}
	if len(done.Events) == 0 {
		return Result{}, ErrRandomRepeated
	}
	return s.forwarded(ctx, f, done)
}

// forwardedBefore answers what may not be forwarded now, as sentBefore does: with what went under these numbers before.
func (s *Service) forwardedBefore(ctx context.Context, f Forwarding, refusal error) (Result, error) {
	if refused := (*lamplight.Error)(nil); !errors.As(refusal, &refused) {
		return Result{}, refusal
	}
	g := boxes.Group{Now: s.now()}
	for _, random := range f.Randoms {
		g.Ops = append(g.Ops, boxes.Append{Box: f.box(), Key: randomKey(random)}) // to nobody: never carried out
	}
	done, err := s.boxes.Apply(ctx, g)
	switch {
	case errors.Is(err, boxes.ErrGroup):
		return Result{}, refusal
	case err != nil:
		return Result{}, fmt.Errorf("look for what %d forwarded before: %w", f.User, err)
	}
	return s.forwarded(ctx, f, done)
}

// forwarded says what was done for f: RANDOM_ID_DUPLICATE if a number was used for another conversation, or if all that
// went under these numbers is gone.
func (s *Service) forwarded(ctx context.Context, f Forwarding, done boxes.Result) (Result, error) {
	r, err := s.result(ctx, f.Caller, done)
	if err != nil {
		return Result{}, err
	}
	r.Events = slices.DeleteFunc(r.Events, func(e lamplight.Event) bool { return e.Message == nil })
	if len(r.Events) == 0 || slices.ContainsFunc(r.Events, func(e lamplight.Event) bool { return e.Message.Peer != f.To }) {
		return Result{}, ErrRandomRepeated
	}
	return r, nil
}

// checkForward checks what f says by itself, and returns who gets the messages.
func (s *Service) checkForward(f Forwarding) (lamplight.UserID, error) {
	to, err := other(f.To)
	if err != nil {
		return 0, err
	}
	if _, err := other(f.From); err != nil {
		return 0, err
	}
	switch {
	case len(f.IDs) == 0:
		return 0, ErrIDsEmpty
	case len(f.IDs) > s.limits.IDs:
		return 0, lamplight.ErrLimitInvalid
	case len(f.Randoms) != len(f.IDs):
		return 0, ErrRandomInvalid
	case slices.Contains(f.Randoms, 0):
		return 0, ErrRandomEmpty
	case to == lamplight.ServiceUser:
		return 0, ErrWriteForbidden
	}
	sorted := slices.Clone(f.Randoms)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(f.Randoms) {
		return 0, ErrRandomRepeated
	}
	return to, nil
}

// A source is a message to forward, and the random number of its copy.
type source struct {
	lamplight.Message
	random int64
}

// sources returns the messages that f names, in its order.
func (s *Service) sources(ctx context.Context, f Forwarding) ([]source, error) {
	ids := slices.Clone(f.IDs)
	slices.Sort(ids)
	ms, err := s.boxes.Messages(ctx, f.box(), slices.Compact(ids))
	if err != nil {
		return nil, fmt.Errorf("messages of %d to forward: %w", f.User, err)
	}
	held := make(map[lamplight.MessageID]lamplight.Message, len(ms))
	for _, m := range ms {
		if m.Peer == f.From && m.Action == nil {
			held[m.ID] = m
		}
	}
	var found []source
	for i, id := range f.IDs {
		m, ok := held[id]
		if !ok {
			continue
		}
		if m.NoCopy {
			return nil, ErrProtected
		}
		if err := s.screen.ScreenText(ctx, f.User, f.To, m.Text); err != nil {
			return nil, err
		}
		found = append(found, source{m, f.Randoms[i]})
	}
	if len(found) == 0 {
		return nil, lamplight.ErrMessageInvalid
	}
	return found, nil
}

// copies returns what the sender's box gets, if it may be forwarded.
func (s *Service) copies(ctx context.Context, f Forwarding) ([]lamplight.Message, error) {
	if err := s.policy.MaySend(ctx, f.User, f.To); err != nil {
		return nil, err
	}
	sources, err := s.sources(ctx, f)
	if err != nil {
		return nil, err
	}
	unlinked, err := s.unlinked(ctx, f, sources)
	if err != nil {
		return nil, err
	}
	now := s.now()
	out := make([]lamplight.Message, len(sources))
	for i, src := range sources {
		m := lamplight.Message{
			Peer: f.To, From: lamplight.UserPeer(f.User), Out: f.To.User() != f.User, Content: newContent(), Sent: now,
			Text: src.Text, Entities: src.Entities, NoLinks: src.NoLinks, Invert: src.Invert, Via: src.Via,
			Silent: f.Silent, NoCopy: f.NoCopy, Random: src.random,
		}
		if f.DropAuthor {
			m.Source = root(src.Message)
		} else {
			m.Forward = header(f, src.Message, unlinked)
		}
		out[i] = m
	}
	return out, nil
}

// root returns what was said first, of which m is a copy or a copy of copies.
func root(m lamplight.Message) lamplight.ContentID {
	switch {
	case m.Forward != nil && m.Forward.Content != 0:
		return m.Forward.Content
	case m.Source != 0:
		return m.Source
	default:
		return m.Content
	}
}

// unlinked returns the names of those authors who do not want to be linked.
func (s *Service) unlinked(ctx context.Context, f Forwarding, sources []source) (map[lamplight.UserID]lamplight.Text, error) {
	if f.DropAuthor {
		return nil, nil
	}
	var authors []lamplight.UserID
	add := func(p lamplight.Peer) {
		if u := p.User(); u != 0 && u != f.User && !slices.Contains(authors, u) {
			authors = append(authors, u)
		}
	}
	for _, src := range sources {
		add(src.From)
		if src.Forward != nil {
			add(src.Forward.From)
		}
	}
	if len(authors) == 0 {
		return nil, nil
	}
	names, err := s.authors.Unlinked(ctx, f.User, authors)
	if err != nil {
		return nil, fmt.Errorf("authors of what %d forwards: %w", f.User, err)
	}
	return names, nil
}

// header says where m was taken from.
func header(f Forwarding, m lamplight.Message, unlinked map[lamplight.UserID]lamplight.Text) *lamplight.Forward {
	h := lamplight.Forward{From: m.From, Date: m.Sent, Content: root(m)}
	if was := m.Forward; was != nil {
		h.From, h.Name, h.Date, h.ID = was.From, was.Name, was.Date, was.ID
	}
	if name, ok := unlinked[h.From.User()]; ok {
		h.From, h.Name = lamplight.Peer{}, name
	}
	if f.To.User() != f.User {
		return &h
	}
	h.SavedPeer, h.SavedID = f.From, m.ID
	if m.Forward != nil {
		h.SavedFrom, h.SavedDate, h.SavedOut = m.From, m.Sent, m.From.User() == f.User
		if name, ok := unlinked[m.From.User()]; ok {
			h.SavedFrom, h.SavedName = lamplight.Peer{}, name
		}
	}
	return &h
}
