package server

import (
	"context"
	"encoding/json"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/service/stickers"
	"lamplight/store"
)

// collectEvery is how often files that nobody refers to are looked for.
const collectEvery = 6 * time.Hour

// collectFiles has files removed that nobody refers to.
func (h *house) collectFiles() {
	const kind = "media.collect"
	h.store.Jobs().Handle(kind, func(ctx context.Context, _ json.RawMessage) error {
		done, err := h.media.Collect(ctx)
		if done.Files > 0 {
			h.log.Info("removed files that nobody refers to", "files", done.Files, "bytes", done.Bytes)
		}
		return err
	})
	h.store.Jobs().Every(kind, collectEvery)
}

// fileUses says which photos and documents somebody refers to: messages in any box, photos of people and of chats, and
// sticker sets.
type fileUses struct {
	boxes boxes.Log
	store store.Store
}

// Used implements media.Uses.
func (u fileUses) Used(ctx context.Context, rows []store.MediaRow) (map[int64]bool, error) {
	used := map[int64]bool{}
	photos := map[lamplight.PhotoID]bool{}
	var documents []lamplight.Document
	for _, r := range rows {
		if r.Photo != nil {
			photos[r.Photo.ID] = true
		}
		if r.Document != nil {
			documents = append(documents, *r.Document)
		}
		for _, h := range r.Hashes() {
			there, err := u.holds(ctx, h)
			if err != nil {
				return nil, err
			}
			if there {
				used[r.ID()] = true
				break
			}
		}
	}
	var shown []lamplight.PhotoID
	var kept []lamplight.DocumentID
	err := u.store.Read(ctx, func(tx store.Tx) (err error) {
		if len(photos) > 0 {
			if shown, err = tx.PhotosInUse(photos); err != nil {
				return err
			}
		}
		if len(documents) > 0 {
			kept, err = stickers.Used(tx, documents)
		}
		return err
	})
	for _, id := range kept {
		used[int64(id)] = true
	}
	for _, id := range shown {
		used[int64(id)] = true
	}
	return used, err
}

// holds reports whether a message carries a file, or waits for it.
func (u fileUses) holds(ctx context.Context, h lamplight.FileHash) (bool, error) {
	copies, err := u.boxes.Holding(ctx, h, boxes.Copy{}, 1)
	if err != nil || len(copies) > 0 {
		return len(copies) > 0, err
	}
	waiting := 0
	err = u.store.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.HeldFor(h)
		waiting = len(rows)
		return err
	})
	return waiting > 0, err
}
