package messages

import (
	"context"

	"lamplight"
)

// A Journal keeps what is done to messages of supergroups and channels, as they were: what their administrators look up
// (service/chats). It passes over messages of other conversations.
type Journal interface {
	LogPin(ctx context.Context, by lamplight.UserID, m lamplight.Message) error
	LogEdit(ctx context.Context, by lamplight.UserID, before, after lamplight.Message) error
	LogDelete(ctx context.Context, by lamplight.UserID, ms []lamplight.Message) error
}

// note has the journal keep what was done in a supergroup or channel. It is done, so an error is only logged.
func (s *Service) note(ctx context.Context, p place, keep func(context.Context, Journal) error) {
	if s.journal == nil || p.box.Channel() == 0 {
		return
	}
	if err := keep(context.WithoutCancel(ctx), s.journal); err != nil {
		s.log.ErrorContext(ctx, "not in the log of administrators", "chat", p.peer.String(), "err", err)
	}
}
