package boxes

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"lamplight"
)

var when = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// full has something in every field.
var full = lamplight.Message{
	Box: 7, ID: 9, Peer: lamplight.UserPeer(5), From: lamplight.ChannelPeer(6), Out: true, Content: 1 << 62, Sent: when,
	Edited: when.Add(time.Hour), Text: "what a person wrote ✓",
	Entities: []lamplight.Entity{{Kind: lamplight.EntityTextURL, Offset: 1, Length: 2, URL: "u", Language: "l", User: 3, Document: -4, Folded: true}},
	Reply: &lamplight.Reply{ID: 3, Content: 4, Quote: "q", QuoteOffset: 1,
		QuoteEntities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 1}}, Thread: 5, Topic: true, Peer: lamplight.ChannelPeer(6),
		From: &lamplight.Forward{From: lamplight.ChatPeer(8), Name: "n", Date: when, Content: 5, ID: 6, SavedPeer: lamplight.UserPeer(9),
			SavedID: 7, SavedFrom: lamplight.UserPeer(10), SavedName: "s", SavedDate: when, SavedOut: true, Author: "w"},
		Media: media},
	Forward: &lamplight.Forward{From: lamplight.ChatPeer(8), Name: "n", Date: when, Content: 5, ID: 6, SavedPeer: lamplight.UserPeer(9),
		SavedID: 7, SavedFrom: lamplight.UserPeer(10), SavedName: "s", SavedDate: when, SavedOut: true, Author: "w"},
	Action: &lamplight.Action{Kind: lamplight.ActionSetTTL, Number: 86400, User: 16, Title: "t", Users: []lamplight.UserID{17}, Peer: lamplight.ChatPeer(18),
		Photo: photo, Document: ptr(lamplight.DocumentID(19)), Closed: ptr(true), Hidden: ptr(true)},
	Silent: true, NoLinks: true, Via: 11, Group: 12, Invert: true, NoCopy: true, Random: -13, Pinned: true, Mentioned: true, Source: 14, TTL: 15, Scheduled: true,
	Sender: 20, Author: "a", Media: media, Post: true, Mentions: []lamplight.UserID{21}, Unseen: true, Comments: 22, CommentID: 23, Held: true,
	HideEdited: true,
	Reactions: &lamplight.Reactions{Named: true, Tallies: []lamplight.Tally{{Reaction: lamplight.Reaction{Emoji: "e"}, Count: 1}},
		Recent: []lamplight.Reactor{{Peer: lamplight.UserPeer(24), Reaction: lamplight.Reaction{Document: 25}, Date: when, Big: true, Unread: true}}},
}

func ptr[T any](v T) *T { return &v }

var (
	sizes = []lamplight.PhotoSize{{Type: "m", Width: 1, Height: 2, Size: 3, Hash: lamplight.FileHash{4}, Inline: []byte{5}, Steps: []int{6}}}
	photo = &lamplight.Photo{ID: 1, Date: when, Sizes: sizes, Stickers: true, Video: sizes}
	paper = &lamplight.Document{ID: 1, Date: when, MIME: "m", Name: "n", Size: 2, Hash: lamplight.FileHash{3}, Thumbs: sizes}
	media = &lamplight.Media{
		Kind: lamplight.MediaPage, Photo: photo, Document: paper, Contact: &lamplight.Contact{Phone: "1", FirstName: "f", LastName: "l", VCard: "v", User: 2},
		Geo:   &lamplight.Geo{Latitude: 1, Longitude: 2, Accuracy: 3, Heading: 4, Period: 5, Near: 6, Stopped: true, Hash: 7},
		Venue: &lamplight.Venue{Title: "t", Address: "a", Provider: "p", ID: "i", Type: "t"}, Dice: &lamplight.Dice{Emoji: "e", Value: 1},
		Poll: 1, Spoiler: true, TTL: 2,
		Page: &lamplight.Page{ID: 1, URL: "u", Shown: "s", Pending: true, Empty: true, Type: "t", Site: "s", Title: "t", Description: "d", Author: "a",
			Photo: photo, Document: paper, Large: true, Small: true, Manual: true, Date: when},
	}
)

// elsewhere is what has a test of its own where it is kept.
var elsewhere = map[string]bool{
	"Message.Media.Document": true, "Message.Media.Page.Document": true, "Message.Reply.Media.Document": true, "Message.Reply.Media.Page.Document": true,
}

// filled fails for a value with a field that is zero: the values above must grow with their types.
func filled(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch {
	case elsewhere[path]:
	case v.IsZero():
		t.Errorf("%s is zero: give it a value, so that the round trip covers it", path)
	case v.Kind() == reflect.Pointer:
		filled(t, v.Elem(), path)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("cbor") == "-" {
				continue // it is not stored
			}
			filled(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	}
}

func TestMessageRoundTrip(t *testing.T) {
	filled(t, reflect.ValueOf(full), "Message")
	for name, m := range map[string]lamplight.Message{
		"full": full, "not UTF-8": {Box: 7, ID: 9, Content: 1, Sent: when, Text: "\xff\xfe"}, "bare": {Box: 7, ID: 9, Peer: lamplight.UserPeer(5), From: lamplight.UserPeer(5), Content: 1, Sent: when},
	} {
		b, err := encodeMessage(&m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := encodeMessage(&m)
		if err != nil || !bytes.Equal(b, again) {
			t.Errorf("%s: two encodings differ", name)
		}
		got, err := decodeMessage(7, 9, b)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s: %#v, %v\nwant %#v", name, got, err, m)
		}
		flags, sent, _, err := peek(b)
		if err != nil || sent != when.Unix() || flags&flagIncoming != 0 != incoming(&m) {
			t.Errorf("%s: peeked flags %b, sent %d, %v", name, flags, sent, err)
		}
	}
}

func TestEventRoundTrip(t *testing.T) {
	e := lamplight.Event{
		Kind: lamplight.EventDraft, Date: when, Origin: 1, IDs: []lamplight.MessageID{2}, Peer: lamplight.UserPeer(3),
		Peers: []lamplight.Peer{lamplight.ChatPeer(4)}, From: 5, MaxID: 6, Unread: 7, Flag: true, Number: 8, Text: "t",
		Draft: &lamplight.Draft{
			Text: "d", Entities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 1}}, ReplyTo: 1, NoLinks: true, Date: when,
			Invert: true, Quote: "q", QuoteEntities: []lamplight.Entity{{Kind: lamplight.EntityBold, Length: 1}}, QuoteOffset: 2,
		},
		Presence: &lamplight.Presence{Kind: lamplight.PresenceOffline, At: when, ByMe: true},
		Sent:     []lamplight.MessageID{19},
	}
	filled(t, reflect.ValueOf(*e.Draft), "Draft")
	filled(t, reflect.ValueOf(*e.Presence), "Presence")
	b, err := encodeEvent(&e)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeEvent(b); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%+v, %v\nwant %+v", got, err, e)
	}
	m := full
	if b, err = encodeEvent(&lamplight.Event{Kind: lamplight.EventNewMessage, Date: when, Message: &m}); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("what a person wrote")) {
		t.Error("an event holds the text of its message: deleting the message would leave it behind")
	}
	want := lamplight.Event{Kind: lamplight.EventNewMessage, Date: when, Count: 1, Peer: m.Peer, IDs: []lamplight.MessageID{9}}
	if got, err := decodeEvent(b); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
}

func TestDialogAndHeadRoundTrip(t *testing.T) {
	d := dialogRow{Count: 5, Wrote: true, Dialog: lamplight.Dialog{
		Peer: lamplight.UserPeer(1), Top: 2, TopDate: when, ReadInbox: 3, ReadOutbox: 4, Unread: 5, UnreadMark: true, Pinned: 6, Folder: 1,
		Draft: &lamplight.Draft{Text: "d", Date: when}, Mentions: 7, Cleared: 8, Hidden: true, TTL: 9,
	}}
	filled(t, reflect.ValueOf(d.Dialog).Field(0), "Dialog.Peer")
	b, err := encode(&d)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeDialog(b); err != nil || !reflect.DeepEqual(got, d) {
		t.Errorf("%+v, %v\nwant %+v", got, err, d)
	}
	h := headRow{PTS: 1, Seq: 2, Top: 3, Date: when, Unread: 4, Listed: [folders]int{5, 6}, OldestPTS: 7, OldestSeq: 8, OldestKeys: 9, Messages: 10, Bytes: 11, Counted: 12}
	filled(t, reflect.ValueOf(h), "head")
	before, err := encode(&h) // the form of earlier versions
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"now": encodeHead(&h), "before": before} {
		if got, err := decodeHead(b); err != nil || got != h {
			t.Errorf("%s: %+v, %v\nwant %+v", name, got, err, h)
		}
	}
	if got, err := decodeHead(encodeHead(&headRow{})); err != nil || got != (headRow{}) {
		t.Errorf("an empty head comes back as %+v, %v", got, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good, err := encode(&headRow{PTS: 1})
	if err != nil {
		t.Fatal(err)
	}
	numbers := encodeHead(&headRow{PTS: 1 << 20})
	for name, b := range map[string][]byte{
		"another version": append([]byte{headVersion + 1}, good[1:]...), "cut": good[:len(good)-1], "more": append(bytes.Clone(good), 0),
		"cut numbers": numbers[:len(numbers)-1], "more numbers": append(bytes.Clone(numbers), 0), "a number without end": append(numbers[:2:2], bytes.Repeat([]byte{0xff}, 12)...),
	} {
		if _, err := decodeHead(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := decodeMessage(1, 1, nil); err == nil {
		t.Error("an empty message is read")
	}
}

// FuzzDecode reads arbitrary bytes as a row of each kind: no panic, and what can be read is written the same each time.
func FuzzDecode(f *testing.F) {
	m, err := encodeMessage(&full)
	if err != nil {
		f.Fatal(err)
	}
	e, err := encodeEvent(&lamplight.Event{Kind: lamplight.EventDeleteMessages, IDs: []lamplight.MessageID{1, 2}, Date: when})
	if err != nil {
		f.Fatal(err)
	}
	d, err := encode(&dialogRow{Dialog: lamplight.Dialog{Peer: lamplight.UserPeer(1), TopDate: when}, Count: 2})
	if err != nil {
		f.Fatal(err)
	}
	h, err := encode(&headRow{PTS: 1, Date: when})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{m, e, d, h, encodeHead(&headRow{PTS: 1, Date: when}), {}, {version}, {version, 0, 0}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := decodeMessage(1, 2, b); err == nil {
			once, err := encodeMessage(&m)
			if err != nil {
				t.Fatal(err)
			}
			if m, err = decodeMessage(1, 2, once); err != nil {
				t.Fatal(err)
			}
			if twice, err := encodeMessage(&m); err != nil || !bytes.Equal(once, twice) {
				t.Fatalf("message %x, %v\nwant %x", twice, err, once)
			}
		}
		if e, err := decodeEvent(b); err == nil && e.Message == nil {
			once, err := encodeEvent(&e)
			if err != nil {
				t.Fatal(err)
			}
			if e, err = decodeEvent(once); err != nil {
				t.Fatal(err)
			}
			if twice, err := encodeEvent(&e); err != nil || !bytes.Equal(once, twice) {
				t.Fatalf("event %x, %v\nwant %x", twice, err, once)
			}
		}
		_, _ = decodeDialog(b)
		if h, err := decodeHead(b); err == nil {
			if again, err := decodeHead(encodeHead(&h)); err != nil || again != h {
				t.Fatalf("head %+v, %v\nwant %+v", again, err, h)
			}
		}
	})
}
