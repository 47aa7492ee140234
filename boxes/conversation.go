package boxes

import (
	"context"
	"sort"
	"time"

	"lamplight"
)

// conversation returns the range of the messages with from ≤ id < to; a to of 0 is the end.
func conversation(box lamplight.BoxID, p lamplight.Peer, from, to lamplight.MessageID, reverse bool, limit int) Range {
	r := Range{Box: box, Kind: KindMessage, From: messageKey(p, from), Reverse: reverse, Limit: limit}
	if to > 0 {
		r.To = messageKey(p, to)
	} else {
		r.To = peerKey(p) + "\xff" // message ids are positive: no key of the conversation begins so
	}
	return r
}

// firstSince returns the id of the first message of a conversation sent at date or later, 0 if there is none. It
// searches by halves, because dates rise with ids, so it reads some thirty rows however long the conversation is.
func firstSince(ctx context.Context, rows Rows, box lamplight.BoxID, p lamplight.Peer, date time.Time) (lamplight.MessageID, error) {
	ends, err := rows.Scan(ctx, conversation(box, p, 0, 0, false, 1))
	if err != nil || len(ends) == 0 {
		return 0, err
	}
	first := int(messageKeyID(ends[0].Key))
	if ends, err = rows.Scan(ctx, conversation(box, p, 0, 0, true, 1)); err != nil || len(ends) == 0 {
		return 0, err
	}
	last := int(messageKeyID(ends[0].Key))
	// after reports whether the first message with an id from id on was sent at date or later (or does not exist).
	var found lamplight.MessageID
	after := func(i int) bool {
		if err != nil {
			return true
		}
		var next []Row
		if next, err = rows.Scan(ctx, conversation(box, p, lamplight.MessageID(i+first), 0, false, 1)); err != nil || len(next) == 0 {
			return true
		}
		_, sent, _, e := peek(next[0].Value)
		if e != nil {
			err = e
			return true
		}
		if sent < date.Unix() {
			return false
		}
		found = messageKeyID(next[0].Key)
		return true
	}
	n := last - first + 1
	if i := sort.Search(n, after); err != nil || i == n {
		return 0, err
	}
	return found, nil
}

func unix(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}
