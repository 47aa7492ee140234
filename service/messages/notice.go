package messages

import (
	"context"
	"crypto/sha256"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// Notice writes text to the account's conversation with 777000: login codes and what the server has to say. The same
// key writes once, and a box at its quota takes it too. Neither policy nor screener is asked, and the text has no limit but the protocol's own.
func (s *Service) Notice(
	ctx context.Context, to lamplight.UserID, key string, text lamplight.Text, entities []lamplight.Entity,
) error {
	from := lamplight.UserPeer(lamplight.ServiceUser)
	box := lamplight.AccountBox(to)
	now := s.now()
	g := boxes.Group{Now: now, Ops: []boxes.Op{boxes.Append{Box: box, Message: lamplight.Message{
		Peer: from, From: from, Content: newContent(), Sent: now, Text: text, Entities: entities,
	}, Free: true}}}
	if key != "" {
		sum := sha256.Sum256([]byte(key)) // keys are short; whatever the caller says is not
		g.Key, g.KeyBox = "n"+string(sum[:24]), box
	}
	done, err := s.boxes.Apply(ctx, g)
	if err != nil {
		return fmt.Errorf("notice to %d: %w", to, err)
	}
	s.tell(ctx, done)
	return nil
}
