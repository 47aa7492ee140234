package boxes

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamplight"
)

// TestOrder holds that the bytes of keys sort as what they stand for.
func TestOrder(t *testing.T) {
	peers := rapid.Custom(func(t *rapid.T) lamplight.Peer {
		return lamplight.Peer{Kind: lamplight.PeerKind(rapid.IntRange(1, 3).Draw(t, "kind")), ID: rapid.Int64Range(1, 1<<40).Draw(t, "id")}
	})
	dialogs := rapid.Custom(func(t *rapid.T) lamplight.Dialog {
		d := lamplight.Dialog{Peer: peers.Draw(t, "peer"), Top: lamplight.MessageID(rapid.IntRange(0, 3).Draw(t, "top"))}
		d.TopDate = time.Unix(rapid.Int64Range(1, 3).Draw(t, "date"), 0)
		d.Pinned = rapid.IntRange(-3, 3).Draw(t, "pinned")
		return d
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := dialogs.Draw(t, "a"), dialogs.Draw(t, "b")
		a.Pinned, b.Pinned = max(a.Pinned, 0), max(b.Pinned, 0)
		want := cmp.Compare(b.Pinned, a.Pinned) // highest first, none last
		if want == 0 && a.Pinned == 0 {
			want = cmp.Or(b.TopDate.Compare(a.TopDate), cmp.Compare(b.Top, a.Top),
				cmp.Compare(b.Peer.Kind, a.Peer.Kind), cmp.Compare(b.Peer.ID, a.Peer.ID))
		} else if want == 0 {
			want = cmp.Or(cmp.Compare(a.Peer.Kind, b.Peer.Kind), cmp.Compare(a.Peer.ID, b.Peer.ID))
		}
		if got := strings.Compare(orderKey(&a), orderKey(&b)); got != want {
			t.Fatalf("%+v and %+v compare as %d, want %d", a, b, got, want)
		}
		if got := orderPeer(orderKey(&a)); got != a.Peer {
			t.Fatalf("the place of %v names %v", a.Peer, got)
		}
		p := peers.Draw(t, "peer")
		x, y := rapid.Int32Range(0, maxInt32).Draw(t, "x"), rapid.Int32Range(0, maxInt32).Draw(t, "y")
		kx, ky := messageKey(p, lamplight.MessageID(x)), messageKey(p, lamplight.MessageID(y))
		if strings.Compare(kx, ky) != cmp.Compare(x, y) || messageKeyID(kx) != lamplight.MessageID(x) || readPeer(kx) != p {
			t.Fatalf("message keys of %d and %d", x, y)
		}
		if end := conversation(1, p, 0, 0, false, 1).To; kx >= end {
			t.Fatalf("message %d lies beyond its conversation", x)
		}
	})
}
