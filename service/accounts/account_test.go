package accounts_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/service/accounts"
	"lamplight/store"
)

type eraser struct {
	users []lamplight.UserID
	err   error
	again chan struct{} // closed with the second, if not nil
}

func (e *eraser) EraseUser(_ context.Context, u lamplight.UserID) error {
	e.users = append(e.users, u)
	if e.again != nil && len(e.users) == 2 {
		close(e.again)
	}
	return e.err
}

func TestDeleteAccount(t *testing.T) {
	e := &eraser{}
	w := newWorld(t, func(o *accounts.Options) { o.Erasers = []accounts.Eraser{e} })
	ctx := t.Context()
	c := w.signUp(phone)
	w.ok(w.store.Write(ctx, func(tx store.Tx) error {
		return errors.Join(tx.PutFolder(store.Folder{User: c.User, ID: 2, Value: []byte("x")}), tx.PutSetting(c.User, "x", []byte("x")))
	}))
	w.ok(w.DeleteAccount(ctx, c, accounts.PasswordProof{}))
	w.ok(w.store.Read(ctx, func(tx store.Tx) error {
		if left, err := tx.FoldersOf(c.User); err != nil || len(left) != 0 {
			t.Errorf("folders %+v, %v", left, err)
		}
		if _, err := tx.Setting(c.User, "x"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a setting: %v", err)
		}
		return nil
	}))
	if len(w.erased) != 1 || w.erased[0] != lamplight.AccountBox(c.User) || len(e.users) != 1 || e.users[0] != c.User {
		t.Errorf("erased boxes %v, accounts %v", w.erased, e.users)
	}
	if w.in(c).User != 0 {
		t.Error("a deleted account is signed in")
	}
	_, err := w.Show(ctx, "+"+phone)
	w.refused(err, "USER_NOT_FOUND")
	again := w.signUp(phone)
	if again.User == c.User {
		t.Error("the id was given a second time")
	}

	// What cannot be erased now is left to the queue, and the account is deleted all the same.
	e.err = errors.New("not now")
	w.ok(w.Delete(ctx, again.User))
	a, err := w.Show(ctx, "")
	w.refused(err, "USER_NOT_FOUND")
	if list, err := w.List(ctx, 0, 10); err != nil || len(list) != 0 {
		t.Errorf("accounts = %+v, %v, %+v", list, err, a)
	}
	w.refused(w.Delete(ctx, 5), "USER_NOT_FOUND")
}

// What another node still let through is erased some minutes later.
func TestDeletedAccountIsErasedAgain(t *testing.T) {
	e := &eraser{again: make(chan struct{})}
	w := newWorld(t, func(o *accounts.Options) { o.Erasers = []accounts.Eraser{e} })
	w.now = time.Now().Add(-time.Hour) // the queue goes by the machine's clock, and finds what is due long since
	c := w.signUp(phone)
	w.ok(w.Delete(t.Context(), c.User))
	if len(e.users) != 1 {
		t.Fatalf("erased %v at once", e.users)
	}
	w.ok(w.store.Jobs().Start(t.Context()))
	select {
	case <-e.again:
	case <-time.After(20 * time.Second):
		t.Error("not erased again")
	}
	w.ok(w.store.Jobs().Stop(t.Context()))
	box := lamplight.AccountBox(c.User)
	if want := []lamplight.BoxID{box, box}; !slices.Equal(w.erased, want) {
		t.Errorf("erased %v, want %v", w.erased, want)
	}
}

func TestDeleteAccountWithPassword(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	w.ok(setPassword(w, c, "hunter2", nil))
	thief, _ := w.signIn(phone) // has a code, but no password
	w.notices = nil
	w.refused(w.DeleteAccount(ctx, thief, accounts.PasswordProof{}), "2FA_CONFIRM_WAIT_604800")
	w.wait(time.Hour)
	w.refused(w.DeleteAccount(ctx, thief, accounts.PasswordProof{}), "2FA_CONFIRM_WAIT_601200")
	if len(w.notices) != 1 {
		t.Errorf("%d notices", len(w.notices))
	}
	w.refused(w.DeleteAccount(ctx, thief, proof(w, thief, "x")), "PASSWORD_HASH_INVALID")
	_, err := w.CheckPassword(ctx, c, proof(w, c, "hunter2")) // the owner calls it off
	w.ok(err)
	w.wait(8 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	_, err = w.Show(ctx, "+"+phone)
	w.ok(err)

	w.refused(w.DeleteAccount(ctx, c, accounts.PasswordProof{}), "2FA_CONFIRM_WAIT_604800")
	w.wait(7 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	_, err = w.Show(ctx, "+"+phone)
	w.refused(err, "USER_NOT_FOUND")

	d := w.signUp(phone)
	w.ok(setPassword(w, d, "hunter2", nil))
	w.ok(w.DeleteAccount(ctx, d, proof(w, d, "hunter2")))
	_, err = w.Show(ctx, "+"+phone)
	w.refused(err, "USER_NOT_FOUND")
}

func TestAccountTTL(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	if days, err := w.AccountTTL(ctx, c); err != nil || days != 548 {
		t.Errorf("ttl = %d, %v", days, err)
	}
	for _, bad := range []int{-1, 0, 29, 731} {
		w.refused(w.SetAccountTTL(ctx, c, bad), "TTL_DAYS_INVALID")
	}
	w.ok(w.SetAccountTTL(ctx, c, 30))
	w.wait(29 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	w.ok(w.Seen(ctx, c))
	w.wait(29 * 24 * time.Hour)
	w.ok(w.Sweep(ctx))
	_, err := w.Show(ctx, "+"+phone)
	w.ok(err)
	w.wait(24 * time.Hour)
	w.ok(w.Sweep(ctx))
	_, err = w.Show(ctx, "+"+phone)
	w.refused(err, "USER_NOT_FOUND")
}

func TestChangePhone(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	const to, taken = "4915100000001", "4915100000002"
	w.signUp(taken)
	_, err := w.SendChangePhoneCode(ctx, c, to)
	w.refused(err, "FRESH_CHANGE_PHONE_FORBIDDEN")
	w.wait(24 * time.Hour)
	_, err = w.SendChangePhoneCode(ctx, c, taken)
	w.refused(err, "PHONE_NUMBER_OCCUPIED")
	codes := len(w.codes)
	s, err := w.SendChangePhoneCode(ctx, c, to)
	w.ok(err)
	if s.Shape != lamplight.CodeSMS || len(w.codes) != codes+1 {
		t.Errorf("sent = %+v", s)
	}
	w.refused(w.ChangePhone(ctx, c, to, s.Handle, wrong(w.code())), "PHONE_CODE_INVALID")
	w.refused(signIn(w, c, to, s.Handle, w.code()), "PHONE_CODE_EXPIRED") // it is for nothing else
	w.notices = nil
	w.ok(w.ChangePhone(ctx, c, to, s.Handle, w.code()))
	if len(w.notices) != 1 || !strings.Contains(w.notices[0], "+"+to) {
		t.Errorf("notices = %q, want one of the new phone", w.notices)
	}
	a, err := w.Show(ctx, "+"+to)
	w.ok(err)
	if a.ID != c.User {
		t.Errorf("account = %+v", a)
	}
	if n := w.notes[len(w.notes)-1]; n.Kind != lamplight.EventUser || n.Peer != lamplight.UserPeer(c.User) || n.Origin != c.Session {
		t.Errorf("note = %+v", n)
	}
}

func TestTakeout(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	what := accounts.Takeout{Contacts: true, FileMaxSize: 1 << 20}
	_, err := w.BeginTakeout(ctx, c, what)
	w.refused(err, "TAKEOUT_INIT_DELAY_86400")
	w.wait(24 * time.Hour)
	id, err := w.BeginTakeout(ctx, c, what)
	w.ok(err)
	if again, err := w.BeginTakeout(ctx, c, what); err != nil || again != id {
		t.Errorf("begun twice: %d then %d, %v", id, again, err)
	}
	if got, err := w.CheckTakeout(ctx, c, id); err != nil || got != what {
		t.Errorf("takeout = %+v, %v", got, err)
	}
	other, err := w.signIn(phone)
	w.ok(err)
	_, err = w.CheckTakeout(ctx, other, id)
	w.refused(err, "TAKEOUT_INVALID")
	w.refused(w.EndTakeout(ctx, c, 0), "TAKEOUT_REQUIRED")
	w.ok(w.EndTakeout(ctx, c, id))
	w.refused(w.EndTakeout(ctx, c, id), "TAKEOUT_INVALID")
	id, err = w.BeginTakeout(ctx, c, what)
	w.ok(err)
	w.wait(24 * time.Hour)
	_, err = w.CheckTakeout(ctx, c, id)
	w.refused(err, "TAKEOUT_INVALID")
}

// An operator may have nobody wait.
func TestTakeoutAtOnce(t *testing.T) {
	w := newWorld(t, func(o *accounts.Options) { o.Limits.TakeoutDelay = -1 })
	_, err := w.BeginTakeout(t.Context(), w.signUp(phone), accounts.Takeout{})
	w.ok(err)
}

func TestFreeze(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.signUp(phone)
	frozen := func() bool {
		t.Helper()
		f, err := w.Frozen(ctx, c.User)
		w.ok(err)
		return f != nil
	}
	w.ok(w.Freeze(ctx, c.User, "spam", w.now.Add(time.Hour)))
	if f, err := w.Frozen(ctx, c.User); err != nil || f == nil || f.Reason != "spam" || !f.Since.Equal(w.now) {
		t.Errorf("frozen = %+v, %v", f, err)
	}
	w.wait(time.Hour)
	if frozen() {
		t.Error("frozen after its time")
	}
	w.ok(w.Freeze(ctx, c.User, "spam", time.Time{}))
	w.wait(1000 * time.Hour)
	if !frozen() {
		t.Error("not frozen for good")
	}
	w.ok(w.Unfreeze(ctx, c.User))
	if frozen() {
		t.Error("frozen after it was taken back")
	}
	w.refused(w.Freeze(ctx, 5, "x", time.Time{}), "USER_NOT_FOUND")
}

func TestInvitations(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	_, err := w.Invite(ctx, "x", "", "")
	w.refused(err, "PHONE_NUMBER_INVALID")
	_, err = w.Invite(ctx, phone, "x y", "")
	w.refused(err, "EMAIL_INVALID")
	_, err = w.Invite(ctx, "+49 151 12345678", "a@example.org", "a friend")
	w.ok(err)
	list, err := w.Invitations(ctx, "", 10)
	w.ok(err)
	if len(list) != 1 || list[0].Phone != phone || list[0].Email != "a@example.org" || list[0].Note != "a friend" {
		t.Errorf("invitations = %+v", list)
	}
	w.ok(w.Uninvite(ctx, phone))
	if list, _ = w.Invitations(ctx, "", 10); len(list) != 0 {
		t.Errorf("invitations = %+v", list)
	}
}
