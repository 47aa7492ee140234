package storetest

import (
	"bytes"
	"testing"

	"lamplight"
	"lamplight/store"
)

func testFolders(t *testing.T, s store.Store) {
	ann, ben := user(t, s).ID, user(t, s).ID
	of := func(u lamplight.UserID) []store.Folder {
		return get(t, s, func(tx store.Tx) ([]store.Folder, error) { return tx.FoldersOf(u) })
	}
	put := func(f store.Folder) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.PutFolder(f) })
	}
	same(t, "of nobody", of(ann), []store.Folder(nil))
	work := store.Folder{User: ann, ID: 7, Place: 1, Value: []byte("work")}
	home := store.Folder{User: ann, ID: 9, Place: 0, Value: bytes.Repeat([]byte{7}, store.MaxFolder)}
	club := store.Folder{User: ann, ID: 2, Place: 1, Value: []byte("club")}
	other := store.Folder{User: ben, ID: 7, Value: []byte("ben's")}
	for _, f := range []store.Folder{work, home, club, other} {
		fails(t, "put", put(f), nil)
	}
	same(t, "by place", of(ann), []store.Folder{home, club, work})
	same(t, "of another", of(ben), []store.Folder{other})

	work.Place, work.Value = 5, []byte("office")
	fails(t, "replace", put(work), nil)
	same(t, "replaced", of(ann), []store.Folder{home, club, work})
	if put(store.Folder{User: ann, ID: 3, Value: make([]byte, store.MaxFolder+1)}) == nil {
		t.Error("a folder that is too large went through")
	}

	remove := func(id int) error {
		return s.Write(t.Context(), func(tx store.Tx) error { return tx.DeleteFolder(ann, id) })
	}
	fails(t, "remove", remove(2), nil)
	fails(t, "remove twice", remove(2), store.ErrNotFound)
	same(t, "less one", of(ann), []store.Folder{home, work})
	write(t, s, func(tx store.Tx) error { return tx.DeleteFoldersOf(ann) })
	same(t, "of the deleted", of(ann), []store.Folder(nil))
	same(t, "others stay", of(ben), []store.Folder{other})
}
