package messages

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// noteHeld remembers a message that is held, before it is stored: what is remembered in vain is forgotten when it is decided.
func (s *Service) noteHeld(ctx context.Context, c Caller, p place, m *lamplight.Message) error {
	if s.store == nil {
		return nil
	}
	h := store.HeldMessage{Content: m.Content, Sender: c.User, Box: p.box, Peer: p.peer, Files: m.Files(), At: s.now()}
	if err := s.store.Write(ctx, func(tx store.Tx) error { return tx.AddHeld(h) }); err != nil {
		return fmt.Errorf("note a message that is held: %w", err)
	}
	return nil
}

// Release shows to others the messages that waited for a file, where nothing else keeps them back, and returns how many they
// were. It is called after it was decided that the file may be shown; again does no harm.
func (s *Service) Release(ctx context.Context, file lamplight.FileHash) (released int, err error) {
	return s.decide(ctx, file, s.showHeld)
}

// Refuse removes the messages that waited for a file, which their senders alone saw, and returns how many they were.
func (s *Service) Refuse(ctx context.Context, file lamplight.FileHash) (removed int, err error) {
	return s.decide(ctx, file, s.removeHeld)
}

// decide does something to each message that waits for a file. one reports whether it is decided.
func (s *Service) decide(
	ctx context.Context, file lamplight.FileHash, one func(context.Context, store.HeldMessage, lamplight.Message) (bool, error),
) (decided int, err error) {
	var rows []store.HeldMessage
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.HeldFor(file)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("messages that are held: %w", err)
	}
	var failed error
	for _, row := range rows {
		m, waits, err := s.heldCopy(ctx, row)
		done := !waits
		if err == nil && waits {
			if done, err = one(ctx, row, m); err == nil && done {
				decided++
			}
		}
		if err == nil && done {
			err = s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteHeld(row.Content) })
		}
		failed = errors.Join(failed, err)
	}
	return decided, failed
}

// heldCopy returns the copy of its sender of a message that is held; false if it is gone, or waits no longer.
func (s *Service) heldCopy(ctx context.Context, row store.HeldMessage) (m lamplight.Message, waits bool, err error) {
	if row.Box.Channel() != 0 {
		ms, err := s.boxes.Held(ctx, row.Box, row.Sender)
		if err != nil {
			return m, false, fmt.Errorf("messages of box %d that are held: %w", row.Box, err)
		}
		for _, m := range ms {
			if m.Content == row.Content {
				return m, true, nil
			}
		}
		return m, false, nil
	}
	ids, err := s.boxes.Copies(ctx, row.Box, []lamplight.ContentID{row.Content})
	if err != nil || len(ids) == 0 {
		return m, false, err
	}
	ms, err := s.boxes.Messages(ctx, row.Box, []lamplight.MessageID{ids[row.Content]})
	if err != nil || len(ms) == 0 {
		return m, false, err
	}
	return ms[0], ms[0].Held, nil
}

// showHeld shows a message to everybody in its conversation, unless another file of it keeps it back.
func (s *Service) showHeld(ctx context.Context, row store.HeldMessage, m lamplight.Message) (bool, error) {
	c := Caller{User: row.Sender}
	if held, err := s.standing(ctx, c, &m); held || err != nil {
		return false, err
	}
	p, err := s.at(ctx, row.Sender, row.Peer)
	if err == nil {
		err = s.maySend(ctx, c, p, m.Media)
	}
	if err != nil {
		if !refused(err) {
			return false, err
		}
		return true, nil // it may not be sent there any more: it stays what its sender alone sees
	}
	g := boxes.Group{Now: s.now(), Key: "released " + strconv.FormatInt(int64(m.Content), 36), KeyBox: row.Box}
	if p.own() {
		g.Ops = []boxes.Op{boxes.Release{Box: row.Box, ID: m.ID}}
		if m.Comments != 0 { // and the copy that is discussed
			g.Ops = append(g.Ops, boxes.Release{Box: lamplight.ChannelBox(m.Comments), ID: m.CommentID})
		}
	} else {
		to, err := s.others(ctx, c, p)
		if err != nil {
			return false, err
		}
		m.Held = false
		g.Ops = append(g.Ops, boxes.Edit{Box: row.Box, Content: m.Content, Change: func(m *lamplight.Message) { m.Held = false }})
		for _, u := range to {
			g.Ops = append(g.Ops, received(m, u))
		}
	}
	done, err := s.deliver(ctx, c, p, g)
	if err != nil {
		return false, fmt.Errorf("release message %d of box %d: %w", m.ID, row.Box, err)
	}
	s.tell(ctx, done)
	return true, nil
}

// removeHeld takes a message that waits away from its sender.
func (s *Service) removeHeld(ctx context.Context, row store.HeldMessage, m lamplight.Message) (bool, error) {
	ops := copiesDeleted([]boxes.Op{boxes.Delete{Box: row.Box, IDs: []lamplight.MessageID{m.ID}}}, []lamplight.Message{m})
	_, err := s.applyIn(ctx, Caller{User: row.Sender}, row.Box, s.now(), ops...)
	if err != nil {
		return false, fmt.Errorf("remove message %d of box %d: %w", m.ID, row.Box, err)
	}
	return true, nil
}
