package messages

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

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
// What they are told, once for each key, is said in their conversation with the service account.
func (s *Service) Refuse(ctx context.Context, file lamplight.FileHash, key string, told lamplight.Text) (removed int, err error) {
	return s.decide(ctx, file, func(ctx context.Context, row store.HeldMessage, m lamplight.Message) (bool, error) {
		if done, err := s.removeHeld(ctx, row, m); err != nil || !done {
			return done, err
		}
		return true, s.Notice(ctx, row.Sender, key, told, nil)
	})
}

// onItsWay is how long a message that is noted as held may not be in its box yet.
const onItsWay = time.Minute

// errOnItsWay says that a message that waits is being sent just now: who decides comes again.
var errOnItsWay = errors.New("messages: a message that waits for a file is not stored yet")

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
		m, there, err := s.heldCopy(ctx, row)
		waits, done := there && m.Held, there && !m.Held
		if err == nil && !there {
			if done = s.now().Sub(row.At) >= onItsWay; !done {
				err = errOnItsWay
			}
		}
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

// heldCopy returns the copy of its sender of a message that was held; false if there is none.
func (s *Service) heldCopy(ctx context.Context, row store.HeldMessage) (m lamplight.Message, there bool, err error) {
	ids, err := s.boxes.Copies(ctx, row.Box, []lamplight.ContentID{row.Content})
	if err != nil || len(ids) == 0 {
		return m, false, err
	}
	if row.Box.Channel() != 0 {
		ms, err := s.boxes.Held(ctx, row.Box, row.Sender, ids[row.Content])
		if err != nil {
			return m, false, fmt.Errorf("messages of box %d that are held: %w", row.Box, err)
		}
		if len(ms) > 0 {
			ms[0].Held = true
			return ms[0], true, nil
		}
		// Else it was released.
	}
	ms, err := s.boxes.Messages(ctx, row.Box, []lamplight.MessageID{ids[row.Content]})
	if err != nil || len(ms) == 0 {
		return m, false, err
	}
	return ms[0], true, nil
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

// alsoHeld adds to what a group did in a channel's box the messages of it that wait. There is no event of them, and their sender
// alone may learn of them, by the answer: it is called after the others were told. No pts is spent on them.
func (s *Service) alsoHeld(ctx context.Context, c Caller, p place, g boxes.Group, done boxes.Result) (boxes.Result, error) {
	var sent []lamplight.Message
	for _, op := range g.Ops {
		if a, ok := op.(boxes.Append); ok && a.Held {
			sent = append(sent, a.Message)
		}
	}
	if len(sent) == 0 {
		return done, nil
	}
	waiting, err := s.boxes.Held(ctx, p.box, c.User)
	if err != nil {
		return done, fmt.Errorf("messages of box %d that are held: %w", p.box, err)
	}
	heads, err := s.boxes.Heads(ctx, p.box)
	if err != nil {
		return done, fmt.Errorf("head of box %d: %w", p.box, err)
	}
	for _, m := range sent {
		for i := range waiting {
			// A repeat has another content, and the number that the client chose.
			if w := &waiting[i]; w.Content == m.Content || m.Random != 0 && w.Random == m.Random {
				done.Events = append(done.Events, lamplight.Event{
					Kind: lamplight.EventNewMessage, Box: p.box, PTS: heads[0].PTS, Date: w.Sent, Origin: g.Origin, Message: w,
				})
				break
			}
		}
	}
	return done, nil
}
