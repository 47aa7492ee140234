package server

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"sync/atomic"
	"testing"

	"github.com/gotd/td/tg"

	"lamplight/service/media"
)

// judge is a screener that says the same of everything.
type judge struct{ says, asked atomic.Int32 }

func (j *judge) Version() string { return "test" }

func (j *judge) Screen(context.Context, media.Subject) (media.Verdict, error) {
	j.asked.Add(1)
	return media.Verdict{Outcome: media.Outcome(j.says.Load())}, nil
}

// TestNothingGoesAroundTheScreener walks every way by which a file becomes visible, with a screener that blocks, and one that
// holds: whatever is blocked is refused, and of what is held the other one sees nothing.
func TestNothingGoesAroundTheScreener(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and two clients")
	}
	j := new(judge)
	c := settings(t)
	c.TestAccounts = true
	at, _ := startWith(t, c, j)
	ann := newPhone(t, at, "ann", "9996621111", true)
	bob := newPhone(t, at, "bob", "9996622222", true)
	find := func(p *phone, number string) tg.InputPeerClass {
		r := answer[*tg.ContactsImportedContacts](p)(p.ContactsImportContacts(p.ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: number, FirstName: "F"}}))
		u := r.Users[0].(*tg.User)
		return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	toBob, toAnn := find(ann, "9996622222"), find(bob, "9996621111")
	id := int64(100)
	photo := func() *tg.InputMediaUploadedPhoto {
		id++ // another picture each time: what was said of one is remembered
		return &tg.InputMediaUploadedPhoto{File: ann.upload(id, "a.jpg", drawn(t, int(id), 100))}
	}
	document := func(thumb bool) *tg.InputMediaUploadedDocument {
		id++
		d := &tg.InputMediaUploadedDocument{File: ann.upload(id, "a", []byte{byte(id), byte(id >> 8), 7}), MimeType: "application/zip"}
		if thumb {
			id++
			d.SetThumb(ann.upload(id, "t.jpg", drawn(t, int(id), 100)))
		}
		return d
	}
	send := func(m tg.InputMediaClass) error {
		id++
		_, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{Peer: toBob, RandomID: id, Media: m})
		return err
	}
	// What passed before this version of the screener: it is asked anew when it is sent again.
	j.says.Store(int32(media.Hold))
	if err := send(photo()); err != nil {
		t.Fatal(err)
	}
	held := ann.last(toBob)
	known := held.Media.(*tg.MessageMediaPhoto).Photo.(*tg.Photo)
	knownInput := &tg.InputPhoto{ID: known.ID, AccessHash: known.AccessHash, FileReference: known.FileReference}
	ways := []struct {
		name string
		show bool // it has no conversation to be held in: held is refused
		do   func() error
	}{
		{"a photo", false, func() error { return send(photo()) }},
		{"a file", false, func() error { return send(document(false)) }},
		{"a thumbnail of the client's", false, func() error { return send(document(true)) }},
		{"an album", false, func() error {
			id++
			_, err := ann.MessagesSendMultiMedia(ann.ctx, &tg.MessagesSendMultiMediaRequest{Peer: toBob, MultiMedia: []tg.InputSingleMedia{
				{RandomID: id * 10, Media: photo()}, {RandomID: id*10 + 1, Media: photo()},
			}})
			return err
		}},
		{"by its id, after uploadMedia", false, func() error {
			m, err := ann.MessagesUploadMedia(ann.ctx, &tg.MessagesUploadMediaRequest{Peer: toBob, Media: photo()})
			if err != nil {
				return err
			}
			p := m.(*tg.MessageMediaPhoto).Photo.(*tg.Photo)
			return send(&tg.InputMediaPhoto{ID: &tg.InputPhoto{ID: p.ID, AccessHash: p.AccessHash, FileReference: p.FileReference}})
		}},
		{"a photo of oneself", true, func() error {
			up := new(tg.PhotosUploadProfilePhotoRequest)
			up.SetFile(photo().File)
			_, err := ann.PhotosUploadProfilePhoto(ann.ctx, up)
			return err
		}},
		{"a sticker", true, func() error {
			id++
			m, err := ann.MessagesUploadMedia(ann.ctx, &tg.MessagesUploadMediaRequest{
				Peer: &tg.InputPeerSelf{}, Media: &tg.InputMediaUploadedDocument{File: ann.upload(id, "a.png", drawnPNG(t, int(id))), MimeType: "image/png"},
			})
			if err != nil {
				return err
			}
			_, err = ann.StickersCreateStickerSet(ann.ctx, &tg.StickersCreateStickerSetRequest{
				UserID: &tg.InputUserSelf{}, Title: "A", ShortName: fmt.Sprintf("a%d", id), Emojis: true, Stickers: []tg.InputStickerSetItem{
					{Document: m.(*tg.MessageMediaDocument).Document.(*tg.Document).AsInput(), Emoji: "👍"},
				},
			})
			return err
		}},
		{"an edit", true, func() error {
			if err := ann.say(toBob, "text"); err != nil {
				return err
			}
			e := &tg.MessagesEditMessageRequest{Peer: toBob, ID: ann.last(toBob).ID}
			e.SetMedia(photo())
			_, err := ann.MessagesEditMessage(ann.ctx, e)
			return err
		}},
	}
	for _, w := range ways {
		t.Run(w.name+" is blocked", func(t *testing.T) {
			j.says.Store(int32(media.Block))
			err := w.do()
			if err == nil {
				t.Error("it went through")
			}
			ann.refused("MEDIA_INVALID", err)
		})
		t.Run(w.name+" is held", func(t *testing.T) {
			j.says.Store(int32(media.Hold))
			if err := w.do(); (err != nil) != w.show {
				t.Errorf("held: %v", err)
			}
		})
	}
	t.Run("what is held stays so by its id, forwarded, and as a photo of oneself", func(t *testing.T) {
		j.says.Store(int32(media.Pass)) // what was said of the file stands
		if err := send(&tg.InputMediaPhoto{ID: knownInput}); err != nil {
			t.Error(err)
		}
		id++
		_, err := ann.MessagesForwardMessages(ann.ctx, &tg.MessagesForwardMessagesRequest{
			FromPeer: toBob, ToPeer: toBob, ID: []int{held.ID}, RandomID: []int64{id},
		})
		if err != nil {
			t.Error(err)
		}
		_, err = ann.PhotosUpdateProfilePhoto(ann.ctx, &tg.PhotosUpdateProfilePhotoRequest{ID: knownInput})
		ann.refused("PHOTO_INVALID", err)
	})
	t.Run("and the other one saw nothing of it", func(t *testing.T) {
		page := answer[tg.MessagesMessagesClass](bob)(bob.MessagesGetHistory(bob.ctx, &tg.MessagesGetHistoryRequest{Peer: toAnn, Limit: 100}))
		all, _ := page.AsModified()
		for _, m := range all.GetMessages() {
			if m, ok := m.(*tg.Message); ok && m.Media != nil {
				t.Errorf("bob has %+v", m)
			}
		}
		if u := answer[[]tg.UserClass](bob)(bob.UsersGetUsers(bob.ctx, []tg.InputUserClass{inputUser(toAnn)})); u[0].(*tg.User).Photo != nil {
			if _, empty := u[0].(*tg.User).Photo.(*tg.UserProfilePhotoEmpty); !empty {
				t.Error("bob sees a photo of ann")
			}
		}
	})
	if j.asked.Load() == 0 {
		t.Error("nobody asked the screener")
	}
}

// drawnPNG is a picture as large as a custom emoji, another one for each seed.
func drawnPNG(t *testing.T, seed int) []byte {
	t.Helper()
	p := image.NewNRGBA(image.Rect(0, 0, 100, 100))
	for i := range 100 {
		p.Set(i, (i*seed)%100, color.NRGBA{byte(seed), byte(seed >> 8), byte(i), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
