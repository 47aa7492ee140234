package server

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/gotd/td/tg"
)

// drawn is a picture as a camera would send it.
func drawn(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), uint8(x + y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload uploads a small file in one part.
func (p *phone) upload(id int64, name string, b []byte) *tg.InputFile {
	p.t.Helper()
	if ok := answer[bool](p)(p.UploadSaveFilePart(p.ctx, &tg.UploadSaveFilePartRequest{FileID: id, Bytes: b})); !ok {
		p.t.Fatal("the part was not saved")
	}
	return &tg.InputFile{ID: id, Parts: 1, Name: name}
}

func (p *phone) fetch(at tg.InputFileLocationClass) []byte {
	p.t.Helper()
	f := answer[tg.UploadFileClass](p)(p.UploadGetFile(p.ctx, &tg.UploadGetFileRequest{Location: at, Limit: 1 << 20}))
	return f.(*tg.UploadFile).Bytes
}

func sentMedia(p *phone, u tg.UpdatesClass, err error) []*tg.Message {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	var out []*tg.Message
	for _, one := range u.(*tg.Updates).Updates {
		switch n := one.(type) {
		case *tg.UpdateNewMessage:
			out = append(out, n.Message.(*tg.Message))
		case *tg.UpdateEditMessage:
			out = append(out, n.Message.(*tg.Message))
		}
	}
	if len(out) == 0 {
		p.t.Fatalf("no message in %+v", u)
	}
	return out
}

// TestMedia sends what people send to each other, and fetches it at the other end.
func TestMedia(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and two clients")
	}
	c := settings(t)
	c.TestAccounts = true
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996621111", true)
	bob := newPhone(t, at, "bob", "9996622222", true)
	find := func(p *phone, number string) tg.InputPeerClass {
		r := answer[*tg.ContactsImportedContacts](p)(p.ContactsImportContacts(p.ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: number, FirstName: "F"}}))
		u := r.Users[0].(*tg.User)
		return &tg.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash}
	}
	toBob, toAnn := find(ann, "9996622222"), find(bob, "9996621111")

	t.Run("a photo, in its sizes", func(t *testing.T) {
		u, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{
			Peer: toBob, RandomID: 1, Message: "a place", Media: &tg.InputMediaUploadedPhoto{File: ann.upload(1, "a.jpg", drawn(t, 900, 600)), Spoiler: true},
		})
		m := sentMedia(ann, u, err)[0]
		if m.Message != "a place" || !m.Media.(*tg.MessageMediaPhoto).Spoiler {
			t.Errorf("sent: %+v", m)
		}
		photo := bob.last(toAnn).Media.(*tg.MessageMediaPhoto).Photo.(*tg.Photo)
		if len(photo.Sizes) != 5 {
			t.Fatalf("sizes: %+v", photo.Sizes)
		}
		for _, s := range photo.Sizes[1:] {
			s := s.(*tg.PhotoSize)
			b := bob.fetch(&tg.InputPhotoFileLocation{ID: photo.ID, AccessHash: photo.AccessHash, FileReference: photo.FileReference, ThumbSize: s.Type})
			if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != s.W || c.Height != s.H || len(b) != s.Size {
				t.Errorf("size %s: %v, %v, %d bytes, want %+v", s.Type, c, err, len(b), s)
			}
		}
		// Sent on by its id.
		u, err = bob.MessagesSendMedia(bob.ctx, &tg.MessagesSendMediaRequest{
			Peer: toAnn, RandomID: 2, Media: &tg.InputMediaPhoto{ID: &tg.InputPhoto{ID: photo.ID, AccessHash: photo.AccessHash, FileReference: photo.FileReference}},
		})
		sentMedia(bob, u, err)
	})
	t.Run("an album", func(t *testing.T) {
		var all []tg.InputSingleMedia
		for i := range 3 {
			all = append(all, tg.InputSingleMedia{RandomID: int64(10 + i), Media: &tg.InputMediaUploadedPhoto{
				File: ann.upload(int64(10+i), "a.jpg", drawn(t, 200+i, 200)),
			}})
		}
		u, err := ann.MessagesSendMultiMedia(ann.ctx, &tg.MessagesSendMultiMediaRequest{Peer: toBob, MultiMedia: all})
		ms := sentMedia(ann, u, err)
		if len(ms) != 3 || ms[0].GroupedID == 0 || ms[0].GroupedID != ms[2].GroupedID {
			t.Errorf("album: %d messages, %+v", len(ms), ms[0])
		}
		all[1].RandomID, all[1].Media = 30, &tg.InputMediaDice{Emoticon: "🎲"}
		all[0].RandomID, all[2].RandomID = 31, 32
		_, err = ann.MessagesSendMultiMedia(ann.ctx, &tg.MessagesSendMultiMediaRequest{Peer: toBob, MultiMedia: all})
		ann.refused("GROUPED_MEDIA_INVALID", err)
	})
	t.Run("a file, equal at the other end", func(t *testing.T) {
		content := bytes.Repeat([]byte("lamplight "), 1000)
		u, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{
			Peer: toBob, RandomID: 40, Media: &tg.InputMediaUploadedDocument{
				File: ann.upload(40, "x", content), MimeType: "text/plain",
				Attributes: []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: "../notes\u202etxt.exe"}},
			},
		})
		m := sentMedia(ann, u, err)[0]
		d := bob.last(toAnn).Media.(*tg.MessageMediaDocument).Document.(*tg.Document)
		if b := bob.fetch(&tg.InputDocumentFileLocation{ID: d.ID, AccessHash: d.AccessHash, FileReference: d.FileReference}); !bytes.Equal(b, content) {
			t.Errorf("%d bytes came", len(b))
		}
		if name := d.Attributes[0].(*tg.DocumentAttributeFilename).FileName; name != "notestxt.exe" {
			t.Errorf("called %q", name)
		}
		u, err = ann.MessagesEditMessage(ann.ctx, &tg.MessagesEditMessageRequest{
			Peer: toBob, ID: m.ID, Media: &tg.InputMediaUploadedPhoto{File: ann.upload(41, "b.jpg", drawn(t, 100, 100))},
		})
		if _, ok := sentMedia(ann, u, err)[0].Media.(*tg.MessageMediaPhoto); !ok {
			t.Error("the edit did not make a photo of it")
		}
	})
	t.Run("places, people and dice", func(t *testing.T) {
		for i, in := range []tg.InputMediaClass{
			&tg.InputMediaGeoPoint{GeoPoint: &tg.InputGeoPoint{Lat: 60, Long: 24}},
			&tg.InputMediaVenue{GeoPoint: &tg.InputGeoPoint{Lat: 60, Long: 24}, Title: "Harbour"},
			&tg.InputMediaContact{PhoneNumber: "+9996622222", FirstName: "Bob"},
			&tg.InputMediaDice{Emoticon: "🎰"},
			&tg.InputMediaGeoLive{GeoPoint: &tg.InputGeoPoint{Lat: 60, Long: 24}, Period: 900},
		} {
			u, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{Peer: toBob, RandomID: int64(50 + i), Media: in})
			m := sentMedia(ann, u, err)[0]
			switch got := m.Media.(type) {
			case *tg.MessageMediaDice:
				if got.Value < 1 || got.Value > 64 {
					t.Errorf("thrown: %d", got.Value)
				}
			case *tg.MessageMediaGeoLive:
				stop := &tg.InputMediaGeoLive{Stopped: true, GeoPoint: &tg.InputGeoPointEmpty{}}
				u, err := ann.MessagesEditMessage(ann.ctx, &tg.MessagesEditMessageRequest{Peer: toBob, ID: m.ID, Media: stop})
				if e := sentMedia(ann, u, err)[0]; e.Media.(*tg.MessageMediaGeoLive).Period != 0 || !e.EditHide {
					t.Errorf("stopped: %+v", e)
				}
			case *tg.MessageMediaUnsupported, *tg.MessageMediaEmpty, nil:
				t.Errorf("%T became %T", in, got)
			}
		}
	})
	t.Run("what is no picture is refused", func(t *testing.T) {
		for i, tt := range []struct {
			b    []byte
			want string
		}{
			{[]byte("<html></html>"), "PHOTO_EXT_INVALID"},
			{drawn(t, 50, 50)[:400], "IMAGE_PROCESS_FAILED"},
			{append(drawn(t, 50, 50), "PK\x03\x04"...), "IMAGE_PROCESS_FAILED"},
			{drawn(t, 900, 20), "PHOTO_INVALID_DIMENSIONS"},
		} {
			_, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{
				Peer: toBob, RandomID: int64(70 + i), Media: &tg.InputMediaUploadedPhoto{File: ann.upload(int64(70+i), "a.jpg", tt.b)},
			})
			ann.refused(tt.want, err)
		}
	})
	t.Run("a photo of oneself", func(t *testing.T) {
		up := &tg.PhotosUploadProfilePhotoRequest{}
		up.SetFile(ann.upload(80, "me.jpg", drawn(t, 700, 700)))
		shown := answer[*tg.PhotosPhoto](ann)(ann.PhotosUploadProfilePhoto(ann.ctx, up)).Photo.(*tg.Photo)
		users := answer[[]tg.UserClass](bob)(bob.UsersGetUsers(bob.ctx, []tg.InputUserClass{inputUser(toAnn)}))
		p, ok := users[0].(*tg.User).Photo.(*tg.UserProfilePhoto)
		if !ok || p.PhotoID != shown.ID || len(p.StrippedThumb) == 0 {
			t.Fatalf("bob sees %+v", users[0].(*tg.User).Photo)
		}
		b := bob.fetch(&tg.InputPeerPhotoFileLocation{Peer: toAnn, PhotoID: p.PhotoID, Big: true})
		if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 640 {
			t.Errorf("the large one: %v, %v", c, err)
		}
		all := answer[tg.PhotosPhotosClass](bob)(bob.PhotosGetUserPhotos(bob.ctx, &tg.PhotosGetUserPhotosRequest{UserID: inputUser(toAnn)}))
		if n := len(all.(*tg.PhotosPhotos).Photos); n != 1 {
			t.Errorf("%d photos", n)
		}
		gone := answer[[]int64](ann)(ann.PhotosDeletePhotos(ann.ctx, []tg.InputPhotoClass{&tg.InputPhoto{ID: shown.ID}}))
		if len(gone) != 1 || gone[0] != shown.ID {
			t.Errorf("deleted %v", gone)
		}
	})
}

func inputUser(p tg.InputPeerClass) tg.InputUserClass {
	u := p.(*tg.InputPeerUser)
	return &tg.InputUser{UserID: u.UserID, AccessHash: u.AccessHash}
}
