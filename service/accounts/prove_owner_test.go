package accounts_test

import (
	"testing"
	"time"

	"lamplight/service/accounts"
)

func TestProveOwner(t *testing.T) {
	w := newWorld(t, nil)
	ctx, none := t.Context(), accounts.PasswordProof{}
	c := w.signUp(phone)
	w.refused(w.ProveOwner(ctx, c, none), "PASSWORD_MISSING")
	w.ok(setPassword(w, c, "hunter2", nil))
	w.refused(w.ProveOwner(ctx, c, none), "PASSWORD_TOO_FRESH_604800")
	w.wait(6 * 24 * time.Hour)
	w.refused(w.ProveOwner(ctx, c, proof(w, c, "hunter2")), "PASSWORD_TOO_FRESH_86400")
	w.wait(24 * time.Hour)
	w.refused(w.ProveOwner(ctx, c, none), "PASSWORD_HASH_INVALID")
	w.refused(w.ProveOwner(ctx, c, proof(w, c, "hunter3")), "PASSWORD_HASH_INVALID")
	right := proof(w, c, "hunter2")
	w.ok(w.ProveOwner(ctx, c, right))
	w.refused(w.ProveOwner(ctx, c, right), "SRP_ID_INVALID") // shown once

	d, _ := w.signIn(phone)
	_, err := w.CheckPassword(ctx, d, proof(w, d, "hunter2"))
	w.ok(err)
	d = w.in(d)
	w.refused(w.ProveOwner(ctx, d, proof(w, d, "hunter2")), "SESSION_TOO_FRESH_86400")
	w.wait(24 * time.Hour)
	w.ok(w.ProveOwner(ctx, d, proof(w, d, "hunter2")))
}
