package stickers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lamplight"
	"lamplight/store"
)

// A Ref names a set: by its id with the viewer's access hash, or by its short name.
type Ref struct {
	ID, Access int64
	Name       string
}

// Set returns a set: STICKERSET_INVALID if there is none, or the viewer was never told of it.
//
// https://core.telegram.org/method/messages.getStickerSet
func (s *Service) Set(ctx context.Context, viewer lamplight.UserID, r Ref) (lamplight.StickerSet, error) {
	if r.Name == "" && r.Access != s.files.Access(viewer, r.ID) {
		return lamplight.StickerSet{}, ErrSet
	}
	ours, err := s.files.StickerSets()
	if err != nil {
		return lamplight.StickerSet{}, err
	}
	for _, set := range ours {
		if r.Name == "" && set.ID == r.ID || r.Name != "" && strings.EqualFold(set.Name, r.Name) {
			return set, nil
		}
	}
	var found lamplight.StickerSet
	err = s.store.Read(ctx, func(tx store.Tx) (err error) {
		found, err = inTx(tx, r)
		return err
	})
	if err != nil && lamplight.KindOf(err) == lamplight.Internal {
		err = fmt.Errorf("sticker set %d: %w", r.ID, err)
	}
	return found, err
}

// inTx reads a set that people made.
func inTx(tx store.Tx, r Ref) (set lamplight.StickerSet, err error) {
	if r.Name != "" {
		set, err = tx.StickerSetNamed(r.Name)
	} else {
		var sets []lamplight.StickerSet
		if sets, err = tx.StickerSets(r.ID); err == nil && len(sets) == 1 {
			set = sets[0]
		} else if err == nil {
			err = store.ErrNotFound
		}
	}
	if errors.Is(err, store.ErrNotFound) {
		return set, ErrSet
	}
	return set, err
}

// sets returns those of the sets that there are, in the order of ids.
func (s *Service) sets(ctx context.Context, ids []int64) ([]lamplight.StickerSet, error) {
	ours, err := s.files.StickerSets()
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		found, err := tx.StickerSets(ids...)
		ours = append(ours[:len(ours):len(ours)], found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sticker sets: %w", err)
	}
	byID := make(map[int64]lamplight.StickerSet, len(ours))
	for _, set := range ours {
		byID[set.ID] = set
	}
	out := make([]lamplight.StickerSet, 0, len(ids))
	for _, id := range ids {
		if set, ok := byID[id]; ok {
			out = append(out, set)
		}
	}
	return out, nil
}

// Find returns sets whose title or name has q in it: of custom emoji, or all others.
//
// https://core.telegram.org/method/messages.searchStickerSets
func (s *Service) Find(ctx context.Context, emoji bool, q string) ([]lamplight.StickerSet, error) {
	q = strings.TrimSpace(q)
	if len([]rune(q)) < 2 || len(q) > 256 {
		return nil, nil
	}
	found, err := s.files.StickerSets()
	if err != nil {
		return nil, err
	}
	var out []lamplight.StickerSet
	for _, set := range found {
		if (set.Kind == lamplight.StickerEmoji) == emoji && strings.Contains(strings.ToLower(string(set.Title)+"\n"+set.Name), strings.ToLower(q)) {
			out = append(out, set)
		}
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		sets, err := tx.FindStickerSets(emoji, q, s.limits.Page)
		out = append(out[:len(out):len(out)], sets...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for sticker sets: %w", err)
	}
	return out, nil
}

// Mine returns the sets that somebody made, those below the id before (0: all), and how many there are in all.
func (s *Service) Mine(ctx context.Context, user lamplight.UserID, before int64, limit int) (sets []lamplight.StickerSet, count int, err error) {
	if limit <= 0 || limit > s.limits.Page {
		limit = s.limits.Page
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		sets, count, err = tx.StickerSetsOf(user, before, limit)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("sticker sets of %d: %w", user, err)
	}
	return sets, count, nil
}

// For returns the stickers of the sets in use that stand for an emoji, at most Limits.Recent.
//
// https://core.telegram.org/method/messages.getStickers
func (s *Service) For(ctx context.Context, user lamplight.UserID, kind lamplight.StickerKind, emoji string) ([]lamplight.Document, error) {
	emoji = plain(emoji)
	if emoji == "" {
		return nil, nil
	}
	used, err := s.Installed(ctx, user, kind)
	if err != nil {
		return nil, err
	}
	var out []lamplight.Document
	for _, u := range used {
		for _, st := range u.Set.Stickers {
			for _, e := range st.Emoji {
				if plain(e) == emoji && len(out) < s.limits.Recent {
					out = append(out, st.Document)
					break
				}
			}
		}
	}
	return out, nil
}

// plain returns an emoji without the mark that asks for colours.
func plain(e string) string { return strings.ReplaceAll(strings.TrimSpace(e), "\ufe0f", "") }

// CustomEmoji returns those of the documents that are custom emoji, in their order.
//
// https://core.telegram.org/method/messages.getCustomEmojiDocuments
func (s *Service) CustomEmoji(ctx context.Context, ids []lamplight.DocumentID) ([]lamplight.Document, error) {
	out := make([]lamplight.Document, 0, len(ids))
	for _, id := range ids {
		d, err := s.files.DocumentByID(ctx, id)
		if lamplight.KindOf(err) == lamplight.Internal && err != nil {
			return nil, err
		}
		if err == nil && d.Kind == lamplight.DocumentEmoji {
			out = append(out, d)
		}
	}
	return out, nil
}

// SetThumb returns the picture of a set that stands in a file of its own, and what kind of file it is.
func (s *Service) SetThumb(
	ctx context.Context, viewer lamplight.UserID, set, access int64, name string,
) (lamplight.PhotoSize, string, error) {
	found, err := s.Set(ctx, viewer, Ref{ID: set, Access: access, Name: name})
	if err != nil {
		return lamplight.PhotoSize{}, "", err
	}
	if found.Thumb == nil {
		return lamplight.PhotoSize{}, "", ErrSet
	}
	t := found.Thumb
	return lamplight.PhotoSize{Type: "s", Width: t.Width, Height: t.Height, Size: t.Size, Hash: t.Hash}, t.MIME, nil
}

// Used returns those of the documents that a set has, or that somebody keeps in a list.
func Used(tx store.Tx, docs []lamplight.Document) ([]lamplight.DocumentID, error) {
	var ids []lamplight.DocumentID
	bySet := map[int64]bool{}
	for _, d := range docs {
		ids = append(ids, d.ID)
		if d.Set != 0 {
			bySet[d.Set] = true
		}
	}
	used, err := tx.StickersKept(ids)
	if err != nil || len(bySet) == 0 {
		return used, err
	}
	names := make([]int64, 0, len(bySet))
	for id := range bySet {
		names = append(names, id)
	}
	sets, err := tx.StickerSets(names...)
	for _, set := range sets {
		for _, st := range set.Stickers {
			used = append(used, st.Document.ID)
		}
		if set.Thumb != nil {
			used = append(used, set.Thumb.ID)
		}
	}
	return used, err
}
