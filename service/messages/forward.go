package messages

import (
	"cmp"
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
	// DropCaption leaves out the texts that stand beside media; only with DropAuthor.
	DropCaption bool
	SendAs      lamplight.Peer // as Draft.SendAs
	// Topic is the topic of a forum that they go to; 0: the general one.
	Topic lamplight.MessageID
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
	if err := s.checkForward(f); err != nil {
		return Result{}, err
	}
	p, err := s.at(ctx, f.User, f.To)
	if err != nil {
		return s.forwardedBefore(ctx, f, err)
	}
	copies, err := s.copies(ctx, f, p)
	if err != nil {
		return s.forwardedBefore(ctx, f, err)
	}
	if !f.At.IsZero() {
		if due, err := s.dueOr(ctx, f.Caller, p, f.At, f.Randoms...); err != nil {
			return s.forwardedBefore(ctx, f, err)
		} else if !due.IsZero() {
			if r, err := s.forwardedBefore(ctx, f, errNotBefore); !errors.Is(err, errNotBefore) {
				return r, err
			}
			return s.schedule(ctx, f.Caller, f.To, due, copies)
		}
	}
	if err := s.takeTurn(ctx, p); err != nil {
		return s.forwardedBefore(ctx, f, err)
	}
	to, err := s.others(ctx, f.Caller, p)
	if err != nil {
		return Result{}, err
	}
	var done boxes.Result
	for part := range slices.Chunk(copies, max(1, groupOps/(2+len(to)))) {
		r, err := s.forwardPart(ctx, f, p, to, part)
		if err != nil {
			return Result{}, err
		}
		done.Events = append(done.Events, r.Events...)
	}
	if len(done.Events) == 0 {
		return Result{}, ErrRandomRepeated
	}
	return s.forwarded(ctx, f, done)
}

// groupOps is how many operations a group has at most that the service divides itself, less than boxes.Limits.Ops.
const groupOps = 1500

// forwardPart stores copies in one group, but for those whose random numbers were used before.
func (s *Service) forwardPart(
	ctx context.Context, f Forwarding, p place, to []lamplight.UserID, copies []lamplight.Message,
) (done boxes.Result, err error) {
	for len(copies) > 0 {
		g := boxes.Group{Now: s.now(), Origin: f.Origin, Ops: make([]boxes.Op, 0, (2+len(to))*len(copies))}
		for _, m := range copies {
			g.Ops = p.spread(g.Ops, f.Caller, to, boxes.Append{Message: m, Key: p.key(f.Caller, m.Random)})
			g.Ops = countForward(g.Ops, m)
		}
		r, err := s.deliver(ctx, f.Caller, p, g)
		if err != nil {
			return done, fmt.Errorf("forward from %d to %v: %w", f.User, f.To, err)
		}
		s.tell(ctx, r)
		if r, err = s.alsoHeld(ctx, f.Caller, p, g, r); err != nil {
			return done, err
		}
		if r.Repeated {
			r.Events = slices.DeleteFunc(r.Events, func(e lamplight.Event) bool { // deleted since
				return e.Kind != lamplight.EventNewMessage
			})
		}
		done.Events = append(done.Events, r.Events...)
		if !r.Repeated {
			break
		}
		left := slices.DeleteFunc(slices.Clone(copies), func(m lamplight.Message) bool {
			return slices.Contains(r.Known, p.key(f.Caller, m.Random))
		})
		if len(left) == len(copies) {
			return done, errors.New("forward: a repeat that names none of its messages")
		}
		copies = left
	}
	return done, nil
}

// countForward adds what counts that a channel's post was forwarded.
func countForward(ops []boxes.Op, m lamplight.Message) []boxes.Op {
	if m.Forward == nil || m.Forward.From.Channel() == 0 || m.Forward.ID == 0 {
		return ops
	}
	return append(ops, boxes.Count{Box: lamplight.ChannelBox(m.Forward.From.Channel()), ID: m.Forward.ID, Forwards: 1})
}

// forwardedBefore answers what may not be forwarded now, as sentBefore does: with what went under these numbers before.
func (s *Service) forwardedBefore(ctx context.Context, f Forwarding, refusal error) (Result, error) {
	if refused := (*lamplight.Error)(nil); !errors.As(refusal, &refused) {
		return Result{}, refusal
	}
	g := boxes.Group{Now: s.now()}
	for _, random := range f.Randoms { // to nobody: never carried out
		g.Ops = append(g.Ops, boxes.Append{Box: keyBox(f.To, f.Caller), Key: keyIn(f.To, f.Caller, random)})
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
	box := keyBox(f.To, f.Caller)
	r, err := s.resultIn(ctx, f.Caller, box, done)
	if err != nil {
		return Result{}, err
	}
	r.Events = slices.DeleteFunc(r.Events, func(e lamplight.Event) bool { return e.Message == nil || e.Box != box })
	if len(r.Events) == 0 || slices.ContainsFunc(r.Events, func(e lamplight.Event) bool { return e.Message.Peer != f.To }) {
		return Result{}, ErrRandomRepeated
	}
	return r, nil
}

// checkForward checks what f says by itself.
func (s *Service) checkForward(f Forwarding) error {
	if err := cmp.Or(checkPeer(f.To), checkPeer(f.From)); err != nil {
		return err
	}
	switch {
	case len(f.IDs) == 0:
		return ErrIDsEmpty
	case len(f.IDs) > s.limits.IDs:
		return lamplight.ErrLimitInvalid
	case len(f.Randoms) != len(f.IDs):
		return ErrRandomInvalid
	case slices.Contains(f.Randoms, 0):
		return ErrRandomEmpty
	case f.To.User() == lamplight.ServiceUser:
		return ErrWriteForbidden
	}
	sorted := slices.Clone(f.Randoms)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(f.Randoms) {
		return ErrRandomRepeated
	}
	return nil
}

// A source is a message to forward, and the random number of its copy.
type source struct {
	lamplight.Message
	random int64
}

// sources returns the messages that f names, in its order.
func (s *Service) sources(ctx context.Context, f Forwarding) ([]source, error) {
	from, err := s.at(ctx, f.User, f.From)
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(f.IDs)
	slices.Sort(ids)
	ms, err := s.boxes.Messages(ctx, from.box, slices.Compact(ids))
	if err != nil {
		return nil, fmt.Errorf("messages of %d to forward: %w", f.User, err)
	}
	held := make(map[lamplight.MessageID]lamplight.Message, len(ms))
	for _, m := range ms {
		if from.shows(m) && m.Action == nil {
			held[m.ID] = m
		}
	}
	var found []source
	for i, id := range f.IDs {
		m, ok := held[id]
		if !ok {
			continue
		}
		if from.protects(m) {
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

// copies returns what is to be sent, as the sender has it, if it may be forwarded.
func (s *Service) copies(ctx context.Context, f Forwarding, p place) ([]lamplight.Message, error) {
	if p.access == nil {
		if err := s.maySend(ctx, f.Caller, p, nil); err != nil {
			return nil, err
		}
	}
	sources, err := s.sources(ctx, f)
	if err != nil {
		return nil, err
	}
	if p.access != nil {
		if err := s.mayForward(ctx, f.Caller, p, sources); err != nil {
			return nil, err
		}
	}
	unlinked, err := s.unlinked(ctx, f, sources)
	if err != nil {
		return nil, err
	}
	signed := lamplight.Message{}
	if err := s.sign(ctx, f.Caller, p, f.SendAs, &signed); err != nil {
		return nil, err
	}
	topic, err := s.topicOf(ctx, f.Caller, p, f.Topic)
	if err != nil {
		return nil, err
	}
	now := s.now()
	albums := map[int64]int64{} // an album stays one, and is another one than that which it was taken from
	out := make([]lamplight.Message, len(sources))
	for i, src := range sources {
		m := signed
		m.Peer, m.Content, m.Sent, m.Silent, m.Random = f.To, newContent(), now, f.Silent, src.random
		m.Text, m.Entities, m.NoLinks, m.Invert, m.Via, m.Media = src.Text, src.Entities, src.NoLinks, src.Invert, src.Via, arrived(src.Media)
		m.NoCopy, m.Reply = f.NoCopy, topic
		if p.access != nil {
			m.TTL = p.access.TTL
		}
		if src.Group != 0 {
			if albums[src.Group] == 0 {
				albums[src.Group] = int64(newContent())
			}
			m.Group = albums[src.Group]
		}
		if f.DropAuthor {
			m.Source = root(src.Message)
			if f.DropCaption && m.Media != nil && m.Media.Kind != lamplight.MediaPage {
				m.Text, m.Entities = "", nil
			}
		} else {
			m.Forward = header(f, src.Message, unlinked)
		}
		if err := s.hold(ctx, f.Caller, p, &m); err != nil {
			return nil, err
		}
		out[i] = m
	}
	return out, nil
}

// mayForward returns nil if the caller may bring messages of such kinds into a group or channel.
func (s *Service) mayForward(ctx context.Context, c Caller, p place, sources []source) error {
	if p.access.SlowMode > 0 && len(sources) > 1 {
		return ErrSlowSeveral
	}
	asked := map[lamplight.BannedRights]bool{}
	for _, src := range sources {
		kind := kindOf(src.Media)
		if asked[kind] {
			continue
		}
		asked[kind] = true
		if err := s.maySend(ctx, c, p, src.Media); err != nil {
			return err
		}
	}
	return nil
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
	} else if m.Post {
		h.ID, h.Name = m.ID, m.Author
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
