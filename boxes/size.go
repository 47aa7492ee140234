package boxes

import (
	"context"

	"lamplight"
)

// What a message counts beside what is said in it: its own row's numbers, its indexes and its event.
const (
	messageSize = 256 // bytes of a message without text
	entitySize  = 16  // bytes of a formatted stretch, beside its address and language
)

// countedBy is the number of the rule by which SizeOf counts. Who changes the rule takes the next number: boxes that
// were counted by another one are counted anew when messages of theirs next change.
const countedBy = 1

// SizeOf returns what a message counts towards Limits.Quota, in bytes: its text, quote and formatting, and a fixed part
// for all that comes with it. It is near to what the message takes on disk, and the same for both drivers.
func SizeOf(m *lamplight.Message) int64 {
	n := messageSize + len(m.Text) + entitiesSize(m.Entities)
	if m.Reply != nil {
		n += len(m.Reply.Quote) + entitiesSize(m.Reply.QuoteEntities)
	}
	return int64(n)
}

func entitiesSize(es []lamplight.Entity) int {
	n := entitySize * len(es)
	for i := range es {
		n += len(es[i].URL) + len(es[i].Language)
	}
	return n
}

// weigh brings the counters of a box from before (nil: there was none) to after (nil: it goes). It is called before the
// rows of the message change.
func (p *planner) weigh(ctx context.Context, box lamplight.BoxID, before, after *lamplight.Message) error {
	h, err := p.head(ctx, box)
	if err != nil {
		return err
	}
	if h.Counted != countedBy {
		if err := p.recount(ctx, box, h); err != nil {
			return err
		}
	}
	if before != nil {
		h.Messages--
		h.Bytes -= SizeOf(before)
	}
	if after != nil {
		h.Messages++
		h.Bytes += SizeOf(after)
	}
	return nil
}

// fits refuses what lets a box grow beyond its quota.
func (p *planner) fits(box lamplight.BoxID, grown int64) error {
	h := p.heads[box]
	if p.lim.Quota <= 0 || grown <= 0 || h.Bytes <= p.lim.Quota {
		return nil
	}
	return &QuotaError{Box: box, Bytes: h.Bytes, Quota: p.lim.Quota}
}

// recount counts what a box holds that was written before there were counters, or by another rule. It reads the whole
// box, once.
func (p *planner) recount(ctx context.Context, box lamplight.BoxID, h *headState) error {
	h.Messages, h.Bytes = 0, 0
	for from := ""; h.first.Top > 0; {
		rows, err := p.rows.Scan(ctx, Range{Box: box, Kind: KindMessage, From: from, Limit: p.lim.Page})
		if err != nil {
			return err
		}
		for _, r := range rows {
			m, err := decodeMessage(box, messageKeyID(r.Key), r.Value)
			if err != nil {
				return err
			}
			h.Messages++
			h.Bytes += SizeOf(&m)
		}
		if len(rows) < p.lim.Page {
			break
		}
		from = rows[len(rows)-1].Key + "\x00"
	}
	h.Counted = countedBy
	return nil
}
