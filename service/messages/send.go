package messages

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// A Draft is a message that is about to be sent.
type Draft struct {
	Caller
	To       lamplight.Peer
	Text     lamplight.Text
	Entities []lamplight.Entity // as the client says; those that can be found in the text are added
	Random   int64              // chosen by the client, not 0; sending it twice sends once
	Reply    *lamplight.Reply   // ID, Quote, QuoteEntities and QuoteOffset as the client says; nil if none
	Silent   bool
	NoLinks  bool
	NoCopy   bool
	Invert   bool
	// ClearDraft forgets the draft of the conversation.
	ClearDraft bool
	// At is when to send it (store.WhenOnline: when the other one comes online); zero: at once.
	At time.Time
}

// Sent is what sending did.
type Sent struct {
	Result
	Message lamplight.Message // the sender's copy
	// AsWritten reports whether the text was kept as the client wrote it, so that the client need not be told the text.
	AsWritten bool
}

// Send stores d in the sender's box and in the receiver's, in one group. Sending the same Random again within
// boxes.Limits.RememberKeys returns what the first one did, even if it could not be sent any more, or RANDOM_ID_DUPLICATE
// if that message was deleted since or is in another conversation. What one writes to oneself has one copy.
//
// https://core.telegram.org/method/messages.sendMessage
func (s *Service) Send(ctx context.Context, d Draft) (Sent, error) {
	to, err := other(d.To)
	if err != nil {
		return Sent{}, err
	}
	if d.Random == 0 {
		return Sent{}, ErrRandomEmpty
	}
	text, entities, err := s.text(d.Text, d.Entities)
	if err != nil {
		return Sent{}, err
	}
	if to == lamplight.ServiceUser {
		return Sent{}, ErrWriteForbidden // nobody reads there
	}
	m, err := s.compose(ctx, d, to, text, entities)
	if err != nil {
		return s.sentBefore(ctx, d, err)
	}
	if !d.At.IsZero() {
		if due, err := s.dueOr(ctx, d.Caller, to, d.At, d.Random); err != nil {
			return s.sentBefore(ctx, d, err)
		} else if !due.IsZero() {
			return s.sendLater(ctx, d, due, m)
		}
	}
	own := m
	own.Mentioned = false // it is the other one who is
	g := boxes.Group{
		Key: randomKey(d.Random), KeyBox: d.box(), Now: m.Sent, Origin: d.Origin,
		Ops: append(make([]boxes.Op, 0, 2), boxes.Append{
			Box: d.box(), Message: own, Fresh: true, ClearDraft: d.ClearDraft, Continues: to != d.User,
		}),
	}
	if to != d.User {
		in := received(m, to)
		in.Fresh = true
		g.Ops = append(g.Ops, in)
	}
	done, err := s.deliver(ctx, d.Caller, to, g)
	if err != nil {
		return Sent{}, fmt.Errorf("send from %d to %d: %w", d.User, to, err)
	}
	s.tell(ctx, done)
	return s.sent(ctx, d, text, done)
}

// sendLater has a message wait to be sent. If it was sent meanwhile, or before, and the answer was lost, the sender learns of
// what was sent.
func (s *Service) sendLater(ctx context.Context, d Draft, due time.Time, m lamplight.Message) (Sent, error) {
	sent, err := s.sentBefore(ctx, d, errNotBefore)
	if !errors.Is(err, errNotBefore) {
		return sent, err
	}
	var also []boxes.Op
	if d.ClearDraft {
		also = append(also, setDraft(d.Caller, d.To, nil))
	}
	r, err := s.schedule(ctx, d.Caller, d.To, due, []lamplight.Message{m}, also...)
	return Sent{Result: r}, err
}

// errNotBefore is nobody's answer: it stands for "nothing was sent with that number".
var errNotBefore = &lamplight.Error{Kind: lamplight.Invalid, Code: "NOT_SENT_BEFORE"}

// compose makes the message of d if it may be sent, as the receiver's copy has Mentioned.
func (s *Service) compose(
	ctx context.Context, d Draft, to lamplight.UserID, text lamplight.Text, entities []lamplight.Entity,
) (lamplight.Message, error) {
	if err := s.policy.MaySend(ctx, d.User, d.To); err != nil {
		return lamplight.Message{}, err
	}
	m := lamplight.Message{
		Peer: d.To, From: lamplight.UserPeer(d.User), Out: to != d.User, Content: newContent(), Sent: s.now(),
		Text: text, Entities: entities, Silent: d.Silent, NoLinks: d.NoLinks, NoCopy: d.NoCopy, Invert: d.Invert,
		Random: d.Random,
	}
	var answered lamplight.Peer
	var err error
	if d.Reply != nil {
		if m.Reply, answered, err = s.reply(ctx, d.Caller, d.To, *d.Reply); err != nil {
			return lamplight.Message{}, err
		}
	}
	if m.Out {
		if m.Mentioned = answered == d.To; !m.Mentioned {
			if m.Mentioned, err = s.mentions(ctx, m, to); err != nil {
				return lamplight.Message{}, err
			}
		}
	}
	return m, s.screen.ScreenText(ctx, d.User, d.To, text)
}

// sentBefore answers a draft that may not be sent now. If it was sent before, and its answer was lost, the sender learns of
// that message, whatever changed since; else of the refusal.
func (s *Service) sentBefore(ctx context.Context, d Draft, refusal error) (Sent, error) {
	if refused := (*lamplight.Error)(nil); !errors.As(refusal, &refused) {
		return Sent{}, refusal // nobody refused: something went wrong
	}
	// A group is looked up by its key before anything else of it is judged, and one with a message to nobody is never
	// carried out: so the key stays free for when the message may be sent.
	done, err := s.boxes.Apply(ctx, boxes.Group{
		Key: randomKey(d.Random), KeyBox: d.box(), Now: s.now(), Ops: []boxes.Op{boxes.Append{Box: d.box()}},
	})
	switch {
	case errors.Is(err, boxes.ErrGroup):
		return Sent{}, refusal
	case err != nil:
		return Sent{}, fmt.Errorf("look for what %d sent before: %w", d.User, err)
	}
	return s.sent(ctx, d, "", done)
}

// sent says what was done for d, whose text was kept as text.
func (s *Service) sent(ctx context.Context, d Draft, text lamplight.Text, done boxes.Result) (Sent, error) {
	if done.Repeated {
		// That the draft was forgotten then says nothing of the draft that there is now.
		done.Events = slices.DeleteFunc(done.Events, func(e lamplight.Event) bool { return e.Kind == lamplight.EventDraft })
	}
	r, err := s.result(ctx, d.Caller, done)
	if err != nil {
		return Sent{}, err
	}
	sent := Sent{Result: r, AsWritten: text == d.Text && !done.Repeated}
	for _, e := range r.Events {
		if e.Kind == lamplight.EventNewMessage && e.Message != nil {
			sent.Message = *e.Message
		}
	}
	if done.Repeated && sent.Message.Peer != d.To {
		return Sent{}, ErrRandomRepeated
	}
	return sent, nil
}

// received returns the operation that puts the receiver's copy of m into the receiver's box.
func received(m lamplight.Message, to lamplight.UserID) boxes.Append {
	m.Peer, m.Out, m.Random, m.Scheduled = m.From, false, 0, false // that it waited is the sender's own business
	if m.Reply != nil {
		r := *m.Reply
		r.ID = 0 // the box finds its own by the content
		m.Reply = &r
	}
	return boxes.Append{Box: lamplight.AccountBox(to), Message: m}
}

// newContent returns an identity for what is said. It is random: with 62 bits, a billion messages hold two of the same with
// a chance of one in ten. Where it would do harm, in the same box, there are fewer: that a new one is among a million there
// happens once in 4·10¹² messages, so boxes are not asked for it (boxes.Append.Fresh).
func newContent() lamplight.ContentID {
	return lamplight.ContentID(rand.Uint64()>>1 | 1<<62)
}

// randomKey is the key by which a repeated call is known, in the sender's box.
func randomKey(random int64) string {
	b := binary.BigEndian.AppendUint64(append(make([]byte, 0, 9), 'r'), uint64(random))
	return string(b)
}
