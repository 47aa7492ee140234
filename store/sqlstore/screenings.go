package sqlstore

import (
	"lamplight"
	"lamplight/store"
)

// PutScreened implements store.Screenings.
func (t *tx) PutScreened(rows ...store.Screened) error {
	for _, r := range rows {
		if err := t.run(`INSERT INTO screened (hash, source, version, outcome, reason, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET
			source = excluded.source, version = excluded.version, outcome = excluded.outcome, reason = excluded.reason, at = excluded.at`,
			r.Hash[:], r.Source[:], r.Version, int64(r.Outcome), r.Reason, r.At); err != nil {
			return err
		}
	}
	return nil
}

func scanScreened(scan scanner) (r store.Screened, err error) {
	var hash, source []byte
	err = scan(&hash, &source, &r.Version, &r.Outcome, &r.Reason, when(&r.At))
	copy(r.Hash[:], hash)
	copy(r.Source[:], source)
	return r, err
}

// ScreenedOf implements store.Screenings.
func (t *tx) ScreenedOf(hashes []lamplight.FileHash) ([]store.Screened, error) {
	keys := make([][]byte, len(hashes))
	for i := range hashes {
		keys[i] = hashes[i][:]
	}
	return manyIn(t, scanScreened, `SELECT hash, source, version, outcome, reason, at FROM screened WHERE hash IN (%s)`, keys)
}

// Judge implements store.Screenings.
func (t *tx) Judge(by store.Screened) ([]lamplight.FileHash, error) {
	if err := t.must(store.ErrNotFound, `UPDATE screened SET version = ?, outcome = ?, reason = ?, at = ? WHERE source = ?`,
		by.Version, int64(by.Outcome), by.Reason, by.At, by.Source[:]); err != nil {
		return nil, err
	}
	return many(t, func(scan scanner) (h lamplight.FileHash, err error) {
		var hash []byte
		err = scan(&hash)
		copy(h[:], hash)
		return h, err
	}, `SELECT hash FROM screened WHERE source = ? ORDER BY hash`, by.Source[:])
}
