package api

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/api/help"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// withFiles returns handlers of the files that come with the server.
func withFiles(t testing.TB) *Namespaces {
	t.Helper()
	now := func() time.Time { return time.Unix(1_800_000_000, 0) }
	files, err := media.New(media.Options{Secret: bytes.Repeat([]byte{3}, media.SecretSize), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	n := new(Namespaces)
	n.Messages.Reactions, n.Messages.DC, n.Upload.Files = files, 2, files
	n.Help.Now, n.Help.Settings = now, help.Settings{DC: 2}
	return n
}

// serve calls a method as the wire does, and returns the answer's bytes.
func serve(t testing.TB, n *Namespaces, c rpc.Call, method string, req rpc.Request) ([]byte, error) {
	t.Helper()
	for _, r := range slices.Concat(n.Routes()...) {
		if r.Method != method {
			continue
		}
		res, err := r.Serve(context.Background(), c, req)
		if err != nil {
			return nil, err
		}
		var b bin.Buffer
		if err := res.Encode(&b); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		return b.Buf, nil
	}
	t.Fatalf("%s has no row", method)
	return nil, nil
}

// available asks for the reactions.
func available(t testing.TB, n *Namespaces, c rpc.Call, hash int) tg.MessagesAvailableReactionsClass {
	t.Helper()
	answer, err := serve(t, n, c, "messages.getAvailableReactions", &tg.MessagesGetAvailableReactionsRequest{Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	got, err := tg.DecodeMessagesAvailableReactions(&bin.Buffer{Buf: answer})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// documents are the files of a reaction.
func documents(t testing.TB, r tg.AvailableReaction) []*tg.Document {
	t.Helper()
	around, has := r.GetAroundAnimation()
	center, hasCenter := r.GetCenterIcon()
	if !has || !hasCenter {
		t.Errorf("%s lacks what is shown under a message", r.Reaction)
	}
	var all []*tg.Document
	for _, d := range []tg.DocumentClass{
		r.StaticIcon, r.AppearAnimation, r.SelectAnimation, r.ActivateAnimation, r.EffectAnimation, around, center,
	} {
		doc, ok := d.(*tg.Document)
		if !ok {
			t.Fatalf("%s has %T", r.Reaction, d)
		}
		all = append(all, doc)
	}
	return all
}

func TestReactionsCanBeDownloaded(t *testing.T) {
	n := withFiles(t)
	c := rpc.Call{User: 5, DC: 10_004}
	list, ok := available(t, n, c, 0).(*tg.MessagesAvailableReactions)
	if !ok || len(list.Reactions) < 12 {
		t.Fatalf("the answer is %T", list)
	}
	if _, same := available(t, n, c, list.Hash).(*tg.MessagesAvailableReactionsNotModified); !same {
		t.Error("who has the list is given it again")
	}
	for _, r := range list.Reactions {
		for i, d := range documents(t, r) {
			kind, mime := tg.StorageFileTypeClass(&tg.StorageFileUnknown{}), "application/x-tgsticker"
			if i == 0 {
				kind, mime = &tg.StorageFileWebp{}, "image/webp"
			}
			if d.DCID != 4 || d.MimeType != mime || d.Date == 0 {
				t.Errorf("%s: %+v", r.Reaction, d)
			}
			sized, sticker, named := false, false, false
			for _, a := range d.Attributes {
				switch a := a.(type) {
				case *tg.DocumentAttributeImageSize:
					sized = a.W > 0 && a.W <= 512 && a.H > 0 && a.H <= 512
				case *tg.DocumentAttributeSticker:
					sticker = a.Alt == r.Reaction
				case *tg.DocumentAttributeFilename:
					named = a.FileName != ""
				}
			}
			if !sized || !sticker || !named {
				t.Errorf("%s: the attributes are %v", r.Reaction, d.Attributes)
			}
			if got := download(t, n, c, d, kind, 4<<10); int64(len(got)) != d.Size {
				t.Errorf("%s: %d bytes, %d are said", r.Reaction, len(got), d.Size)
			}
		}
	}
}

// download fetches a file in parts of limit bytes, as clients do.
func download(t *testing.T, n *Namespaces, c rpc.Call, d *tg.Document, kind tg.StorageFileTypeClass, limit int) []byte {
	t.Helper()
	var all []byte
	for {
		answer, err := serve(t, n, c, "upload.getFile", &tg.UploadGetFileRequest{
			Location: d.AsInputDocumentFileLocation(""), Offset: int64(len(all)), Limit: limit, CDNSupported: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tg.DecodeUploadFile(&bin.Buffer{Buf: answer})
		if err != nil {
			t.Fatal(err)
		}
		file, ok := got.(*tg.UploadFile)
		if !ok || file.Type.TypeID() != kind.TypeID() || file.Mtime == 0 {
			t.Fatalf("a part is %v", got)
		}
		all = append(all, file.Bytes...)
		if len(file.Bytes) < limit {
			return all
		}
	}
}

// TestReactionsAreTheSameInEveryLayer holds the answers to what was so in all layers: the types of reactions and documents
// have not changed since the oldest.
func TestReactionsAreTheSameInEveryLayer(t *testing.T) {
	n := withFiles(t)
	c := rpc.Call{User: 5, DC: 2}
	list := available(t, n, c, 0).(*tg.MessagesAvailableReactions)
	where := documents(t, list.Reactions[0])[1].AsInputDocumentFileLocation("")
	ids := methodsByLayer(t)
	for method, req := range map[string]rpc.Request{
		"messages.getAvailableReactions": &tg.MessagesGetAvailableReactionsRequest{},
		"messages.getTopReactions":       &tg.MessagesGetTopReactionsRequest{Limit: 5},
		"upload.getFile":                 &tg.UploadGetFileRequest{Location: where, Limit: 1 << 20},
		"upload.getFileHashes":           &tg.UploadGetFileHashesRequest{Location: where},
	} {
		answer, err := serve(t, n, c, method, req)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		for _, layer := range layers.Supported() {
			if id, known := ids[layer][method]; !known || id != req.TypeID() {
				t.Errorf("%s has another form in layer %d", method, layer)
				continue
			}
			var body bin.Buffer
			if err := req.Encode(&body); err != nil {
				t.Fatal(err)
			}
			_, asking, err := layers.Up(nil, layer, body.Buf)
			if err != nil {
				t.Errorf("%s in layer %d: %v", method, layer, err)
				continue
			}
			if got, err := asking.Down(nil, answer); err != nil || !bytes.Equal(got, answer) {
				t.Errorf("%s in layer %d: %d bytes of %d, %v", method, layer, len(got), len(answer), err)
			}
		}
	}
}

func TestPlacesThatNothingIsAt(t *testing.T) {
	n := withFiles(t)
	c := rpc.Call{User: 5, DC: 2}
	d := documents(t, available(t, n, c, 0).(*tg.MessagesAvailableReactions).Reactions[0])[0]
	change := func(f func(*tg.InputDocumentFileLocation)) *tg.InputDocumentFileLocation {
		l := d.AsInputDocumentFileLocation("")
		f(l)
		return l
	}
	for _, tt := range []struct {
		what string
		by   lamplight.UserID
		req  *tg.UploadGetFileRequest
		want string
	}{
		{"nobody", 0, &tg.UploadGetFileRequest{Location: change(func(*tg.InputDocumentFileLocation) {})}, "AUTH_KEY_UNREGISTERED"},
		{"another", 6, &tg.UploadGetFileRequest{Location: change(func(*tg.InputDocumentFileLocation) {})}, "FILE_ID_INVALID"},
		{"no access hash", 5, &tg.UploadGetFileRequest{
			Location: change(func(l *tg.InputDocumentFileLocation) { l.AccessHash = 0 }),
		}, "FILE_ID_INVALID"},
		{"another id", 5, &tg.UploadGetFileRequest{
			Location: change(func(l *tg.InputDocumentFileLocation) { l.ID++ }),
		}, "FILE_ID_INVALID"},
		{"no reference", 5, &tg.UploadGetFileRequest{
			Location: change(func(l *tg.InputDocumentFileLocation) { l.FileReference = nil }),
		}, "FILE_REFERENCE_EMPTY"},
		{"a thumbnail", 5, &tg.UploadGetFileRequest{
			Location: change(func(l *tg.InputDocumentFileLocation) { l.ThumbSize = "m" }),
		}, "LOCATION_INVALID"},
		{"a photo", 5, &tg.UploadGetFileRequest{Location: &tg.InputPhotoFileLocation{ID: d.ID}}, "FILE_ID_INVALID"},
		{"no place", 5, &tg.UploadGetFileRequest{}, "LOCATION_INVALID"},
		{"a part across the border", 5, &tg.UploadGetFileRequest{
			Location: d.AsInputDocumentFileLocation(""), Offset: 1<<20 - 4<<10, Limit: 8 << 10,
		}, "LIMIT_INVALID"},
		{"an odd part", 5, &tg.UploadGetFileRequest{Location: d.AsInputDocumentFileLocation(""), Offset: 7, Limit: 4 << 10}, "OFFSET_INVALID"},
	} {
		if tt.req.Limit == 0 {
			tt.req.Limit = 4 << 10
		}
		_, err := serve(t, n, rpc.Call{User: tt.by, DC: 2}, "upload.getFile", tt.req)
		var e *lamplight.Error
		if !errors.As(err, &e) || e.Symbol() != tt.want {
			t.Errorf("%s: %v, want %s", tt.what, err, tt.want)
		}
	}
}

func TestTopReactionsAreOfTheList(t *testing.T) {
	n := withFiles(t)
	c := rpc.Call{User: 5, DC: 2}
	list := available(t, n, c, 0).(*tg.MessagesAvailableReactions)
	top := func(limit int, hash int64) tg.MessagesReactionsClass {
		answer, err := serve(t, n, c, "messages.getTopReactions", &tg.MessagesGetTopReactionsRequest{Limit: limit, Hash: hash})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tg.DecodeMessagesReactions(&bin.Buffer{Buf: answer})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, limit := range []int{-1, 0, 1, 8, 1000} {
		got := top(limit, 0).(*tg.MessagesReactions)
		if want := min(max(limit, 0), len(list.Reactions)); len(got.Reactions) != want {
			t.Fatalf("%d of at most %d", len(got.Reactions), limit)
		}
		for i, r := range got.Reactions {
			if e, ok := r.(*tg.ReactionEmoji); !ok || e.Emoticon != list.Reactions[i].Reaction {
				t.Errorf("the reaction %d is %v", i, r)
			}
		}
		if _, same := top(limit, got.Hash).(*tg.MessagesReactionsNotModified); same != (limit > 0) {
			t.Errorf("at most %d, asked again: not modified is %v", limit, same)
		}
	}

	// What is suggested first is one of them.
	answer, err := serve(t, n, c, "help.getConfig", &tg.HelpGetConfigRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var config tg.Config
	if err := config.Decode(&bin.Buffer{Buf: answer}); err != nil {
		t.Fatal(err)
	}
	suggested, _ := config.GetReactionsDefault()
	if e, ok := suggested.(*tg.ReactionEmoji); !ok || e.Emoticon != list.Reactions[0].Reaction {
		t.Errorf("the default is %v, the first is %s", suggested, list.Reactions[0].Reaction)
	}
}
