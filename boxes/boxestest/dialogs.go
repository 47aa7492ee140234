package boxestest

import (
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// listed returns the users of a page's dialogs.
func listed(p boxes.DialogPage) (ids []lamplight.UserID) {
	for _, d := range p.Dialogs {
		ids = append(ids, d.Peer.User())
	}
	return ids
}

// twenty gives ann conversations with the users 1 to 20, in that order: four of the same second each.
func twenty(t *testing.T, n New) *world {
	w := fresh(t, n, boxes.Limits{})
	for u := lamplight.UserID(1); u <= 20; u += 4 {
		var ops []boxes.Op
		for v := u; v < u+4; v++ {
			ops = append(ops, private(v, ann, lamplight.ContentID(100+v), "text")[1])
		}
		w.do(ops...)
	}
	return w
}

func (w *world) set(u lamplight.UserID, change func(*lamplight.Dialog)) {
	w.t.Helper()
	w.do(boxes.SetDialog{Box: box(ann), Peer: peer(u), Change: change})
}

func testDialogs(t *testing.T, n New) {
	w := twenty(t, n)
	w.set(3, func(d *lamplight.Dialog) { d.Pinned = 1 })
	w.set(5, func(d *lamplight.Dialog) { d.Pinned = 2 })
	w.set(20, func(d *lamplight.Dialog) { d.Hidden = true })
	w.set(18, func(d *lamplight.Dialog) { d.Folder = 1 })
	w.set(2, func(d *lamplight.Dialog) { d.Folder, d.Pinned = 1, 1 })
	w.set(21, func(d *lamplight.Dialog) { d.Draft = &lamplight.Draft{Text: "never sent"} }) // not listed
	type users = []lamplight.UserID
	for _, tt := range []struct {
		name  string
		q     boxes.DialogQuery
		want  users
		count int
	}{
		{"first", boxes.DialogQuery{Limit: 5}, users{5, 3, 19, 17, 16}, 17},
		{"without pinned", boxes.DialogQuery{Limit: 3, ExcludePinned: true}, users{19, 17, 16}, 17},
		{"pinned", boxes.DialogQuery{Limit: 9, PinnedOnly: true}, users{5, 3}, 17},
		{"archive", boxes.DialogQuery{Limit: 9, Folder: 1}, users{2, 18}, 3 - 1},
		{"archive's pinned", boxes.DialogQuery{Limit: 9, Folder: 1, PinnedOnly: true}, users{2}, 2},
		{"both", boxes.DialogQuery{Limit: 6, Folder: boxes.AllFolders}, users{5, 3, 2, 19, 18, 17}, 19},
		{"both, without pinned", boxes.DialogQuery{Limit: 2, Folder: boxes.AllFolders, ExcludePinned: true}, users{19, 18}, 19},
		{"both, pinned", boxes.DialogQuery{Limit: 9, Folder: boxes.AllFolders, PinnedOnly: true}, users{5, 3, 2}, 19},
		{"both, after an archived one", boxes.DialogQuery{Limit: 2, Folder: boxes.AllFolders, OffsetPeer: peer(18)}, users{17, 16}, 19},
		{"none", boxes.DialogQuery{}, nil, 17},
		{"before a date", boxes.DialogQuery{Limit: 3, OffsetDate: at(3)}, users{8, 7, 6}, 17},
		{"before the end of time", boxes.DialogQuery{Limit: 2, OffsetDate: at(1 << 30)}, users{19, 17}, 17},
		{"after a date and id", boxes.DialogQuery{Limit: 2, OffsetDate: at(3), OffsetID: 11}, users{10, 9}, 17},
		{"after a pinned one", boxes.DialogQuery{Limit: 2, OffsetDate: at(2), OffsetID: 5, OffsetPeer: peer(5)}, users{3, 19}, 17},
		{"after a peer alone", boxes.DialogQuery{Limit: 2, OffsetPeer: peer(17)}, users{16, 15}, 17},
		{"after the last", boxes.DialogQuery{Limit: 2, OffsetDate: at(1), OffsetID: 1, OffsetPeer: peer(1)}, nil, 17},
	} {
		p, err := w.Dialogs(ctx(), box(ann), tt.q)
		if err != nil {
			t.Fatal(err)
		}
		if got := listed(p); !slices.Equal(got, tt.want) || p.Count != tt.count {
			t.Errorf("%s: %v of %d, want %v of %d", tt.name, got, p.Count, tt.want, tt.count)
		}
		for i, m := range p.Top {
			if m.ID != p.Dialogs[i].Top || m.Peer != p.Dialogs[i].Peer {
				t.Errorf("%s: top %d of %v is %d of %v", tt.name, p.Dialogs[i].Top, p.Dialogs[i].Peer, m.ID, m.Peer)
			}
		}
		if len(p.Top) != len(p.Dialogs) {
			t.Errorf("%s: %d tops for %d dialogs", tt.name, len(p.Top), len(p.Dialogs))
		}
	}
	// A message brings a conversation up, and a hidden one back.
	w.do(private(20, ann, 300, "again")[1])
	w.do(private(4, ann, 301, "again")[1])
	p, err := w.Dialogs(ctx(), box(ann), boxes.DialogQuery{Limit: 4})
	if err != nil || !slices.Equal(listed(p), users{5, 3, 4, 20}) || p.Count != 18 {
		t.Errorf("after new messages %v of %d, %v", listed(p), p.Count, err)
	}
}

func testDialogPages(t *testing.T, n New) {
	w := twenty(t, n)
	for u := lamplight.UserID(1); u <= 5; u++ {
		w.set(u, func(d *lamplight.Dialog) { d.Pinned = int(u) })
	}
	w.testPages(t, 0, 20)
	for _, u := range []lamplight.UserID{2, 5, 9, 10, 20} {
		w.set(u, func(d *lamplight.Dialog) { d.Folder = 1 })
	}
	w.testPages(t, 0, 15)
	w.testPages(t, 1, 5)
	w.testPages(t, boxes.AllFolders, 20)
}

// testPages reads a list in pages of several sizes and holds them against the list as a whole.
func (w *world) testPages(t *testing.T, folder, count int) {
	t.Helper()
	want, err := w.Dialogs(ctx(), box(ann), boxes.DialogQuery{Folder: folder, Limit: 100})
	if err != nil || len(want.Dialogs) != count {
		t.Fatalf("%d dialogs, %v", len(want.Dialogs), err)
	}
	for _, size := range []int{1, 2, 3, 7, 20} {
		var got []lamplight.UserID
		q := boxes.DialogQuery{Folder: folder, Limit: size}
		for {
			p, err := w.Dialogs(ctx(), box(ann), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Dialogs) == 0 {
				break
			}
			got = append(got, listed(p)...)
			last := p.Dialogs[len(p.Dialogs)-1]
			q.OffsetDate, q.OffsetID, q.OffsetPeer = last.TopDate, last.Top, last.Peer
		}
		if !slices.Equal(got, listed(want)) {
			t.Errorf("pages of %d in folder %d: %v, want %v", size, folder, got, listed(want))
		}
	}
}
