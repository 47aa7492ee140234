package sqlstore

import (
	"strings"

	"lamplight"
	"lamplight/store"
)

func scanUsername(scan scanner) (u store.Username, err error) {
	err = scan(&u.Name, &u.Peer.Kind, &u.Peer.ID)
	return u, err
}

// Username implements store.Usernames.
func (t *tx) Username(name string) (store.Username, error) {
	return one(t, scanUsername, `SELECT name, peer_kind, peer_id FROM usernames WHERE folded = ?`, strings.ToLower(name))
}

// UsernameOf implements store.Usernames.
func (t *tx) UsernameOf(p lamplight.Peer) (store.Username, error) {
	return one(t, scanUsername, `SELECT name, peer_kind, peer_id FROM usernames WHERE peer_kind = ? AND peer_id = ?`, int64(p.Kind), p.ID)
}

// UsernamesOf implements store.Usernames.
func (t *tx) UsernamesOf(peers []lamplight.Peer) ([]store.Username, error) {
	ids := map[lamplight.PeerKind][]int64{}
	for _, p := range peers {
		ids[p.Kind] = append(ids[p.Kind], p.ID)
	}
	var out []store.Username
	for kind, ids := range ids {
		names, err := manyIn(t, scanUsername, `SELECT name, peer_kind, peer_id FROM usernames WHERE peer_kind = ? AND peer_id IN (%s)`, ids, int64(kind))
		if err != nil {
			return nil, err
		}
		out = append(out, names...)
	}
	return out, nil
}

// SetUsername implements store.Usernames.
func (t *tx) SetUsername(p lamplight.Peer, name string) error {
	if err := t.run(`DELETE FROM usernames WHERE peer_kind = ? AND peer_id = ?`, int64(p.Kind), p.ID); err != nil || name == "" {
		return err
	}
	return t.must(store.ErrTaken, `INSERT INTO usernames (folded, name, peer_kind, peer_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		strings.ToLower(name), name, int64(p.Kind), p.ID)
}

// SearchUsernames implements store.Usernames.
func (t *tx) SearchUsernames(prefix string, limit int) ([]store.Username, error) {
	low := strings.ToLower(prefix)
	// A range instead of LIKE: names are ASCII, so the index serves it on both databases, and % and _ have no meaning.
	return many(t, scanUsername, `SELECT name, peer_kind, peer_id FROM usernames WHERE folded >= ? AND folded < ? ORDER BY folded LIMIT ?`,
		low, low+"\x7f", limit)
}
