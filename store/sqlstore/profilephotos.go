package sqlstore

import (
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// profilePhotoRow is what the body of a photo is bound to.
func profilePhotoRow(user lamplight.UserID, id lamplight.PhotoID) [2]int64 {
	return [2]int64{int64(user), int64(id)}
}

const profilePhotoColumns = `user_id, place, fallback, photo, body`

func (t *tx) scanProfilePhoto(scan scanner) (p store.ProfilePhoto, err error) {
	var id lamplight.PhotoID
	var sealed []byte
	if err := scan(&p.User, &p.Place, &p.Fallback, &id, &sealed); err != nil {
		return p, err
	}
	body, err := t.open("profile_photos", profilePhotoRow(p.User, id), sealed)
	if err != nil {
		return p, err
	}
	if err := mediaDecoding.Unmarshal(body, &p.Photo); err != nil {
		return p, fmt.Errorf("decode photo %d of %d: %w", id, p.User, err)
	}
	return p, nil
}

// ProfilePhotos implements store.ProfilePhotos.
func (t *tx) ProfilePhotos(user lamplight.UserID) ([]store.ProfilePhoto, error) {
	return many(t, t.scanProfilePhoto,
		`SELECT `+profilePhotoColumns+` FROM profile_photos WHERE user_id = ? AND fallback = ? ORDER BY place DESC`, user, false)
}

// PhotosShown implements store.ProfilePhotos.
func (t *tx) PhotosShown(ids []lamplight.UserID) ([]store.ProfilePhoto, error) {
	return manyIn(t, t.scanProfilePhoto, `SELECT `+profilePhotoColumns+` FROM profile_photos p WHERE user_id IN (%s)
		AND place = (SELECT max(place) FROM profile_photos q WHERE q.user_id = p.user_id AND q.fallback = p.fallback)`, ids)
}

// ShowPhoto implements store.ProfilePhotos.
func (t *tx) ShowPhoto(p store.ProfilePhoto) error {
	if p.Fallback {
		if err := t.run(`DELETE FROM profile_photos WHERE user_id = ? AND fallback = ?`, p.User, true); err != nil {
			return err
		}
	} else if err := t.run(`DELETE FROM profile_photos WHERE user_id = ? AND fallback = ? AND photo = ?`, p.User, false, int64(p.Photo.ID)); err != nil {
		return err
	}
	last, err := one(t, value[int64], `SELECT coalesce(max(place), 0) FROM profile_photos WHERE user_id = ? AND fallback = ?`, p.User, p.Fallback)
	if err != nil {
		return err
	}
	body, err := mediaEncoding.Marshal(p.Photo)
	if err != nil {
		return fmt.Errorf("encode photo %d of %d: %w", p.Photo.ID, p.User, err)
	}
	return t.run(`INSERT INTO profile_photos (`+profilePhotoColumns+`) VALUES (?, ?, ?, ?, ?)`,
		p.User, last+1, p.Fallback, int64(p.Photo.ID), t.seal("profile_photos", profilePhotoRow(p.User, p.Photo.ID), body))
}

// DeletePhotos implements store.ProfilePhotos.
func (t *tx) DeletePhotos(user lamplight.UserID, ids []lamplight.PhotoID) ([]lamplight.PhotoID, error) {
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		numbers[i] = int64(id)
	}
	found, err := manyIn(t, value[int64], `SELECT photo FROM profile_photos WHERE user_id = ? AND photo IN (%s)`, numbers, user)
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	found = slices.Compact(found)
	out := make([]lamplight.PhotoID, len(found))
	for i, id := range found {
		out[i] = lamplight.PhotoID(id)
		if err := t.run(`DELETE FROM profile_photos WHERE user_id = ? AND photo = ?`, user, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}
