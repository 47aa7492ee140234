package sqlstore

import (
	"fmt"

	"lamplight"
	"lamplight/store"
)

// Setting implements store.Settings.
func (t *tx) Setting(user lamplight.UserID, name string) ([]byte, error) {
	return one(t, value[[]byte], `SELECT value FROM settings WHERE user_id = ? AND name = ?`, user, name)
}

// PutSetting implements store.Settings.
func (t *tx) PutSetting(user lamplight.UserID, name string, v []byte) error {
	if len(v) > store.MaxSetting {
		return fmt.Errorf("setting %s has %d bytes, at most %d", name, len(v), store.MaxSetting)
	}
	return t.run(`INSERT INTO settings (user_id, name, value) VALUES (?, ?, ?)
		ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value`, user, name, v)
}

// DeleteSetting implements store.Settings.
func (t *tx) DeleteSetting(user lamplight.UserID, name string) error {
	return t.run(`DELETE FROM settings WHERE user_id = ? AND name = ?`, user, name)
}

// DeleteSettingsOf implements store.Settings.
func (t *tx) DeleteSettingsOf(user lamplight.UserID) error {
	return t.run(`DELETE FROM settings WHERE user_id = ?`, user)
}

// SettingsNamed implements store.Settings.
func (t *tx) SettingsNamed(name string, users []lamplight.UserID) (map[lamplight.UserID][]byte, error) {
	type row struct {
		user  lamplight.UserID
		value []byte
	}
	rows, err := manyIn(t, func(scan scanner) (r row, err error) {
		err = scan(&r.user, &r.value)
		return r, err
	}, `SELECT user_id, value FROM settings WHERE name = ? AND user_id IN (%s)`, users, name)
	if err != nil {
		return nil, err
	}
	out := make(map[lamplight.UserID][]byte, len(rows))
	for _, r := range rows {
		out[r.user] = r.value
	}
	return out, nil
}
