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
const countedBy = 2

// SizeOf returns what a message counts towards Limits.Quota, in bytes: its text, quote and formatting, what describes its
// media, and a fixed part for all that comes with it. It is near to what the message takes on disk, and the same for both drivers.
func SizeOf(m *lamplight.Message) int64 {
	n := messageSize + len(m.Text) + entitiesSize(m.Entities)
	if m.Reply != nil {
		n += len(m.Reply.Quote) + entitiesSize(m.Reply.QuoteEntities)
	}
	return int64(n + mediaSize(m.Media))
}

// What descriptors of media count, in bytes beside their texts. The files themselves are counted elsewhere.
const (
	fileSize  = 128 // a document
	photoSize = 64  // a photo
	sizeSize  = 64  // one size of a photo, or a thumbnail
	placeSize = 64  // a place, a contact, a thrown dice, a poll
)

func mediaSize(m *lamplight.Media) int {
	if m == nil {
		return 0
	}
	n := placeSize + photoBytes(m.Photo) + documentBytes(m.Document)
	if c := m.Contact; c != nil {
		n += len(c.Phone) + len(c.FirstName) + len(c.LastName) + len(c.VCard)
	}
	if v := m.Venue; v != nil {
		n += len(v.Title) + len(v.Address) + len(v.Provider) + len(v.ID) + len(v.Type)
	}
	if p := m.Page; p != nil {
		n += len(p.URL) + len(p.Shown) + len(p.Type) + len(p.Site) + len(p.Title) + len(p.Description) + len(p.Author) +
			photoBytes(p.Photo) + documentBytes(p.Document)
	}
	return n
}

func photoBytes(p *lamplight.Photo) int {
	if p == nil {
		return 0
	}
	return photoSize + sizesBytes(p.Sizes) + sizesBytes(p.Video)
}

func documentBytes(d *lamplight.Document) int {
	if d == nil {
		return 0
	}
	return fileSize + len(d.MIME) + len(d.Name) + len(d.Sticker) + len(d.Title) + len(d.Artist) + len(d.Waveform) + sizesBytes(d.Thumbs)
}

func sizesBytes(sizes []lamplight.PhotoSize) int {
	n := sizeSize * len(sizes)
	for i := range sizes {
		n += len(sizes[i].Inline) + 8*len(sizes[i].Steps)
	}
	return n
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

// recount counts what a box holds that was written before there were counters, or by another rule, and makes the rows of
// indexes that came later. It reads the whole box, once.
func (p *planner) recount(ctx context.Context, box lamplight.BoxID, h *headState) error {
	h.Messages, h.Bytes = 0, 0
	anew := map[lamplight.Peer]bool{}
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
			for _, w := range derived(&m) {
				p.rows.Put(w.Key, w.Value)
			}
			if err := p.countFiltersAnew(ctx, &m, anew); err != nil {
				return err
			}
		}
		if len(rows) < p.lim.Page {
			break
		}
		from = rows[len(rows)-1].Key + "\x00"
	}
	h.Counted = countedBy
	return nil
}

// countFiltersAnew counts a message in a conversation whose counters by filter begin anew with its first one.
func (p *planner) countFiltersAnew(ctx context.Context, m *lamplight.Message, anew map[lamplight.Peer]bool) error {
	if len(m.Filters()) == 0 {
		return nil
	}
	if !anew[m.Peer] {
		d, err := p.counters(ctx, m.Box, m.Peer)
		if err != nil {
			return err
		}
		d.Filtered, anew[m.Peer] = nil, true
	}
	return p.countFilters(ctx, m, 1)
}
