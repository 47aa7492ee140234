package sqlstore

import (
	"lamplight"
	"lamplight/store"
)

// AddBlock implements store.Blocks.
func (t *tx) AddBlock(b store.Block) (bool, error) {
	n, err := t.exec(`INSERT INTO blocks (owner, peer_kind, peer_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		b.Owner, int64(b.Peer.Kind), b.Peer.ID, b.At)
	return n > 0, err
}

// DeleteBlock implements store.Blocks.
func (t *tx) DeleteBlock(owner lamplight.UserID, p lamplight.Peer) (bool, error) {
	n, err := t.exec(`DELETE FROM blocks WHERE owner = ? AND peer_kind = ? AND peer_id = ?`, owner, int64(p.Kind), p.ID)
	return n > 0, err
}

// Blocked implements store.Blocks.
func (t *tx) Blocked(owner lamplight.UserID, p lamplight.Peer) (bool, error) {
	n, err := one(t, value[int], `SELECT count(*) FROM blocks WHERE owner = ? AND peer_kind = ? AND peer_id = ?`, owner, int64(p.Kind), p.ID)
	return n > 0, err
}

// BlocksOf implements store.Blocks.
func (t *tx) BlocksOf(owner lamplight.UserID, offset, limit int) ([]store.Block, int, error) {
	total, err := one(t, value[int], `SELECT count(*) FROM blocks WHERE owner = ?`, owner)
	if err != nil {
		return nil, 0, err
	}
	page, err := many(t, func(scan scanner) (b store.Block, err error) {
		err = scan(&b.Owner, &b.Peer.Kind, &b.Peer.ID, when(&b.At))
		return b, err
	}, `SELECT owner, peer_kind, peer_id, at FROM blocks WHERE owner = ? ORDER BY at DESC, peer_kind, peer_id LIMIT ? OFFSET ?`, owner, limit, offset)
	return page, total, err
}

// DeleteBlocksOf implements store.Blocks.
func (t *tx) DeleteBlocksOf(user lamplight.UserID) error {
	if err := t.run(`DELETE FROM blocks WHERE owner = ?`, user); err != nil {
		return err
	}
	return t.run(`DELETE FROM blocks WHERE peer_kind = ? AND peer_id = ?`, int64(lamplight.PeerUser), user)
}

// BlockedAmong implements store.Blocks.
func (t *tx) BlockedAmong(owner lamplight.UserID, peers []lamplight.Peer) ([]lamplight.Peer, error) {
	if len(peers) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(peers))
	for i, p := range peers {
		ids[i] = p.ID
	}
	return manyIn(t, func(scan scanner) (p lamplight.Peer, err error) {
		err = scan(&p.Kind, &p.ID)
		return p, err
	}, `SELECT peer_kind, peer_id FROM blocks WHERE owner = ? AND peer_kind = ? AND peer_id IN (%s)`, ids, owner, int64(peers[0].Kind))
}

// BlockersAmong implements store.Blocks.
func (t *tx) BlockersAmong(p lamplight.Peer, owners []lamplight.UserID) ([]lamplight.UserID, error) {
	return manyIn(t, value[lamplight.UserID], `SELECT owner FROM blocks WHERE peer_kind = ? AND peer_id = ? AND owner IN (%s)`,
		owners, int64(p.Kind), p.ID)
}
