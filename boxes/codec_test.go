package boxes

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"lamplight"
)

var when = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// full has something in every field that is stored.
var full = func() (m lamplight.Message) {
	fill(reflect.ValueOf(&m).Elem())
	m.Box, m.ID, m.Text = 7, 9, "what a person wrote ✓"
	return m
}()

// fill gives every stored field of v a value. What is not stored stays zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Array:
		fill(v.Index(0))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(when))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("cbor") != "-" {
				fill(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString("s")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(3)
	default:
		v.SetInt(5)
	}
}

// filled fails for a value with a field that is zero: the values below must grow with their types.
func filled(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch {
	case v.IsZero():
		t.Errorf("%s is zero: give it a value, so that the round trip covers it", path)
	case v.Kind() == reflect.Pointer:
		filled(t, v.Elem(), path)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			filled(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	}
}

func TestMessageRoundTrip(t *testing.T) {
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
	c, err := encode(&countRow{Views: 1, Replies: 2, Repliers: []lamplight.Peer{lamplight.UserPeer(1)}})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{m, e, d, h, c, threadValue(&full), unseenValue(1, 2), encodeHead(&headRow{PTS: 1, Date: when}), {}, {version}, {version, 0, 0}} {
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
		_, _ = decodeCounts(b)
		_, _ = decodeReactor(b)
		_, _ = decodeGap(b)
		_, _ = decodeThreadMark(lamplight.Peer{}, 1, b)
		_, _, _, _ = readThreadValue(b)
		_, _, _ = readUnseen(b)
		_, _ = readCopy(Row{Key: string(b), Value: b})
		if h, err := decodeHead(b); err == nil {
			if again, err := decodeHead(encodeHead(&h)); err != nil || again != h {
				t.Fatalf("head %+v, %v\nwant %+v", again, err, h)
			}
		}
	})
}
