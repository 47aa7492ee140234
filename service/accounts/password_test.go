package accounts_test

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"math/big"
	"testing"
	"time"

	"github.com/gotd/td/crypto/srp"

	"lamplight"
	"lamplight/service/accounts"
)

// xOf stands for the slow function that makes a number of a password: which one, the server never knows.
func xOf(password string, salt1, salt2 []byte) *big.Int {
	return new(big.Int).SetBytes(sum(salt1, []byte(password), salt2))
}

func sum(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

var (
	prime     = new(big.Int).SetBytes(accounts.SRPPrime())
	generator = big.NewInt(accounts.SRPBase)
)

func bytes256(n *big.Int) []byte { return n.FillBytes(make([]byte, 256)) }

// newPassword and proof do what a client does (https://core.telegram.org/api/srp), but for xOf. TestPasswordOfARealClient has
// a client do it that is not ours.
func newPassword(w *world, c accounts.Caller, password string) accounts.NewPassword {
	w.t.Helper()
	info, err := w.Password(w.t.Context(), c)
	w.ok(err)
	salt1 := append(append([]byte{}, info.NewSalt1...), 1, 2, 3)
	v := bytes256(new(big.Int).Exp(generator, xOf(password, salt1, info.NewSalt2), prime))
	w.secrets = append(w.secrets, string(v))
	return accounts.NewPassword{Set: true, Salt1: salt1, Salt2: info.NewSalt2, Verifier: v, Hint: "the cat"}
}

func proof(w *world, c accounts.Caller, password string) accounts.PasswordProof {
	w.t.Helper()
	info, err := w.Password(w.t.Context(), c)
	w.ok(err)
	if !info.Set {
		w.t.Fatal("no password is set")
	}
	random := make([]byte, 32)
	rand.Read(random)
	a := new(big.Int).SetBytes(random)
	ga := bytes256(new(big.Int).Exp(generator, a, prime))
	u := new(big.Int).SetBytes(sum(ga, info.B))
	x := xOf(password, info.Salt1, info.Salt2)
	k := new(big.Int).SetBytes(sum(bytes256(prime), bytes256(generator)))
	kv := k.Mul(k, new(big.Int).Exp(generator, x, prime))
	t := new(big.Int).Sub(new(big.Int).SetBytes(info.B), kv)
	t.Mod(t, prime).Exp(t, a.Add(a, u.Mul(u, x)), prime)
	m := sum(bytes256(prime))
	subtle.XORBytes(m, m, sum(bytes256(generator)))
	return accounts.PasswordProof{
		ID: info.SRPID, A: ga, M1: sum(m, sum(info.Salt1), sum(info.Salt2), ga, info.B, sum(bytes256(t))),
	}
}

func TestPasswordOfARealClient(t *testing.T) {
	w := newWorld(t, nil)
	c := w.signUp(phone)
	client := srp.NewSRP(rand.Reader)
	info, err := w.Password(t.Context(), c)
	w.ok(err)
	in := srp.Input{Salt1: info.NewSalt1, Salt2: info.NewSalt2, G: accounts.SRPBase, P: accounts.SRPPrime()}
	v, salt1, err := client.NewHash([]byte("hunter2"), in)
	w.ok(err)
	w.ok(w.UpdatePassword(t.Context(), c, accounts.PasswordProof{}, accounts.NewPassword{
		Set: true, Salt1: salt1, Salt2: info.NewSalt2, Verifier: v,
	}))
	d, err := w.signIn(phone)
	w.refused(err, "SESSION_PASSWORD_NEEDED")
	if info, err = w.Password(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	in.Salt1, in.Salt2 = info.Salt1, info.Salt2
	random := make([]byte, 256)
	rand.Read(random)
	a, err := client.Hash([]byte("hunter2"), info.B, random, in)
	w.ok(err)
	_, err = w.CheckPassword(t.Context(), d, accounts.PasswordProof{ID: info.SRPID, A: a.A, M1: a.M1})
	w.ok(err)
}

func setPassword(w *world, c accounts.Caller, password string, email *string) error {
	n := newPassword(w, c, password)
	n.Email = email
	return w.UpdatePassword(w.t.Context(), c, accounts.PasswordProof{}, n)
}

func TestPassword(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	w.ok(setPassword(w, c, "hunter2", nil))
	info, err := w.Password(ctx, c)
	w.ok(err)
	if !info.Set || info.Hint != "the cat" || info.Recovery {
		t.Errorf("password = %+v", info)
	}

	d, err := w.signIn(phone)
	w.refused(err, "SESSION_PASSWORD_NEEDED")
	if d.User != 0 {
		t.Fatal("signed in without the password")
	}
	_, err = w.CheckPassword(ctx, d, proof(w, d, "hunter3"))
	w.refused(err, "PASSWORD_HASH_INVALID")
	right := proof(w, d, "hunter2")
	in, err := w.CheckPassword(ctx, d, right)
	w.ok(err)
	if in.User != c.User || w.in(d).User != c.User {
		t.Errorf("after the password: %+v", in)
	}
	if n := w.notes[len(w.notes)-1]; n.Kind != lamplight.EventNewSession || n.Number != int64(in.Session) {
		t.Errorf("the other device was told %+v", n)
	}
	_, err = w.CheckPassword(ctx, d, right)
	w.refused(err, "SRP_ID_INVALID") // shown once
	other, _ := w.signIn(phone)
	_, err = w.CheckPassword(ctx, other, proof(w, d, "hunter2"))
	w.refused(err, "SRP_ID_INVALID") // bound to the key

	// To change it one has to show it.
	n := newPassword(w, c, "tr0ub4dor")
	w.refused(w.UpdatePassword(ctx, c, accounts.PasswordProof{}, n), "PASSWORD_MISSING")
	w.refused(w.UpdatePassword(ctx, c, proof(w, c, "x"), n), "PASSWORD_HASH_INVALID")
	bad := n
	bad.Salt2 = make([]byte, 16)
	w.refused(w.UpdatePassword(ctx, c, proof(w, c, "hunter2"), bad), "NEW_SALT_INVALID")
	bad = n
	bad.Verifier = make([]byte, 256)
	w.refused(w.UpdatePassword(ctx, c, proof(w, c, "hunter2"), bad), "PASSWORD_HASH_INVALID")
	w.ok(w.UpdatePassword(ctx, c, proof(w, c, "hunter2"), n))
	_, err = w.PasswordEmail(ctx, c, proof(w, c, "hunter2"))
	w.refused(err, "PASSWORD_HASH_INVALID")
	w.ok(w.UpdatePassword(ctx, c, proof(w, c, "tr0ub4dor"), accounts.NewPassword{Set: true}))
	if info, err = w.Password(ctx, c); err != nil || info.Set {
		t.Errorf("after taking it away: %+v, %v", info, err)
	}
	_, err = w.Password(ctx, w.device())
	w.refused(err, "AUTH_KEY_UNREGISTERED")
}

func TestPasswordGuesses(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.PasswordGuesses = 2 })
	c := w.signUp(phone)
	w.ok(setPassword(w, c, "hunter2", nil))
	d, _ := w.signIn(phone)
	for range 2 {
		_, err := w.CheckPassword(t.Context(), d, proof(w, d, "x"))
		w.refused(err, "PASSWORD_HASH_INVALID")
	}
	_, err := w.CheckPassword(t.Context(), d, proof(w, d, "hunter2"))
	w.refused(err, "FLOOD_WAIT_3600")
	w.wait(time.Hour)
	_, err = w.CheckPassword(t.Context(), d, proof(w, d, "hunter2"))
	w.ok(err)
}

func TestForgedProofs(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.PasswordGuesses = 100 })
	c := w.signUp(phone)
	w.ok(setPassword(w, c, "hunter2", nil))
	d, _ := w.signIn(phone)
	p := new(big.Int).SetBytes(accounts.SRPPrime())
	for name, a := range map[string][]byte{
		"A is 0": make([]byte, 256), "A is p": accounts.SRPPrime(), "A is 2p": new(big.Int).Lsh(p, 1).Bytes(), "A is 1": {1}, "no A": {},
		"A is p-1": new(big.Int).Sub(p, big.NewInt(1)).Bytes(),
	} {
		x := proof(w, d, "hunter2")
		x.A = a
		if _, err := w.CheckPassword(t.Context(), d, x); err == nil {
			t.Errorf("%s went through", name)
		}
	}
	x := proof(w, d, "hunter2")
	x.M1 = nil
	_, err := w.CheckPassword(t.Context(), d, x)
	w.refused(err, "PASSWORD_HASH_INVALID")
	x = proof(w, d, "hunter2")
	w.wait(11 * time.Minute)
	_, err = w.CheckPassword(t.Context(), d, x)
	w.refused(err, "SRP_ID_INVALID")
}

func TestRecovery(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	address := "ann@example.org"
	bad := "no address"
	w.refused(setPassword(w, c, "hunter2", &bad), "EMAIL_INVALID")
	w.refused(setPassword(w, c, "hunter2", &address), "EMAIL_UNCONFIRMED_5")
	info, err := w.Password(ctx, c)
	w.ok(err)
	if !info.Set || info.Recovery || info.Unconfirmed != "a***n@example.org" {
		t.Errorf("before confirming: %+v", info)
	}
	d, err := w.signIn(phone)
	w.refused(err, "SESSION_PASSWORD_NEEDED")
	_, err = w.RequestRecovery(ctx, d)
	w.refused(err, "PASSWORD_RECOVERY_NA")

	code := w.mailed()
	w.refused(w.ConfirmPasswordEmail(ctx, c, wrong(code)), "CODE_INVALID")
	w.ok(w.ConfirmPasswordEmail(ctx, c, code))
	w.refused(w.ConfirmPasswordEmail(ctx, c, code), "EMAIL_HASH_EXPIRED")
	w.refused(w.ResendPasswordEmail(ctx, c), "EMAIL_HASH_EXPIRED")
	if got, err := w.PasswordEmail(ctx, c, proof(w, c, "hunter2")); err != nil || got != address {
		t.Errorf("address = %q, %v", got, err)
	}

	pattern, err := w.RequestRecovery(ctx, d)
	w.ok(err)
	if pattern != "a***n@example.org" {
		t.Errorf("pattern = %q", pattern)
	}
	code = w.mailed()
	w.refused(w.CheckRecovery(ctx, d, wrong(code)), "CODE_INVALID")
	w.ok(w.CheckRecovery(ctx, d, code))
	n := newPassword(w, d, "new one")
	_, err = w.Recover(ctx, d, wrong(code), &n)
	w.refused(err, "CODE_INVALID")
	in, err := w.Recover(ctx, d, code, &n)
	w.ok(err)
	if in.User != c.User || w.in(d).User != c.User {
		t.Errorf("recovered as %+v", in)
	}
	_, err = w.PasswordEmail(ctx, c, proof(w, c, "new one"))
	w.ok(err)
	_, err = w.RequestRecovery(ctx, d)
	w.ok(err)
	_, err = w.Recover(ctx, d, w.mailed(), nil)
	w.ok(err)
	if info, err = w.Password(ctx, c); err != nil || info.Set {
		t.Errorf("after recovery without a new one: %+v, %v", info, err)
	}
}

func TestResetPassword(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	_, err := w.ResetPassword(ctx, c)
	w.refused(err, "PASSWORD_EMPTY")
	w.ok(setPassword(w, c, "hunter2", nil))
	w.refused(w.DeclinePasswordReset(ctx, c), "RESET_REQUEST_MISSING")
	until := w.now.Add(7 * 24 * time.Hour)
	w.notices = nil
	steps := []struct {
		wait time.Duration
		want accounts.PasswordReset
	}{
		{0, accounts.PasswordReset{Until: until}},
		{7*24*time.Hour - time.Second, accounts.PasswordReset{Until: until}},
	}
	for _, s := range steps {
		w.wait(s.wait)
		if r, err := w.ResetPassword(ctx, c); err != nil || r != s.want {
			t.Fatalf("reset = %+v, %v, want %+v", r, err, s.want)
		}
	}
	if len(w.notices) != 1 {
		t.Errorf("%d notices, want one for all calls", len(w.notices))
	}
	w.ok(w.DeclinePasswordReset(ctx, c))
	w.wait(time.Second)
	if r, err := w.ResetPassword(ctx, c); err != nil || !r.Retry.Equal(w.now.Add(24*time.Hour-time.Second)) {
		t.Fatalf("after declining: %+v, %v", r, err)
	}
	w.wait(24 * time.Hour)
	_, err = w.ResetPassword(ctx, c)
	w.ok(err)
	w.wait(7 * 24 * time.Hour)
	if r, err := w.ResetPassword(ctx, c); err != nil || !r.Done {
		t.Fatalf("after the wait: %+v, %v", r, err)
	}
	if info, err := w.Password(ctx, c); err != nil || info.Set {
		t.Errorf("password = %+v, %v", info, err)
	}
}
