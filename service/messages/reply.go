package messages

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"lamplight"
)

// reply checks what a message answers: a message of the same conversation, and a quote that is part of its text. It
// returns who wrote that message, too.
//
// https://core.telegram.org/api/replies
func (s *Service) reply(ctx context.Context, c Caller, peer lamplight.Peer, r lamplight.Reply) (*lamplight.Reply, lamplight.Peer, error) {
	ms, err := s.boxes.Messages(ctx, c.box(), []lamplight.MessageID{r.ID})
	if err != nil {
		return nil, lamplight.Peer{}, fmt.Errorf("message %d of %d to answer: %w", r.ID, c.User, err)
	}
	if len(ms) == 0 || ms[0].Peer != peer {
		return nil, lamplight.Peer{}, ErrReplyInvalid
	}
	out := &lamplight.Reply{ID: r.ID, Content: ms[0].Content}
	if r.Quote == "" {
		return out, ms[0].From, nil
	}
	if err := s.quote(out, r, ms[0].Text); err != nil {
		return nil, lamplight.Peer{}, err
	}
	return out, ms[0].From, nil
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
