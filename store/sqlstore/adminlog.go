package sqlstore

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// logBits are how many bits of an entry's id tell apart what happened in the same microsecond.
const logBits = 8

func logRow(chat lamplight.ChannelID, id int64) string { return fmt.Sprintf("%d/%d", chat, id) }

// AddLog implements store.AdminLog. An id is made of the time, and of a number that this process counts: two who write to the
// log of one chat at once do not wait for each other, as they would for the last id.
func (t *tx) AddLog(e store.LogEntry) (int64, error) {
	if len(e.Body) > store.MaxLogBody {
		return 0, fmt.Errorf("log entry of %d bytes, at most %d", len(e.Body), store.MaxLogBody)
	}
	for e.ID = e.At.UnixMicro()<<logBits | int64(t.s.logged.Add(1)&(1<<logBits-1)); ; e.ID++ {
		n, err := t.exec(`INSERT INTO admin_log (chat, id, at, actor, kind, sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			e.Chat, e.ID, e.At, e.By, e.Kind, t.seal("admin_log", logRow(e.Chat, e.ID), e.Body))
		if err != nil || n > 0 {
			return e.ID, err
		}
	}
}

// Log implements store.AdminLog.
func (t *tx) Log(q store.LogQuery) ([]store.LogEntry, error) {
	if len(q.Kinds) > maxIn || len(q.By) > maxIn {
		return nil, fmt.Errorf("log of %d: %d kinds, %d people; at most %d", q.Chat, len(q.Kinds), len(q.By), maxIn)
	}
	where, args := []string{`chat = ?`}, []any{q.Chat}
	if q.MinID != 0 {
		where, args = append(where, `id > ?`), append(args, q.MinID)
	}
	if q.MaxID != 0 {
		where, args = append(where, `id < ?`), append(args, q.MaxID)
	}
	if len(q.Kinds) > 0 {
		marks, in := inList(q.Kinds)
		where, args = append(where, `kind IN (`+marks+`)`), slices.Concat(args, in)
	}
	if len(q.By) > 0 {
		marks, in := inList(q.By)
		where, args = append(where, `actor IN (`+marks+`)`), slices.Concat(args, in)
	}
	return many(t, func(scan scanner) (store.LogEntry, error) {
		e := store.LogEntry{Chat: q.Chat}
		var sealed []byte
		err := scan(&e.ID, when(&e.At), &e.By, &e.Kind, &sealed)
		if err != nil {
			return e, err
		}
		e.Body, err = t.open("admin_log", logRow(e.Chat, e.ID), sealed)
		return e, err
	}, `SELECT id, at, actor, kind, sealed FROM admin_log WHERE `+strings.Join(where, ` AND `)+` ORDER BY id DESC LIMIT ?`,
		append(args, q.Limit)...)
}

// DeleteLogBefore implements store.AdminLog.
func (t *tx) DeleteLogBefore(at time.Time, limit int) (int, error) {
	n, err := t.exec(`DELETE FROM admin_log WHERE (chat, id) IN (SELECT chat, id FROM admin_log WHERE at < ? ORDER BY at LIMIT ?)`, at, limit)
	return int(n), err
}

// DeleteLogOf implements store.AdminLog.
func (t *tx) DeleteLogOf(chat lamplight.ChannelID) error {
	return t.run(`DELETE FROM admin_log WHERE chat = ?`, chat)
}
