package stickers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/store"
)

// installed is the setting that keeps which sets somebody uses.
const installed = "stickers.installed"

// A Use is a set that somebody uses, or has archived.
type Use struct {
	Set      int64 `json:"set"`
	At       int64 `json:"at"` // unix seconds
	Archived bool  `json:"archived,omitempty"`
}

// An InUse is a Use with its set.
type InUse struct {
	Set lamplight.StickerSet
	Use Use
}

// uses returns the sets of each kind that somebody uses. Who never chose uses those that come with the server.
func (s *Service) uses(tx store.Tx, user lamplight.UserID) (map[lamplight.StickerKind][]Use, error) {
	data, err := tx.Setting(user, installed)
	all := map[lamplight.StickerKind][]Use{}
	if err == nil {
		return all, json.Unmarshal(data, &all)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	ours, err := s.files.StickerSets()
	for _, set := range ours {
		all[set.Kind] = append(all[set.Kind], Use{Set: set.ID, At: set.Created.Unix()})
	}
	return all, err
}

// alter changes the sets of a kind that the caller uses, and has the caller's other devices told.
func (s *Service) alter(tx store.Tx, c Caller, kind lamplight.StickerKind, change func([]Use) []Use) error {
	all, err := s.uses(tx, c.User)
	if err != nil {
		return err
	}
	list := change(slices.Clone(all[kind]))
	if len(list) > 2*s.limits.Installed {
		return ErrManySets
	}
	// Too many at once are not lost: the last ones are archived.
	active := 0
	for i := range list {
		if !list[i].Archived {
			if active++; active > s.limits.Installed {
				list[i].Archived = true
			}
		}
	}
	all[kind] = list
	data, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if err := tx.PutSetting(c.User, installed, data); err != nil {
		return err
	}
	return s.owe(tx, c, lamplight.StickersInstalled, kind)
}

func without(list []Use, set int64) []Use {
	return slices.DeleteFunc(list, func(u Use) bool { return u.Set == set })
}

// put puts a set first.
func put(list []Use, u Use) []Use { return slices.Insert(without(list, u.Set), 0, u) }

// inUse returns the sets of a kind that somebody uses, or has archived.
func (s *Service) inUse(ctx context.Context, user lamplight.UserID, kind lamplight.StickerKind, archived bool) ([]InUse, error) {
	var list []Use
	err := s.store.Read(ctx, func(tx store.Tx) error {
		all, err := s.uses(tx, user)
		list = all[kind]
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sticker sets that %d uses: %w", user, err)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(u Use) bool { return u.Archived != archived })
	ids := make([]int64, len(list))
	by := make(map[int64]Use, len(list))
	for i, u := range list {
		ids[i], by[u.Set] = u.Set, u
	}
	sets, err := s.sets(ctx, ids)
	out := make([]InUse, len(sets))
	for i, set := range sets {
		out[i] = InUse{set, by[set.ID]}
	}
	return out, err
}

// Installed returns the sets of a kind that somebody uses, in their order.
func (s *Service) Installed(ctx context.Context, user lamplight.UserID, kind lamplight.StickerKind) ([]InUse, error) {
	return s.inUse(ctx, user, kind, false)
}

// Archived returns the sets of a kind that somebody has archived: those after the set offset (0: all), at most limit, and how
// many there are in all.
func (s *Service) Archived(
	ctx context.Context, user lamplight.UserID, kind lamplight.StickerKind, offset int64, limit int,
) (list []InUse, count int, err error) {
	if list, err = s.inUse(ctx, user, kind, true); err != nil {
		return nil, 0, err
	}
	count = len(list)
	if i := slices.IndexFunc(list, func(u InUse) bool { return u.Set.ID == offset }); i >= 0 {
		list = list[i+1:]
	}
	if limit <= 0 || limit > s.limits.Page {
		limit = s.limits.Page
	}
	return list[:min(len(list), limit)], count, nil
}

// UseOf returns how somebody uses a set, if they do.
func (s *Service) UseOf(ctx context.Context, user lamplight.UserID, set lamplight.StickerSet) (u Use, ok bool, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		all, err := s.uses(tx, user)
		if i := slices.IndexFunc(all[set.Kind], func(u Use) bool { return u.Set == set.ID }); i >= 0 {
			u, ok = all[set.Kind][i], true
		}
		return err
	})
	return u, ok, err
}

// Install puts a set before all others that the caller uses, or archives it.
func (s *Service) Install(ctx context.Context, c Caller, r Ref, archived bool) error {
	set, err := s.Set(ctx, c.User, r)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		return s.alter(tx, c, set.Kind, func(list []Use) []Use { return put(list, Use{set.ID, s.now().Unix(), archived}) })
	})
}

// Uninstall takes a set from those that the caller uses.
func (s *Service) Uninstall(ctx context.Context, c Caller, r Ref) error {
	set, err := s.Set(ctx, c.User, r)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		return s.alter(tx, c, set.Kind, func(list []Use) []Use { return without(list, set.ID) })
	})
}

// A Toggle is what is done to several sets at once.
type Toggle uint8

// What can be done.
const (
	ToggleUninstall Toggle = iota + 1
	ToggleArchive
	ToggleUnarchive
)

// ToggleSets does the same to several sets that the caller uses.
func (s *Service) ToggleSets(ctx context.Context, c Caller, refs []Ref, to Toggle) error {
	if len(refs) > s.limits.Page {
		return lamplight.ErrLimitInvalid
	}
	byKind := map[lamplight.StickerKind][]int64{}
	for _, r := range refs {
		set, err := s.Set(ctx, c.User, r)
		if err != nil {
			return err
		}
		byKind[set.Kind] = append(byKind[set.Kind], set.ID)
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		for _, kind := range []lamplight.StickerKind{lamplight.StickerPictures, lamplight.StickerMasks, lamplight.StickerEmoji} {
			ids := byKind[kind]
			if len(ids) == 0 {
				continue
			}
			if err := s.alter(tx, c, kind, func(list []Use) []Use {
				if to == ToggleUninstall {
					return slices.DeleteFunc(list, func(u Use) bool { return slices.Contains(ids, u.Set) })
				}
				for i := range list {
					if slices.Contains(ids, list[i].Set) {
						list[i].Archived = to == ToggleArchive
					}
				}
				return list
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Reorder puts the sets of a kind in the order of ids; those that are not named come after.
func (s *Service) Reorder(ctx context.Context, c Caller, kind lamplight.StickerKind, ids []int64) error {
	if len(ids) > 2*s.limits.Installed {
		return lamplight.ErrLimitInvalid
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		return s.alter(tx, c, kind, func(list []Use) []Use {
			place := func(u Use) int {
				if i := slices.Index(ids, u.Set); i >= 0 {
					return i
				}
				return len(ids)
			}
			slices.SortStableFunc(list, func(a, b Use) int { return place(a) - place(b) })
			return list
		})
	})
}

// A Kept is a sticker or an animation in a list.
type Kept struct {
	Document lamplight.Document
	At       time.Time
}

// Kept returns a list of the user's, what was put there last first.
func (s *Service) Kept(ctx context.Context, user lamplight.UserID, list lamplight.StickerList) ([]Kept, error) {
	var rows []store.KeptSticker
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.KeptStickers(user, list)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("stickers that %d keeps: %w", user, err)
	}
	out := make([]Kept, 0, len(rows))
	for _, r := range rows {
		d, err := s.files.DocumentByID(ctx, r.Document)
		if err != nil && lamplight.KindOf(err) == lamplight.Internal {
			return nil, err
		}
		if err == nil { // what was withdrawn is passed over
			out = append(out, Kept{d, r.At})
		}
	}
	return out, nil
}

// Keep puts a document first in a list of the caller's, or takes it away: STICKER_ID_INVALID or GIF_ID_INVALID if it does not
// belong there.
func (s *Service) Keep(ctx context.Context, c Caller, list lamplight.StickerList, d lamplight.Document, drop bool) error {
	limit, wrong := s.limits.Recent, ErrStickerID
	fits := d.Kind == lamplight.DocumentSticker
	switch list {
	case lamplight.StickersGIFs:
		limit, wrong, fits = s.limits.GIFs, ErrGIF, d.Kind == lamplight.DocumentGIF
	case lamplight.StickersFaved:
		limit = s.limits.Faved
	}
	if !fits {
		return wrong
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		if drop {
			if err := tx.ForgetSticker(c.User, list, d.ID); errors.Is(err, store.ErrNotFound) {
				return nil
			} else if err != nil {
				return err
			}
		} else if err := tx.KeepSticker(c.User, list, d.ID, s.now(), limit); err != nil {
			return err
		}
		return s.owe(tx, c, list, 0)
	})
}

// Clear empties a list of the caller's.
func (s *Service) Clear(ctx context.Context, c Caller, list lamplight.StickerList) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.ForgetStickers(c.User, list); err != nil {
			return err
		}
		return s.owe(tx, c, list, 0)
	})
}
