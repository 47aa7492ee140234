package sqlstore

import (
	"encoding/json"
	"errors"
	"fmt"

	"lamplight"
	"lamplight/store"
)

const chatColumns = `peer_kind, peer_id, broadcast, forum, title, about, photo, creator, created, version, default_ban, flags, slow_mode,
	ttl, linked, migrated_to, migrated_from, gone, reactions, sticker_set, emoji_set, restricted, members, admins, restrained, kicked`

func scanChat(scan scanner) (c store.Chat, err error) {
	var photo, restricted []byte
	err = scan(&c.Peer.Kind, &c.Peer.ID, &c.Broadcast, &c.Forum, &c.Title, &c.About, &photo, &c.Creator, when(&c.Created), &c.Version,
		&c.Default, &c.Flags, &c.SlowMode, &c.TTL, &c.Linked, &c.MigratedTo, &c.MigratedFrom, when(&c.Gone), &c.Reactions, &c.StickerSet,
		&c.EmojiSet, &restricted, &c.Members, &c.Admins, &c.Restricts, &c.Kicked)
	if err != nil {
		return c, err
	}
	if len(c.Reactions) == 0 {
		c.Reactions = nil
	}
	if len(photo) > 0 {
		if err := json.Unmarshal(photo, &c.Photo); err != nil {
			return c, fmt.Errorf("photo of %v: %w", c.Peer, err)
		}
	}
	if len(restricted) > 0 {
		if err := json.Unmarshal(restricted, &c.Restricted); err != nil {
			return c, fmt.Errorf("restrictions of %v: %w", c.Peer, err)
		}
	}
	return c, nil
}

// blob writes what a column keeps as JSON; nothing for the zero value.
func blob[T any](v T, zero bool) ([]byte, error) {
	if zero {
		return nil, nil
	}
	return json.Marshal(v)
}

// chatBlobs returns the columns of a chat that are kept as JSON.
func chatBlobs(c store.Chat) (photo, restricted []byte, err error) {
	photo, err = blob(c.Photo, c.Photo == nil)
	if err == nil {
		restricted, err = blob(c.Restricted, len(c.Restricted) == 0)
	}
	return photo, restricted, err
}

// Chat implements store.Chats.
func (t *tx) Chat(p lamplight.Peer) (store.Chat, error) {
	return one(t, scanChat, `SELECT `+chatColumns+` FROM chats WHERE peer_kind = ? AND peer_id = ?`, int64(p.Kind), p.ID)
}

// ChatsByPeer implements store.Chats.
func (t *tx) ChatsByPeer(ps []lamplight.Peer) (out []store.Chat, err error) {
	for _, kind := range []lamplight.PeerKind{lamplight.PeerChat, lamplight.PeerChannel} {
		some, err := manyIn(t, scanChat, `SELECT `+chatColumns+` FROM chats WHERE peer_kind = ? AND peer_id IN (%s)`,
			idsOf(ps, kind), int64(kind))
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// idsOf returns the ids of the peers of one kind.
func idsOf(ps []lamplight.Peer, kind lamplight.PeerKind) (ids []int64) {
	for _, p := range ps {
		if p.Kind == kind {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// AddChat implements store.Chats.
func (t *tx) AddChat(c store.Chat) error {
	photo, restricted, err := chatBlobs(c)
	if err != nil {
		return err
	}
	return t.must(store.ErrTaken, `INSERT INTO chats (`+chatColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0) ON CONFLICT DO NOTHING`,
		int64(c.Peer.Kind), c.Peer.ID, c.Broadcast, c.Forum, c.Title, c.About, photo, c.Creator, c.Created, c.Version, int64(c.Default),
		int64(c.Flags), c.SlowMode, c.TTL, c.Linked, c.MigratedTo, c.MigratedFrom, c.Gone, c.Reactions, c.StickerSet, c.EmojiSet, restricted)
}

// UpdateChat implements store.Chats.
func (t *tx) UpdateChat(c store.Chat) error {
	photo, restricted, err := chatBlobs(c)
	if err != nil {
		return err
	}
	return t.must(store.ErrNotFound, `UPDATE chats SET broadcast = ?, forum = ?, title = ?, about = ?, photo = ?, creator = ?, version = ?,
		default_ban = ?, flags = ?, slow_mode = ?, ttl = ?, linked = ?, migrated_to = ?, migrated_from = ?, gone = ?, reactions = ?,
		sticker_set = ?, emoji_set = ?, restricted = ? WHERE peer_kind = ? AND peer_id = ?`,
		c.Broadcast, c.Forum, c.Title, c.About, photo, c.Creator, c.Version, int64(c.Default), int64(c.Flags), c.SlowMode, c.TTL, c.Linked,
		c.MigratedTo, c.MigratedFrom, c.Gone, c.Reactions, c.StickerSet, c.EmojiSet, restricted, int64(c.Peer.Kind), c.Peer.ID)
}

// ChatsMadeBy implements store.Chats.
func (t *tx) ChatsMadeBy(user lamplight.UserID) ([]store.Chat, error) {
	return many(t, scanChat, `SELECT `+chatColumns+` FROM chats WHERE creator = ? AND creator <> 0 ORDER BY peer_kind, peer_id`, user)
}

// ListChats implements store.Chats.
func (t *tx) ListChats(kind lamplight.PeerKind, after int64, limit int) ([]store.Chat, error) {
	return many(t, scanChat, `SELECT `+chatColumns+` FROM chats WHERE peer_kind = ? AND peer_id > ? ORDER BY peer_id LIMIT ?`,
		int64(kind), after, limit)
}

// count moves what is counted of a chat.
func (t *tx) countMembers(p lamplight.Peer, before, after store.Member) error {
	if before.Chat.IsZero() {
		before = store.Member{}
	}
	members, admins := sign(after.In(), before.In()), sign(after.Leads(), before.Leads())
	kicked, restrained := sign(kept(after), kept(before)), sign(restrained(after), restrained(before))
	if members == 0 && admins == 0 && kicked == 0 && restrained == 0 {
		return nil
	}
	err := t.must(store.ErrNotFound, `UPDATE chats SET members = members + ?, admins = admins + ?, kicked = kicked + ?,
		restrained = restrained + ? WHERE peer_kind = ? AND peer_id = ?`, members, admins, kicked, restrained, int64(p.Kind), p.ID)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("members of %v: %w", p, err)
	}
	return err
}

// kept reports whether somebody may not even see the chat, restrained whether something less is forbidden to them.
func kept(m store.Member) bool { return m.Restraint.Rights&lamplight.BannedView != 0 }

func restrained(m store.Member) bool { return m.Restraint.Rights != 0 && !kept(m) }

// sign returns what a count moves by.
func sign(after, before bool) int {
	switch {
	case after && !before:
		return 1
	case before && !after:
		return -1
	default:
		return 0
	}
}
