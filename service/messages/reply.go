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
	quote := string(r.Quote)
	if !utf8.ValidString(quote) || utf8.RuneCountInString(quote) > s.limits.Quote || !strings.Contains(string(ms[0].Text), quote) {
		return nil, lamplight.Peer{}, ErrQuoteInvalid
	}
	out.Quote = r.Quote
	out.QuoteOffset = max(r.QuoteOffset, 0)
	out.QuoteEntities = styled(quote, r.QuoteEntities, s.limits.Entities)
	return out, ms[0].From, nil
}
