package sqlstore

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"lamplight"
	"lamplight/store"
)

const fileColumns = `hash, md5, sha1, size, state, created, touched`

func scanFile(scan scanner) (f store.File, err error) {
	var hash, md5, sha1 []byte
	err = scan(&hash, &md5, &sha1, &f.Size, &f.State, when(&f.Created), when(&f.Touched))
	copy(f.Hash[:], hash)
	copy(f.MD5[:], md5)
	copy(f.SHA1[:], sha1)
	return f, err
}

// File implements store.Files.
func (t *tx) File(h lamplight.FileHash) (store.File, error) {
	return one(t, scanFile, `SELECT `+fileColumns+` FROM files WHERE hash = ?`, h[:])
}

// PutFile implements store.Files.
func (t *tx) PutFile(f store.File) error {
	return t.run(`INSERT INTO files (`+fileColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET
		md5 = excluded.md5, sha1 = excluded.sha1, size = excluded.size, state = excluded.state, touched = excluded.touched`,
		f.Hash[:], f.MD5[:], f.SHA1[:], f.Size, int64(f.State), f.Created, f.Touched)
}

// StaleFiles implements store.Files.
func (t *tx) StaleFiles(after lamplight.FileHash, before time.Time, limit int) ([]store.File, error) {
	return many(t, scanFile, `SELECT `+fileColumns+` FROM files WHERE hash > ? AND (touched < ? OR state = 2) ORDER BY hash LIMIT ?`,
		after[:], before, limit)
}

// DeleteFile implements store.Files.
func (t *tx) DeleteFile(h lamplight.FileHash) error {
	return t.run(`DELETE FROM files WHERE hash = ?`, h[:])
}

// What the body of a row of media is encoded with: as messages are in the boxes, so that what a message carries and what can
// be sent again are the same.
var (
	mediaEncoding = mustMode(cbor.EncOptions{Sort: cbor.SortCoreDeterministic, Time: cbor.TimeUnix}.EncMode())
	mediaDecoding = mustMode(cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, MaxNestedLevels: 16, UTF8: cbor.UTF8DecodeInvalid}.DecMode())
)

func mustMode[T any](v T, err error) T {
	if err != nil {
		panic(err) // the options above are wrong: a mistake of ours
	}
	return v
}

// mediaBody is what is sealed in a row of media.
type mediaBody struct {
	Photo    *lamplight.Photo    `cbor:"1,keyasint,omitempty"`
	Document *lamplight.Document `cbor:"2,keyasint,omitempty"`
	Uploaded *uploadedBody       `cbor:"3,keyasint,omitempty"`
}

type uploadedBody struct {
	Hash lamplight.FileHash `cbor:"1,keyasint"`
	MD5  [16]byte           `cbor:"2,keyasint"`
	SHA1 [20]byte           `cbor:"3,keyasint"`
	Size int64              `cbor:"4,keyasint"`
}

// AddMedia implements store.Files.
func (t *tx) AddMedia(m store.MediaRow) error {
	b := mediaBody{Photo: m.Photo, Document: m.Document}
	if u := m.Uploaded; u.Hash != (lamplight.FileHash{}) {
		b.Uploaded = &uploadedBody{u.Hash, u.MD5, u.SHA1, u.Size}
	}
	body, err := mediaEncoding.Marshal(b)
	if err != nil {
		return fmt.Errorf("encode media %d: %w", m.ID(), err)
	}
	if err := t.must(store.ErrTaken, `INSERT INTO media (id, photo, owner, created, touched, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		m.ID(), m.Photo != nil, m.Owner, m.Created, m.Touched, t.seal("media", m.ID(), body)); err != nil {
		return err
	}
	for _, h := range m.Hashes() {
		if err := t.run(`INSERT INTO media_files (hash, media) VALUES (?, ?) ON CONFLICT DO NOTHING`, h[:], m.ID()); err != nil {
			return err
		}
	}
	return nil
}

const mediaColumns = `id, owner, created, touched, body`

func (t *tx) mediaRows(query string, args ...any) ([]store.MediaRow, error) {
	return many(t, func(scan scanner) (m store.MediaRow, err error) {
		var id int64
		var sealed []byte
		if err := scan(&id, &m.Owner, when(&m.Created), when(&m.Touched), &sealed); err != nil {
			return m, err
		}
		body, err := t.open("media", id, sealed)
		if err != nil {
			return m, err
		}
		var b mediaBody
		if err := mediaDecoding.Unmarshal(body, &b); err != nil {
			return m, fmt.Errorf("decode media %d: %w", id, err)
		}
		m.Photo, m.Document = b.Photo, b.Document
		if m.Photo != nil {
			m.Photo.Date = m.Photo.Date.UTC()
		}
		if m.Document != nil {
			m.Document.Date = m.Document.Date.UTC()
		}
		if u := b.Uploaded; u != nil {
			m.Uploaded = store.File{Hash: u.Hash, MD5: u.MD5, SHA1: u.SHA1, Size: u.Size}
		}
		return m, nil
	}, query, args...)
}

func (t *tx) oneMedia(id int64, photo bool) (store.MediaRow, error) {
	rows, err := t.mediaRows(`SELECT `+mediaColumns+` FROM media WHERE id = ? AND photo = ?`, id, photo)
	if err != nil {
		return store.MediaRow{}, err
	}
	if len(rows) == 0 {
		return store.MediaRow{}, store.ErrNotFound
	}
	return rows[0], nil
}

// Photo implements store.Files.
func (t *tx) Photo(id lamplight.PhotoID) (store.MediaRow, error) { return t.oneMedia(int64(id), true) }

// Document implements store.Files.
func (t *tx) Document(id lamplight.DocumentID) (store.MediaRow, error) {
	return t.oneMedia(int64(id), false)
}

// TouchMedia implements store.Files.
func (t *tx) TouchMedia(ids []int64, now time.Time) error {
	for len(ids) > 0 {
		n := min(len(ids), maxIn)
		marks, in := inList(ids[:n])
		if err := t.run(`UPDATE media SET touched = ? WHERE id IN (`+marks+`) AND touched < ?`, append(append([]any{now}, in...), now)...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// StaleMedia implements store.Files.
func (t *tx) StaleMedia(after int64, before time.Time, limit int) ([]store.MediaRow, error) {
	return t.mediaRows(`SELECT `+mediaColumns+` FROM media WHERE id > ? AND touched < ? ORDER BY id LIMIT ?`, after, before, limit)
}

// MediaWith implements store.Files.
func (t *tx) MediaWith(h lamplight.FileHash, limit int) ([]int64, error) {
	return many(t, value[int64], `SELECT media FROM media_files WHERE hash = ? ORDER BY media LIMIT ?`, h[:], limit)
}

// MediaOf implements store.Files.
func (t *tx) MediaOf(owner lamplight.UserID, after int64, limit int) ([]int64, error) {
	return many(t, value[int64], `SELECT id FROM media WHERE owner = ? AND id > ? ORDER BY id LIMIT ?`, owner, after, limit)
}

// PhotosInUse implements store.Files.
func (t *tx) PhotosInUse(ids map[lamplight.PhotoID]bool) ([]lamplight.PhotoID, error) {
	found, err := manyIn(t, value[lamplight.PhotoID], `SELECT DISTINCT photo FROM profile_photos WHERE photo IN (%s)`, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	chats, err := many(t, func(scan scanner) (id lamplight.PhotoID, err error) {
		var body []byte
		if err := scan(&body); err != nil {
			return 0, err
		}
		var p struct{ ID lamplight.PhotoID }
		if err := json.Unmarshal(body, &p); err != nil {
			return 0, fmt.Errorf("photo of a chat: %w", err)
		}
		return p.ID, nil
	}, `SELECT photo FROM chats WHERE length(photo) > 0`)
	for _, id := range chats {
		if ids[id] {
			found = append(found, id)
		}
	}
	return found, err
}

// DeleteMedia implements store.Files.
func (t *tx) DeleteMedia(id int64) error {
	if err := t.run(`DELETE FROM media_files WHERE media = ?`, id); err != nil {
		return err
	}
	return t.run(`DELETE FROM media WHERE id = ?`, id)
}
