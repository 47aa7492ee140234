package messages

import (
	"context"
	"strings"
	"unicode/utf8"

	"lamplight"
)

// reply checks what a message answers, and a quote that is part of its text. It returns who wrote that message, too,
// where it is of the same conversation.
//
// https://core.telegram.org/api/replies
func (s *Service) reply(
	ctx context.Context, c Caller, p place, r lamplight.Reply,
) (*lamplight.Reply, lamplight.Peer, error) {
	var err error
	if r.QuoteEntities, err = s.customEmoji(ctx, r.QuoteEntities); err != nil {
		return nil, lamplight.Peer{}, err
	}
	if r.ID == 0 {
		r.ID = r.Thread // a message of a topic that answers none of its messages
	}
	if !r.Peer.IsZero() && r.Peer != p.peer {
		out, err := s.replyFrom(ctx, c, r)
		return out, lamplight.Peer{}, err
	}
	m, ok, err := s.message(ctx, p, r.ID)
	if err != nil {
		return nil, lamplight.Peer{}, err
	}
	if !ok {
		return nil, lamplight.Peer{}, ErrReplyInvalid
	}
	out := &lamplight.Reply{ID: r.ID, Content: m.Content}
	if p.group() {
		if out.Thread = m.Thread(); out.Thread == 0 {
			out.Thread = m.ID
		}
		out.Topic = m.Reply != nil && m.Reply.Topic || m.Action != nil && m.Action.Kind == lamplight.ActionTopicCreate
	}
	if r.Quote == "" {
		return out, m.From, nil
	}
	if err := s.quote(out, r, m.Text); err != nil {
		return nil, lamplight.Peer{}, err
	}
	return out, m.From, nil
}

// replyFrom is reply for a message of another conversation: the answer shows who wrote it and what is quoted, to those,
// too, who cannot see it there. What may not leave its conversation cannot be answered elsewhere.
func (s *Service) replyFrom(ctx context.Context, c Caller, r lamplight.Reply) (*lamplight.Reply, error) {
	from, err := s.at(ctx, c.User, r.Peer)
	if err != nil {
		return nil, err
	}
	m, ok, err := s.message(ctx, from, r.ID)
	if err != nil {
		return nil, err
	}
	if !ok || m.Action != nil {
		return nil, ErrReplyInvalid
	}
	if from.protects(m) {
		return nil, ErrProtected
	}
	f := Forwarding{Caller: c, From: r.Peer}
	unlinked, err := s.unlinked(ctx, f, []source{{Message: m}})
	if err != nil {
		return nil, err
	}
	out := &lamplight.Reply{ID: r.ID, Content: m.Content, Peer: r.Peer, From: header(f, m, unlinked), Media: m.Media}
	if r.Quote != "" {
		err = s.quote(out, r, m.Text)
	}
	return out, err
}

// protects reports whether a message may not leave the conversation.
func (p place) protects(m lamplight.Message) bool {
	return m.NoCopy || p.access != nil && p.access.Chat.NoCopy
}

// quote takes what r quotes of text to out: QUOTE_TEXT_INVALID if text has no such words. The offset, in UTF-16 code
// units, tells which of them are meant where they are there more than once; it need not be exact.
func (s *Service) quote(out *lamplight.Reply, r lamplight.Reply, text lamplight.Text) error {
	quote := string(r.Quote)
	if !utf8.ValidString(quote) || utf8.RuneCountInString(quote) > s.limits.Quote {
		return ErrQuoteInvalid
	}
	at := nearest(string(text), quote, r.QuoteOffset)
	if at < 0 {
		return ErrQuoteInvalid
	}
	out.Quote, out.QuoteOffset = r.Quote, at
	out.QuoteEntities = styled(quote, r.QuoteEntities, s.limits.Entities)
	return nil
}

// nearest returns where text has part, in UTF-16 code units, as close to want as it is there; -1 if it is not.
func nearest(text, part string, want int) int {
	best, passed := -1, 0
	for {
		i := strings.Index(text, part)
		if i < 0 {
			return best
		}
		at := passed + units(text[:i])
		if best >= 0 && max(at-want, want-at) >= max(best-want, want-best) {
			return best // further ones are further away
		}
		best = at
		_, size := utf8.DecodeRuneInString(text[i:])
		passed = at + units(text[i:i+size])
		text = text[i+size:]
	}
}
