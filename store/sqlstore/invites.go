package sqlstore

import (
	"crypto/sha256"
	"encoding/hex"

	"lamplight"
	"lamplight/store"
)

// inviteKey is what a link is found by. The link itself has too many bits to be guessed from it.
func inviteKey(hash string) []byte {
	sum := sha256.Sum256([]byte("invite " + hash))
	return sum[:16]
}

const inviteColumns = `key, sealed, peer_kind, peer_id, admin, title, created, expires, most, used, approval, permanent, revoked`

func (t *tx) invites(where string, args ...any) ([]store.Invite, error) {
	return many(t, func(scan scanner) (i store.Invite, err error) {
		var key, sealed []byte
		err = scan(&key, &sealed, &i.Peer.Kind, &i.Peer.ID, &i.Admin, &i.Title, when(&i.Created), when(&i.Expires), &i.Limit, &i.Used,
			&i.Approval, &i.Permanent, &i.Revoked)
		if err != nil {
			return i, err
		}
		hash, err := t.open("invites", hex.EncodeToString(key), sealed)
		i.Hash = string(hash)
		return i, err
	}, `SELECT `+inviteColumns+` FROM invites WHERE `+where, args...)
}

func (t *tx) oneInvite(where string, args ...any) (store.Invite, error) {
	list, err := t.invites(where, args...)
	if err != nil {
		return store.Invite{}, err
	}
	if len(list) == 0 {
		return store.Invite{}, store.ErrNotFound
	}
	return list[0], nil
}

// Invite implements store.Invites.
func (t *tx) Invite(hash string) (store.Invite, error) {
	return t.oneInvite(`key = ?`, inviteKey(hash))
}

// PermanentInvite implements store.Invites.
func (t *tx) PermanentInvite(p lamplight.Peer, admin lamplight.UserID) (store.Invite, error) {
	return t.oneInvite(`peer_kind = ? AND peer_id = ? AND admin = ? AND permanent AND NOT revoked`, int64(p.Kind), p.ID, admin)
}

// Invites implements store.Invites.
func (t *tx) Invites(q store.InviteQuery) ([]store.Invite, error) {
	where := `peer_kind = ? AND peer_id = ? AND admin = ? AND revoked = ?`
	args := []any{int64(q.Peer.Kind), q.Peer.ID, q.Admin, q.Revoked}
	if !q.Before.IsZero() {
		where += ` AND (created < ? OR created = ? AND key < ?)`
		args = append(args, q.Before, q.Before, inviteKey(q.BeforeHash))
	}
	return t.invites(where+` ORDER BY created DESC, key DESC LIMIT ?`, append(args, q.Limit)...)
}

// CountInvites implements store.Invites.
func (t *tx) CountInvites(p lamplight.Peer, admin lamplight.UserID, revoked bool) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM invites WHERE peer_kind = ? AND peer_id = ? AND admin = ? AND revoked = ?`,
		int64(p.Kind), p.ID, admin, revoked)
}

// InviteAdmins implements store.Invites.
func (t *tx) InviteAdmins(p lamplight.Peer) ([]store.InviteAdmin, error) {
	return many(t, func(scan scanner) (a store.InviteAdmin, err error) {
		err = scan(&a.Admin, &a.Count, &a.Revoked)
		return a, err
	}, `SELECT admin, count(CASE WHEN NOT revoked THEN 1 END), count(CASE WHEN revoked THEN 1 END) FROM invites
		WHERE peer_kind = ? AND peer_id = ? GROUP BY admin ORDER BY admin`, int64(p.Kind), p.ID)
}

// AddInvite implements store.Invites.
func (t *tx) AddInvite(i store.Invite) error {
	key := inviteKey(i.Hash)
	return t.must(store.ErrTaken, `INSERT INTO invites (`+inviteColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		key, t.seal("invites", hex.EncodeToString(key), []byte(i.Hash)), int64(i.Peer.Kind), i.Peer.ID, i.Admin, i.Title, i.Created,
		i.Expires, i.Limit, i.Used, i.Approval, i.Permanent, i.Revoked)
}

// UpdateInvite implements store.Invites.
func (t *tx) UpdateInvite(i store.Invite) error {
	return t.must(store.ErrNotFound, `UPDATE invites SET title = ?, expires = ?, most = ?, approval = ?, revoked = ? WHERE key = ?`,
		i.Title, i.Expires, i.Limit, i.Approval, i.Revoked, inviteKey(i.Hash))
}

// DeleteInvite implements store.Invites.
func (t *tx) DeleteInvite(hash string) error {
	if err := t.run(`DELETE FROM invite_uses WHERE key = ?`, inviteKey(hash)); err != nil {
		return err
	}
	return t.run(`DELETE FROM invites WHERE key = ?`, inviteKey(hash))
}

// DeleteRevokedInvites implements store.Invites.
func (t *tx) DeleteRevokedInvites(p lamplight.Peer, admin lamplight.UserID) error {
	return t.deleteInvites(`peer_kind = ? AND peer_id = ? AND admin = ? AND revoked`, int64(p.Kind), p.ID, admin)
}

// DeleteInvitesTo implements store.Invites.
func (t *tx) DeleteInvitesTo(p lamplight.Peer) error {
	return t.deleteInvites(`peer_kind = ? AND peer_id = ?`, int64(p.Kind), p.ID)
}

func (t *tx) deleteInvites(where string, args ...any) error {
	if err := t.run(`DELETE FROM invite_uses WHERE key IN (SELECT key FROM invites WHERE `+where+`)`, args...); err != nil {
		return err
	}
	return t.run(`DELETE FROM invites WHERE `+where, args...)
}

// UseInvite implements store.Invites.
func (t *tx) UseInvite(hash string, u store.InviteUse) error {
	key := inviteKey(hash)
	if err := t.must(store.ErrNotFound, `UPDATE invites SET used = used + 1 WHERE key = ?`, key); err != nil {
		return err
	}
	return t.run(`INSERT INTO invite_uses (key, user_id, at, approver) VALUES (?, ?, ?, ?)
		ON CONFLICT (key, user_id) DO UPDATE SET at = excluded.at, approver = excluded.approver`, key, u.User, u.At, u.By)
}

// InviteUses implements store.Invites.
func (t *tx) InviteUses(q store.UseQuery) ([]store.InviteUse, error) {
	where, args := `key = ?`, []any{inviteKey(q.Hash)}
	if !q.Before.IsZero() {
		where += ` AND (at < ? OR at = ? AND user_id < ?)`
		args = append(args, q.Before, q.Before, q.BeforeUser)
	}
	return many(t, func(scan scanner) (u store.InviteUse, err error) {
		err = scan(&u.User, when(&u.At), &u.By)
		return u, err
	}, `SELECT user_id, at, approver FROM invite_uses WHERE `+where+` ORDER BY at DESC, user_id DESC LIMIT ?`, append(args, q.Limit)...)
}

// DeleteInviteUsesOf implements store.Invites.
func (t *tx) DeleteInviteUsesOf(user lamplight.UserID) error {
	return t.run(`DELETE FROM invite_uses WHERE user_id = ?`, user)
}
