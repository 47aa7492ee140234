package sqlstore

import (
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

const memberColumns = `peer_kind, peer_id, user_id, standing, joined, inviter, asked, link, rights, rank, promoter, banned, until, restrainer,
	restrained, first_id, spoke, own`

func scanMember(scan scanner) (m store.Member, err error) {
	err = scan(&m.Chat.Kind, &m.Chat.ID, &m.User, &m.Standing, when(&m.Joined), &m.Inviter, &m.Asked, &m.Link, &m.Rights, &m.Rank, &m.Promoter,
		&m.Restraint.Rights, when(&m.Restraint.Until), &m.Restrainer, when(&m.Restrained), &m.From, when(&m.Spoke), &m.Own)
	return m, err
}

// Member implements store.Members.
func (t *tx) Member(chat lamplight.Peer, user lamplight.UserID) (store.Member, error) {
	return one(t, scanMember, `SELECT `+memberColumns+` FROM chat_members WHERE peer_kind = ? AND peer_id = ? AND user_id = ?`,
		int64(chat.Kind), chat.ID, user)
}

// MembersAmong implements store.Members.
func (t *tx) MembersAmong(chat lamplight.Peer, users []lamplight.UserID) ([]store.Member, error) {
	return manyIn(t, scanMember, `SELECT `+memberColumns+` FROM chat_members WHERE peer_kind = ? AND peer_id = ? AND user_id IN (%s)`,
		users, int64(chat.Kind), chat.ID)
}

// MemberIn implements store.Members.
func (t *tx) MemberIn(user lamplight.UserID, chats []lamplight.Peer) (out []store.Member, err error) {
	for _, kind := range []lamplight.PeerKind{lamplight.PeerChat, lamplight.PeerChannel} {
		some, err := manyIn(t, scanMember, `SELECT `+memberColumns+` FROM chat_members WHERE user_id = ? AND peer_kind = ? AND peer_id IN (%s)`,
			idsOf(chats, kind), user, int64(kind))
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// PutMember implements store.Members.
func (t *tx) PutMember(m store.Member) error {
	before, err := t.Member(m.Chat, m.User)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := t.countMembers(m.Chat, before, m); err != nil {
		return err
	}
	return t.run(`INSERT INTO chat_members (`+memberColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (peer_kind, peer_id, user_id) DO UPDATE SET standing = excluded.standing, joined = excluded.joined,
		inviter = excluded.inviter, asked = excluded.asked, link = excluded.link, rights = excluded.rights, rank = excluded.rank,
		promoter = excluded.promoter, banned = excluded.banned, until = excluded.until, restrainer = excluded.restrainer,
		restrained = excluded.restrained, first_id = excluded.first_id, spoke = excluded.spoke, own = excluded.own`,
		int64(m.Chat.Kind), m.Chat.ID, m.User, int64(m.Standing), m.Joined, m.Inviter, m.Asked, m.Link, int64(m.Rights), m.Rank, m.Promoter,
		int64(m.Restraint.Rights), m.Restraint.Until, m.Restrainer, m.Restrained, m.From, m.Spoke, m.Own)
}

// DeleteMember implements store.Members.
func (t *tx) DeleteMember(chat lamplight.Peer, user lamplight.UserID) error {
	before, err := t.Member(chat, user)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.countMembers(chat, before, store.Member{}); err != nil {
		return err
	}
	return t.run(`DELETE FROM chat_members WHERE peer_kind = ? AND peer_id = ? AND user_id = ?`, int64(chat.Kind), chat.ID, user)
}

// MembersOf implements store.Members.
func (t *tx) MembersOf(chat lamplight.Peer, q store.MemberQuery) ([]store.Member, error) {
	where, args := ` AND `, []any{int64(chat.Kind), chat.ID}
	switch q.Filter {
	case store.MembersAll:
		where += `standing > 0`
		if q.Behind != (store.MemberMark{}) {
			where += ` AND (joined, user_id) < (?, ?)`
			args = append(args, q.Behind.At, q.Behind.User)
		}
		where += ` ORDER BY joined DESC, user_id DESC`
	case store.MembersLeading:
		where += `standing > 1 ORDER BY standing DESC, user_id DESC`
	case store.MembersKicked:
		where += `banned <> 0 AND (banned & 1) <> 0 ORDER BY restrained DESC, user_id DESC`
	case store.MembersRestrained:
		where += `banned <> 0 AND (banned & 1) = 0 ORDER BY restrained DESC, user_id DESC`
	case store.MembersByID:
		where += `standing > 0 AND user_id > ? ORDER BY user_id`
		args = append(args, q.After)
	default:
		return nil, fmt.Errorf("members of %v: filter %d is unknown", chat, q.Filter)
	}
	limit := min(q.Limit, store.MostMembers)
	if limit <= 0 {
		return nil, nil
	}
	return many(t, scanMember, `SELECT `+memberColumns+` FROM chat_members WHERE peer_kind = ? AND peer_id = ?`+where+` LIMIT ? OFFSET ?`,
		append(args, limit, max(q.Offset, 0))...)
}

// ChatsOf implements store.Members.
func (t *tx) ChatsOf(user lamplight.UserID, kind lamplight.PeerKind, in bool, after int64, limit int) ([]store.Member, error) {
	standing := `standing > 0`
	if !in {
		standing = `standing = 0`
	}
	return many(t, scanMember, `SELECT `+memberColumns+` FROM chat_members WHERE user_id = ? AND peer_kind = ? AND peer_id > ? AND `+standing+
		` ORDER BY peer_id LIMIT ?`, user, int64(kind), after, limit)
}

// CountChatsOf implements store.Members.
func (t *tx) CountChatsOf(user lamplight.UserID, kind lamplight.PeerKind) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM chat_members WHERE user_id = ? AND peer_kind = ? AND standing > 0`, user, int64(kind))
}

// CommonChats implements store.Members.
func (t *tx) CommonChats(a, b lamplight.UserID, after int64, limit int) ([]lamplight.Peer, error) {
	return many(t, func(scan scanner) (p lamplight.Peer, err error) {
		err = scan(&p.Kind, &p.ID)
		return p, err
	}, `SELECT one.peer_kind, one.peer_id FROM chat_members one
		JOIN chat_members two ON two.peer_kind = one.peer_kind AND two.peer_id = one.peer_id AND two.user_id = ? AND two.standing > 0
		JOIN chats c ON c.peer_kind = one.peer_kind AND c.peer_id = one.peer_id
		WHERE one.user_id = ? AND one.standing > 0 AND one.peer_id > ? AND NOT c.broadcast AND c.gone = 0
		ORDER BY one.peer_id, one.peer_kind LIMIT ?`, b, a, after, limit)
}

// LapsedRestraints implements store.Members.
func (t *tx) LapsedRestraints(by time.Time, limit int) ([]store.Member, error) {
	return many(t, scanMember, `SELECT `+memberColumns+` FROM chat_members WHERE until <> 0 AND until <= ? ORDER BY until LIMIT ?`, by, limit)
}

// MembershipsOf implements store.Members.
func (t *tx) MembershipsOf(user lamplight.UserID, after lamplight.Peer, limit int) ([]store.Member, error) {
	return many(t, scanMember, `SELECT `+memberColumns+` FROM chat_members
		WHERE user_id = ? AND (peer_kind > ? OR peer_kind = ? AND peer_id > ?) ORDER BY peer_kind, peer_id LIMIT ?`,
		user, int64(after.Kind), int64(after.Kind), after.ID, limit)
}
