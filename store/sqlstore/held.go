package sqlstore

import (
	"lamplight"
	"lamplight/store"
)

// AddHeld implements store.Held.
func (t *tx) AddHeld(h store.HeldMessage) error {
	for _, f := range h.Files {
		if err := t.run(`INSERT INTO held (hash, content, sender, box, peer_kind, peer_id, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			f[:], int64(h.Content), h.Sender, int64(h.Box), int64(h.Peer.Kind), h.Peer.ID, h.At); err != nil {
			return err
		}
	}
	return nil
}

// HeldFor implements store.Held.
func (t *tx) HeldFor(file lamplight.FileHash) ([]store.HeldMessage, error) {
	return many(t, func(scan scanner) (h store.HeldMessage, err error) {
		err = scan(&h.Content, &h.Sender, &h.Box, &h.Peer.Kind, &h.Peer.ID, when(&h.At))
		return h, err
	}, `SELECT content, sender, box, peer_kind, peer_id, at FROM held WHERE hash = ? ORDER BY at, content`, file[:])
}

// DeleteHeld implements store.Held.
func (t *tx) DeleteHeld(content lamplight.ContentID) error {
	return t.run(`DELETE FROM held WHERE content = ?`, int64(content))
}
