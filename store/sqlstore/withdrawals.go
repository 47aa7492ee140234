package sqlstore

import (
	"errors"

	"lamplight"
	"lamplight/store"
)

// Withdraw implements store.Withdrawals.
func (t *tx) Withdraw(w store.Withdrawal) (int64, error) {
	last, err := one(t, value[int64], `SELECT coalesce(max(id), 0) FROM withdrawals`)
	if err != nil {
		return 0, err
	}
	w.ID = last + 1
	if err := t.run(`INSERT INTO withdrawals (id, reason, created, undone, removed) VALUES (?, ?, ?, 0, ?)`,
		w.ID, w.Reason, w.Created, false); err != nil {
		return 0, err
	}
	for _, c := range w.Contents {
		if err := t.run(`INSERT INTO withdrawn_contents (withdrawal, content) VALUES (?, ?) ON CONFLICT DO NOTHING`, w.ID, int64(c)); err != nil {
			return 0, err
		}
	}
	for _, h := range w.Files {
		if err := t.run(`INSERT INTO withdrawn_files (withdrawal, hash) VALUES (?, ?) ON CONFLICT DO NOTHING`, w.ID, h[:]); err != nil {
			return 0, err
		}
	}
	return w.ID, t.reviseWithdrawn()
}

// reviseWithdrawn notes that what is withdrawn has changed.
func (t *tx) reviseWithdrawn() error {
	return t.run(`INSERT INTO withdrawn_revision (one, revision) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET revision = withdrawn_revision.revision + 1`)
}

// withdrawals returns the rows of a query with what they name.
func (t *tx) withdrawals(where string, args ...any) ([]store.Withdrawal, error) {
	list, err := many(t, func(scan scanner) (w store.Withdrawal, err error) {
		err = scan(&w.ID, &w.Reason, when(&w.Created), when(&w.Undone), &w.Removed)
		return w, err
	}, `SELECT id, reason, created, undone, removed FROM withdrawals WHERE `+where, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	at := make(map[int64]*store.Withdrawal, len(list))
	ids := make([]int64, len(list))
	for i := range list {
		at[list[i].ID], ids[i] = &list[i], list[i].ID
	}
	type content struct {
		of int64
		id lamplight.ContentID
	}
	contents, err := manyIn(t, func(scan scanner) (c content, err error) {
		err = scan(&c.of, &c.id)
		return c, err
	}, `SELECT withdrawal, content FROM withdrawn_contents WHERE withdrawal IN (%s) ORDER BY withdrawal, content`, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range contents {
		at[c.of].Contents = append(at[c.of].Contents, c.id)
	}
	type file struct {
		of   int64
		hash lamplight.FileHash
	}
	files, err := manyIn(t, func(scan scanner) (f file, err error) {
		var hash []byte
		err = scan(&f.of, &hash)
		copy(f.hash[:], hash)
		return f, err
	}, `SELECT withdrawal, hash FROM withdrawn_files WHERE withdrawal IN (%s) ORDER BY withdrawal, hash`, ids)
	for _, f := range files {
		at[f.of].Files = append(at[f.of].Files, f.hash)
	}
	return list, err
}

// Withdrawal implements store.Withdrawals.
func (t *tx) Withdrawal(id int64) (store.Withdrawal, error) {
	list, err := t.withdrawals(`id = ?`, id)
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Withdrawal{}, err
	}
	return list[0], nil
}

// Withdrawals implements store.Withdrawals.
func (t *tx) Withdrawals(after int64, limit int) ([]store.Withdrawal, error) {
	return t.withdrawals(`id > ? ORDER BY id LIMIT ?`, after, limit)
}

// WithdrawalRevision implements store.Withdrawals.
func (t *tx) WithdrawalRevision() (int64, error) {
	n, err := one(t, value[int64], `SELECT revision FROM withdrawn_revision WHERE one = 1`)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// UpdateWithdrawal implements store.Withdrawals.
func (t *tx) UpdateWithdrawal(w store.Withdrawal) error {
	if err := t.must(store.ErrNotFound, `UPDATE withdrawals SET undone = ?, removed = ? WHERE id = ?`, w.Undone, w.Removed, w.ID); err != nil {
		return err
	}
	return t.reviseWithdrawn()
}

// WithdrawnFile implements store.Withdrawals.
func (t *tx) WithdrawnFile(h lamplight.FileHash) (bool, error) {
	n, err := one(t, value[int], `SELECT count(*) FROM withdrawn_files f JOIN withdrawals w ON w.id = f.withdrawal WHERE f.hash = ? AND w.undone = 0`, h[:])
	return n > 0, err
}

// AddRemoved implements store.Withdrawals.
func (t *tx) AddRemoved(rows []store.Removed) error {
	for _, r := range rows {
		if err := t.run(`INSERT INTO removed (withdrawal, box, id, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			r.Withdrawal, int64(r.Box), int64(r.ID), t.seal("removed", removedRow(r), r.Body)); err != nil {
			return err
		}
	}
	return nil
}

// removedRow is what a body is bound to: it opens in no other row.
func removedRow(r store.Removed) [3]int64 { return [3]int64{r.Withdrawal, int64(r.Box), int64(r.ID)} }

// RemovedOf implements store.Withdrawals.
func (t *tx) RemovedOf(withdrawal int64, box lamplight.BoxID, id lamplight.MessageID, limit int) ([]store.Removed, error) {
	return many(t, func(scan scanner) (r store.Removed, err error) {
		if err := scan(&r.Withdrawal, &r.Box, &r.ID, &r.Body); err != nil {
			return r, err
		}
		r.Body, err = t.open("removed", removedRow(r), r.Body)
		return r, err
	}, `SELECT withdrawal, box, id, body FROM removed WHERE withdrawal = ? AND (box > ? OR (box = ? AND id > ?)) ORDER BY box, id LIMIT ?`,
		withdrawal, int64(box), int64(box), int64(id), limit)
}

// DeleteRemoved implements store.Withdrawals.
func (t *tx) DeleteRemoved(withdrawal int64, box lamplight.BoxID, id lamplight.MessageID) error {
	return t.run(`DELETE FROM removed WHERE withdrawal = ? AND box = ? AND id = ?`, withdrawal, int64(box), int64(id))
}

// DeleteRemovedFrom implements store.Withdrawals.
func (t *tx) DeleteRemovedFrom(box lamplight.BoxID) error {
	return t.run(`DELETE FROM removed WHERE box = ?`, int64(box))
}
