package messages

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
)

// Pin puts a conversation above the others of its folder, or back among them: PINNED_DIALOGS_TOO_MUCH above the limit,
// PEER_ID_INVALID if there is no such conversation. The conversation with oneself can be pinned before it begins.
//
// https://core.telegram.org/method/messages.toggleDialogPin
func (s *Service) Pin(ctx context.Context, c Caller, peer lamplight.Peer, pin bool) (Result, error) {
	place, err := s.at(ctx, c.User, peer)
	if err != nil {
		return Result{}, err
	}
	ds, err := s.boxes.Dialog(ctx, c.box(), peer)
	if err != nil {
		return Result{}, fmt.Errorf("dialog of %d with %v: %w", c.User, peer, err)
	}
	d := ds[0]
	at := 0
	if pin {
		if !place.listedAs(c, d) {
			return Result{}, lamplight.ErrPeerInvalid
		}
		page, err := s.PinnedDialogs(ctx, c.User, d.Folder)
		if err != nil {
			return Result{}, err
		}
		if at = d.Pinned; at == 0 {
			if len(page.Dialogs) >= s.maxPinned(d.Folder) {
				return Result{}, ErrPinnedTooMuch
			}
			for _, p := range page.Dialogs {
				at = max(at, p.Pinned)
			}
			at++
		}
	}
	r, err := s.apply(ctx, c, s.now(), boxes.SetDialog{
		Box: c.box(), Peer: peer,
		Change: func(d *lamplight.Dialog) {
			d.Pinned = at
			if pin && peer.Channel() == 0 {
				d.Hidden = false
			}
		},
		Event: lamplight.Event{Kind: lamplight.EventDialogPinned, Peer: peer, Flag: pin, Number: int64(d.Folder)},
	})
	if err != nil {
		return Result{}, fmt.Errorf("pin of %d on %v: %w", c.User, peer, err)
	}
	return r, nil
}

// listedAs reports whether the caller has such a conversation; d is what their box has of it.
func (p place) listedAs(c Caller, d lamplight.Dialog) bool {
	if p.own() {
		return p.access.Member
	}
	return !d.TopDate.IsZero() || d.Draft != nil || p.saved(c)
}

// ReorderPinned puts the pinned conversations of a folder in the given order, first one on top. Those that are not
// named come after, or are unpinned if force; names that are not pinned are pinned if force, else passed over.
//
// https://core.telegram.org/method/messages.reorderPinnedDialogs
func (s *Service) ReorderPinned(ctx context.Context, c Caller, in int, order []lamplight.Peer, force bool) (Result, error) {
	page, err := s.PinnedDialogs(ctx, c.User, in)
	if err != nil {
		return Result{}, err
	}
	var pinned, want []lamplight.Peer
	for _, d := range page.Dialogs {
		pinned = append(pinned, d.Peer)
	}
	for _, p := range order {
		if _, err := s.at(ctx, c.User, p); err != nil {
			return Result{}, err
		}
		if !slices.Contains(want, p) && (force || slices.Contains(pinned, p)) {
			want = append(want, p)
		}
	}
	if force && len(want) > 0 {
		ds, err := s.boxes.Dialog(ctx, c.box(), want...)
		if err != nil {
			return Result{}, fmt.Errorf("dialogs of %d: %w", c.User, err)
		}
		for _, d := range ds {
			none := d.TopDate.IsZero() && d.Draft == nil && d.Pinned == 0 && d.Peer.Channel() == 0
			if d.Folder != in || none {
				return Result{}, lamplight.ErrPeerInvalid
			}
		}
	}
	var unpin []lamplight.Peer
	for _, p := range pinned {
		switch {
		case slices.Contains(want, p):
		case force:
			unpin = append(unpin, p)
		default:
			want = append(want, p)
		}
	}
	if len(want) > s.maxPinned(in) {
		return Result{}, ErrPinnedTooMuch
	}
	ops := make([]boxes.Op, 0, len(want)+len(unpin)+1)
	for i, p := range want {
		at := len(want) - i
		ops = append(ops, boxes.SetDialog{Box: c.box(), Peer: p, Change: func(d *lamplight.Dialog) { d.Pinned = at }})
	}
	for _, p := range unpin {
		ops = append(ops, boxes.SetDialog{Box: c.box(), Peer: p, Change: func(d *lamplight.Dialog) { d.Pinned = 0 }})
	}
	ops = append(ops, boxes.Note{Box: c.box(), Event: lamplight.Event{
		Kind: lamplight.EventDialogsReorder, Peers: want, Number: int64(in),
	}})
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("order of %d: %w", c.User, err)
	}
	return r, nil
}

func (s *Service) maxPinned(in int) int {
	if in == FolderArchive {
		return s.limits.PinnedIn
	}
	return s.limits.Pinned
}

// A Move takes a conversation to a folder.
type Move struct {
	Peer   lamplight.Peer
	Folder int
}

// MoveToFolder takes conversations to the archive or back; they lose their pins. At most Limits.Peers.
//
// https://core.telegram.org/api/folders#peer-folders
func (s *Service) MoveToFolder(ctx context.Context, c Caller, moves []Move) (Result, error) {
	if len(moves) > s.limits.Peers {
		return Result{}, lamplight.ErrLimitInvalid
	}
	if len(moves) == 0 {
		return s.Untouched(ctx, c)
	}
	ops := make([]boxes.Op, 0, len(moves))
	for _, m := range moves {
		if _, err := s.at(ctx, c.User, m.Peer); err != nil {
			return Result{}, err
		}
		if err := folder(m.Folder); err != nil {
			return Result{}, err
		}
		ops = append(ops, moveTo(c.box(), m))
	}
	r, err := s.apply(ctx, c, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("folders of %d: %w", c.User, err)
	}
	for i := range r.Events {
		r.Events[i].PTS = r.PTS // their update names the pts that the client is at
	}
	return r, nil
}
