package boxestest

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// benchPost measures a post in a supergroup: one box, whatever the number of members.
func benchPost(b *testing.B, n New) {
	w := fresh(b, n, boxes.Limits{})
	text := lamplight.Text(make([]byte, benchText))
	before := cpu(b)
	for i := 0; b.Loop(); i++ {
		by, _ := spread(int64(i))
		o := publish(by, lamplight.ContentID(i+1))
		o.Fresh, o.Message.Text = true, text
		w.do(o)
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/post")
}

// benchChannels measures what the list of somebody with 500 channels reads: their last messages, and what is unread.
func benchChannels(b *testing.B, n New) {
	w := fresh(b, n, boxes.Limits{})
	const channels, posts = 500, 60
	var cs []boxes.Conversation
	var qs []boxes.UnreadQuery
	var at []boxes.Place
	for i := range lamplight.ChannelID(channels) {
		c := boxes.Conversation{Box: lamplight.ChannelBox(i + 1), Peer: lamplight.ChannelPeer(i + 1)}
		cs, at = append(cs, c), append(at, boxes.Place{Box: c.Box, Peer: c.Peer, ID: posts})
		qs = append(qs, boxes.UnreadQuery{Box: c.Box, Peer: c.Peer, After: 10, By: ann})
		var ops []boxes.Op
		for j := range posts {
			ops = append(ops, boxes.Append{Box: c.Box, Message: lamplight.Message{
				Peer: c.Peer, From: peer(bob), Content: lamplight.ContentID(int(i)*posts + j + 1), Text: "text"}})
		}
		if i%2 == 0 {
			ops = append(ops, boxes.Delete{Box: c.Box, IDs: []lamplight.MessageID{20, 30}})
		}
		w.do(ops...)
	}
	b.Run("dialogs", func(b *testing.B) {
		for b.Loop() {
			if ds, err := w.DialogsOf(ctx(), cs); err != nil || ds[7].Top != posts {
				b.Fatal(ds[7], err)
			}
		}
	})
	b.Run("unread", func(b *testing.B) {
		for b.Loop() {
			if ns, err := w.Unread(ctx(), qs); err != nil || ns[7] != posts-10 || ns[8] != posts-12 {
				b.Fatal(ns[7], ns[8], err)
			}
		}
	})
	b.Run("tops of a page", func(b *testing.B) {
		for b.Loop() {
			if ms, err := w.MessagesOf(ctx(), at[:100]); err != nil || len(ms) != 100 {
				b.Fatal(len(ms), err)
			}
		}
	})
}

// benchWithdraw measures taking down what was forwarded into 10,000 boxes.
func benchWithdraw(b *testing.B, n New) {
	w := fresh(b, n, boxes.Limits{})
	const copies, group = 10_000, 500
	content := lamplight.ContentID(0)
	var took time.Duration
	for b.Loop() {
		source := content + 1
		b.StopTimer()
		for content++; content < source+copies; {
			var ops []boxes.Op
			for range group {
				content++
				u := lamplight.UserID(content%benchBoxes + 10)
				ops = append(ops, boxes.Append{Box: box(u), Fresh: true, Message: lamplight.Message{
					Peer: peer(ann), From: peer(ann), Content: content, Text: "text", Forward: &lamplight.Forward{Content: source, Date: noon}}})
			}
			w.do(ops...)
		}
		b.StartTimer()
		start := b.Elapsed()
		gone := 0
		for {
			cs, err := w.CopiesOf(ctx(), source, boxes.Copy{}, group)
			if err != nil {
				b.Fatal(err)
			}
			if len(cs) == 0 {
				break
			}
			ops := make([]boxes.Op, len(cs))
			for i, c := range cs {
				ops[i] = boxes.Delete{Box: c.Box, Contents: []lamplight.ContentID{c.Content}}
			}
			gone += len(cs)
			w.do(ops...)
		}
		if took += b.Elapsed() - start; gone != copies {
			b.Fatalf("%d copies found, want %d", gone, copies)
		}
	}
	b.ReportMetric(float64(copies*b.N)/took.Seconds(), "copies/s")
}
