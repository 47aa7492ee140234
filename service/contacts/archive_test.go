package contacts

import (
	"testing"
	"time"

	"lamplight"
)

func TestWhatStaysArchived(t *testing.T) {
	toBob := lamplight.UserPeer(bob)
	at := func(w *world, d time.Duration) *int {
		n := int(w.clock.Add(d).Unix())
		return &n
	}
	set := func(t *testing.T, w *world, peer lamplight.Peer, kind string, until *int) {
		fails(t, "mute", w.SetNotify(t.Context(), ann, 4, peer, kind, Notify{MuteUntil: until}), nil)
	}
	all := func(t *testing.T, w *world, g Global) { fails(t, "set", w.SetGlobal(t.Context(), ann, g), nil) }
	folder := func(t *testing.T, w *world, f lamplight.Folder) {
		f.ID, f.Title, f.Contacts = 2, "F", true
		fails(t, "folder", w.PutFolder(t.Context(), ann, 4, f), nil)
	}
	for _, tt := range []struct {
		name  string
		set   func(t *testing.T, w *world)
		stays bool
		muted bool
	}{
		{"nothing is set", func(*testing.T, *world) {}, false, false},
		{"muted", func(t *testing.T, w *world) { set(t, w, toBob, "", at(w, time.Hour)) }, true, true},
		{"muted until now", func(t *testing.T, w *world) { set(t, w, toBob, "", at(w, 0)) }, false, false},
		{"people are muted", func(t *testing.T, w *world) { set(t, w, lamplight.Peer{}, NotifyUsers, at(w, time.Hour)) }, true, true},
		{"people are, but not this one", func(t *testing.T, w *world) {
			set(t, w, lamplight.Peer{}, NotifyUsers, at(w, time.Hour))
			set(t, w, toBob, "", at(w, -time.Hour))
		}, false, false},
		{"groups are muted", func(t *testing.T, w *world) { set(t, w, lamplight.Peer{}, NotifyChats, at(w, time.Hour)) }, false, false},
		{"all stay", func(t *testing.T, w *world) { all(t, w, Global{KeepUnmuted: true}) }, true, false},
		{"what folders name stays, and none does", func(t *testing.T, w *world) { all(t, w, Global{KeepFolders: true}) }, false, false},
		{"a folder names it", func(t *testing.T, w *world) {
			all(t, w, Global{KeepFolders: true})
			folder(t, w, lamplight.Folder{Include: []lamplight.Peer{toBob}})
		}, true, false},
		{"a folder pins it", func(t *testing.T, w *world) {
			all(t, w, Global{KeepFolders: true})
			folder(t, w, lamplight.Folder{Pinned: []lamplight.Peer{toBob}})
		}, true, false},
		{"a folder leaves it out", func(t *testing.T, w *world) {
			all(t, w, Global{KeepFolders: true})
			folder(t, w, lamplight.Folder{Exclude: []lamplight.Peer{toBob}})
		}, false, false},
		{"a folder names it, but that does not matter", func(t *testing.T, w *world) {
			folder(t, w, lamplight.Folder{Include: []lamplight.Peer{toBob}})
		}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			tt.set(t, w)
			stays, err := w.KeepsArchived(t.Context(), ann, toBob)
			fails(t, "keeps", err, nil)
			same(t, "stays", stays, tt.stays)
			muted, err := w.Muted(t.Context(), ann, lamplight.UserPeer(cid), toBob)
			fails(t, "muted", err, nil)
			same(t, "muted", muted[1], tt.muted)
		})
	}
}
