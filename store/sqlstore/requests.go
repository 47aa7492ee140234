package sqlstore

import (
	"fmt"

	"lamplight"
	"lamplight/store"
)

// requestRow is what the link of a wish is bound to.
func requestRow(r store.JoinRequest) string {
	return fmt.Sprintf("%d/%d/%d", r.Peer.Kind, r.Peer.ID, r.User)
}

func (t *tx) requests(where string, args ...any) ([]store.JoinRequest, error) {
	return many(t, func(scan scanner) (r store.JoinRequest, err error) {
		var sealed []byte
		if err = scan(&r.Peer.Kind, &r.Peer.ID, &r.User, when(&r.At), &sealed); err != nil || len(sealed) == 0 {
			return r, err
		}
		hash, err := t.open("join_requests", requestRow(r), sealed)
		r.Hash = string(hash)
		return r, err
	}, `SELECT peer_kind, peer_id, user_id, at, sealed FROM join_requests WHERE `+where, args...)
}

// JoinRequest implements store.JoinRequests.
func (t *tx) JoinRequest(p lamplight.Peer, user lamplight.UserID) (store.JoinRequest, error) {
	list, err := t.requests(`peer_kind = ? AND peer_id = ? AND user_id = ?`, int64(p.Kind), p.ID, user)
	if err != nil {
		return store.JoinRequest{}, err
	}
	if len(list) == 0 {
		return store.JoinRequest{}, store.ErrNotFound
	}
	return list[0], nil
}

// AddJoinRequest implements store.JoinRequests.
func (t *tx) AddJoinRequest(r store.JoinRequest) error {
	var key, sealed []byte
	if r.Hash != "" {
		key, sealed = inviteKey(r.Hash), t.seal("join_requests", requestRow(r), []byte(r.Hash))
	}
	return t.must(store.ErrTaken, `INSERT INTO join_requests (peer_kind, peer_id, user_id, at, key, sealed) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, int64(r.Peer.Kind), r.Peer.ID, r.User, r.At, key, sealed)
}

// DeleteJoinRequest implements store.JoinRequests.
func (t *tx) DeleteJoinRequest(p lamplight.Peer, user lamplight.UserID) error {
	return t.must(store.ErrNotFound, `DELETE FROM join_requests WHERE peer_kind = ? AND peer_id = ? AND user_id = ?`,
		int64(p.Kind), p.ID, user)
}

// JoinRequests implements store.JoinRequests.
func (t *tx) JoinRequests(q store.RequestQuery) ([]store.JoinRequest, error) {
	where, args := `peer_kind = ? AND peer_id = ?`, []any{int64(q.Peer.Kind), q.Peer.ID}
	if q.Hash != "" {
		where, args = where+` AND key = ?`, append(args, inviteKey(q.Hash))
	}
	if !q.Before.IsZero() {
		where += ` AND (at < ? OR at = ? AND user_id < ?)`
		args = append(args, q.Before, q.Before, q.BeforeUser)
	}
	return t.requests(where+` ORDER BY at DESC, user_id DESC LIMIT ?`, append(args, q.Limit)...)
}

// CountJoinRequests implements store.JoinRequests.
func (t *tx) CountJoinRequests(p lamplight.Peer, hash string) (int, error) {
	where, args := `peer_kind = ? AND peer_id = ?`, []any{int64(p.Kind), p.ID}
	if hash != "" {
		where, args = where+` AND key = ?`, append(args, inviteKey(hash))
	}
	return one(t, value[int], `SELECT count(*) FROM join_requests WHERE `+where, args...)
}

// CountJoinRequestsOf implements store.JoinRequests.
func (t *tx) CountJoinRequestsOf(user lamplight.UserID) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM join_requests WHERE user_id = ?`, user)
}

// DeleteJoinRequestsTo implements store.JoinRequests.
func (t *tx) DeleteJoinRequestsTo(p lamplight.Peer) error {
	return t.run(`DELETE FROM join_requests WHERE peer_kind = ? AND peer_id = ?`, int64(p.Kind), p.ID)
}

// DeleteJoinRequestsOf implements store.JoinRequests.
func (t *tx) DeleteJoinRequestsOf(user lamplight.UserID) error {
	return t.run(`DELETE FROM join_requests WHERE user_id = ?`, user)
}
