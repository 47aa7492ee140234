package sqlstore

import (
	"errors"

	"lamplight/store"
)

// Secret implements store.Instance.
func (t *tx) Secret(name string) ([]byte, error) {
	sealed, err := one(t, value[[]byte], `SELECT sealed FROM secrets WHERE name = ?`, name)
	if err == nil {
		return t.open("secrets", name, sealed)
	}
	if !errors.Is(err, store.ErrNotFound) || t.readOnly {
		return nil, err
	}
	v := random(store.SecretSize)
	return v, t.run(`INSERT INTO secrets (name, sealed) VALUES (?, ?)`, name, t.seal("secrets", name, v))
}
