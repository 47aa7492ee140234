package contacts

import (
	"reflect"
	"strings"
	"testing"

	"lamplight"
)

func TestNotify(t *testing.T) {
	w := newWorld(t, Limits{})
	heard := w.heard(t, ann)
	yes, until := true, 1_900_000_000
	mute := Notify{Silent: &yes, MuteUntil: &until, Sound: &Sound{Kind: SoundLocal, Title: "t", Data: "d"}}
	set := func(peer lamplight.Peer, kind string, n Notify) error {
		return w.SetNotify(t.Context(), ann, 4, peer, kind, n)
	}
	fails(t, "peer", set(lamplight.UserPeer(bob), "", mute), nil)
	fails(t, "kind", set(lamplight.Peer{}, NotifyUsers, Notify{Previews: &yes}), nil)
	e := heard()
	if len(e) != 2 || e[0].Kind != lamplight.EventNotifySettings || e[0].Peer.User() != bob || e[1].Text != NotifyUsers || !e[1].Peer.IsZero() {
		t.Errorf("told %+v", e)
	}
	got, err := w.Notify(t.Context(), ann, lamplight.UserPeer(cid), lamplight.UserPeer(bob))
	fails(t, "notify", err, nil)
	if !reflect.DeepEqual(got, []Notify{{}, mute}) {
		t.Errorf("notify = %+v", got)
	}
	kind, err := w.NotifyKind(t.Context(), ann, NotifyUsers)
	fails(t, "kind", err, nil)
	same(t, "previews", *kind.Previews, true)
	all, err := w.NotifyExceptions(t.Context(), ann)
	fails(t, "exceptions", err, nil)
	same(t, "exceptions", len(all), 1)
	if _, ok := all[lamplight.UserPeer(bob)]; !ok {
		t.Errorf("exceptions = %v", all)
	}
	fails(t, "as usual again", set(lamplight.UserPeer(bob), "", Notify{}), nil)
	all, _ = w.NotifyExceptions(t.Context(), ann)
	same(t, "exceptions", len(all), 0)

	long := &Sound{Kind: SoundLocal, Title: strings.Repeat("x", 256), Data: strings.Repeat("x", 256)}
	for i := range 1000 {
		if err = set(lamplight.UserPeer(lamplight.UserID(i+1)), "", Notify{Sound: long}); err != nil {
			break
		}
	}
	fails(t, "too many", err, lamplight.ErrLimitInvalid)
	heard()
	fails(t, "reset", w.ResetNotify(t.Context(), ann, 4), nil)
	all, _ = w.NotifyExceptions(t.Context(), ann)
	same(t, "exceptions", len(all), 0)
	if n := len(heard()); n < 4 {
		t.Errorf("%d are told", n)
	}
}

func TestToken(t *testing.T) {
	w := newWorld(t, Limits{})
	token, expires, err := w.ExportToken(t.Context(), ann)
	fails(t, "export", err, nil)
	same(t, "expires", expires, w.clock.Add(w.limits.TokenAge))
	id, err := w.ImportToken(t.Context(), bob, token)
	fails(t, "import", err, nil)
	same(t, "whose", id, ann)
	swapped := []byte(token)
	swapped[5] ^= 1
	for _, bad := range []string{"", "x", token + "A", token[:len(token)-1], string(swapped), "!" + token[1:]} {
		_, err = w.ImportToken(t.Context(), bob, bad)
		fails(t, bad, err, ErrTokenInvalid)
	}
	w.clock = expires
	_, err = w.ImportToken(t.Context(), bob, token)
	fails(t, "late", err, ErrTokenInvalid)
}
