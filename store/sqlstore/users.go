package sqlstore

import (
	"time"

	"lamplight"
	"lamplight/store"
)

const userColumns = `id, phone, first_name, last_name, about, created, deleted, frozen, frozen_until, frozen_for, last_seen,
	ttl_days, delete_after`

func scanUser(scan scanner) (u store.User, err error) {
	err = scan(&u.ID, &u.Phone, &u.FirstName, &u.LastName, &u.About, when(&u.Created), when(&u.Deleted), when(&u.Frozen),
		when(&u.FrozenUntil), &u.FrozenFor, when(&u.LastSeen), &u.TTLDays, when(&u.DeleteAfter))
	return u, err
}

// User implements store.Users.
func (t *tx) User(id lamplight.UserID) (store.User, error) {
	return one(t, scanUser, `SELECT `+userColumns+` FROM users WHERE id = ?`, id)
}

// UsersByID implements store.Users.
func (t *tx) UsersByID(ids []lamplight.UserID) ([]store.User, error) {
	var out []store.User
	for len(ids) > 0 {
		n := min(len(ids), maxIn)
		marks, args := inList(ids[:n])
		users, err := many(t, scanUser, `SELECT `+userColumns+` FROM users WHERE id IN (`+marks+`)`, args...)
		if err != nil {
			return nil, err
		}
		out, ids = append(out, users...), ids[n:]
	}
	return out, nil
}

// UserByPhone implements store.Users.
func (t *tx) UserByPhone(phone string) (store.User, error) {
	return one(t, scanUser, `SELECT `+userColumns+` FROM users WHERE phone = ? AND phone <> ''`, phone)
}

// AddUser implements store.Users.
func (t *tx) AddUser(u store.User) error {
	return t.must(store.ErrTaken, `INSERT INTO users (`+userColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		u.ID, u.Phone, u.FirstName, u.LastName, u.About, u.Created, u.Deleted, u.Frozen, u.FrozenUntil, u.FrozenFor,
		u.LastSeen, u.TTLDays, u.DeleteAfter)
}

// UpdateUser implements store.Users.
func (t *tx) UpdateUser(u store.User) error {
	return t.must(store.ErrNotFound, `UPDATE users SET phone = ?, first_name = ?, last_name = ?, about = ?, deleted = ?,
		frozen = ?, frozen_until = ?, frozen_for = ?, last_seen = ?, ttl_days = ?, delete_after = ? WHERE id = ?`,
		u.Phone, u.FirstName, u.LastName, u.About, u.Deleted, u.Frozen, u.FrozenUntil, u.FrozenFor, u.LastSeen, u.TTLDays,
		u.DeleteAfter, u.ID)
}

// SetLastSeen implements store.Users.
func (t *tx) SetLastSeen(id lamplight.UserID, at time.Time) error {
	return t.run(`UPDATE users SET last_seen = ? WHERE id = ? AND last_seen < ?`, at, id, at)
}

// ListUsers implements store.Users.
func (t *tx) ListUsers(after lamplight.UserID, limit int) ([]store.User, error) {
	return many(t, scanUser, `SELECT `+userColumns+` FROM users WHERE id > ? AND deleted = 0 ORDER BY id LIMIT ?`, after, limit)
}

// CountUsers implements store.Users.
func (t *tx) CountUsers() (int, error) {
	return one(t, value[int], `SELECT COUNT(*) FROM users WHERE deleted = 0`)
}

// UsersToDelete implements store.Users. An account that was never seen counts from when it was made.
func (t *tx) UsersToDelete(at time.Time, limit int) ([]lamplight.UserID, error) {
	return many(t, value[lamplight.UserID], `SELECT id FROM users WHERE deleted = 0 AND (
		(delete_after <> 0 AND delete_after <= ?)
		OR (CASE WHEN last_seen > created THEN last_seen ELSE created END) + ttl_days * 86400 <= ?) ORDER BY id LIMIT ?`,
		at, at, limit)
}
