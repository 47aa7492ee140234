package boxestest

import (
	"errors"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// testDiscussed appends posts together with their copies in the group where they are discussed: each names the other.
func testDiscussed(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	group := lamplight.ChannelBox(other)
	w.do(boxes.Append{Box: group, Message: lamplight.Message{Peer: lamplight.ChannelPeer(other), From: peer(ann), Content: 1, Text: "hi"}})
	both := func(c lamplight.ContentID, from lamplight.Peer, held bool) []boxes.Op {
		copied := boxes.Append{Box: group, CopyOf: clubBox, Held: held, Message: lamplight.Message{
			Peer: lamplight.ChannelPeer(other), From: clubPeer, Content: c + 100, Text: "post", Pinned: true,
			Forward: &lamplight.Forward{From: from, SavedPeer: clubPeer},
		}}
		post := publish(ann, c)
		post.CommentsIn, post.Held = group, held
		return []boxes.Op{copied, post}
	}
	w.do(append(both(10, clubPeer, false), both(11, peer(bob), false)...)...)
	w.do(both(12, clubPeer, true)...)
	for i, want := range []struct {
		post, copied, forward lamplight.MessageID
	}{{1, 2, 1}, {2, 3, 0}, {3, 4, 3}} {
		if i == 2 {
			w.do(boxes.Release{Box: clubBox, ID: want.post}, boxes.Release{Box: group, ID: want.copied})
		}
		ms, err := w.MessagesOf(ctx(), []boxes.Place{
			{Box: clubBox, Peer: clubPeer, ID: want.post}, {Box: group, Peer: lamplight.ChannelPeer(other), ID: want.copied},
		})
		if err != nil || len(ms) != 2 {
			t.Fatalf("post %d and copy %d: %v, %v", want.post, want.copied, ms, err)
		}
		if ms[0].Comments != other || ms[0].CommentID != want.copied {
			t.Errorf("post %d is discussed at %d of %d", want.post, ms[0].CommentID, ms[0].Comments)
		}
		if h := ms[1].Forward; h.SavedID != want.post || h.ID != want.forward || !ms[1].Pinned {
			t.Errorf("copy %d says %+v", want.copied, h)
		}
	}
	alone := publish(ann, 20)
	alone.CommentsIn = group
	for _, op := range []boxes.Op{alone, boxes.Append{Box: group, CopyOf: clubBox, Message: lamplight.Message{
		Peer: lamplight.ChannelPeer(other), From: clubPeer, Content: 21, Text: "post",
	}}} {
		if _, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: []boxes.Op{op}}); !errors.Is(err, boxes.ErrGroup) {
			t.Errorf("%+v: %v, want ErrGroup", op, err)
		}
	}
	w.check(clubBox, group)
}
