package messages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// What one keeps is the conversation with oneself, sorted by where each message came from. That is worked out anew for
// each question from the newest Limits.Saved messages: few keep more, and a question is asked when somebody looks.
//
// https://core.telegram.org/api/saved-messages

// A SavedDialog is what one keeps of one origin.
type SavedDialog struct {
	Peer   lamplight.Peer
	Top    lamplight.Message
	Pinned bool
}

// A SavedQuery asks for a page of origins, pinned ones first, then by what was kept last.
type SavedQuery struct {
	ExcludePinned bool
	OffsetDate    time.Time
	OffsetID      lamplight.MessageID // the last message of the origin that the page before ended with
	OffsetPeer    lamplight.Peer      // that origin
	Limit         int
}

// A SavedPage is a page of origins.
type SavedPage struct {
	Dialogs []SavedDialog
	Count   int // in all
}

// savedPins is the name under which is kept which origins are pinned, the first on top.
const savedPins = "saved pins"

// eachSaved calls f for the messages that user keeps, newest first, until it returns false.
func (s *Service) eachSaved(ctx context.Context, user lamplight.UserID, f func(lamplight.Message) bool) error {
	q := boxes.HistoryQuery{Peer: lamplight.UserPeer(user), Limit: savedPage}
	for seen := 0; seen < s.limits.Saved; seen += savedPage {
		page, err := s.boxes.History(ctx, lamplight.AccountBox(user), q)
		if err != nil {
			return fmt.Errorf("what %d keeps: %w", user, err)
		}
		for _, m := range page.Messages {
			if !f(m) {
				return nil
			}
		}
		if len(page.Messages) < savedPage {
			return nil
		}
		q.OffsetID = page.Messages[len(page.Messages)-1].ID
	}
	return nil
}

// savedPage is how many messages eachSaved reads at once.
const savedPage = 500

// savedOrigins returns all origins, pinned ones first.
func (s *Service) savedOrigins(ctx context.Context, user lamplight.UserID) ([]SavedDialog, error) {
	var all []SavedDialog
	met := map[lamplight.Peer]bool{}
	err := s.eachSaved(ctx, user, func(m lamplight.Message) bool {
		if p := m.Origin(); !met[p] {
			met[p] = true
			all = append(all, SavedDialog{Peer: p, Top: m})
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	pins, err := s.savedPinned(ctx, user)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Pinned = slices.Contains(pins, all[i].Peer)
	}
	slices.SortStableFunc(all, func(a, b SavedDialog) int {
		switch {
		case a.Pinned && b.Pinned:
			return slices.Index(pins, a.Peer) - slices.Index(pins, b.Peer)
		case a.Pinned:
			return -1
		case b.Pinned:
			return 1
		}
		return 0 // the newest first, as they were met
	})
	return all, nil
}

// SavedDialogs returns a page of the origins of what user keeps, at most Limits.Page of them.
//
// https://core.telegram.org/method/messages.getSavedDialogs
func (s *Service) SavedDialogs(ctx context.Context, user lamplight.UserID, q SavedQuery) (SavedPage, error) {
	all, err := s.savedOrigins(ctx, user)
	if err != nil {
		return SavedPage{}, err
	}
	page := SavedPage{Count: len(all)}
	from := 0
	if at := slices.IndexFunc(all, func(d SavedDialog) bool { return d.Pinned && d.Peer == q.OffsetPeer }); at >= 0 {
		from = at + 1
	} else if q.OffsetID != 0 || !q.OffsetDate.IsZero() {
		from = len(all)
		for i, d := range all {
			below := d.Top.ID < q.OffsetID
			if q.OffsetID == 0 {
				below = d.Top.Sent.Before(q.OffsetDate)
			}
			if !d.Pinned && below {
				from = i
				break
			}
		}
	}
	limit := min(max(q.Limit, 1), s.limits.Page)
	for _, d := range all[from:] {
		if len(page.Dialogs) < limit && !(q.ExcludePinned && d.Pinned) {
			page.Dialogs = append(page.Dialogs, d)
		}
	}
	return page, nil
}

// PinnedSavedDialogs returns the pinned origins, in their order.
func (s *Service) PinnedSavedDialogs(ctx context.Context, user lamplight.UserID) (SavedPage, error) {
	all, err := s.savedOrigins(ctx, user)
	all = slices.DeleteFunc(all, func(d SavedDialog) bool { return !d.Pinned })
	return SavedPage{Dialogs: all, Count: len(all)}, err
}

// SavedDialogsOf returns some origins, in the order asked; of which nothing is kept are left out.
func (s *Service) SavedDialogsOf(ctx context.Context, user lamplight.UserID, peers []lamplight.Peer) (SavedPage, error) {
	all, err := s.savedOrigins(ctx, user)
	if err != nil {
		return SavedPage{}, err
	}
	var page SavedPage
	for _, p := range peers {
		if i := slices.IndexFunc(all, func(d SavedDialog) bool { return d.Peer == p }); i >= 0 {
			page.Dialogs = append(page.Dialogs, all[i])
		}
	}
	page.Count = len(page.Dialogs)
	return page, nil
}

// SavedHistory returns a page of what user keeps of one origin, which q names, as History does.
//
// https://core.telegram.org/method/messages.getSavedHistory
func (s *Service) SavedHistory(ctx context.Context, user lamplight.UserID, q HistoryQuery) (Page, error) {
	if q.Limit < 0 || q.AddOffset > s.limits.Saved || q.AddOffset < -s.limits.Saved {
		return Page{}, lamplight.ErrLimitInvalid
	}
	var all []lamplight.Message
	begin := q.AddOffset
	err := s.eachSaved(ctx, user, func(m lamplight.Message) bool {
		if m.Origin() == q.Peer {
			all = append(all, m)
			if q.OffsetID > 0 && m.ID >= q.OffsetID || q.OffsetID == 0 && !q.OffsetDate.IsZero() && !m.Sent.Before(q.OffsetDate) {
				begin++
			}
		}
		return true
	})
	if err != nil {
		return Page{}, err
	}
	to := min(max(begin+min(q.Limit, s.limits.Page), 0), len(all))
	from := min(max(begin, 0), to)
	page := Page{Count: len(all)}
	if to > from {
		page.OffsetIDOffset = from
	}
	for _, m := range all[from:to] {
		if m.ID > q.MinID && (q.MaxID == 0 || m.ID < q.MaxID) {
			page.Messages = append(page.Messages, m)
		}
	}
	return page, nil
}

// DeleteSaved removes what the caller keeps of one origin, in portions: Result.Remaining says whether to call again. Of
// cl, Keep and Revoke say nothing here.
//
// https://core.telegram.org/method/messages.deleteSavedHistory
func (s *Service) DeleteSaved(ctx context.Context, cl Clearing) (Result, error) {
	if cl.MaxID < 0 {
		return Result{}, lamplight.ErrMessageInvalid
	}
	if !cl.Until.IsZero() && cl.Until.Before(cl.Since) {
		return Result{}, ErrMaxDate
	}
	var ids []lamplight.MessageID
	left := 0
	err := s.eachSaved(ctx, cl.User, func(m lamplight.Message) bool {
		if m.Origin() != cl.Peer || cl.MaxID > 0 && m.ID > cl.MaxID || m.Sent.Before(cl.Since) ||
			!cl.Until.IsZero() && m.Sent.After(cl.Until) {
			return true
		}
		if len(ids) == s.limits.Clear {
			left++
		} else {
			ids = append(ids, m.ID)
		}
		return true
	})
	if err != nil {
		return Result{}, err
	}
	r, err := s.apply(ctx, cl.Caller, s.now(), boxes.Delete{Box: cl.box(), IDs: ids})
	if err != nil {
		return Result{}, fmt.Errorf("delete what %d keeps: %w", cl.User, err)
	}
	r.Remaining = left
	return r, nil
}

// savedPinned returns which origins are pinned.
func (s *Service) savedPinned(ctx context.Context, user lamplight.UserID) (pins []lamplight.Peer, err error) {
	if s.store == nil {
		return nil, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		pins, err = readSavedPins(tx, user)
		return err
	})
	return pins, err
}

func readSavedPins(tx store.Tx, user lamplight.UserID) (pins []lamplight.Peer, err error) {
	data, err := tx.Setting(user, savedPins)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &pins); err != nil {
		return nil, fmt.Errorf("pins of %d among what is kept: %w", user, err)
	}
	return pins, nil
}

// changeSavedPins replaces the pins by what change makes of them, and tells the other devices by e.
func (s *Service) changeSavedPins(
	ctx context.Context, c Caller, change func([]lamplight.Peer) ([]lamplight.Peer, error), e lamplight.Event,
) error {
	if s.store == nil {
		return lamplight.ErrMethodInvalid
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		pins, err := readSavedPins(tx, c.User)
		if err != nil {
			return err
		}
		if pins, err = change(pins); err != nil {
			return err
		}
		data, err := json.Marshal(pins)
		if err != nil {
			return err
		}
		return tx.PutSetting(c.User, savedPins, data)
	})
	if err != nil {
		return err
	}
	_, err = s.apply(ctx, c, s.now(), boxes.Note{Box: c.box(), Event: e})
	return err
}

// PinSaved puts an origin above the others, or back among them: PINNED_DIALOGS_TOO_MUCH above Limits.Pinned,
// PEER_ID_INVALID if nothing of it is kept.
//
// https://core.telegram.org/method/messages.toggleSavedDialogPin
func (s *Service) PinSaved(ctx context.Context, c Caller, peer lamplight.Peer, pin bool) error {
	kept, err := s.savedAmong(ctx, c.User)
	if err != nil {
		return err
	}
	if pin && !kept[peer] {
		return lamplight.ErrPeerInvalid
	}
	return s.changeSavedPins(ctx, c, func(pins []lamplight.Peer) ([]lamplight.Peer, error) {
		pins = slices.DeleteFunc(pins, func(p lamplight.Peer) bool { return !kept[p] || p == peer && !pin })
		if pin && !slices.Contains(pins, peer) {
			if len(pins) >= s.limits.Pinned {
				return nil, ErrPinnedTooMuch
			}
			pins = slices.Insert(pins, 0, peer)
		}
		return pins, nil
	}, lamplight.Event{Kind: lamplight.EventSavedPinned, Peer: peer, Flag: pin})
}

// ReorderSaved puts pinned origins in the given order, first one on top. Those that are not named come after, or are
// unpinned if force; names that are not pinned are pinned if force, else passed over.
//
// https://core.telegram.org/method/messages.reorderPinnedSavedDialogs
func (s *Service) ReorderSaved(ctx context.Context, c Caller, order []lamplight.Peer, force bool) error {
	kept, err := s.savedAmong(ctx, c.User)
	if err != nil {
		return err
	}
	pins, err := s.savedPinned(ctx, c.User)
	if err != nil {
		return err
	}
	var want []lamplight.Peer
	for _, p := range order {
		if force && !kept[p] {
			return lamplight.ErrPeerInvalid
		}
		if !slices.Contains(want, p) && (force || slices.Contains(pins, p)) {
			want = append(want, p)
		}
	}
	for _, p := range pins {
		if !force && kept[p] && !slices.Contains(want, p) {
			want = append(want, p)
		}
	}
	if len(want) > s.limits.Pinned {
		return ErrPinnedTooMuch
	}
	return s.changeSavedPins(ctx, c, func([]lamplight.Peer) ([]lamplight.Peer, error) { return want, nil },
		lamplight.Event{Kind: lamplight.EventSavedOrder, Peers: want})
}

// savedAmong returns the origins of which something is kept.
func (s *Service) savedAmong(ctx context.Context, user lamplight.UserID) (map[lamplight.Peer]bool, error) {
	kept := map[lamplight.Peer]bool{}
	err := s.eachSaved(ctx, user, func(m lamplight.Message) bool {
		kept[m.Origin()] = true
		return true
	})
	return kept, err
}
