package accounts_test

import (
	"testing"
	"time"

	"lamplight"
	"lamplight/service/accounts"
)

func TestDevices(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	first := w.signUp(phone)
	second, err := w.signIn(phone)
	w.ok(err)

	list, days, err := w.Devices(ctx, first)
	w.ok(err)
	if len(list) != 2 || days != 183 || !list[0].Current || list[0].ID != first.Session || list[1].Current || !list[1].Unconfirmed {
		t.Fatalf("devices = %+v, %d days", list, days)
	}

	// A new device cannot throw the owner out; the owner can throw a new device out at once.
	w.refused(w.EndDevice(ctx, second, first.Session), "FRESH_RESET_AUTHORISATION_FORBIDDEN")
	w.refused(w.EndOtherDevices(ctx, second), "FRESH_RESET_AUTHORISATION_FORBIDDEN")
	w.refused(w.SetDeviceTTL(ctx, second, 182), "FRESH_RESET_AUTHORISATION_FORBIDDEN")
	w.ok(w.SetDeviceTTL(ctx, second, 183))
	w.refused(w.EndDevice(ctx, first, 12345), "HASH_INVALID")
	w.refused(w.EndDevice(ctx, first, first.Session), "HASH_INVALID")
	w.ok(w.EndDevice(ctx, first, second.Session))
	if k, _ := w.Key(ctx, second.Key); k.User != 0 {
		t.Error("an ended device is still signed in")
	}
	if h := w.hints[len(w.hints)-1]; h.Key != second.Key {
		t.Errorf("hint = %+v, want the ended device's key", h)
	}

	second, err = w.signIn(phone)
	w.ok(err)
	w.refused(w.ChangeDevice(ctx, second, 0, accounts.DeviceSettings{Confirmed: true}), "HASH_INVALID")
	no := true
	w.ok(w.ChangeDevice(ctx, first, second.Session, accounts.DeviceSettings{Confirmed: true, NoCalls: &no}))
	if n := w.notes[len(w.notes)-1]; n.Kind != lamplight.EventNewSession || n.Flag || n.Number != int64(second.Session) {
		t.Errorf("confirming told %+v", n)
	}
	d, err := w.Device(ctx, first.User, second.Session)
	w.ok(err)
	if d.Unconfirmed || !d.NoCalls || d.NoSecret {
		t.Errorf("device = %+v", d)
	}
	_, err = w.Device(ctx, first.User+1, second.Session)
	w.refused(err, "HASH_INVALID")
	w.refused(w.ChangeDevice(ctx, w.signUp(phone+"9"), second.Session, accounts.DeviceSettings{}), "HASH_INVALID")

	w.wait(24 * time.Hour)
	w.ok(w.EndOtherDevices(ctx, second))
	if list, _, _ = w.Devices(ctx, second); len(list) != 1 {
		t.Errorf("%d devices are left", len(list))
	}

	// Unused for its days, a device ends.
	w.refused(w.SetDeviceTTL(ctx, second, 0), "TTL_DAYS_INVALID")
	w.ok(w.SetDeviceTTL(ctx, second, 7))
	w.wait(6 * 24 * time.Hour)
	second.Device = "Phone, renamed"
	w.ok(w.Seen(ctx, second))
	w.wait(6 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	if d, err := w.Device(ctx, second.User, second.Session); err != nil || d.Device != "Phone, renamed" {
		t.Errorf("a device in use ended: %+v, %v", d, err)
	}
	w.wait(24 * time.Hour)
	w.ok(w.Sweep(ctx))
	_, err = w.Device(ctx, second.User, second.Session)
	w.refused(err, "HASH_INVALID")
	w.refused(w.Seen(ctx, second), "SESSION_REVOKED")
}

func TestTooManyDevices(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.Devices, o.Limits.CodesPerPhone = 2, 100 })
	first := w.signUp(phone)
	w.wait(time.Minute)
	second, err := w.signIn(phone)
	w.ok(err)
	w.wait(time.Minute)
	w.ok(w.Seen(t.Context(), first))
	if _, err = w.signIn(phone); err != nil {
		t.Fatal(err)
	}
	if w.in(second).User != 0 || w.in(first).User == 0 {
		t.Error("not the device that was unused for longest had to go")
	}
}

func TestLoginToken(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	owner := w.signUp(phone)
	show := func(c accounts.Caller, except ...lamplight.UserID) []byte {
		t.Helper()
		l, err := w.ExportLoginToken(ctx, c, except)
		w.ok(err)
		if l.SignedIn != nil || !l.Expires.Equal(w.now.Add(30*time.Second)) {
			t.Fatalf("token = %+v", l)
		}
		w.secrets = append(w.secrets, string(l.Token))
		return l.Token
	}
	c := w.device()
	for _, tt := range []struct {
		name, want string
		token      func() []byte
	}{
		{"none", "AUTH_TOKEN_INVALID", func() []byte { return nil }},
		{"unknown", "AUTH_TOKEN_INVALID", func() []byte { return make([]byte, 32) }},
		{"replaced", "AUTH_TOKEN_INVALID", func() []byte { old := show(c); show(c); return old }},
		{"excepted", "AUTH_TOKEN_EXCEPTION", func() []byte { return show(c, 5, owner.User) }},
		{"expired", "AUTH_TOKEN_EXPIRED", func() []byte { k := show(c); w.wait(30 * time.Second); return k }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.AcceptLoginToken(ctx, owner, tt.token())
			w.refused(err, tt.want)
		})
	}

	token := show(c)
	d, err := w.AcceptLoginToken(ctx, owner, token)
	w.ok(err)
	if d.User != owner.User || d.Unconfirmed || d.Key != c.Key {
		t.Errorf("device = %+v", d)
	}
	var told bool
	for _, h := range w.hints {
		told = told || (h.Key == c.Key && len(h.Events) == 1 && h.Events[0].Kind == lamplight.EventLoginToken)
	}
	if !told {
		t.Errorf("the waiting device was not told: %+v", w.hints)
	}
	l, err := w.ExportLoginToken(ctx, c, nil)
	w.ok(err)
	if l.SignedIn == nil || l.SignedIn.User != owner.User || l.SignedIn.Session != d.ID {
		t.Errorf("after acceptance: %+v", l)
	}
	if l, err = w.ImportLoginToken(ctx, c, token); err != nil || l.SignedIn == nil {
		t.Errorf("import = %+v, %v", l, err)
	}
	_, err = w.AcceptLoginToken(ctx, owner, token)
	w.refused(err, "AUTH_TOKEN_INVALID")

	w.ok(setPassword(w, owner, "hunter2", nil))
	c = w.device()
	_, err = w.AcceptLoginToken(ctx, owner, show(c))
	w.ok(err)
	_, err = w.ExportLoginToken(ctx, c, nil)
	w.refused(err, "SESSION_PASSWORD_NEEDED")
	_, err = w.CheckPassword(ctx, c, proof(w, c, "hunter2"))
	w.ok(err)
}

func TestKeys(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	temp := lamplight.AuthKey{ID: 1 << 40, Temp: true, Expires: w.now.Add(time.Hour), DC: 2, Created: w.now}
	w.ok(w.Save(ctx, temp))
	w.ok(w.Bind(ctx, temp.ID, c.Key, temp.Expires))
	w.refused(w.Bind(ctx, 99, c.Key, temp.Expires), "ENCRYPTED_MESSAGE_INVALID")
	if k, err := w.Key(ctx, temp.ID); err != nil || k.Bound != c.Key {
		t.Errorf("temporary key is bound to %d, %v", k.Bound, err)
	}
	w.ok(w.SetLayer(ctx, c.Key, 198))
	if k, err := w.Key(ctx, c.Key); err != nil || k.Layer != 198 || k.User != c.User {
		t.Errorf("key = layer %d, user %d, %v", k.Layer, k.User, err)
	}

	spare := temp
	spare.ID++
	w.ok(w.Save(ctx, spare))
	w.ok(w.Bind(ctx, spare.ID, c.Key, spare.Expires))
	c.TempKey = temp.ID
	w.ok(w.DropTempKeys(ctx, c, nil))
	_, err := w.Key(ctx, spare.ID)
	w.refused(err, "AUTH_KEY_UNREGISTERED")
	_, err = w.Key(ctx, temp.ID)
	w.ok(err) // it carries the call

	w.hints = nil
	w.ok(w.Destroy(ctx, c.Key))
	if len(w.hints) != 2 || !w.hints[0].Gone || !w.hints[1].Gone {
		t.Errorf("hints = %+v, want both keys gone", w.hints)
	}
	_, err = w.Key(ctx, c.Key)
	w.refused(err, "AUTH_KEY_UNREGISTERED")

	unused := w.device()
	w.wait(30*24*time.Hour + time.Second)
	w.ok(w.Sweep(ctx))
	_, err = w.Key(ctx, unused.Key)
	w.refused(err, "AUTH_KEY_UNREGISTERED")
}

func FuzzLoginToken(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(make([]byte, 32))
	f.Add([]byte("a token that is much longer than any of ours, and says nothing"))
	f.Fuzz(func(t *testing.T, token []byte) {
		w := newWorld(t, nil)
		_, err := w.AcceptLoginToken(t.Context(), accounts.Caller{User: 5}, token)
		w.refused(err, "AUTH_TOKEN_INVALID")
	})
}
