// Package withdrawal takes contents and files away from everybody, for the rooms that keep people safe, and puts them back
// where that was wrong.
//
// What is withdrawn is a set in the memory of every node, asked by every read of a message and every download, so that it
// holds at once: on the node that was told before the call returns, on others as soon as the bus tells them, or within
// Every without it. What the boxes hold is removed afterwards by a job, which keeps each copy so that an undo restores it
// with its id, date and place. Reactions, and marks of who read or heard it, are not kept.
package withdrawal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/store"
)

// everyone is the box whose hints every node watches: nobody's.
const everyone lamplight.BoxID = 0

// Every is how often a node looks whether the set changed, which it also learns from the bus.
const Every = 500 * time.Millisecond

// Options are what a Service needs. All fields but Log are required.
type Options struct {
	Boxes boxes.Log // as they are: not one that hides what is withdrawn
	Store store.Store
	Bus   bus.Bus
	Now   func() time.Time
	Log   *slog.Logger // optional: none
}

// A Service knows what is withdrawn. It is safe for concurrent use.
type Service struct {
	boxes boxes.Log
	store store.Store
	bus   bus.Bus
	now   func() time.Time
	log   *slog.Logger

	set  atomic.Pointer[set]
	load sync.Mutex // held while the set is read anew
	wake chan struct{}
}

// A set is what is withdrawn at a revision.
type set struct {
	revision int64
	contents map[lamplight.ContentID]struct{}
	files    map[lamplight.FileHash]struct{}
}

// New returns a Service that knows what is withdrawn now, and registers its jobs.
func New(ctx context.Context, o Options) (*Service, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{boxes: o.Boxes, store: o.Store, bus: o.Bus, now: o.Now, log: o.Log, wake: make(chan struct{}, 1)}
	s.set.Store(&set{revision: -1})
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	s.handle()
	return s, nil
}

// page is how many withdrawals are read at once.
const page = 500

// reload reads the set anew if it changed.
func (s *Service) reload(ctx context.Context) error {
	s.load.Lock()
	defer s.load.Unlock()
	next := &set{contents: map[lamplight.ContentID]struct{}{}, files: map[lamplight.FileHash]struct{}{}}
	old := s.set.Load().revision
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		clear(next.contents)
		clear(next.files)
		if next.revision, err = tx.WithdrawalRevision(); err != nil || next.revision == old {
			return err
		}
		for after := int64(0); ; {
			list, err := tx.Withdrawals(after, page)
			if err != nil || len(list) == 0 {
				return err
			}
			after = list[len(list)-1].ID
			for _, w := range list {
				if !w.Undone.IsZero() {
					continue
				}
				for _, c := range w.Contents {
					next.contents[c] = struct{}{}
				}
				for _, h := range w.Files {
					next.files[h] = struct{}{}
				}
			}
		}
	})
	if err != nil {
		return fmt.Errorf("read what is withdrawn: %w", err)
	}
	if next.revision != old {
		s.set.Store(next)
	}
	return nil
}

// Run keeps the set up to date until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	stop := s.bus.Watch(everyone, func(bus.Hint) {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	})
	defer stop()
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-s.wake:
		}
		if err := s.reload(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("withdrawal: what was withdrawn elsewhere is not known here", "err", err)
		}
	}
}

// File reports whether a file is withdrawn.
func (s *Service) File(h lamplight.FileHash) bool {
	_, ok := s.set.Load().files[h]
	return ok
}

// Content reports whether a content is withdrawn.
func (s *Service) Content(c lamplight.ContentID) bool {
	_, ok := s.set.Load().contents[c]
	return ok
}

// Hidden reports whether a message is nobody's to see: because it, what it was taken from, or a file of it is withdrawn.
func (s *Service) Hidden(m *lamplight.Message) bool { return s.set.Load().hides(m) }

// Quoted reports whether what a message answers is withdrawn, so that what it quotes of it is not to be read.
func (s *Service) Quoted(m *lamplight.Message) bool {
	now := s.set.Load()
	if m.Reply == nil || len(now.contents) == 0 {
		return false
	}
	if _, ok := now.contents[m.Reply.Content]; ok {
		return true
	}
	if m.Reply.From == nil {
		return false
	}
	_, ok := now.contents[m.Reply.From.Content]
	return ok
}

func (now *set) hides(m *lamplight.Message) bool {
	if len(now.contents) > 0 {
		for _, c := range [...]lamplight.ContentID{m.Content, m.Source} {
			if _, ok := now.contents[c]; ok {
				return true
			}
		}
		if m.Forward != nil {
			if _, ok := now.contents[m.Forward.Content]; ok {
				return true
			}
		}
	}
	if len(now.files) > 0 && (m.Media != nil || m.Action != nil || m.Reply != nil && m.Reply.Media != nil) {
		for _, h := range m.Files() {
			if _, ok := now.files[h]; ok {
				return true
			}
		}
	}
	return false
}

// An Order says what is to be withdrawn.
type Order struct {
	Contents []lamplight.ContentID
	Files    []lamplight.FileHash
	// At names copies of the contents that the one who orders knows of: texts between two people are found by them alone, and
	// one copy leads to that of the other one.
	At     []boxes.Copy
	Reason string // a word for those who decide, such as the id of a case; never shown to people
}

// ErrNothing says that an order names nothing.
var ErrNothing = errors.New("withdrawal: an order that names nothing")

// Withdraw takes contents and files away, with every forward and copy of them and every file that they carry, and returns the
// id to undo it by. When it returns nobody can read or fetch them on this node any more, and on others within a second.
func (s *Service) Withdraw(ctx context.Context, o Order) (id int64, err error) {
	if len(o.Contents)+len(o.Files) == 0 {
		return 0, ErrNothing
	}
	files, err := s.filesOf(ctx, o)
	if err != nil {
		return 0, err
	}
	if o.At, err = s.bothSides(ctx, o.At); err != nil {
		return 0, err
	}
	w := store.Withdrawal{Contents: o.Contents, Files: files, Reason: o.Reason, Created: s.now()}
	if err := s.store.Write(ctx, func(tx store.Tx) (err error) {
		if id, err = tx.Withdraw(w); err != nil {
			return err
		}
		return tx.Enqueue(store.Job{Kind: jobRemove, Args: args{ID: id, At: o.At}})
	}); err != nil {
		return 0, fmt.Errorf("withdraw: %w", err)
	}
	return id, s.changed(ctx)
}

// bothSides adds to copies between two people those of the other one.
func (s *Service) bothSides(ctx context.Context, at []boxes.Copy) ([]boxes.Copy, error) {
	all := slices.Clone(at)
	for _, c := range at {
		if c.Box.User() == 0 {
			continue
		}
		ms, err := s.boxes.Messages(ctx, c.Box, []lamplight.MessageID{c.ID})
		if err != nil {
			return nil, fmt.Errorf("look at a copy: %w", err)
		}
		for i := range ms {
			other := ms[i].Peer.User()
			if other == 0 || other == c.Box.User() {
				continue
			}
			box := lamplight.AccountBox(other)
			ids, err := s.boxes.Copies(ctx, box, []lamplight.ContentID{ms[i].Content})
			if err != nil {
				return nil, fmt.Errorf("look for the copy of the other one: %w", err)
			}
			if id := ids[ms[i].Content]; id != 0 {
				all = append(all, boxes.Copy{Box: box, ID: id, Content: ms[i].Content})
			}
		}
	}
	return all, nil
}

// Undo puts back what a withdrawal took away. It can be seen at once where it was not removed from the boxes yet; a job puts
// the rest back.
func (s *Service) Undo(ctx context.Context, id int64) error {
	if err := s.store.Write(ctx, func(tx store.Tx) error {
		w, err := tx.Withdrawal(id)
		if err != nil || !w.Undone.IsZero() {
			return err
		}
		w.Undone = s.now()
		if err := tx.UpdateWithdrawal(w); err != nil {
			return err
		}
		return tx.Enqueue(store.Job{Kind: jobRestore, Args: args{ID: id}})
	}); err != nil {
		return fmt.Errorf("undo withdrawal %d: %w", id, err)
	}
	return s.changed(ctx)
}

// changed has this node and the others learn that the set changed.
func (s *Service) changed(ctx context.Context) error {
	if err := s.reload(ctx); err != nil {
		return err
	}
	if err := s.bus.Tell(ctx, bus.Hint{Box: everyone}); err != nil {
		s.log.Warn("withdrawal: other nodes learn of it by themselves alone", "err", err)
	}
	return nil
}

// filesOf returns the files that an order is about: those that it names, those that the contents carry, and what these were
// made of or what was made of them.
func (s *Service) filesOf(ctx context.Context, o Order) ([]lamplight.FileHash, error) {
	all := map[lamplight.FileHash]bool{}
	for _, h := range o.Files {
		all[h] = true
	}
	at := o.At
	for _, c := range o.Contents {
		copies, err := s.boxes.CopiesOf(ctx, c, boxes.Copy{}, 1)
		if err != nil {
			return nil, fmt.Errorf("look for copies: %w", err)
		}
		at = append(at[:len(at):len(at)], copies...)
	}
	for _, c := range at {
		ms, err := s.boxes.Messages(ctx, c.Box, []lamplight.MessageID{c.ID})
		if err != nil {
			return nil, fmt.Errorf("look at a copy: %w", err)
		}
		for i := range ms {
			if ms[i].Media == nil {
				continue
			}
			carried := lamplight.Message{Media: ms[i].Media}
			for _, h := range carried.Files() {
				all[h] = true
			}
		}
	}
	var list []lamplight.FileHash
	err := s.store.Read(ctx, func(tx store.Tx) error {
		list = list[:0]
		seen := map[lamplight.FileHash]bool{}
		add := func(h lamplight.FileHash) {
			if !seen[h] {
				seen[h] = true
				list = append(list, h)
			}
		}
		for h := range all {
			add(h)
			ids, err := tx.MediaWith(h, relatives)
			if err != nil {
				return err
			}
			for _, id := range ids {
				row, err := tx.Photo(lamplight.PhotoID(id))
				if errors.Is(err, store.ErrNotFound) {
					row, err = tx.Document(lamplight.DocumentID(id))
				}
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				for _, h := range row.Hashes() {
					add(h)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look what files are made of: %w", err)
	}
	return list, nil
}

// relatives is how many photos and documents of one file are looked at for what was made with it.
const relatives = 100
