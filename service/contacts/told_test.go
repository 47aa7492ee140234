package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store/storetest"
)

// TestWhatChangedIsToldAfterACrash ends the process between each change and the word of it. The next one says it, and
// says it once.
func TestWhatChangedIsToldAfterACrash(t *testing.T) {
	name, on := "Anna", true
	folder := lamplight.Folder{ID: 2, Title: "F", Contacts: true}
	for _, c := range []struct {
		name string
		do   func(*world, context.Context) error
		want lamplight.EventKind
		of   lamplight.UserID // who is told
	}{
		{"block", func(w *world, ctx context.Context) error {
			return w.Block(ctx, ann, 3, lamplight.UserPeer(cid))
		}, lamplight.EventBlocked, ann},
		{"unblock", func(w *world, ctx context.Context) error {
			return w.Unblock(ctx, ann, 3, lamplight.UserPeer(dan))
		}, lamplight.EventBlocked, ann},
		{"set the block list", func(w *world, ctx context.Context) error {
			return w.SetBlocks(ctx, ann, 3, []lamplight.Peer{lamplight.UserPeer(cid), lamplight.UserPeer(dan)})
		}, lamplight.EventBlocked, ann},
		{"folder", func(w *world, ctx context.Context) error {
			return w.PutFolder(ctx, ann, 3, folder)
		}, lamplight.EventFolder, ann},
		{"tags", func(w *world, ctx context.Context) error {
			return w.SetFolderTags(ctx, ann, 3, true)
		}, lamplight.EventFolders, ann},
		{"notifications", func(w *world, ctx context.Context) error {
			return w.SetNotify(ctx, ann, 3, lamplight.UserPeer(bob), "", Notify{Silent: &on})
		}, lamplight.EventNotifySettings, ann},
		{"privacy", func(w *world, ctx context.Context) error {
			return w.SetPrivacy(ctx, ann, 3, PrivacyAbout, []Rule{{Kind: DenyAll}})
		}, lamplight.EventPrivacy, ann},
		{"add a contact", func(w *world, ctx context.Context) error {
			_, err := w.Add(ctx, ann, 3, cid, Entry{FirstName: "C"}, false)
			return err
		}, lamplight.EventPeerSettings, ann},
		{"remove a contact", func(w *world, ctx context.Context) error {
			_, err := w.Remove(ctx, ann, 3, []lamplight.UserID{bob})
			return err
		}, lamplight.EventPeerSettings, ann},
		{"share the phone", func(w *world, ctx context.Context) error {
			_, err := w.Accept(ctx, ann, 3, bob)
			return err
		}, lamplight.EventUser, bob},
		{"name, to oneself", func(w *world, ctx context.Context) error {
			return w.SetProfile(ctx, ann, 3, Profile{FirstName: &name})
		}, lamplight.EventUser, ann},
		{"name, to those who know it", func(w *world, ctx context.Context) error {
			return w.SetProfile(ctx, ann, 3, Profile{FirstName: &name})
		}, lamplight.EventUser, bob},
		{"public name", func(w *world, ctx context.Context) error {
			return w.SetUsername(ctx, ann, 3, "anna_lee")
		}, lamplight.EventUser, bob},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			w.know(t, ann, bob)
			w.know(t, bob, ann)
			fails(t, "block", w.Block(t.Context(), ann, 3, lamplight.UserPeer(dan)), nil)
			heard := w.heard(t, c.of)
			cut := &storetest.CutOff{Store: w.Service.store, Cut: true}
			w.Service.store = cut
			fails(t, "act", c.do(w, t.Context()), nil)
			if got := heard(); len(got) != 0 {
				t.Fatalf("told before the job runs: %+v", got)
			}
			w.Service.store = cut.Store
			run := func() (err error) {
				for _, j := range cut.Left {
					raw, e := json.Marshal(j.Args)
					err = errors.Join(err, e, w.runTold(t.Context(), raw))
				}
				return err
			}
			// The first run may end after its append, too: the bus was not told, the box was.
			fails(t, "run", run(), nil)
			told := kinds(heard())
			if len(told) == 0 || told[0] != c.want {
				t.Errorf("told %v, want %v", told, c.want)
			}
			before, err := w.log.Heads(t.Context(), lamplight.AccountBox(c.of))
			fails(t, "heads", err, nil)
			fails(t, "run twice", run(), nil)
			after, err := w.log.Heads(t.Context(), lamplight.AccountBox(c.of))
			fails(t, "heads", err, nil)
			same(t, "the box after it", after[0], before[0])
			same(t, "told twice", len(heard()), 0)
		})
	}
}

// TestBlockIsToldAsItIs has the word of a block come after that of the opposite: the last word is right.
func TestBlockIsToldAsItIs(t *testing.T) {
	w := newWorld(t, Limits{})
	heard := w.heard(t, ann)
	cut := &storetest.CutOff{Store: w.Service.store, Cut: true}
	w.Service.store = cut
	fails(t, "block", w.Block(t.Context(), ann, 3, lamplight.UserPeer(bob)), nil)
	w.Service.store = cut.Store
	fails(t, "unblock", w.Unblock(t.Context(), ann, 4, lamplight.UserPeer(bob)), nil)
	raw, err := json.Marshal(cut.Left[0].Args)
	fails(t, "args", err, nil)
	fails(t, "late word", w.runTold(t.Context(), raw), nil)
	for _, e := range heard() {
		if e.Flag {
			t.Errorf("told that somebody is blocked who is not: %+v", e)
		}
	}

	// It changes between the look and the append.
	w.Service.boxes = &during{Log: w.log, once: func() {
		fails(t, "unblock", w.Unblock(t.Context(), ann, 4, lamplight.UserPeer(bob)), nil)
	}}
	fails(t, "block", w.Block(t.Context(), ann, 3, lamplight.UserPeer(bob)), nil)
	all := heard()
	if len(all) < 2 || all[len(all)-1].Flag || all[len(all)-1].Origin == 3 {
		t.Errorf("told %+v; the last word is to be that nobody is blocked, to all devices", all)
	}
}

// during does something before the first append.
type during struct {
	boxes.Log
	once func()
}

func (d *during) Apply(ctx context.Context, g boxes.Group) (boxes.Result, error) {
	if f := d.once; f != nil {
		d.once = nil
		f()
	}
	return d.Log.Apply(ctx, g)
}
