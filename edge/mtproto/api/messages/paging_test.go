package messages

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/service/messages"
)

// TestDialogPaging goes through a list of conversations as client libraries do, over real rooms: every one is seen
// once, and it ends.
func TestDialogPaging(t *testing.T) {
	w := newTown(t, 1)
	d := w.devices[0]
	in := func(u lamplight.UserID) *tg.InputPeerUser {
		return &tg.InputPeerUser{UserID: int64(u), AccessHash: hashes.Of(d.call.User, lamplight.UserPeer(u))}
	}
	const n, limit = 45, 10
	for i := range n {
		if i%3 == 0 {
			w.clock = w.clock.Add(time.Second) // so that three of each have the same date
		}
		w.random++
		do[tg.UpdatesClass](w, d, &tg.MessagesSendMessageRequest{
			Peer: in(lamplight.UserID(3000 + i)), Message: "hi", RandomID: w.random,
		})
		d.pts++
	}
	for _, u := range []lamplight.UserID{3007, 3020} {
		do[*tg.BoolTrue](w, d, &tg.MessagesToggleDialogPinRequest{Peer: &tg.InputDialogPeer{Peer: in(u)}, Pinned: true})
	}
	do[*tg.BoolTrue](w, d, &tg.MessagesSaveDraftRequest{Peer: in(4000), Message: "never met"})

	var moves []messages.Move
	for _, u := range []lamplight.UserID{3005, 3041, 3042} {
		moves = append(moves, messages.Move{Peer: lamplight.UserPeer(u), Folder: messages.FolderArchive})
	}
	if _, err := w.msgs.Messages.(*messages.Service).MoveToFolder(t.Context(), messages.Caller{User: ann}, moves); err != nil {
		t.Fatal(err)
	}
	var in0, in1 tg.MessagesGetDialogsRequest
	in0.SetFolderID(0)
	in1.SetFolderID(1)
	tests := []struct {
		name  string
		first tg.MessagesGetDialogsRequest
		want  int
		begin []int64
	}{
		{"from zero", tg.MessagesGetDialogsRequest{}, n + 1, []int64{3020, 3007, 3044}},
		{"from a date that never comes", tg.MessagesGetDialogsRequest{OffsetDate: 2146999999}, n + 1, []int64{3020, 3007, 3044}},
		{"without pinned ones", tg.MessagesGetDialogsRequest{OffsetDate: 2146999999, ExcludePinned: true}, n - 1, []int64{3044, 3043}},
		{"the list", in0, n + 1 - 3, []int64{3020, 3007, 3044}},
		{"the archive", in1, 3, []int64{3042, 3041, 3005}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := tt.first
			req.OffsetPeer, req.Limit = &tg.InputPeerEmpty{}, limit
			var seen []int64
			for pages := 0; ; pages++ {
				if pages > n {
					t.Fatal("it does not end")
				}
				dialogs, messages := page(t, do[tg.MessagesDialogsClass](w, d, &req))
				if len(dialogs) == 0 {
					break
				}
				for _, x := range dialogs {
					seen = append(seen, x.Peer.(*tg.PeerUser).UserID)
				}
				last := dialogs[len(dialogs)-1]
				req.OffsetPeer, req.OffsetID, req.OffsetDate = in(lamplight.UserID(seen[len(seen)-1])), last.TopMessage, 0
				for _, m := range messages {
					if m.GetID() == last.TopMessage {
						req.OffsetDate = m.(*tg.Message).Date
					}
				}
			}
			if len(seen) < len(tt.begin) || !slices.Equal(seen[:len(tt.begin)], tt.begin) {
				t.Errorf("it begins with %v, want %v", seen[:min(len(seen), 4)], tt.begin)
			}
			once := slices.Clone(seen)
			slices.Sort(once)
			if once = slices.Compact(once); len(once) != tt.want || len(seen) != tt.want {
				t.Errorf("saw %d, %d different, want %d: %v", len(seen), len(once), tt.want, seen)
			}
		})
	}
}

func page(t *testing.T, c tg.MessagesDialogsClass) (ds []*tg.Dialog, ms []tg.MessageClass) {
	t.Helper()
	var all []tg.DialogClass
	switch c := c.(type) {
	case *tg.MessagesDialogs:
		all, ms = c.Dialogs, c.Messages
	case *tg.MessagesDialogsSlice:
		all, ms = c.Dialogs, c.Messages
		if c.Count <= 0 {
			t.Errorf("count %d", c.Count)
		}
	default:
		t.Fatal(fmt.Sprintf("unexpected %T", c))
	}
	for _, d := range all {
		ds = append(ds, d.(*tg.Dialog))
	}
	return ds, ms
}
