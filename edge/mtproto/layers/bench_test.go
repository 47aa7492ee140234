package layers

import (
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// page is a page of history as a client shows it: 100 messages of 20 people.
func page(tb testing.TB) []byte {
	res := &tg.MessagesMessagesSlice{Count: 5000}
	for i := range 20 {
		u := &tg.User{ID: int64(1000 + i)}
		u.SetAccessHash(int64(i) << 40)
		u.SetFirstName("Ada")
		u.SetLastName("Lovelace")
		u.SetUsername("ada_lovelace")
		u.SetPhoto(&tg.UserProfilePhoto{PhotoID: 77, DCID: 2, StrippedThumb: make([]byte, 40)})
		u.SetStatus(&tg.UserStatusOffline{WasOnline: 1_700_000_000})
		res.Users = append(res.Users, u)
	}
	for i := range 100 {
		m := &tg.Message{
			ID: 5000 - i, PeerID: &tg.PeerUser{UserID: 1001}, Date: 1_700_000_000 + i,
			Message: "The engine might compose elaborate and scientific pieces of music of any degree of complexity.",
		}
		m.SetFromID(&tg.PeerUser{UserID: int64(1000 + i%20)})
		if i%3 == 0 {
			reply := &tg.MessageReplyHeader{}
			reply.SetReplyToMsgID(4000 + i)
			m.SetReplyTo(reply)
		}
		if i%4 == 0 {
			m.SetEntities([]tg.MessageEntityClass{&tg.MessageEntityBold{Offset: 4, Length: 6}, &tg.MessageEntityItalic{Length: 3}})
		}
		if i%10 == 0 {
			m.SetReactions(tg.MessageReactions{Results: []tg.ReactionCount{{Reaction: &tg.ReactionEmoji{Emoticon: "👍"}, Count: 3}}})
		}
		if i%8 == 0 {
			photo := &tg.MessageMediaPhoto{}
			photo.SetPhoto(&tg.Photo{ID: 9, AccessHash: 8, FileReference: make([]byte, 24), DCID: 2, Sizes: []tg.PhotoSizeClass{
				&tg.PhotoStrippedSize{Type: "i", Bytes: make([]byte, 40)}, &tg.PhotoSize{Type: "m", W: 320, H: 240, Size: 20000},
				&tg.PhotoSizeProgressive{Type: "x", W: 800, H: 600, Sizes: []int{1, 2, 3, 4, 5}},
			}})
			m.SetMedia(photo)
		}
		res.Messages = append(res.Messages, m)
	}
	var b bin.Buffer
	if err := res.Encode(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Buf
}

func historyRequest(tb testing.TB, layer int) Request {
	m := newMaker(layer, 1)
	_, req, err := Up(nil, layer, m.method(nil, "messages.getHistory", 1))
	if err != nil {
		tb.Fatal(err)
	}
	return req
}

// The limit for a page to layer 198 is 0.2 ms.
func BenchmarkPage198(b *testing.B) { benchmarkPage(b, 198) }
func BenchmarkPage158(b *testing.B) { benchmarkPage(b, 158) }
func BenchmarkPage227(b *testing.B) { benchmarkPage(b, 227) }
func BenchmarkPage229(b *testing.B) { benchmarkPage(b, 229) }

func benchmarkPage(b *testing.B, layer int) {
	answer, req := page(b), historyRequest(b, layer)
	dst := make([]byte, 0, 2*len(answer))
	b.SetBytes(int64(len(answer)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := req.Down(dst, answer); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpSendMessage(b *testing.B) {
	body := newMaker(198, 3).method(nil, "messages.sendMessage", 2)
	dst := make([]byte, 0, 2*len(body))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Up(dst, 198, body); err != nil {
			b.Fatal(err)
		}
	}
}

// The first session of a layer waits for its tables.
func BenchmarkTables(b *testing.B) {
	for b.Loop() {
		t := readTables(tablesBin)
		newConverter(t, t.newest(), true)
		newConverter(t, t.layers[198], false)
	}
}

// A conversion allocates its own state and nothing for what it converts.
func TestPageAllocates(t *testing.T) {
	for _, l := range older() {
		answer, req := page(t), historyRequest(t, l)
		dst := make([]byte, 0, 2*len(answer))
		if n := testing.AllocsPerRun(10, func() { _, _ = req.Down(dst, answer) }); n > 1 {
			t.Errorf("layer %d: %v allocations for a page; want 1", l, n)
		}
	}
}

// What gotd writes for a page is read by the schema of every layer, with all of its messages and people.
func TestPageIsWhole(t *testing.T) {
	tab := tables()
	for _, l := range older() {
		req := historyRequest(t, l)
		out, err := req.Down(nil, page(t))
		if err != nil {
			t.Errorf("layer %d: %v", l, err)
			continue
		}
		c := checker{t: tab, l: tab.layers[l]}
		if err := c.whole(out, req.older.result); err != nil {
			t.Errorf("layer %d: %v", l, err)
			continue
		}
		n, _ := c.tree(out, req.older.result)
		messages, users := n.fields[tab.name["messages"]].items, n.fields[tab.name["users"]].items
		if len(messages) != 100 || len(users) != 20 {
			t.Errorf("layer %d: %d messages of %d people; want 100 of 20", l, len(messages), len(users))
		}
	}
}
