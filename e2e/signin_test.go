package e2e

import (
	"strings"
	"testing"
)

// TestSignInIsRefused: whoever has a wrong code or a wrong password is told so in words that every library knows, and
// the devices that are signed in learn of one that was let in.
func TestSignInIsRefused(t *testing.T) {
	w := newWorld(t)
	bobIs := w.newPerson("bob_is_away")
	bob := w.partner(t, bobIs)
	eachKind(t, func(t *testing.T, k kind) {
		alice := w.newPerson("alice_" + k.name + "_locks")
		phone := w.newcomer(t, k, alice)
		const password = "open sesame"
		phone.do(t, "setPassword", args{"password": password}, nil)

		for _, try := range []struct{ what, code, password, want string }{
			{"a wrong code", "12345", password, "PHONE_CODE_INVALID"},
			{"a wrong password", code, "open barley", "PASSWORD_HASH_INVALID"},
		} {
			d := newDevice(t, k, "stranger")
			w.connect(t, d, k.transports[0], false)
			err := d.try("signIn", args{"phone": alice.phone, "code": try.code, "password": try.password}, nil)
			wantError(t, err, try.what, try.want, "invalid password") // gotd's own word for it
			d.try("close", nil, nil)
		}

		from := phone.heard()
		laptop := newDevice(t, k, "laptop")
		w.connect(t, laptop, k.transports[0], false)
		var me struct{ ID int64 }
		laptop.do(t, "signIn", args{"phone": alice.phone, "code": code, "password": password}, &me)
		if me.ID != phone.id {
			t.Errorf("signed in as %d, want %d", me.ID, phone.id)
		}
		phone.waitFrom(t, from, "the new device", func(e event) bool {
			return e.Event == "message" && e.Chat == 777000 && strings.HasPrefix(e.Text, "New login")
		})

		// A list that ends with a conversation of which nothing is left is a list like others.
		say(t, phone, bobIs, "hello")
		phone.do(t, "clear", args{"to": bobIs.name}, nil)
		phone.seesDialog(t, bob.id, false, func(d dialog) error { return nil })
	})
}
