package server

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/internal/testenv"
	"lamplight/service/withdrawal"
)

// TestWithdrawnOnEveryNode withdraws a photo on one of two nodes over one PostgreSQL, which do not tell each other anything: within
// a second nobody can fetch it on the other one either, with a reference that was handed out before, nor send it on or again. Undone,
// it is back.
func TestWithdrawnOnEveryNode(t *testing.T) {
	if testing.Short() {
		t.Skip("two servers and two clients")
	}
	one := settings(t)
	one.TestAccounts = true
	database := testenv.Postgres(t)
	one.Store, one.Boxes, one.Blob = database, database, "file:"+filepath.Join(t.TempDir(), "files")
	two := one
	two.Data = filepath.Join(t.TempDir(), "data")
	h1, l1, stop1, ended1 := servingWith(t, one)
	if err := makeFolder(two.Data); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{instanceKeyFile, serverKeyFile} {
		b, err := os.ReadFile(filepath.Join(one.Data, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(two.Data, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h2, l2, stop2, ended2 := servingWith(t, two)
	t.Cleanup(func() {
		stop1()
		stop2()
		if err1, err2 := <-ended1, <-ended2; err1 != nil || err2 != nil {
			t.Errorf("they ended with %v, %v", err1, err2)
		}
	})
	ann := newPhone(t, h1.ready(l1.Addr(), 0), "ann", "9996621111", true)
	bob := newPhone(t, h2.ready(l2.Addr(), 0), "bob", "9996622222", true)
	find := func(p *phone, number string) tg.InputPeerClass {
		r := answer[*tg.ContactsImportedContacts](p)(p.ContactsImportContacts(p.ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: number, FirstName: "F"}}))
		u := r.Users[0].(*tg.User)
		return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	toBob, toAnn := find(ann, "9996622222"), find(bob, "9996621111")
	picture := drawn(t, 300, 200)
	send := func(id int64) error {
		_, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{
			Peer: toBob, RandomID: id, Media: &tg.InputMediaUploadedPhoto{File: ann.upload(id, "a.jpg", picture)},
		})
		return err
	}
	if err := send(1); err != nil {
		t.Fatal(err)
	}
	m := bob.last(toAnn)
	photo := m.Media.(*tg.MessageMediaPhoto).Photo.(*tg.Photo)
	fetch := &tg.UploadGetFileRequest{Limit: 1 << 20, Location: &tg.InputPhotoFileLocation{
		ID: photo.ID, AccessHash: photo.AccessHash, FileReference: photo.FileReference, ThumbSize: "m",
	}}
	answer[tg.UploadFileClass](bob)(bob.UploadGetFile(bob.ctx, fetch))

	row, err := h1.media.PhotoByID(t.Context(), lamplight.PhotoID(photo.ID))
	if err != nil {
		t.Fatal(err)
	}
	id, err := h1.withdrawn.Withdraw(t.Context(), withdrawal.Order{Files: []lamplight.FileHash{row.Sizes[1].Hash}})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	_, err = bob.UploadGetFile(bob.ctx, fetch)
	bob.refused("FILE_ID_INVALID", err)
	_, err = bob.MessagesSendMedia(bob.ctx, &tg.MessagesSendMediaRequest{Peer: toAnn, RandomID: 5, Media: &tg.InputMediaPhoto{
		ID: &tg.InputPhoto{ID: photo.ID, AccessHash: photo.AccessHash, FileReference: photo.FileReference},
	}})
	bob.refused("PHOTO_INVALID", err)
	ann.refused("MEDIA_INVALID", send(6))
	if n := len(bob.files(toAnn)); n != 0 {
		t.Errorf("bob sees %d files", n)
	}
	if err := h2.withdrawn.Undo(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is not back", func() bool { return len(bob.files(toAnn)) == 1 })
	if back := bob.files(toAnn)[0]; back.ID != m.ID || back.Date != m.Date {
		t.Errorf("back as %d of %d, was %d of %d", back.ID, back.Date, m.ID, m.Date)
	}
	eventually(t, "it cannot be fetched again", func() bool {
		_, err := bob.UploadGetFile(bob.ctx, fetch)
		return err == nil
	})
}
