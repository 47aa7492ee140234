package sqlstore

import (
	"fmt"

	"lamplight"
	"lamplight/store"
)

// folderRow names the row that a sealed folder belongs to.
func folderRow(user lamplight.UserID, id int) string { return fmt.Sprintf("%d/%d", user, id) }

// FoldersOf implements store.Folders.
func (t *tx) FoldersOf(user lamplight.UserID) ([]store.Folder, error) {
	return many(t, func(scan scanner) (store.Folder, error) {
		f := store.Folder{User: user}
		var sealed []byte
		err := scan(&f.ID, &f.Place, &sealed)
		if err != nil {
			return f, err
		}
		f.Value, err = t.open("folders", folderRow(user, f.ID), sealed)
		return f, err
	}, `SELECT id, place, sealed FROM folders WHERE user_id = ? ORDER BY place, id`, user)
}

// PutFolder implements store.Folders.
func (t *tx) PutFolder(f store.Folder) error {
	if len(f.Value) > store.MaxFolder {
		return fmt.Errorf("folder %d has %d bytes, at most %d", f.ID, len(f.Value), store.MaxFolder)
	}
	return t.run(`INSERT INTO folders (user_id, id, place, sealed) VALUES (?, ?, ?, ?)
		ON CONFLICT (user_id, id) DO UPDATE SET place = excluded.place, sealed = excluded.sealed`,
		f.User, f.ID, f.Place, t.seal("folders", folderRow(f.User, f.ID), f.Value))
}

// DeleteFolder implements store.Folders.
func (t *tx) DeleteFolder(user lamplight.UserID, id int) error {
	return t.must(store.ErrNotFound, `DELETE FROM folders WHERE user_id = ? AND id = ?`, user, id)
}

// DeleteFoldersOf implements store.Folders.
func (t *tx) DeleteFoldersOf(user lamplight.UserID) error {
	return t.run(`DELETE FROM folders WHERE user_id = ?`, user)
}
