package storetest

import (
	"bytes"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// hashOf returns a hash that begins with n, for tests alone.
func hashOf(n byte) (h lamplight.FileHash) {
	copy(h[:], bytes.Repeat([]byte{n}, len(h)))
	return h
}

func testFiles(t *testing.T, s store.Store) {
	file := func(h lamplight.FileHash) (store.File, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.File, error) { return tx.File(h) })
	}
	_, err := file(hashOf(1))
	fails(t, "no file", err, store.ErrNotFound)
	f := store.File{Hash: hashOf(1), MD5: [16]byte{2}, SHA1: [20]byte{3}, Size: 4, Created: at, Touched: at}
	write(t, s, func(tx store.Tx) error { return tx.PutFile(f) })
	got, err := file(f.Hash)
	fails(t, "read", err, nil)
	same(t, "read", got, f)
	changed := f
	changed.State, changed.Touched, changed.Created, changed.Size = store.FileStored, at.Add(time.Hour), at.Add(time.Hour), 5
	write(t, s, func(tx store.Tx) error { return tx.PutFile(changed) })
	changed.Created = at
	got, _ = file(f.Hash)
	same(t, "changed", got, changed)

	second := store.File{Hash: hashOf(2), State: store.FileStored, Created: at, Touched: at}
	doomed := store.File{Hash: hashOf(3), State: store.FileDoomed, Created: at, Touched: at.Add(100 * time.Hour)}
	write(t, s, func(tx store.Tx) error { return tx.PutFile(second) })
	write(t, s, func(tx store.Tx) error { return tx.PutFile(doomed) })
	stale := func(after lamplight.FileHash, before time.Time, limit int) []store.File {
		return get(t, s, func(tx store.Tx) ([]store.File, error) { return tx.StaleFiles(after, before, limit) })
	}
	same(t, "stale", stale(lamplight.FileHash{}, at.Add(time.Hour), 9), []store.File{second, doomed})
	same(t, "stale, all", stale(lamplight.FileHash{}, at.Add(2*time.Hour), 9), []store.File{changed, second, doomed})
	same(t, "stale, the first", stale(lamplight.FileHash{}, at.Add(2*time.Hour), 1), []store.File{changed})
	same(t, "stale, from the second", stale(hashOf(1), at.Add(2*time.Hour), 9), []store.File{second, doomed})

	ann, ben := lamplight.UserID(newID()), lamplight.UserID(newID())
	d := store.MediaRow{Owner: ann, Created: at, Touched: at, Document: &lamplight.Document{
		ID: 5, Date: at, MIME: "text/plain", Name: "a.txt", Size: 4, Hash: hashOf(1), Title: "a title",
		Thumbs: []lamplight.PhotoSize{{Type: "m", Hash: hashOf(2)}, {Type: "i", Inline: []byte{1, 2}}},
	}}
	p := store.MediaRow{Owner: ben, Created: at, Touched: at, Photo: &lamplight.Photo{
		ID: 6, Date: at, Sizes: []lamplight.PhotoSize{{Type: "x", Width: 3, Height: 4, Hash: hashOf(2), Steps: []int{1, 2}}},
	}, Uploaded: store.File{Hash: hashOf(9), MD5: [16]byte{8}, SHA1: [20]byte{7}, Size: 6}}
	for _, m := range []store.MediaRow{d, p} {
		write(t, s, func(tx store.Tx) error { return tx.AddMedia(m) })
		fails(t, "twice", s.Write(t.Context(), func(tx store.Tx) error { return tx.AddMedia(m) }), store.ErrTaken)
	}
	document := func(id lamplight.DocumentID) (store.MediaRow, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.MediaRow, error) { return tx.Document(id) })
	}
	photo := func(id lamplight.PhotoID) (store.MediaRow, error) {
		return try(t.Context(), s, func(tx store.Tx) (store.MediaRow, error) { return tx.Photo(id) })
	}
	row, err := document(5)
	fails(t, "document", err, nil)
	same(t, "document", row, d)
	row, err = photo(6)
	fails(t, "photo", err, nil)
	same(t, "photo", row, p)
	_, err = document(6)
	fails(t, "a photo as a document", err, store.ErrNotFound)
	_, err = photo(5)
	fails(t, "a document as a photo", err, store.ErrNotFound)
	with := func(h lamplight.FileHash) []int64 {
		return get(t, s, func(tx store.Tx) ([]int64, error) { return tx.MediaWith(h, 9) })
	}
	same(t, "with a file of both", with(hashOf(2)), []int64{5, 6})
	same(t, "with what was uploaded", with(hashOf(9)), []int64{6})
	same(t, "with none", with(hashOf(8)), []int64(nil))
	same(t, "of ann", get(t, s, func(tx store.Tx) ([]int64, error) { return tx.MediaOf(ann, 0, 9) }), []int64{5})
	same(t, "of ann, after it", get(t, s, func(tx store.Tx) ([]int64, error) { return tx.MediaOf(ann, 5, 9) }), []int64(nil))

	write(t, s, func(tx store.Tx) error { return tx.TouchMedia([]int64{5, 77}, at.Add(time.Hour)) })
	write(t, s, func(tx store.Tx) error { return tx.TouchMedia([]int64{5}, at) }) // not back
	d.Touched = at.Add(time.Hour)
	staleMedia := func(after int64, before time.Time, limit int) []store.MediaRow {
		return get(t, s, func(tx store.Tx) ([]store.MediaRow, error) { return tx.StaleMedia(after, before, limit) })
	}
	same(t, "stale media", staleMedia(0, at.Add(time.Hour), 9), []store.MediaRow{p})
	same(t, "stale media, all", staleMedia(0, at.Add(2*time.Hour), 9), []store.MediaRow{d, p})
	same(t, "stale media, the first", staleMedia(0, at.Add(2*time.Hour), 1), []store.MediaRow{d})
	same(t, "stale media, after it", staleMedia(5, at.Add(2*time.Hour), 9), []store.MediaRow{p})

	shown := lamplight.Photo{ID: 61, Date: at}
	write(t, s, func(tx store.Tx) error { return tx.ShowPhoto(store.ProfilePhoto{User: ann, Photo: shown}) })
	same(t, "photos in use", get(t, s, func(tx store.Tx) ([]lamplight.PhotoID, error) {
		return tx.PhotosInUse(map[lamplight.PhotoID]bool{60: true, 61: true, 62: true})
	}), []lamplight.PhotoID{61})

	write(t, s, func(tx store.Tx) error { return tx.DeleteMedia(5) })
	_, err = document(5)
	fails(t, "removed", err, store.ErrNotFound)
	same(t, "with a file of the one that is left", with(hashOf(2)), []int64{6})
	for n := byte(1); n <= 3; n++ {
		write(t, s, func(tx store.Tx) error { return tx.DeleteFile(hashOf(n)) })
	}
	same(t, "no files", stale(lamplight.FileHash{}, at.Add(1000*time.Hour), 9), []store.File(nil))
	write(t, s, func(tx store.Tx) error { return tx.DeleteMedia(6) })
}

func testWithdrawals(t *testing.T, s store.Store) {
	revision := func() int64 {
		return get(t, s, func(tx store.Tx) (int64, error) { return tx.WithdrawalRevision() })
	}
	withdrawn := func(h lamplight.FileHash) bool {
		return get(t, s, func(tx store.Tx) (bool, error) { return tx.WithdrawnFile(h) })
	}
	first := store.Withdrawal{Contents: []lamplight.ContentID{-3, 7}, Files: []lamplight.FileHash{hashOf(1), hashOf(2)}, Reason: "case 5", Created: at}
	second := store.Withdrawal{Files: []lamplight.FileHash{hashOf(2)}, Created: at}
	before := revision()
	for _, w := range []*store.Withdrawal{&first, &second} {
		write(t, s, func(tx store.Tx) (err error) { w.ID, err = tx.Withdraw(*w); return err })
	}
	if second.ID <= first.ID || revision() <= before {
		t.Errorf("ids %d and %d, revision %d after %d", first.ID, second.ID, revision(), before)
	}
	list := func(after int64, limit int) []store.Withdrawal {
		return get(t, s, func(tx store.Tx) ([]store.Withdrawal, error) { return tx.Withdrawals(after, limit) })
	}
	same(t, "all", list(first.ID-1, 9), []store.Withdrawal{first, second})
	same(t, "the first", list(first.ID-1, 1), []store.Withdrawal{first})
	same(t, "after it", list(first.ID, 9), []store.Withdrawal{second})
	_, err := try(t.Context(), s, func(tx store.Tx) (store.Withdrawal, error) { return tx.Withdrawal(second.ID + 1) })
	fails(t, "none", err, store.ErrNotFound)
	same(t, "files", []bool{withdrawn(hashOf(1)), withdrawn(hashOf(2)), withdrawn(hashOf(3))}, []bool{true, true, false})

	before = revision()
	first.Undone, first.Removed = at.Add(time.Hour), true
	write(t, s, func(tx store.Tx) error { return tx.UpdateWithdrawal(first) })
	same(t, "undone", get(t, s, func(tx store.Tx) (store.Withdrawal, error) { return tx.Withdrawal(first.ID) }), first)
	same(t, "files left", []bool{withdrawn(hashOf(1)), withdrawn(hashOf(2))}, []bool{false, true})
	if revision() <= before {
		t.Error("an undo that nobody learns of")
	}
	fails(t, "change none", s.Write(t.Context(), func(tx store.Tx) error { return tx.UpdateWithdrawal(store.Withdrawal{ID: 1 << 40}) }), store.ErrNotFound)

	rows := []store.Removed{
		{Withdrawal: first.ID, Box: lamplight.ChannelBox(5), ID: 9, Body: []byte("nine")},
		{Withdrawal: first.ID, Box: lamplight.AccountBox(4), ID: 1, Body: []byte("one")},
		{Withdrawal: first.ID, Box: lamplight.AccountBox(4), ID: 2, Body: []byte("two")},
	}
	write(t, s, func(tx store.Tx) error { return tx.AddRemoved(rows) })
	again := []store.Removed{
		{Withdrawal: first.ID, Box: rows[1].Box, ID: 1, Body: []byte("other")},
		{Withdrawal: second.ID, Box: rows[1].Box, ID: 1, Body: []byte("one")},
	}
	write(t, s, func(tx store.Tx) error { return tx.AddRemoved(again) })
	removed := func(box lamplight.BoxID, id lamplight.MessageID, limit int) []store.Removed {
		return get(t, s, func(tx store.Tx) ([]store.Removed, error) { return tx.RemovedOf(first.ID, box, id, limit) })
	}
	const all = lamplight.BoxID(-1 << 62)
	same(t, "removed", removed(all, 0, 9), rows)
	same(t, "removed, two", removed(all, 0, 2), rows[:2])
	same(t, "removed, after two", removed(rows[1].Box, 1, 9), rows[2:])
	write(t, s, func(tx store.Tx) error { return tx.DeleteRemoved(first.ID, rows[0].Box, 9) })
	same(t, "put back", removed(all, 0, 9), rows[1:])
	write(t, s, func(tx store.Tx) error { return tx.DeleteRemovedFrom(rows[1].Box) })
	same(t, "of a box that is gone", removed(all, 0, 9), []store.Removed(nil))
}
