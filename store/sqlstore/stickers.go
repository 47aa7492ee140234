package sqlstore

import (
	"fmt"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

const stickerSetColumns = `id, owner, kind, created, body`

// stickerSetBody is what of a set is only read whole.
type stickerSetBody struct {
	Name       string               `cbor:"1,keyasint"`
	Title      lamplight.Text       `cbor:"2,keyasint"`
	Version    int                  `cbor:"3,keyasint"`
	Recolor    bool                 `cbor:"4,keyasint,omitempty"`
	Stickers   []lamplight.Sticker  `cbor:"5,keyasint,omitempty"`
	Thumb      *lamplight.Document  `cbor:"6,keyasint,omitempty"`
	ThumbEmoji lamplight.DocumentID `cbor:"7,keyasint,omitempty"`
}

func (t *tx) scanStickerSet(scan scanner) (s lamplight.StickerSet, err error) {
	var sealed []byte
	if err := scan(&s.ID, &s.Owner, &s.Kind, when(&s.Created), &sealed); err != nil {
		return s, err
	}
	text, err := t.open("sticker_sets", s.ID, sealed)
	if err != nil {
		return s, err
	}
	var b stickerSetBody
	if err := mediaDecoding.Unmarshal(text, &b); err != nil {
		return s, fmt.Errorf("decode sticker set %d: %w", s.ID, err)
	}
	s.Name, s.Title, s.Version, s.Recolor, s.Stickers = b.Name, b.Title, b.Version, b.Recolor, b.Stickers
	s.Thumb, s.ThumbEmoji = b.Thumb, b.ThumbEmoji
	return s, nil
}

func (t *tx) stickerSetBody(s lamplight.StickerSet) ([]byte, error) {
	b, err := mediaEncoding.Marshal(stickerSetBody{
		Name: s.Name, Title: s.Title, Version: s.Version, Recolor: s.Recolor, Stickers: s.Stickers, Thumb: s.Thumb, ThumbEmoji: s.ThumbEmoji,
	})
	if err != nil {
		return nil, fmt.Errorf("encode sticker set %d: %w", s.ID, err)
	}
	return t.seal("sticker_sets", s.ID, b), nil
}

func stickerSetWords(s lamplight.StickerSet) string {
	return strings.ToLower(string(s.Title) + "\n" + s.Name)
}

// AddStickerSet implements store.Stickers.
func (t *tx) AddStickerSet(s lamplight.StickerSet) error {
	body, err := t.stickerSetBody(s)
	if err != nil {
		return err
	}
	return t.must(store.ErrTaken, `INSERT INTO sticker_sets (id, owner, kind, name, searched, created, body)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.ID, s.Owner, int64(s.Kind), strings.ToLower(s.Name), stickerSetWords(s), s.Created, body)
}

// PutStickerSet implements store.Stickers.
func (t *tx) PutStickerSet(s lamplight.StickerSet) error {
	body, err := t.stickerSetBody(s)
	if err != nil {
		return err
	}
	return t.must(store.ErrNotFound, `UPDATE sticker_sets SET searched = ?, body = ? WHERE id = ?`, stickerSetWords(s), body, s.ID)
}

// StickerSets implements store.Stickers.
func (t *tx) StickerSets(ids ...int64) ([]lamplight.StickerSet, error) {
	return manyIn(t, t.scanStickerSet, `SELECT `+stickerSetColumns+` FROM sticker_sets WHERE id IN (%s)`, ids)
}

// StickerSetNamed implements store.Stickers.
func (t *tx) StickerSetNamed(name string) (lamplight.StickerSet, error) {
	return one(t, t.scanStickerSet, `SELECT `+stickerSetColumns+` FROM sticker_sets WHERE name = ?`, strings.ToLower(name))
}

// StickerSetsOf implements store.Stickers.
func (t *tx) StickerSetsOf(owner lamplight.UserID, before int64, limit int) ([]lamplight.StickerSet, int, error) {
	count, err := one(t, value[int], `SELECT count(*) FROM sticker_sets WHERE owner = ?`, owner)
	if err != nil {
		return nil, 0, err
	}
	sets, err := many(t, t.scanStickerSet, `SELECT `+stickerSetColumns+` FROM sticker_sets WHERE owner = ? AND (? = 0 OR id < ?)
		ORDER BY id DESC LIMIT ?`, owner, before, before, limit)
	return sets, count, err
}

// likeEscapes takes their meaning from the marks of LIKE.
var likeEscapes = strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`)

// FindStickerSets implements store.Stickers.
func (t *tx) FindStickerSets(emoji bool, q string, limit int) ([]lamplight.StickerSet, error) {
	kind := `kind <> 2`
	if emoji {
		kind = `kind = 2`
	}
	return many(t, t.scanStickerSet, `SELECT `+stickerSetColumns+` FROM sticker_sets WHERE `+kind+`
		AND searched LIKE ? ESCAPE '!' ORDER BY id LIMIT ?`, "%"+likeEscapes.Replace(strings.ToLower(q))+"%", limit)
}

// DeleteStickerSet implements store.Stickers.
func (t *tx) DeleteStickerSet(id int64) error {
	return t.must(store.ErrNotFound, `DELETE FROM sticker_sets WHERE id = ?`, id)
}

// KeepSticker implements store.Stickers.
func (t *tx) KeepSticker(
	user lamplight.UserID, list lamplight.StickerList, id lamplight.DocumentID, at time.Time, limit int,
) error {
	last, err := one(t, value[int64], `SELECT coalesce(max(place), 0) FROM stickers_kept WHERE user_id = ? AND list = ?`, user, int64(list))
	if err != nil {
		return err
	}
	if err := t.run(`INSERT INTO stickers_kept (user_id, list, document, place, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (user_id, list, document) DO UPDATE SET place = excluded.place, at = excluded.at`,
		user, int64(list), int64(id), last+1, at); err != nil {
		return err
	}
	return t.run(`DELETE FROM stickers_kept WHERE user_id = ? AND list = ? AND place <= coalesce((SELECT place FROM stickers_kept
		WHERE user_id = ? AND list = ? ORDER BY place DESC LIMIT 1 OFFSET ?), 0)`, user, int64(list), user, int64(list), limit)
}

// ForgetSticker implements store.Stickers.
func (t *tx) ForgetSticker(user lamplight.UserID, list lamplight.StickerList, id lamplight.DocumentID) error {
	return t.must(store.ErrNotFound, `DELETE FROM stickers_kept WHERE user_id = ? AND list = ? AND document = ?`,
		user, int64(list), int64(id))
}

// ForgetStickers implements store.Stickers.
func (t *tx) ForgetStickers(user lamplight.UserID, list lamplight.StickerList) error {
	return t.run(`DELETE FROM stickers_kept WHERE user_id = ? AND list = ?`, user, int64(list))
}

// KeptStickers implements store.Stickers.
func (t *tx) KeptStickers(user lamplight.UserID, list lamplight.StickerList) ([]store.KeptSticker, error) {
	return many(t, func(scan scanner) (k store.KeptSticker, err error) {
		err = scan(&k.Document, when(&k.At))
		return k, err
	}, `SELECT document, at FROM stickers_kept WHERE user_id = ? AND list = ? ORDER BY place DESC`, user, int64(list))
}

// StickersKept implements store.Stickers.
func (t *tx) StickersKept(ids []lamplight.DocumentID) ([]lamplight.DocumentID, error) {
	return manyIn(t, value[lamplight.DocumentID], `SELECT DISTINCT document FROM stickers_kept WHERE document IN (%s)`, ids)
}

// DeleteStickersOf implements store.Stickers.
func (t *tx) DeleteStickersOf(user lamplight.UserID) error {
	if err := t.run(`DELETE FROM stickers_kept WHERE user_id = ?`, user); err != nil {
		return err
	}
	return t.run(`DELETE FROM sticker_sets WHERE owner = ?`, user)
}
