package messages

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"lamplight"
	"lamplight/boxes"
)

// SaveDraft keeps a text that is not sent yet, for all devices; an empty one forgets it. Date is set here.
//
// https://core.telegram.org/api/drafts
func (s *Service) SaveDraft(ctx context.Context, c Caller, peer lamplight.Peer, d lamplight.Draft) (Result, error) {
	return s.SaveDraftIn(ctx, c, peer, 0, d)
}

// SaveDraftIn is SaveDraft for a thread of a supergroup, or a topic; 0: of the conversation itself.
func (s *Service) SaveDraftIn(
	ctx context.Context, c Caller, peer lamplight.Peer, thread lamplight.MessageID, d lamplight.Draft,
) (Result, error) {
	p, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	if !utf8.ValidString(string(d.Text)) {
		return Result{}, ErrEmpty
	}
	if utf8.RuneCountInString(string(d.Text)) > s.limits.Draft {
		return Result{}, ErrTooLong
	}
	now := s.now()
	d.Date = now
	if d.Entities, err = s.customEmoji(ctx, d.Entities); err != nil {
		return Result{}, err
	}
	d.Entities = styled(string(d.Text), d.Entities, s.limits.Entities)
	if d.ReplyTo != 0 {
		m, ok, err := s.message(ctx, p, d.ReplyTo)
		if err != nil {
			return Result{}, err
		}
		if !ok {
			return Result{}, ErrReplyInvalid
		}
		var quoted lamplight.Reply
		if d.Quote != "" {
			if d.QuoteEntities, err = s.customEmoji(ctx, d.QuoteEntities); err != nil {
				return Result{}, err
			}
			r := lamplight.Reply{Quote: d.Quote, QuoteEntities: d.QuoteEntities, QuoteOffset: d.QuoteOffset}
			if err := s.quote(&quoted, r, m.Text); err != nil {
				return Result{}, err
			}
		}
		d.Quote, d.QuoteEntities, d.QuoteOffset = quoted.Quote, quoted.QuoteEntities, quoted.QuoteOffset
	}
	draft := &d
	if d.Text == "" && d.ReplyTo == 0 {
		draft = nil
	}
	var op boxes.Op = setDraft(c, peer, draft)
	if thread != 0 {
		if !p.group() {
			return Result{}, ErrThreadInvalid
		}
		op = setDraftIn(c, peer, thread, draft)
	}
	r, err := s.apply(ctx, c, now, op)
	if err != nil {
		return Result{}, fmt.Errorf("draft of %d to %v: %w", c.User, peer, err)
	}
	return r, nil
}

// setDraft returns the operation that keeps or forgets a draft. A conversation that has nothing but a draft is listed
// for as long as it has one.
func setDraft(c Caller, peer lamplight.Peer, draft *lamplight.Draft) boxes.SetDialog {
	return boxes.SetDialog{
		Box: c.box(), Peer: peer,
		Change: func(d *lamplight.Dialog) {
			d.Draft = draft
			if draft != nil && peer.Channel() == 0 { // a channel is listed by what is in its own box
				d.Hidden = false
			} else if d.TopDate.IsZero() && d.Pinned == 0 && peer.Channel() == 0 {
				d.Hidden = true
			}
		},
		Event: lamplight.Event{Kind: lamplight.EventDraft, Peer: peer, Draft: draft},
	}
}

// setDraftIn is setDraft for a thread of a supergroup.
func setDraftIn(c Caller, peer lamplight.Peer, thread lamplight.MessageID, draft *lamplight.Draft) boxes.SetThread {
	return boxes.SetThread{
		Box: c.box(), Peer: peer, Thread: thread, Change: func(t *boxes.ThreadMark) { t.Draft = draft },
		Event: lamplight.Event{Kind: lamplight.EventDraft, Peer: peer, Draft: draft, Number: int64(thread)},
	}
}

// Drafts returns all drafts as the events that would tell of them.
func (s *Service) Drafts(ctx context.Context, user lamplight.UserID) ([]lamplight.Event, error) {
	var out []lamplight.Event
	err := s.eachDialog(ctx, user, func(d lamplight.Dialog) {
		if d.Draft != nil {
			out = append(out, lamplight.Event{
				Kind: lamplight.EventDraft, Box: lamplight.AccountBox(user), Date: d.Draft.Date, Peer: d.Peer, Draft: d.Draft,
			})
		}
	})
	if err != nil || s.chats == nil {
		return out, err
	}
	marks, err := s.boxes.ThreadMarks(ctx, lamplight.AccountBox(user), lamplight.Peer{})
	if err != nil {
		return nil, fmt.Errorf("drafts of %d in threads: %w", user, err)
	}
	for _, t := range marks {
		if t.Draft != nil {
			out = append(out, lamplight.Event{
				Kind: lamplight.EventDraft, Box: lamplight.AccountBox(user), Date: t.Draft.Date, Peer: t.Peer, Draft: t.Draft,
				Number: int64(t.Thread),
			})
		}
	}
	return out, nil
}

// ClearDrafts forgets all drafts.
func (s *Service) ClearDrafts(ctx context.Context, c Caller) (Result, error) {
	drafts, err := s.Drafts(ctx, c.User)
	if err != nil {
		return Result{}, err
	}
	ops := make([]boxes.Op, len(drafts))
	for i, e := range drafts {
		if ops[i] = setDraft(c, e.Peer, nil); e.Number != 0 {
			ops[i] = setDraftIn(c, e.Peer, lamplight.MessageID(e.Number), nil)
		}
	}
	all, err := s.Untouched(ctx, c)
	if err != nil {
		return Result{}, err
	}
	for part := range slices.Chunk(ops, s.limits.Clear) { // a group holds so many
		r, err := s.apply(ctx, c, s.now(), part...)
		if err != nil {
			return Result{}, fmt.Errorf("drafts of %d: %w", c.User, err)
		}
		all.Events, all.PTS, all.Count = append(all.Events, r.Events...), r.PTS, all.Count+r.Count
	}
	return all, nil
}
