package render

import (
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// TestTheFirstMessageOfAChatIsNamed: the answer to who makes a group says of its one message which request it was.
func TestTheFirstMessageOfAChatIsNamed(t *testing.T) {
	said := lamplight.Message{ID: 3, Peer: lamplight.Peer{Kind: lamplight.PeerChat, ID: 77}, From: lamplight.UserPeer(1), Out: true}
	u, err := newRenderer().Made(t.Context(), rpc.Call{User: 1}, time.Unix(1, 0), []lamplight.Event{
		{Kind: lamplight.EventNewMessage, PTS: 3, Count: 1, Message: &said},
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, x := range u.(*tg.Updates).Updates {
		if x, ok := x.(*tg.UpdateMessageID); ok && x.ID == 3 && x.RandomID != 0 {
			named++
		}
	}
	if named != 1 {
		t.Errorf("the message is named %d times, want once: %v", named, u)
	}
}

// TestFilesLieWhereTheCallerIs: a client that calls the server by another number fetches files under that number.
func TestFilesLieWhereTheCallerIs(t *testing.T) {
	r := newRenderer()
	for _, tt := range []struct{ named, want int }{{0, 2}, {1, 1}, {10_001, 1}, {-3, 3}, {9, 2}} {
		if got := r.dataCentre(rpc.Call{DC: tt.named}); got != tt.want {
			t.Errorf("files lie in %d for a client of %d, want %d", got, tt.named, tt.want)
		}
	}
	if rights := defaultRights(lamplight.Restraint{}); rights.UntilDate != 1<<31-1 {
		t.Errorf("what nobody may do ends at %d", rights.UntilDate)
	}
}
