package boxes

import (
	"context"
	"errors"
	"slices"
	"time"

	"lamplight"
)

// HideExpired returns l as it reads once everything has gone whose time has come by now, even where it is still stored:
// whoever removes it comes a moment later, or after a stop much later. A message that has gone is left out, and an
// event that told of it tells of its deletion instead. Counters and the Top of a dialog follow when it is removed.
func HideExpired(l Log, now func() time.Time) Log {
	return hiding{Log: l, hidden: func(m *lamplight.Message) bool { return m.TTL != 0 && m.Expired(now()) }}
}

// HideWithdrawn returns l as it reads once every message has gone that hidden tells: as HideExpired does. hidden is asked for
// every message that is read, and has to be quick. What is hidden is not appended either: ErrWithdrawn. quoted tells of an answer
// whether what it answers has gone: the answer stays, and what it quotes of it is left out.
func HideWithdrawn(l Log, hidden, quoted func(*lamplight.Message) bool) Log {
	return hiding{l, hidden, quoted}
}

// ErrWithdrawn says that what a group appends was withdrawn. Clients know it as of a file that is refused.
var ErrWithdrawn = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEDIA_INVALID", Err: errors.New("boxes: what is appended was withdrawn")}

// Hidden reports whether a message that is in no box would be hidden if it were in one.
func Hidden(l Log, m *lamplight.Message) bool {
	for {
		h, ok := l.(hiding)
		if !ok {
			return false
		}
		if h.hidden(m) {
			return true
		}
		l = h.Log
	}
}

type hiding struct {
	Log
	hidden func(*lamplight.Message) bool
	quoted func(*lamplight.Message) bool // nil: nothing is withdrawn here
}

// unquote leaves out what a message quotes of what has gone.
func (h hiding) unquote(m *lamplight.Message) {
	if h.quoted == nil || m.Reply == nil || m.Reply.Quote == "" && m.Reply.Media == nil || !h.quoted(m) {
		return
	}
	r := *m.Reply // others may read it
	r.Quote, r.QuoteEntities, r.QuoteOffset, r.Media = "", nil, 0, nil
	m.Reply = &r
}

// left returns the messages that have not gone. Nearly always that is all of them, and nothing is copied.
func (h hiding) left(ms []lamplight.Message) []lamplight.Message {
	for i := range ms {
		h.unquote(&ms[i])
	}
	for i := range ms {
		if h.hidden(&ms[i]) {
			return slices.DeleteFunc(ms, func(m lamplight.Message) bool { return h.hidden(&m) })
		}
	}
	return ms
}

// tell has events of what has gone tell of its deletion.
func (h hiding) tell(events []lamplight.Event) {
	for i := range events {
		e := &events[i]
		if e.Message == nil {
			continue
		}
		if !h.hidden(e.Message) {
			if h.quoted != nil && e.Message.Reply != nil {
				m := *e.Message
				h.unquote(&m)
				e.Message = &m
			}
			continue
		}
		e.Kind, e.IDs, e.Message, e.Peer = lamplight.EventDeleteMessages, []lamplight.MessageID{e.Message.ID}, nil, lamplight.Peer{}
	}
}

// Apply implements Log: the events of a repeat may be old. What is withdrawn comes no more, whoever had it at hand: who is online
// is told of what is appended without its being read again.
func (h hiding) Apply(ctx context.Context, g Group) (Result, error) {
	if h.quoted != nil {
		for i, op := range g.Ops {
			a, ok := op.(Append)
			if !ok {
				continue
			}
			if h.hidden(&a.Message) {
				return Result{}, ErrWithdrawn
			}
			if a.Message.Reply != nil {
				h.unquote(&a.Message)
				g.Ops[i] = a
			}
		}
	}
	r, err := h.Log.Apply(ctx, g)
	if r.Repeated {
		h.tell(r.Events)
	}
	return r, err
}

// Messages implements Log.
func (h hiding) Messages(ctx context.Context, box lamplight.BoxID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	ms, err := h.Log.Messages(ctx, box, ids)
	return h.left(ms), err
}

// Held implements Log.
func (h hiding) Held(
	ctx context.Context, box lamplight.BoxID, user lamplight.UserID, ids ...lamplight.MessageID,
) ([]lamplight.Message, error) {
	ms, err := h.Log.Held(ctx, box, user, ids...)
	return h.left(ms), err
}

// What is read to fill a page up that lost messages: at most hideReads times hideRead, which is what can have gone
// before its removal catches up, after a long stop.
const (
	hideRead  = 200 // messages
	hideReads = 100
)

// History implements Log. A page that lost messages goes on with older ones: clients take an empty page, or a short
// one, for the beginning of the conversation. One that reaches towards newer ones does not: there, nothing is newer.
func (h hiding) History(ctx context.Context, box lamplight.BoxID, q HistoryQuery) (Page, error) {
	p, err := h.Log.History(ctx, box, q)
	if err != nil || len(p.Messages) == 0 {
		return p, err
	}
	last, read := p.Messages[len(p.Messages)-1].ID, len(p.Messages)
	p.Messages = h.left(p.Messages)
	if q.AddOffset < 0 {
		return p, nil
	}
	q.OffsetDate, q.AddOffset = time.Time{}, 0
	for reads := 0; len(p.Messages) < read && reads < hideReads; reads++ {
		q.OffsetID, q.Limit = last, hideRead
		older, err := h.Log.History(ctx, box, q)
		if err != nil {
			return Page{}, err
		}
		if len(older.Messages) == 0 {
			break
		}
		last = older.Messages[len(older.Messages)-1].ID
		left := h.left(older.Messages)
		p.Messages = append(p.Messages, left[:min(len(left), read-len(p.Messages))]...)
	}
	return p, nil
}

// Dialogs implements Log.
func (h hiding) Dialogs(ctx context.Context, box lamplight.BoxID, q DialogQuery) (DialogPage, error) {
	p, err := h.Log.Dialogs(ctx, box, q)
	p.Top = h.left(p.Top)
	return p, err
}

// Events implements Log.
func (h hiding) Events(
	ctx context.Context, box lamplight.BoxID, after lamplight.PTS, limit int,
) (events []lamplight.Event, more bool, err error) {
	events, more, err = h.Log.Events(ctx, box, after, limit)
	h.tell(events)
	return events, more, err
}

// MessagesOf implements Log.
func (h hiding) MessagesOf(ctx context.Context, at []Place) ([]lamplight.Message, error) {
	ms, err := h.Log.MessagesOf(ctx, at)
	return h.left(ms), err
}
