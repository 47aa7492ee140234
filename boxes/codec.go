package boxes

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"lamplight"
)

// Every value begins with the version of its form, so that a later one can be told apart. What follows is deterministic
// CBOR with numbered fields (the tags of the language's types) and times as whole Unix seconds.
const version = 1

var (
	encoder = must(cbor.EncOptions{Sort: cbor.SortCoreDeterministic, Time: cbor.TimeUnix}.EncMode())
	// A text that is not UTF-8 should not get here, but one that did must not make its conversation unreadable.
	decoder = must(cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, MaxNestedLevels: 16, UTF8: cbor.UTF8DecodeInvalid}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // the options above are wrong: a mistake of ours
	}
	return v
}

var errRow = errors.New("boxes: a stored row cannot be read")

// encode makes a value of anything that CBOR can say.
func encode(v any) ([]byte, error) {
	b, err := encoder.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return append(append(make([]byte, 0, len(b)+1), version), b...), nil
}

func decode(b []byte, v any) error {
	if len(b) == 0 || b[0] != version {
		return fmt.Errorf("%w: %T of an unknown version", errRow, v)
	}
	if err := decoder.Unmarshal(b[1:], v); err != nil {
		return fmt.Errorf("%w: %T: %w", errRow, v, err)
	}
	return nil
}

// headRow is the value of a head (codec_head.go). The numbers of its tags are those of the form it had before.
type headRow struct {
	PTS        lamplight.PTS       `cbor:"1,keyasint"`
	Seq        int64               `cbor:"2,keyasint,omitempty"`
	Top        lamplight.MessageID `cbor:"3,keyasint,omitempty"`
	Date       time.Time           `cbor:"4,keyasint"`
	Unread     int                 `cbor:"5,keyasint,omitempty"`
	Listed     [folders]int        `cbor:"6,keyasint"`           // dialogs of each folder that are not hidden
	OldestPTS  lamplight.PTS       `cbor:"7,keyasint,omitempty"` // events up to here are forgotten
	OldestSeq  int64               `cbor:"8,keyasint,omitempty"` // notes up to here are forgotten
	OldestKeys uint32              `cbor:"9,keyasint,omitempty"` // the first period that may have remembered keys

	// What the box holds, by the rule with the number Counted (size.go); 0: it was not counted yet.
	Messages int64 `cbor:"10,keyasint,omitempty"`
	Bytes    int64 `cbor:"11,keyasint,omitempty"`
	Counted  uint8 `cbor:"12,keyasint,omitempty"`
}

func (h *headRow) head(box lamplight.BoxID) Head {
	return Head{
		Box: box, PTS: h.PTS, Seq: h.Seq, Top: h.Top, Date: h.Date, Unread: h.Unread, Messages: h.Messages, Bytes: h.Bytes,
	}
}

// folders is how many lists of conversations there are: the list itself and the archive.
const folders = 2

// archive is the second of them.
const archive = 1

// dialogRow is the value of a dialog.
type dialogRow struct {
	Dialog lamplight.Dialog `cbor:"1,keyasint"`
	Count  int              `cbor:"2,keyasint,omitempty"` // messages of the conversation
	Wrote  bool             `cbor:"3,keyasint,omitempty"` // the owner of the box wrote in it
	// Filtered counts messages by lamplight.Filter; it ends with the last one that ever chose something.
	Filtered []int `cbor:"4,keyasint,omitempty"`
}

// keyRow is what is remembered of a group's key: where its events are.
type keyRow struct {
	Remaining int        `cbor:"1,keyasint,omitempty"`
	Events    []eventRef `cbor:"2,keyasint,omitempty"`
}

type eventRef struct {
	_   struct{} `cbor:",toarray"`
	Box lamplight.BoxID
	PTS lamplight.PTS
	Seq int64
}

// A message's value carries, before its CBOR, what counting and paging need: flags and the date. So a scan that counts
// decodes nothing.
const flagIncoming = 1 << 0

func encodeMessage(m *lamplight.Message) ([]byte, error) {
	body, err := encoder.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode message: %w", err)
	}
	b := make([]byte, 0, len(body)+12)
	var flags byte
	if incoming(m) {
		flags |= flagIncoming
	}
	b = binary.AppendVarint(append(b, version, flags), seconds(m.Sent))
	return append(b, body...), nil
}

// EncodeMessage writes a message in the form in which boxes keep it, for who keeps one elsewhere. Box and ID are not in it.
func EncodeMessage(m *lamplight.Message) ([]byte, error) { return encodeMessage(m) }

// DecodeMessage reads what EncodeMessage wrote, as a message of a box with an id.
func DecodeMessage(box lamplight.BoxID, id lamplight.MessageID, b []byte) (lamplight.Message, error) {
	return decodeMessage(box, id, b)
}

// peek reads the flags and the date of a message's value and returns the rest of it.
func peek(b []byte) (flags byte, sent int64, body []byte, err error) {
	if len(b) < 3 || b[0] != version {
		return 0, 0, nil, fmt.Errorf("%w: message of an unknown version", errRow)
	}
	sent, n := binary.Varint(b[2:])
	if n <= 0 {
		return 0, 0, nil, fmt.Errorf("%w: message without a date", errRow)
	}
	return b[1], sent, b[2+n:], nil
}

func decodeMessage(box lamplight.BoxID, id lamplight.MessageID, b []byte) (lamplight.Message, error) {
	_, _, body, err := peek(b)
	if err != nil {
		return lamplight.Message{}, err
	}
	var m lamplight.Message
	if err := decoder.Unmarshal(body, &m); err != nil {
		return lamplight.Message{}, fmt.Errorf("%w: message: %w", errRow, err)
	}
	m.Box, m.ID = box, id
	normalMessage(&m)
	return m, nil
}

// incoming reports whether a message counts as unread until it is read. In a channel's box none does: what is unread there
// differs from reader to reader.
func incoming(m *lamplight.Message) bool {
	return !m.Out && m.Box.User() != 0 && m.From.User() != m.Box.User()
}

// The functions below bring values to the form in which they come back from the store, so that what Apply returns and
// what is read later are the same.

func normalMessage(m *lamplight.Message) {
	m.Sent, m.Edited = whole(m.Sent), whole(m.Edited)
	if m.Forward != nil {
		m.Forward.Date, m.Forward.SavedDate = whole(m.Forward.Date), whole(m.Forward.SavedDate)
	}
	normalMedia(m.Media)
	if m.Reply != nil {
		normalMedia(m.Reply.Media)
		if f := m.Reply.From; f != nil {
			f.Date, f.SavedDate = whole(f.Date), whole(f.SavedDate)
		}
	}
	if m.Action != nil {
		normalPhoto(m.Action.Photo)
	}
	if m.Reactions != nil {
		for i := range m.Reactions.Recent {
			m.Reactions.Recent[i].Date = whole(m.Reactions.Recent[i].Date)
		}
	}
}

func normalMedia(m *lamplight.Media) {
	if m == nil {
		return
	}
	normalPhoto(m.Photo)
	normalDocument(m.Document)
	if m.Page != nil {
		m.Page.Date = whole(m.Page.Date)
		normalPhoto(m.Page.Photo)
		normalDocument(m.Page.Document)
	}
}

func normalPhoto(p *lamplight.Photo) {
	if p != nil {
		p.Date = whole(p.Date)
	}
}

func normalDocument(d *lamplight.Document) {
	if d != nil {
		d.Date = whole(d.Date)
	}
}

// owned returns m with nothing in it that is shared with whoever it came from: plans may run twice, and side by side. What is
// counted beside a message stays with it.
func owned(m lamplight.Message) (lamplight.Message, error) {
	m.Entities = slices.Clone(m.Entities)
	if m.Forward != nil {
		f := *m.Forward
		m.Forward = &f
	}
	if m.Media == nil && m.Action == nil && m.Reactions == nil && m.Mentions == nil && (m.Reply == nil || m.Reply.Media == nil && m.Reply.From == nil) {
		if m.Reply != nil {
			r := *m.Reply
			r.QuoteEntities = slices.Clone(r.QuoteEntities)
			m.Reply = &r
		}
		return m, nil
	}
	b, err := encoder.Marshal(&m)
	if err != nil {
		return m, fmt.Errorf("encode message: %w", err)
	}
	c := lamplight.Message{Box: m.Box, ID: m.ID, Views: m.Views, Forwards: m.Forwards}
	if err := decoder.Unmarshal(b, &c); err != nil {
		return m, fmt.Errorf("%w: message: %w", errRow, err)
	}
	normalMessage(&c)
	return c, nil
}

func normalDialog(d *lamplight.Dialog) {
	d.TopDate = whole(d.TopDate)
	normalDraft(d.Draft)
}

func normalDraft(d *lamplight.Draft) {
	if d != nil {
		d.Date = whole(d.Date)
	}
}

func normalEvent(e *lamplight.Event) {
	e.Date = whole(e.Date)
	normalDraft(e.Draft)
	if e.Presence != nil {
		e.Presence.At = whole(e.Presence.At)
	}
	if e.Message != nil {
		normalMessage(e.Message)
	}
}

// encodeEvent makes the value of an event. An event that tells of a message names it only: what a message says is kept
// in one place, so that deleting it leaves nothing behind.
func encodeEvent(e *lamplight.Event) ([]byte, error) {
	if e.Message != nil {
		c := *e
		c.Peer, c.IDs, c.Message = e.Message.Peer, []lamplight.MessageID{e.Message.ID}, nil
		e = &c
	}
	return encode(e)
}

func decodeEvent(b []byte) (lamplight.Event, error) {
	var e lamplight.Event
	if err := decode(b, &e); err != nil {
		return e, err
	}
	normalEvent(&e)
	e.Count = countOf(&e)
	return e, nil
}

// countOf returns the pts_count of an event.
func countOf(e *lamplight.Event) int32 {
	switch {
	case !e.Kind.CarriesPTS():
		return 0
	case e.Kind == lamplight.EventDeleteMessages:
		return int32(len(e.IDs))
	default:
		return 1
	}
}
