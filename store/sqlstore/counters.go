package sqlstore

import (
	"time"

	"lamplight/store"
)

// Count implements store.Counters.
func (t *tx) Count(name string, n int, now time.Time, window time.Duration) (int, time.Time, error) {
	type counter struct {
		value int
		until time.Time
	}
	scan := func(scan scanner) (c counter, err error) {
		err = scan(&c.value, when(&c.until))
		return c, err
	}
	if n == 0 {
		c, err := one(t, scan, `SELECT value, expires FROM counters WHERE name = ? AND expires > ?`, name, now)
		if err == store.ErrNotFound {
			return 0, now.Add(window), nil
		}
		return c.value, c.until, err
	}
	if t.readOnly {
		return 0, time.Time{}, errReadOnly
	}
	c, err := one(t, scan, `INSERT INTO counters (name, value, expires) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET
			value = CASE WHEN counters.expires > ? THEN counters.value ELSE 0 END + excluded.value,
			expires = CASE WHEN counters.expires > ? THEN counters.expires ELSE excluded.expires END
		RETURNING value, expires`, name, n, now.Add(window), now, now)
	return c.value, c.until, err
}

// ResetCounter implements store.Counters.
func (t *tx) ResetCounter(name string) error {
	return t.run(`DELETE FROM counters WHERE name = ?`, name)
}

// DeleteExpiredCounters implements store.Counters.
func (t *tx) DeleteExpiredCounters(at time.Time) error {
	return t.run(`DELETE FROM counters WHERE expires <= ?`, at)
}
