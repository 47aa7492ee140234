package storetest

import (
	"fmt"
	"testing"

	"lamplight"
	"lamplight/store"
)

func testStickers(t *testing.T, s store.Store) {
	ann, ben := user(t, s).ID, user(t, s).ID
	set := func(owner lamplight.UserID, kind lamplight.StickerKind, title string) lamplight.StickerSet {
		id := newID()
		return lamplight.StickerSet{
			ID: id, Owner: owner, Kind: kind, Name: fmt.Sprintf("Set_%d", id), Title: lamplight.Text(title), Created: at, Version: 1,
			Stickers: []lamplight.Sticker{{
				Document: lamplight.Document{ID: 7, Date: at.Local(), MIME: "image/webp", Set: id}, Emoji: []string{"👍"}, Keywords: []string{"yes"},
				Mask: &lamplight.Mask{Part: 1, X: 0.5, Y: -0.5, Zoom: 2},
			}},
			Thumb: &lamplight.Document{ID: 8, Date: at.Local()},
		}
	}
	first, second, third := set(ann, lamplight.StickerPictures, "100%_Cats"), set(ann, lamplight.StickerEmoji, "Cats"), set(ben, lamplight.StickerMasks, "Hats")
	write(t, s, func(tx store.Tx) error {
		for _, x := range []lamplight.StickerSet{first, second, third} {
			if err := tx.AddStickerSet(x); err != nil {
				return err
			}
		}
		return nil
	})
	taken := set(ben, lamplight.StickerPictures, "other")
	taken.Name = "sET_" + first.Name[4:]
	fails(t, "a name that is taken", s.Write(t.Context(), func(tx store.Tx) error { return tx.AddStickerSet(taken) }), store.ErrTaken)
	same(t, "by name", get(t, s, func(tx store.Tx) (lamplight.StickerSet, error) { return tx.StickerSetNamed(taken.Name) }), first)
	first.Title, first.Version, first.Stickers = "Renamed %", 2, nil
	write(t, s, func(tx store.Tx) error { return tx.PutStickerSet(first) })
	same(t, "changed", get(t, s, func(tx store.Tx) ([]lamplight.StickerSet, error) { return tx.StickerSets(first.ID, 1) }), []lamplight.StickerSet{first})
	find := func(emoji bool, q string) int {
		return len(get(t, s, func(tx store.Tx) ([]lamplight.StickerSet, error) { return tx.FindStickerSets(emoji, q, 10) }))
	}
	same(t, "by a part of the title", find(false, "renaMED"), 1)
	same(t, "a mark is no mark", find(false, "%hats"), 0)
	same(t, "a percent sign", find(false, "renamed %"), 1)
	same(t, "emoji", find(true, "cats"), 1)
	var count int
	of := get(t, s, func(tx store.Tx) (list []lamplight.StickerSet, err error) {
		list, count, err = tx.StickerSetsOf(ann, second.ID, 10)
		return list, err
	})
	same(t, "of somebody, from one on", of, []lamplight.StickerSet{first})
	same(t, "of somebody in all", count, 2)

	list := func() (ids []lamplight.DocumentID) {
		for _, k := range get(t, s, func(tx store.Tx) ([]store.KeptSticker, error) { return tx.KeptStickers(ann, lamplight.StickersFaved) }) {
			same(t, "when", k.At, at)
			ids = append(ids, k.Document)
		}
		return ids
	}
	d := lamplight.DocumentID(newID())
	for _, id := range []lamplight.DocumentID{d, d + 1, d + 2, d, d + 3} {
		write(t, s, func(tx store.Tx) error { return tx.KeepSticker(ann, lamplight.StickersFaved, id, at, 3) })
	}
	same(t, "kept", list(), []lamplight.DocumentID{d + 3, d, d + 2})
	same(t, "in anybody's list", len(get(t, s, func(tx store.Tx) ([]lamplight.DocumentID, error) {
		return tx.StickersKept([]lamplight.DocumentID{d, d + 1, d + 2})
	})), 2)
	write(t, s, func(tx store.Tx) error { return tx.ForgetSticker(ann, lamplight.StickersFaved, d) })
	fails(t, "forget twice", s.Write(t.Context(), func(tx store.Tx) error { return tx.ForgetSticker(ann, lamplight.StickersFaved, d) }), store.ErrNotFound)
	same(t, "forgotten", list(), []lamplight.DocumentID{d + 3, d + 2})
	write(t, s, func(tx store.Tx) error { return tx.ForgetStickers(ann, lamplight.StickersRecent) })
	same(t, "another list", len(list()), 2)
	fails(t, "delete nothing", s.Write(t.Context(), func(tx store.Tx) error { return tx.DeleteStickerSet(1) }), store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteStickersOf(ann) })
	same(t, "after the account", len(list()), 0)
	same(t, "the sets of another", get(t, s, func(tx store.Tx) ([]lamplight.StickerSet, error) {
		return tx.StickerSets(first.ID, second.ID, third.ID)
	}), []lamplight.StickerSet{third})
	write(t, s, func(tx store.Tx) error { return tx.DeleteStickerSet(third.ID) })
}
