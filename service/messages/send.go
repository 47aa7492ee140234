package messages

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	Media    *lamplight.Media // nil: a text alone
	Group    int64            // the album that it is part of; 0: none
	SendAs   lamplight.Peer   // whom it shows as its author in a group or channel; zero: what the sender chose there
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

// Send stores d in every box of its conversation, in one group: the sender's and the receiver's, those of all members of a
// basic group, or that of a supergroup or channel. Sending the same Random again to the same conversation within
// boxes.Limits.RememberKeys returns what the first one did, even if it could not be sent any more, or RANDOM_ID_DUPLICATE
// if that message was deleted since or is in another conversation. What one writes to oneself has one copy.
//
// https://core.telegram.org/method/messages.sendMessage
func (s *Service) Send(ctx context.Context, d Draft) (Sent, error) {
	if err := checkPeer(d.To); err != nil {
		return Sent{}, err
	}
	if d.Random == 0 {
		return Sent{}, ErrRandomEmpty
	}
	var err error
	if d.Entities, err = s.customEmoji(ctx, d.Entities); err != nil {
		return Sent{}, err
	}
	text, entities, err := s.caption(d.Text, d.Entities, d.Media)
	if err != nil {
		return Sent{}, err
	}
	if d.To.User() == lamplight.ServiceUser {
		return Sent{}, ErrWriteForbidden // nobody reads there
	}
	p, err := s.at(ctx, d.User, d.To)
	if err != nil {
		return s.sentBefore(ctx, d, err)
	}
	m, err := s.compose(ctx, d, p, text, entities)
	if err != nil {
		return s.sentBefore(ctx, d, err)
	}
	if !d.At.IsZero() {
		if due, err := s.dueOr(ctx, d.Caller, p, d.At, d.Random); err != nil {
			return s.sentBefore(ctx, d, err)
		} else if !due.IsZero() {
			return s.sendLater(ctx, d, due, m)
		}
	}
	if err := s.takeTurn(ctx, p); err != nil {
		return s.sentBefore(ctx, d, err)
	}
	to, err := s.others(ctx, d.Caller, p)
	if err != nil {
		return Sent{}, err
	}
	g := boxes.Group{Key: p.key(d.Caller, d.Random), KeyBox: p.box, Now: m.Sent, Origin: d.Origin}
	g.Ops = p.spread(make([]boxes.Op, 0, 1+len(to)), d.Caller, to, boxes.Append{Message: m, Fresh: true, ClearDraft: d.ClearDraft})
	if d.ClearDraft && p.own() {
		if g.Ops, err = s.alsoClearDraft(ctx, g.Ops, d.Caller, p, m.Thread()); err != nil {
			return Sent{}, err
		}
	}
	done, err := s.deliver(ctx, d.Caller, p, g)
	if err != nil {
		return Sent{}, fmt.Errorf("send from %d to %v: %w", d.User, d.To, err)
	}
	s.tell(ctx, done)
	if done, err = s.alsoHeld(ctx, d.Caller, p, g, done); err != nil {
		return Sent{}, err
	}
	sent, err := s.sent(ctx, d, text, done)
	if err == nil && !done.Repeated {
		s.expectPage(d.Caller, sent.Message)
	}
	return sent, err
}

// spread adds to ops what puts a message into every box of its conversation: into the sender's as a.Message says, into
// those of others as they see it.
func (p place) spread(ops []boxes.Op, c Caller, to []lamplight.UserID, a boxes.Append) []boxes.Op {
	m := a.Message
	if m.Held { // its sender alone learns of it
		to, a.Held = nil, p.own()
	}
	a.Box, a.Continues = p.box, p.user != 0 && p.user != c.User
	a.Message.Mentioned = false // it is others who are
	if p.basic() {
		a.Message.Mentions = nil
	}
	if p.own() {
		a.ClearDraft, a.Waited = false, 0 // these stand in the sender's own box
	}
	if copied, ok := p.discussed(a); ok {
		ops, a.CommentsIn = append(ops, copied), copied.Box
	}
	ops = append(ops, a)
	for _, u := range to {
		in := received(m, u)
		in.Fresh = a.Fresh
		ops = append(ops, in)
	}
	return ops
}

// key is the key by which a repeated call is known in the box where a message is first.
func (p place) key(c Caller, random int64) string { return keyIn(p.peer, c, random) }

// keyIn is place.key for the conversation with peer.
func keyIn(peer lamplight.Peer, c Caller, random int64) string {
	if peer.Channel() == 0 {
		return randomKey(random)
	}
	// The numbers are each sender's own, and the box is everybody's.
	return string(binary.BigEndian.AppendUint64([]byte(randomKey(random)), uint64(c.User)))
}

// keyBox is the box in which keyIn is kept.
func keyBox(peer lamplight.Peer, c Caller) lamplight.BoxID {
	if ch := peer.Channel(); ch != 0 {
		return lamplight.ChannelBox(ch)
	}
	return c.box()
}

// takeTurn waits for nobody: it says whether the sender has to, in a group with slow mode.
func (s *Service) takeTurn(ctx context.Context, p place) error {
	if p.access == nil || p.access.SlowMode == 0 {
		return nil
	}
	return s.voices.TakeTurn(ctx, *p.access)
}

// alsoClearDraft adds what forgets the draft to a supergroup or channel: it stands in the sender's own box, which a post
// has nothing else to do with.
func (s *Service) alsoClearDraft(
	ctx context.Context, ops []boxes.Op, c Caller, p place, thread lamplight.MessageID,
) ([]boxes.Op, error) {
	if thread != 0 {
		marks, err := s.boxes.ThreadMarks(ctx, c.box(), p.peer, thread)
		if err != nil {
			return ops, fmt.Errorf("draft of %d in thread %d of %v: %w", c.User, thread, p.peer, err)
		}
		if marks[0].Draft != nil {
			ops = append(ops, setDraftIn(c, p.peer, thread, nil))
		}
	}
	d, err := s.dialog(ctx, c.User, p.peer)
	if err != nil || d.Draft == nil {
		return ops, err
	}
	return append(ops, setDraft(c, p.peer, nil)), nil
}

// caption is text for what may come with media: then it may be empty, and is shorter.
func (s *Service) caption(
	in lamplight.Text, es []lamplight.Entity, media *lamplight.Media,
) (lamplight.Text, []lamplight.Entity, error) {
	if media == nil || media.Kind == lamplight.MediaPage {
		return s.text(in, es)
	}
	if strings.TrimSpace(string(in)) == "" {
		return "", nil, nil
	}
	text, entities, err := s.text(in, es)
	if err == nil && utf8.RuneCountInString(string(text)) > s.limits.Caption {
		err = ErrCaptionLong
	}
	return text, entities, err
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

// compose makes the message of d if it may be sent: the sender's copy, but for Mentioned and Mentions, which say whom else
// it names or answers.
func (s *Service) compose(
	ctx context.Context, d Draft, p place, text lamplight.Text, entities []lamplight.Entity,
) (lamplight.Message, error) {
	if err := s.maySend(ctx, d.Caller, p, d.Media); err != nil {
		return lamplight.Message{}, err
	}
	m := lamplight.Message{
		Peer: d.To, Content: newContent(), Sent: s.now(),
		Text: text, Entities: entities, Silent: d.Silent, NoLinks: d.NoLinks, NoCopy: d.NoCopy, Invert: d.Invert,
		Random: d.Random, Media: d.Media, Group: d.Group,
	}
	if p.access != nil {
		m.TTL = p.access.TTL
	}
	if err := s.sign(ctx, d.Caller, p, d.SendAs, &m); err != nil {
		return lamplight.Message{}, err
	}
	var answered lamplight.Peer
	var err error
	if d.Reply != nil || s.forum(p) {
		if m.Reply, answered, err = s.answer(ctx, d.Caller, p, d.Reply); err != nil {
			return lamplight.Message{}, err
		}
	}
	if err := s.mention(ctx, d.Caller, p, &m, answered); err != nil {
		return lamplight.Message{}, err
	}
	if err := s.screen.ScreenText(ctx, d.User, d.To, text); err != nil {
		return m, err
	}
	if m.Media == nil && !m.NoLinks && d.At.IsZero() {
		m.Media = s.preview(d.Caller, p, text, entities)
	}
	m.Unseen = heard(d.Media) && !p.saved(d.Caller)
	return m, s.hold(ctx, d.Caller, p, &m)
}

// mention marks in m whom it names or answers: the other one, or members of a group.
func (s *Service) mention(ctx context.Context, c Caller, p place, m *lamplight.Message, answered lamplight.Peer) (err error) {
	switch {
	case p.saved(c):
	case p.access == nil:
		if m.Mentioned = answered == p.peer; !m.Mentioned {
			m.Mentioned, err = s.mentions(ctx, *m, p.user)
		}
	case !p.access.Chat.Broadcast:
		m.Mentions, err = s.membersNamed(ctx, c, p, *m, answered)
	}
	return err
}

// sign sets whose message it is.
func (s *Service) sign(ctx context.Context, c Caller, p place, as lamplight.Peer, m *lamplight.Message) error {
	self := lamplight.UserPeer(c.User)
	m.From, m.Out = self, p.user != c.User
	if !p.own() {
		if !as.IsZero() && as != self {
			return ErrSendAs
		}
		return nil
	}
	m.Out, m.Post = false, p.access.Chat.Broadcast // whose it is in a box of all depends on who looks
	author, signature, err := s.voices.Author(ctx, *p.access, as)
	if err != nil {
		return err
	}
	m.From, m.Author = author, signature
	if author != self {
		m.Sender = c.User
	}
	return nil
}

// sentBefore answers a draft that may not be sent now. If it was sent before, and its answer was lost, the sender learns of
// that message, whatever changed since; else of the refusal.
func (s *Service) sentBefore(ctx context.Context, d Draft, refusal error) (Sent, error) {
	if refused := (*lamplight.Error)(nil); !errors.As(refusal, &refused) {
		return Sent{}, refusal // nobody refused: something went wrong
	}
	box := keyBox(d.To, d.Caller)
	// A group is looked up by its key before anything else of it is judged, and one with a message to nobody is never
	// carried out: so the key stays free for when the message may be sent.
	done, err := s.boxes.Apply(ctx, boxes.Group{
		Key: keyIn(d.To, d.Caller, d.Random), KeyBox: box, Now: s.now(), Ops: []boxes.Op{boxes.Append{Box: box}},
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
	box := keyBox(d.To, d.Caller)
	r, err := s.resultIn(ctx, d.Caller, box, done)
	if err != nil {
		return Sent{}, err
	}
	sent := Sent{Result: r, AsWritten: text == d.Text && !done.Repeated}
	for _, e := range r.Events {
		if e.Box == box && e.Kind == lamplight.EventNewMessage && e.Message != nil {
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
	m.Out, m.Random, m.Scheduled = false, 0, false // that it waited is the sender's own business
	if m.Peer.Kind == lamplight.PeerUser {
		m.Peer = m.From
	} else {
		m.Mentioned, m.Mentions = slices.Contains(m.Mentions, to), nil
	}
	if m.Reply != nil {
		r := *m.Reply
		if r.Peer.Channel() == 0 {
			r.ID, r.Peer = 0, lamplight.Peer{} // the box finds its own by the content
		}
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

// heard reports whether media is listened to: its sender is shown when that happened first.
func heard(m *lamplight.Media) bool {
	return m != nil && m.Document != nil && (m.Document.Kind == lamplight.DocumentVoice || m.Document.Kind == lamplight.DocumentRoundVideo)
}
