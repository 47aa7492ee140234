package sqlstore

import (
	"time"

	"lamplight"
	"lamplight/store"
)

const takeoutColumns = `id, user_id, session_id, contacts, users, chats, megagroups, channels, files, file_max_size, created,
	expires`

func scanTakeout(scan scanner) (o store.Takeout, err error) {
	err = scan(&o.ID, &o.User, &o.Session, &o.Contacts, &o.Users, &o.Chats, &o.Megagroups, &o.Channels, &o.Files,
		&o.FileMaxSize, when(&o.Created), when(&o.Expires))
	return o, err
}

// Takeout implements store.Takeouts.
func (t *tx) Takeout(id int64) (store.Takeout, error) {
	return one(t, scanTakeout, `SELECT `+takeoutColumns+` FROM takeouts WHERE id = ?`, id)
}

// TakeoutOf implements store.Takeouts.
func (t *tx) TakeoutOf(session lamplight.SessionID) (store.Takeout, error) {
	return one(t, scanTakeout, `SELECT `+takeoutColumns+` FROM takeouts WHERE session_id = ?`, session)
}

// PutTakeout implements store.Takeouts.
func (t *tx) PutTakeout(o store.Takeout) error {
	if err := t.run(`DELETE FROM takeouts WHERE session_id = ? OR id = ?`, o.Session, o.ID); err != nil {
		return err
	}
	return t.run(`INSERT INTO takeouts (`+takeoutColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, o.User, o.Session, o.Contacts, o.Users, o.Chats, o.Megagroups, o.Channels, o.Files, o.FileMaxSize, o.Created,
		o.Expires)
}

// DeleteTakeout implements store.Takeouts.
func (t *tx) DeleteTakeout(id int64) error { return t.run(`DELETE FROM takeouts WHERE id = ?`, id) }

// DeleteExpiredTakeouts implements store.Takeouts.
func (t *tx) DeleteExpiredTakeouts(at time.Time) error {
	return t.run(`DELETE FROM takeouts WHERE expires < ?`, at)
}
