package withdrawal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// The jobs of this room.
const (
	jobRemove  = "withdrawal.remove"
	jobRestore = "withdrawal.restore"
)

type args struct {
	ID int64        `json:"id"`
	At []boxes.Copy `json:"at,omitempty"`
}

// portion is how many copies are removed or put back at a time.
const portion = 1000

func (s *Service) handle() {
	s.store.Jobs().Handle(jobRemove, func(ctx context.Context, text json.RawMessage) error {
		var a args
		if err := json.Unmarshal(text, &a); err != nil {
			return err
		}
		_, err := s.Remove(ctx, a.ID, a.At...)
		return err
	})
	s.store.Jobs().Handle(jobRestore, func(ctx context.Context, text json.RawMessage) error {
		var a args
		if err := json.Unmarshal(text, &a); err != nil {
			return err
		}
		_, err := s.Restore(ctx, a.ID)
		return err
	})
}

// kept is a message as it is kept for an undo.
type kept struct {
	Message  lamplight.Message `cbor:"1,keyasint"`
	Views    int               `cbor:"2,keyasint,omitempty"`
	Forwards int               `cbor:"3,keyasint,omitempty"`
}

var encoding = func() cbor.EncMode {
	m, err := cbor.EncOptions{Time: cbor.TimeUnix}.EncMode()
	if err != nil {
		panic(err) // the options are wrong: a mistake of ours
	}
	return m
}()

// Remove takes the copies of what was withdrawn out of the boxes, and returns how many it removed. Broken off, it is begun
// again: what is removed already is not found any more. An undo meanwhile ends it, and what it took out until then is put back.
func (s *Service) Remove(ctx context.Context, id int64, at ...boxes.Copy) (removed int, err error) {
	w, err := s.standing(ctx, id)
	if err != nil {
		return 0, err
	}
	if w == nil {
		return 0, s.endRemoval(ctx, id)
	}
	take := func(copies []boxes.Copy) error {
		n, err := s.removeCopies(ctx, w, copies)
		removed += n
		return err
	}
	if err := take(at); err != nil {
		return removed, err
	}
	walk := func(list func(after boxes.Copy) ([]boxes.Copy, error)) error {
		for after := (boxes.Copy{}); ; {
			copies, err := list(after)
			if err != nil || len(copies) == 0 {
				return err
			}
			after = copies[len(copies)-1]
			if err := take(copies); err != nil {
				return err
			}
		}
	}
	for _, c := range w.Contents {
		if err := walk(func(after boxes.Copy) ([]boxes.Copy, error) { return s.boxes.CopiesOf(ctx, c, after, portion) }); err != nil {
			return removed, fmt.Errorf("remove copies: %w", err)
		}
	}
	for _, h := range w.Files {
		if err := walk(func(after boxes.Copy) ([]boxes.Copy, error) { return s.boxes.Holding(ctx, h, after, portion) }); err != nil {
			return removed, fmt.Errorf("remove copies with a file: %w", err)
		}
	}
	return removed, s.endRemoval(ctx, id)
}

// endRemoval notes that nothing is taken out any more. Until then what was taken out is not forgotten, whether it was put back or
// not: a removal that was broken off between keeping copies and deleting them may still delete them after an undo. If there was
// one, what is missing is put back now.
func (s *Service) endRemoval(ctx context.Context, id int64) error {
	undone := false
	if err := s.store.Write(ctx, func(tx store.Tx) error {
		w, err := tx.Withdrawal(id)
		if err != nil {
			return err
		}
		if undone = !w.Undone.IsZero(); w.Removed {
			return nil
		}
		w.Removed = true
		return tx.UpdateWithdrawal(w)
	}); err != nil {
		return fmt.Errorf("end the removal of %d: %w", id, err)
	}
	if !undone {
		return nil
	}
	_, err := s.Restore(ctx, id)
	return err
}

// standing returns a withdrawal; nil if it was undone.
func (s *Service) standing(ctx context.Context, id int64) (*store.Withdrawal, error) {
	var w store.Withdrawal
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		w, err = tx.Withdrawal(id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read withdrawal %d: %w", id, err)
	}
	if !w.Undone.IsZero() {
		return nil, nil
	}
	return &w, nil
}

var errUndone = errors.New("withdrawal: undone meanwhile")

// removeCopies keeps copies for an undo, and deletes them then.
func (s *Service) removeCopies(ctx context.Context, w *store.Withdrawal, copies []boxes.Copy) (int, error) {
	if len(copies) == 0 {
		return 0, nil
	}
	only := &set{contents: map[lamplight.ContentID]struct{}{}, files: map[lamplight.FileHash]struct{}{}}
	for _, c := range w.Contents {
		only.contents[c] = struct{}{}
	}
	for _, h := range w.Files {
		only.files[h] = struct{}{}
	}
	var rows []store.Removed
	var ops []boxes.Op
	for i := 0; i < len(copies); {
		box, ids := copies[i].Box, []lamplight.MessageID(nil)
		for ; i < len(copies) && copies[i].Box == box; i++ {
			ids = append(ids, copies[i].ID)
		}
		ms, err := s.boxes.Messages(ctx, box, ids)
		if err != nil {
			return 0, err
		}
		ids = ids[:0]
		for i := range ms {
			if !only.hides(&ms[i]) {
				continue // another message has the id now: the box began anew
			}
			body, err := encoding.Marshal(kept{ms[i], ms[i].Views, ms[i].Forwards})
			if err != nil {
				return 0, fmt.Errorf("encode a copy: %w", err)
			}
			rows = append(rows, store.Removed{Withdrawal: w.ID, Box: box, ID: ms[i].ID, Body: body})
			ids = append(ids, ms[i].ID)
		}
		if len(ids) > 0 {
			ops = append(ops, boxes.Delete{Box: box, IDs: slices.Clone(ids)})
		}
	}
	if len(ops) == 0 {
		return 0, nil
	}
	if err := s.store.Write(ctx, func(tx store.Tx) error {
		now, err := tx.Withdrawal(w.ID)
		if err != nil {
			return err
		}
		if !now.Undone.IsZero() {
			return errUndone
		}
		return tx.AddRemoved(rows)
	}); errors.Is(err, errUndone) {
		return 0, nil
	} else if err != nil {
		return 0, fmt.Errorf("keep copies: %w", err)
	}
	if err := s.apply(ctx, ops); err != nil {
		return 0, err
	}
	return len(rows), nil
}

// missing returns those of rows whose message is not in its box.
func (s *Service) missing(ctx context.Context, rows []store.Removed) ([]store.Removed, error) {
	var out []store.Removed
	for len(rows) > 0 {
		box, n := rows[0].Box, 0
		var ids []lamplight.MessageID
		for n < len(rows) && rows[n].Box == box {
			ids = append(ids, rows[n].ID)
			n++
		}
		ms, err := s.boxes.Messages(ctx, box, ids)
		if err != nil {
			return nil, err
		}
		there := map[lamplight.MessageID]bool{}
		for i := range ms {
			there[ms[i].ID] = true
		}
		for _, r := range rows[:n] {
			if !there[r.ID] {
				out = append(out, r)
			}
		}
		rows = rows[n:]
	}
	return out, nil
}

// restores returns the operations that put copies back.
func restores(rows []store.Removed) ([]boxes.Op, error) {
	var ops []boxes.Op
	for _, r := range rows {
		var k kept
		if err := cbor.Unmarshal(r.Body, &k); err != nil {
			return nil, fmt.Errorf("decode a copy: %w", err)
		}
		k.Message.ID = r.ID
		ops = append(ops, boxes.Restore{Box: r.Box, Message: k.Message})
		if r.Box.Channel() != 0 && k.Views+k.Forwards > 0 {
			ops = append(ops, boxes.Count{Box: r.Box, ID: r.ID, Views: k.Views, Forwards: k.Forwards})
		}
	}
	return ops, nil
}

// apply carries out operations, and tells whom they concern.
func (s *Service) apply(ctx context.Context, ops []boxes.Op) error {
	done, err := s.boxes.Apply(ctx, boxes.Group{Now: s.now(), Ops: ops})
	if err != nil {
		return err
	}
	told := map[lamplight.BoxID]*bus.Hint{}
	for _, e := range done.Events {
		h := told[e.Box]
		if h == nil {
			h = &bus.Hint{Box: e.Box}
			told[e.Box] = h
		}
		h.PTS, h.Seq = max(h.PTS, e.PTS), max(h.Seq, e.Seq)
		h.Events = append(h.Events, e)
	}
	for _, h := range told {
		// A hint that is lost is made up for by whoever watches the box.
		if err := s.bus.Tell(ctx, *h); err != nil {
			s.log.Warn("withdrawal: a hint is lost", "err", err)
		}
	}
	return nil
}

// Restore puts the copies back that an undone withdrawal had removed, and returns how many. Broken off, it is begun again.
// What another withdrawal that stands hides stays hidden.
func (s *Service) Restore(ctx context.Context, id int64) (restored int, err error) {
	box, last := lamplight.BoxID(math.MinInt64), lamplight.MessageID(0)
	for {
		var rows []store.Removed
		undone, ended := false, false
		if err := s.store.Read(ctx, func(tx store.Tx) error {
			w, err := tx.Withdrawal(id)
			if err != nil {
				return err
			}
			undone, ended = !w.Undone.IsZero(), w.Removed
			rows, err = tx.RemovedOf(id, box, last, portion)
			return err
		}); err != nil {
			return restored, fmt.Errorf("read what was removed: %w", err)
		}
		if !undone || len(rows) == 0 {
			return restored, nil
		}
		box, last = rows[len(rows)-1].Box, rows[len(rows)-1].ID
		gone, err := s.missing(ctx, rows) // views are counted once, even if this is broken off and the same rows come again
		if err != nil {
			return restored, fmt.Errorf("look what is missing: %w", err)
		}
		ops, err := restores(gone)
		if err != nil {
			return restored, err
		}
		for part := range slices.Chunk(ops, portion) {
			if err := s.apply(ctx, part); err != nil {
				return restored, fmt.Errorf("put copies back: %w", err)
			}
		}
		restored += len(gone)
		if !ended {
			continue // endRemoval comes here again
		}
		if err := s.store.Write(ctx, func(tx store.Tx) error {
			for _, r := range rows {
				if err := tx.DeleteRemoved(id, r.Box, r.ID); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return restored, fmt.Errorf("forget what was put back: %w", err)
		}
	}
}

// EraseUser forgets what was removed from a deleted account's box.
func (s *Service) EraseUser(ctx context.Context, user lamplight.UserID) error {
	return s.store.Write(ctx, func(tx store.Tx) error { return tx.DeleteRemovedFrom(lamplight.AccountBox(user)) })
}
