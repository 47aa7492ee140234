package contacts

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

func TestMaySend(t *testing.T) {
	block := func(owner, user lamplight.UserID) func(*testing.T, *world) {
		return func(t *testing.T, w *world) {
			fails(t, "block", w.Block(t.Context(), owner, 1, lamplight.UserPeer(user)), nil)
		}
	}
	only := func(t *testing.T, w *world) {
		fails(t, "only", w.SetGlobal(t.Context(), bob, Global{ContactsOnly: true}), nil)
	}
	for _, tt := range []struct {
		name     string
		from, to lamplight.UserID
		do       func(t *testing.T, w *world)
		want     error
	}{
		{"a stranger", ann, bob, nil, nil},
		{"oneself", ann, ann, nil, nil},
		{"nobody", ann, 9, nil, lamplight.ErrPeerInvalid},
		{"the service", ann, lamplight.ServiceUser, nil, ErrWriteForbidden},
		{"of the service", lamplight.ServiceUser, ann, nil, nil},
		{"one who blocked me", ann, bob, block(bob, ann), ErrIsBlocked},
		{"one whom I blocked", ann, bob, block(ann, bob), ErrYouBlocked},
		{"oneself, frozen", ann, ann, func(t *testing.T, w *world) {
			w.change(t, ann, func(u *store.User) { u.Frozen = w.clock })
		}, ErrFrozen},
		{"frozen until tomorrow", ann, bob, func(t *testing.T, w *world) {
			w.change(t, ann, func(u *store.User) { u.Frozen, u.FrozenUntil = w.clock, w.clock.Add(24*time.Hour) })
		}, ErrFrozen},
		{"frozen until yesterday", ann, bob, func(t *testing.T, w *world) {
			w.change(t, ann, func(u *store.User) { u.Frozen, u.FrozenUntil = w.clock.Add(-48*time.Hour), w.clock.Add(-24*time.Hour) })
		}, nil},
		{"one who is deleted", ann, bob, func(t *testing.T, w *world) {
			w.change(t, bob, func(u *store.User) { *u = store.User{ID: bob, Deleted: w.clock, TTLDays: 365} })
		}, ErrDeactivated},
		{"from one who is deleted", ann, bob, func(t *testing.T, w *world) {
			w.change(t, ann, func(u *store.User) { *u = store.User{ID: ann, Deleted: w.clock, TTLDays: 365} })
		}, ErrDeactivated},
		{"contacts only", ann, bob, only, ErrContactsOnly},
		{"contacts only, as a contact", ann, bob, func(t *testing.T, w *world) { only(t, w); w.know(t, bob, ann) }, nil},
		{"contacts only, after their message", ann, bob, func(t *testing.T, w *world) { only(t, w); w.say(t, bob, ann) }, nil},
		{"contacts only, after my message alone", ann, bob, func(t *testing.T, w *world) { w.say(t, ann, bob); only(t, w) }, ErrContactsOnly},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			fails(t, "before", w.MaySend(t.Context(), cid, lamplight.UserPeer(dan)), nil)
			if tt.want != nil && tt.to == bob {
				fails(t, "a yes that is remembered", w.MaySend(t.Context(), tt.from, lamplight.UserPeer(tt.to)), nil)
			}
			if tt.do != nil {
				tt.do(t, w)
			}
			fails(t, "may send", w.MaySend(t.Context(), tt.from, lamplight.UserPeer(tt.to)), tt.want)
			fails(t, "may send, asked again", w.MaySend(t.Context(), tt.from, lamplight.UserPeer(tt.to)), tt.want)
		})
	}
	w := newWorld(t, Limits{})
	fails(t, "a channel", w.MaySend(t.Context(), ann, lamplight.ChannelPeer(1)), lamplight.ErrPeerInvalid)
}

func TestStrangersAreLimited(t *testing.T) {
	w := newWorld(t, Limits{Strangers: 2})
	write := func(to lamplight.UserID) error { return w.MaySend(t.Context(), ann, lamplight.UserPeer(to)) }
	fails(t, "first", write(bob), nil)
	w.say(t, ann, bob)
	fails(t, "first again", write(bob), nil)
	fails(t, "second", write(cid), nil)
	fails(t, "third", write(dan), ErrPeerFlood)
	w.say(t, ann, bob)
	w.clock = w.clock.Add(time.Minute)
	fails(t, "the first is no stranger any more", write(bob), nil)
	fails(t, "the second, before anything was sent", write(cid), nil)
	fails(t, "third, a minute later", write(dan), ErrPeerFlood)
	w.know(t, dan, ann)
	fails(t, "one who knows me", write(dan), nil)
	_, err := w.Remove(t.Context(), dan, 1, []lamplight.UserID{ann})
	fails(t, "remove", err, nil)
	fails(t, "no more", write(dan), ErrPeerFlood)
	w.say(t, dan, ann)
	fails(t, "one who wrote to me", write(dan), nil)
	w.clock = w.clock.Add(w.limits.StrangerTime)
	fails(t, "the next day", write(cid), nil)
}

func TestClosedTo(t *testing.T) {
	w := newWorld(t, Limits{})
	fails(t, "only", w.SetGlobal(t.Context(), bob, Global{ContactsOnly: true}), nil)
	fails(t, "only", w.SetGlobal(t.Context(), cid, Global{ContactsOnly: true}), nil)
	w.say(t, cid, ann)
	got, err := w.ClosedTo(t.Context(), ann, []lamplight.UserID{ann, bob, cid, dan, lamplight.ServiceUser})
	fails(t, "closed", err, nil)
	list(t, "closed", got, false, true, false, false, false)
}
