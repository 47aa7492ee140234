package messages

import (
	"context"
	"fmt"
	"testing"

	"lamplight"
)

// wishes stand for what people set: which conversations stay archived, and which are muted.
type wishes struct {
	stay  map[lamplight.Peer]bool
	err   error
	asked int
}

func (k *wishes) KeepsArchived(_ context.Context, _ lamplight.UserID, p lamplight.Peer) (bool, error) {
	k.asked++
	return k.stay[p], k.err
}

func (k *wishes) Muted(_ context.Context, _ lamplight.UserID, peers ...lamplight.Peer) ([]bool, error) {
	out := make([]bool, len(peers))
	for i, p := range peers {
		out[i] = k.stay[p]
	}
	return out, k.err
}

func TestAMessageTakesItsConversationOutOfTheArchive(t *testing.T) {
	w := newWorld(t)
	k := &wishes{stay: map[lamplight.Peer]bool{}}
	w.archive = k
	w.say(t, asBob, ann, "hello")
	if k.asked != 0 {
		t.Error("the settings of what is not archived were read")
	}
	archive := func() {
		t.Helper()
		_, err := w.MoveToFolder(t.Context(), asAnn, []Move{{toBob, FolderArchive}})
		check(t, err, nil)
		w.hints = nil
	}
	told := func(box lamplight.UserID) (moved []lamplight.Event) {
		for _, h := range w.hints {
			for _, e := range h.Events {
				if h.Box == lamplight.AccountBox(box) && e.Kind == lamplight.EventDialogFolder {
					moved = append(moved, e)
				}
			}
		}
		return moved
	}
	for _, tt := range []struct {
		name   string
		stays  bool
		fails  error
		say    func()
		folder int
	}{
		{"a message", false, nil, func() { w.say(t, asBob, ann, "are you there?") }, FolderList},
		{"one of what stays", true, nil, func() { w.say(t, asBob, ann, "still there?") }, FolderArchive},
		{"one's own", false, nil, func() { w.say(t, asAnn, bob, "I am") }, FolderArchive},
		{"settings that cannot be read", false, errNo, func() { w.say(t, asBob, ann, "well?") }, FolderArchive},
		{"several at once", false, nil, func() {
			a, b := w.say(t, asBob, cid, "one"), w.say(t, asBob, cid, "two")
			_, err := w.Forward(t.Context(), Forwarding{
				Caller: asBob, From: lamplight.UserPeer(cid), IDs: []lamplight.MessageID{a.ID, b.ID}, Randoms: []int64{901, 902}, To: toAnn,
			})
			check(t, err, nil)
		}, FolderList},
		{"a notice of another", false, nil, func() { check(t, w.Notice(t.Context(), ann, "", "Hello", nil), nil) }, FolderArchive},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k.stay[toBob], k.err = tt.stays, tt.fails
			archive()
			tt.say()
			if d := w.dialog(t, ann, bob); d.Folder != tt.folder {
				t.Errorf("it is in folder %d, want %d", d.Folder, tt.folder)
			}
			e := told(ann)
			if want := 1 - tt.folder; len(e) != want {
				t.Fatalf("told %d times, want %d", len(e), want)
			}
			if len(e) > 0 && (e[0].Peer != toBob || e[0].Number != FolderList || e[0].Seq == 0) {
				t.Errorf("told %+v", e[0])
			}
			if len(told(bob)) != 0 {
				t.Error("the sender was told")
			}
		})
	}
}

func TestArchiveEntry(t *testing.T) {
	w := newWorld(t)
	k := &wishes{stay: map[lamplight.Peer]bool{}}
	w.archive = k
	entry := func() ArchiveEntry {
		t.Helper()
		e, err := w.ArchiveEntry(t.Context(), ann)
		check(t, err, nil)
		return e
	}
	w.say(t, asBob, ann, "in the list")
	if e := entry(); e != (ArchiveEntry{}) {
		t.Errorf("of an empty archive: %+v", e)
	}
	var moves []Move
	for u := lamplight.UserID(2001); u <= 2004; u++ {
		for i := range int(u - 2000) {
			w.say(t, Caller{User: u}, ann, fmt.Sprint(i))
		}
		moves = append(moves, Move{lamplight.UserPeer(u), FolderArchive})
	}
	_, err := w.MoveToFolder(t.Context(), asAnn, moves)
	check(t, err, nil)
	_, err = w.Pin(t.Context(), asAnn, lamplight.UserPeer(2001), true) // pins do not count for what was said last
	check(t, err, nil)
	_, err = w.ReadHistory(t.Context(), asAnn, lamplight.UserPeer(2002), 1<<20)
	check(t, err, nil)
	_, err = w.MarkUnread(t.Context(), asAnn, lamplight.UserPeer(2002), true)
	check(t, err, nil)
	k.stay[lamplight.UserPeer(2003)] = true
	e := entry()
	if e.Peer.User() != 2004 || e.Top == nil || string(e.Top.Text) != "3" {
		t.Errorf("said last: %v, %+v", e.Peer, e.Top)
	}
	e.Peer, e.Top = lamplight.Peer{}, nil
	if want := (ArchiveEntry{MutedPeers: 1, MutedMessages: 3, UnmutedPeers: 3, UnmutedMessages: 5}); e != want {
		t.Errorf("unread: %+v, want %+v", e, want)
	}
	k.err = errNo
	if _, err := w.ArchiveEntry(t.Context(), ann); err == nil {
		t.Error("settings that cannot be read were taken for none")
	}
}
