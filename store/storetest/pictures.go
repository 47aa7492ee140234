package storetest

import (
	"crypto/rand"
	"fmt"
	"testing"

	"lamplight"
	"lamplight/store"
)

func testScreenings(t *testing.T, s store.Store) {
	var source, size, other lamplight.FileHash
	for _, h := range []*lamplight.FileHash{&source, &size, &other} {
		if _, err := rand.Read(h[:]); err != nil {
			t.Fatal(err)
		}
	}
	row := func(h lamplight.FileHash, outcome uint8) store.Screened {
		return store.Screened{Hash: h, Source: source, Version: "v1", Outcome: outcome, Reason: "why", At: at}
	}
	lone := row(other, 1)
	lone.Source = other
	put := func(rows ...store.Screened) {
		fails(t, "put", s.Write(t.Context(), func(tx store.Tx) error { return tx.PutScreened(rows...) }), nil)
	}
	of := func(h lamplight.FileHash) []store.Screened {
		return get(t, s, func(tx store.Tx) ([]store.Screened, error) { return tx.ScreenedOf([]lamplight.FileHash{h}) })
	}
	same(t, "before", len(of(source)), 0)
	put(row(source, 3), row(size, 2), lone)
	put(row(source, 2))
	same(t, "written over", of(source), []store.Screened{row(source, 2)})
	var judged []lamplight.FileHash
	fails(t, "judge", s.Write(t.Context(), func(tx store.Tx) (err error) {
		judged, err = tx.Judge(store.Screened{Source: source, Version: "v2", Outcome: 1, Reason: "why not", At: at})
		return err
	}), nil)
	same(t, "judged", len(judged), 2)
	after := row(size, 1)
	after.Version, after.Reason = "v2", "why not"
	same(t, "what was made of it", of(size), []store.Screened{after})
	same(t, "another", of(other), []store.Screened{lone})
	fails(t, "judge what was never seen", s.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Judge(store.Screened{Source: size, Version: "v2", Outcome: 1, At: at})
		return err
	}), store.ErrNotFound)
}

func testProfilePhotos(t *testing.T, s store.Store) {
	ann, ben := user(t, s).ID, user(t, s).ID
	photo := func(id int64) lamplight.Photo {
		return lamplight.Photo{ID: lamplight.PhotoID(id), Date: at, Sizes: []lamplight.PhotoSize{{Type: "a", Width: 160, Height: 160, Size: 9}}}
	}
	show := func(p store.ProfilePhoto) {
		fails(t, "show", s.Write(t.Context(), func(tx store.Tx) error { return tx.ShowPhoto(p) }), nil)
	}
	list := func(u lamplight.UserID) (ids []lamplight.PhotoID) {
		for _, p := range get(t, s, func(tx store.Tx) ([]store.ProfilePhoto, error) { return tx.ProfilePhotos(u) }) {
			ids = append(ids, p.Photo.ID)
		}
		return ids
	}
	for _, id := range []int64{11, 12, 13} {
		show(store.ProfilePhoto{User: ann, Photo: photo(id)})
	}
	show(store.ProfilePhoto{User: ben, Photo: photo(11)})
	show(store.ProfilePhoto{User: ann, Photo: photo(11)})
	same(t, "the last one shown is first", list(ann), []lamplight.PhotoID{11, 13, 12})
	show(store.ProfilePhoto{User: ann, Photo: photo(20), Fallback: true})
	show(store.ProfilePhoto{User: ann, Photo: photo(21), Fallback: true})
	shown := map[lamplight.PhotoID]bool{}
	for _, p := range get(t, s, func(tx store.Tx) ([]store.ProfilePhoto, error) {
		return tx.PhotosShown([]lamplight.UserID{ann, ben})
	}) {
		shown[p.Photo.ID] = p.Fallback
		want := photo(int64(p.Photo.ID))
		same(t, "date", p.Photo.Date.Equal(want.Date), true)
		p.Photo.Date = want.Date
		same(t, "whole", fmt.Sprint(p.Photo), fmt.Sprint(want))
	}
	same(t, "shown", shown, map[lamplight.PhotoID]bool{11: false, 21: true})
	var gone []lamplight.PhotoID
	fails(t, "delete", s.Write(t.Context(), func(tx store.Tx) (err error) {
		gone, err = tx.DeletePhotos(ann, []lamplight.PhotoID{11, 99, 21})
		return err
	}), nil)
	same(t, "deleted", gone, []lamplight.PhotoID{11, 21})
	same(t, "left", list(ann), []lamplight.PhotoID{13, 12})
	same(t, "another's", list(ben), []lamplight.PhotoID{11})
}

func testHeld(t *testing.T, s store.Store) {
	var one, two lamplight.FileHash
	for _, h := range []*lamplight.FileHash{&one, &two} {
		if _, err := rand.Read(h[:]); err != nil {
			t.Fatal(err)
		}
	}
	content := lamplight.ContentID(newID())
	h := store.HeldMessage{
		Content: content, Sender: 7, Box: lamplight.AccountBox(7), Peer: lamplight.UserPeer(8), Files: []lamplight.FileHash{one, two}, At: at,
	}
	for range 2 {
		fails(t, "add", s.Write(t.Context(), func(tx store.Tx) error { return tx.AddHeld(h) }), nil)
	}
	h.Files = nil
	list := func(f lamplight.FileHash) []store.HeldMessage {
		return get(t, s, func(tx store.Tx) ([]store.HeldMessage, error) { return tx.HeldFor(f) })
	}
	same(t, "by one", list(one), []store.HeldMessage{h})
	same(t, "by the other", list(two), []store.HeldMessage{h})
	fails(t, "delete", s.Write(t.Context(), func(tx store.Tx) error { return tx.DeleteHeld(content) }), nil)
	same(t, "gone", len(list(one))+len(list(two)), 0)
}
