package messages

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lamplight"
)

func TestReadingAChannel(t *testing.T) {
	w, f := social(t)
	w.post(t, asAnn, inSuper, "a")
	mine := w.post(t, asBob, inSuper, "b")
	last := w.post(t, asAnn, inSuper, "c")
	if d := w.peerDialog(t, bob, inSuper); d.Unread != 2 || d.Top != last.ID || d.PTS != 3 {
		t.Errorf("before: %+v", d)
	}
	w.hints = nil
	_, err := w.ReadHistory(t.Context(), asBob, inSuper, mine.ID)
	check(t, err, nil)
	if d := w.peerDialog(t, bob, inSuper); d.Unread != 1 || d.ReadInbox != mine.ID {
		t.Errorf("after: %+v", d)
	}
	// Of ann's messages one was read, and she is told by the box of all; that bob read is told to him.
	if d := w.peerDialog(t, ann, inSuper); d.ReadOutbox != mine.ID-1 {
		t.Errorf("ann's dialog: %+v", d)
	}
	if len(w.hints) != 2 {
		t.Errorf("told %+v", w.hints)
	}
	_, err = w.ReadHistory(t.Context(), asCid, inSuper, 0)
	check(t, err, nil)
	if d := w.peerDialog(t, bob, inSuper); d.ReadOutbox != last.ID {
		t.Errorf("bob's dialog: %+v", d)
	}
	w.hints = nil
	_, err = w.ReadHistory(t.Context(), asCid, inSuper, 0)
	check(t, err, nil)
	if len(w.hints) != 0 {
		t.Errorf("reading again told %+v", w.hints)
	}
	// In a channel nobody learns that somebody read.
	w.post(t, asAnn, inChannel, "news")
	w.hints = nil
	_, err = w.ReadHistory(t.Context(), asBob, inChannel, 0)
	check(t, err, nil)
	if len(w.hints) != 1 || w.hints[0].Box != lamplight.AccountBox(bob) {
		t.Errorf("told %+v", w.hints)
	}
	f.all[inSuper].in = append(f.all[inSuper].in, dan)
	f.all[inSuper].from[dan] = last.ID + 1
	if d := w.peerDialog(t, dan, inSuper); d.Unread != 0 {
		t.Errorf("what was said before dan came is unread to him: %+v", d)
	}
}

func TestMentionsAreCountedInTheList(t *testing.T) {
	w, _ := social(t)
	root := w.post(t, asBob, inSuper, "root")
	w.post(t, asAnn, inSuper, "you", answering(root.ID))
	mine := w.post(t, asBob, inGroup, "root")
	for _, m := range w.seen(t, ann, inGroup) {
		if m.Content == mine.Content {
			w.post(t, asAnn, inGroup, "you", answering(m.ID))
		}
	}
	for _, peer := range []lamplight.Peer{inSuper, inGroup} {
		if d := w.peerDialog(t, bob, peer); d.Mentions != 1 || d.Unread != 1 {
			t.Errorf("%v: %+v", peer, d)
		}
		if d := w.peerDialog(t, cid, peer); d.Mentions != 0 || d.Unread != 2 {
			t.Errorf("%v, for cid: %+v", peer, d)
		}
	}
}

// TestListPages puts private conversations, groups and channels into one list and reads it in pages of every size: each
// conversation comes once, in the order of the list read at once.
func TestListPages(t *testing.T) {
	w, f := social(t)
	random := rand.New(rand.NewPCG(1, 2))
	const channels, people = 9, 9
	for i := range channels {
		p := lamplight.ChannelPeer(lamplight.ChannelID(100 + i))
		f.all[p] = &fakeChat{Chat: lamplight.Chat{Peer: p}, in: []lamplight.UserID{ann, bob}}
	}
	var all []lamplight.Peer
	for p := range f.all {
		all = append(all, p)
	}
	for i := range people {
		all = append(all, lamplight.UserPeer(lamplight.UserID(2000+i)))
	}
	slices.SortFunc(all, func(a, b lamplight.Peer) int { return int(a.Kind)*10000 + int(a.ID) - int(b.Kind)*10000 - int(b.ID) })
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, p := range all {
		w.post(t, asAnn, p, fmt.Sprint(i))
		if i%3 == 0 {
			w.clock = w.clock.Add(-time.Second) // many of the same second
		}
	}
	for _, p := range all[:4] {
		_, err := w.Pin(t.Context(), asAnn, p, true)
		check(t, err, nil)
	}
	var moves []Move
	for _, p := range all[4:12] {
		moves = append(moves, Move{Peer: p, Folder: FolderArchive})
	}
	_, err := w.MoveToFolder(t.Context(), asAnn, moves)
	check(t, err, nil)
	_, err = w.Pin(t.Context(), asAnn, all[5], true)
	check(t, err, nil)

	for _, folder := range []int{FolderList, FolderArchive, AllFolders} {
		want := len(all) - len(moves)
		switch folder {
		case FolderArchive:
			want = len(moves)
		case AllFolders:
			want = len(all)
		}
		for _, exclude := range []bool{false, true} {
			whole := w.list(t, DialogQuery{Folder: folder, ExcludePinned: exclude, Limit: 100}, 100)
			if n := want; !exclude && len(whole) != n {
				t.Fatalf("folder %d: %d conversations, want %d", folder, len(whole), n)
			}
			for size := 1; size < 8; size++ {
				paged := w.list(t, DialogQuery{Folder: folder, ExcludePinned: exclude, Limit: size}, size)
				if !slices.Equal(paged, whole) {
					t.Errorf("folder %d, pages of %d:\n%v\nat once:\n%v", folder, size, paged, whole)
				}
			}
		}
	}
	pinned, err := w.PinnedDialogs(t.Context(), ann, FolderList)
	check(t, err, nil)
	var order []lamplight.Peer
	for _, d := range pinned.Dialogs {
		order = append(order, d.Peer)
	}
	slices.Reverse(order)
	if !slices.Equal(order, all[:4]) {
		t.Errorf("pinned %v, want %v", order, all[:4])
	}
	_, err = w.ReorderPinned(t.Context(), asAnn, FolderList, all[:4], true)
	check(t, err, nil)
	pinned, err = w.PinnedDialogs(t.Context(), ann, FolderList)
	check(t, err, nil)
	for i, d := range pinned.Dialogs {
		if d.Peer != all[i] {
			t.Errorf("pinned at %d: %v, want %v", i, d.Peer, all[i])
		}
	}
	if _, err := w.Pin(t.Context(), asDan, inSuper, true); err == nil {
		t.Error("who is no member pinned it")
	}
}

// list reads ann's list in pages.
func (w *world) list(t *testing.T, q DialogQuery, size int) (out []lamplight.Peer) {
	t.Helper()
	for range 100 {
		page, err := w.Dialogs(t.Context(), ann, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Dialogs) == 0 {
			return out
		}
		if len(page.Dialogs) > size || len(page.Top) != len(page.Dialogs) {
			t.Fatalf("a page of %d with %d last messages; asked for %d", len(page.Dialogs), len(page.Top), size)
		}
		for _, d := range page.Dialogs {
			out = append(out, d.Peer)
		}
		last := page.Dialogs[len(page.Dialogs)-1]
		for _, m := range page.Top {
			if m.Peer == last.Peer && m.ID == last.Top {
				q.OffsetDate, q.OffsetID, q.OffsetPeer = m.Sent, m.ID, m.Peer
			}
		}
	}
	t.Fatalf("the list has no end: %v", out)
	return nil
}

func TestUnreadChannelsAreCounted(t *testing.T) {
	w, _ := social(t)
	for range 3 {
		w.post(t, asAnn, inSuper, "x")
	}
	w.post(t, asAnn, inChannel, "x")
	for _, tt := range []struct {
		user lamplight.UserID
		want int
	}{{ann, 0}, {bob, 2}, {dan, 0}} {
		if n, err := w.UnreadChannels(t.Context(), tt.user); err != nil || n != tt.want {
			t.Errorf("unread for %d: %d, %v; want %d", tt.user, n, err, tt.want)
		}
	}
	_, err := w.MoveToFolder(t.Context(), asBob, []Move{{Peer: inSuper, Folder: FolderArchive}})
	check(t, err, nil)
	if n, err := w.UnreadChannels(t.Context(), bob); err != nil || n != 1 {
		t.Errorf("with one archived: %d, %v", n, err)
	}
	e, err := w.ArchiveEntry(t.Context(), bob)
	if err != nil || e.Peer != inSuper || e.UnmutedPeers != 1 || e.UnmutedMessages != 3 || e.Top == nil {
		t.Errorf("the archive: %+v, %v", e, err)
	}
}
