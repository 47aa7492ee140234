package boxes

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"lamplight"
)

// forgetEvery is how many messages lie between two looks for times that are too old: a look reads rows, a mark should
// only write one.
const forgetEvery = 16

// keepReadTime keeps that everything up to id was read now, and now and then forgets the oldest times.
func (p *planner) keepReadTime(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, id lamplight.MessageID) error {
	k := Key{box, KindReadTime, messageKey(peer, id)}
	p.rows.Put(k, binary.AppendVarint([]byte{version}, p.now.Unix()))
	if id%forgetEvery != 0 {
		return nil
	}
	old, err := p.rows.Scan(ctx, Range{Box: box, Kind: KindReadTime, From: peerKey(peer), To: k.Key, Limit: p.lim.Trim})
	if err != nil {
		return err
	}
	for _, r := range old {
		at, err := decodeReadTime(r.Value)
		if err != nil {
			return err
		}
		if p.now.Sub(at) <= p.lim.ReadTimes {
			break // later ones are younger
		}
		p.rows.Put(Key{box, KindReadTime, r.Key}, nil)
	}
	return nil
}

// ReadTime implements Log: the first mark at the message or after it tells when it was read.
func (r *Reader) ReadTime(
	ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, id lamplight.MessageID,
) (time.Time, error) {
	rows, end, err := r.View(ctx, box)
	if err != nil {
		return time.Time{}, err
	}
	defer end()
	first := conversation(box, peer, id, 0, false, 1)
	first.Kind = KindReadTime
	found, err := rows.Scan(ctx, first)
	if err != nil || len(found) == 0 {
		return time.Time{}, err
	}
	return decodeReadTime(found[0].Value)
}

func decodeReadTime(b []byte) (time.Time, error) {
	if len(b) < 2 || b[0] != version {
		return time.Time{}, fmt.Errorf("%w: time of reading of an unknown version", errRow)
	}
	s, n := binary.Varint(b[1:])
	if n <= 0 {
		return time.Time{}, fmt.Errorf("%w: time of reading", errRow)
	}
	return unix(s), nil
}
