package boxes

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"lamplight"
)

// Plan works out what g does to rows: the writes, and the result that Apply returns. It changes nothing itself. The
// boxes of g must be locked from before rows are read until the writes are visible to the next plan.
//
// An error with ErrGroup in its chain, or an *lamplight.Error, is the fault of the group alone. So is a Change that
// panics: since plans run under locks, and with those of others, that comes back as an error too.
func Plan(ctx context.Context, rows Rows, lim Limits, g Group) (result Result, writes []Write, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, writes, err = Result{}, nil, fmt.Errorf("plan a group: panic: %v\n%s", r, debug.Stack())
		}
	}()
	p := &planner{
		rows: NewOverlay(rows), lim: lim.WithDefaults(), g: g, now: whole(g.Now),
		heads: map[lamplight.BoxID]*headState{}, dialogs: map[Key]*dialogState{},
	}
	if err := p.check(); err != nil {
		return Result{}, nil, err
	}
	if repeated, err := p.repeated(ctx); err != nil || repeated {
		return p.result, nil, err
	}
	if err := p.ahead(ctx); err != nil {
		return Result{}, nil, err
	}
	for i, op := range g.Ops {
		from := len(p.result.Events)
		if err := p.op(ctx, op); err != nil {
			return Result{}, nil, fmt.Errorf("operation %d, %T in box %d: %w", i, op, op.In(), err)
		}
		if a, ok := op.(Append); ok {
			if err := p.remember(ctx, a.Box, a.Key, p.result.Events[from:]); err != nil {
				return Result{}, nil, err
			}
		}
	}
	if err := p.remember(ctx, g.KeyBox, g.Key, p.result.Events); err != nil {
		return Result{}, nil, err
	}
	if err := p.flush(ctx); err != nil {
		return Result{}, nil, err
	}
	return p.result, p.rows.Writes(), nil
}

// A planner holds a group while it is planned. Heads and dialogs stay decoded until the end.
type planner struct {
	rows    *Overlay
	lim     Limits
	g       Group
	now     time.Time
	heads   map[lamplight.BoxID]*headState
	dialogs map[Key]*dialogState
	last    lamplight.ContentID // what the group appended last, and how long it stays
	ttl     int
	given   map[lamplight.BoxID]lamplight.MessageID // to what the group appended last to a channel's box
	result  Result
}

type headState struct {
	headRow
	first headRow // as it was stored
}

type dialogState struct {
	dialogRow
	key     Key
	existed bool
	before  lamplight.Dialog // as it was stored
	count   int              // as it was stored

	filtered bool // Filtered is not as it was stored
	topless  bool // its last message went; which one is the last now has to be looked for
}

// listed reports whether the conversation has a place in its box's list, unless it is hidden: one of a channel has none.
func (d *dialogState) listed() bool { return inList(d.key.Box, d.Dialog.Peer) }

func inList(box lamplight.BoxID, peer lamplight.Peer) bool {
	return box.User() != 0 && peer.Kind != lamplight.PeerChannel
}

// check refuses a group that cannot be right, whatever is stored.
func (p *planner) check() error {
	switch {
	case len(p.g.Key) > MaxKeySize:
		return fmt.Errorf("%w: a key of %d bytes; at most %d", ErrGroup, len(p.g.Key), MaxKeySize)
	case p.g.Key != "" && p.g.KeyBox == 0:
		return fmt.Errorf("%w: a key without its box", ErrGroup)
	case p.g.Now.IsZero():
		return fmt.Errorf("%w: no time", ErrGroup)
	case len(p.g.Ops) > p.lim.Ops:
		return fmt.Errorf("%w: %d operations; at most %d", ErrGroup, len(p.g.Ops), p.lim.Ops)
	}
	for i, op := range p.g.Ops {
		if op.In() == 0 {
			return fmt.Errorf("%w: operation %d, %T, names no box", ErrGroup, i, op)
		}
		if a, ok := op.(Append); ok && len(a.Key) > MaxKeySize {
			return fmt.Errorf("%w: operation %d has a key of %d bytes; at most %d", ErrGroup, i, len(a.Key), MaxKeySize)
		}
	}
	return nil
}

func (p *planner) op(ctx context.Context, op Op) error {
	switch op := op.(type) {
	case Append:
		return p.append(ctx, op)
	case Edit:
		return p.edit(ctx, op)
	case Delete:
		return p.delete(ctx, op)
	case Expire:
		return p.expire(ctx, op)
	case Clear:
		return p.clear(ctx, op)
	case ReadInbox:
		return p.readInbox(ctx, op)
	case ReadOutbox:
		return p.readOutbox(ctx, op)
	case Pin:
		return p.pin(ctx, op)
	case SetDialog:
		return p.setDialog(ctx, op)
	case Note:
		return p.note(ctx, op)
	case ReadChannel:
		return p.readChannel(ctx, op)
	case SetThread:
		return p.setThread(ctx, op)
	case MarkOutbox:
		return p.markOutbox(ctx, op)
	case Count:
		return p.countBeside(ctx, op)
	case React:
		return p.react(ctx, op)
	case SeeContents:
		return p.see(ctx, op)
	case Release:
		return p.release(ctx, op)
	case Restore:
		return p.restore(ctx, op)
	default:
		panic(fmt.Sprintf("boxes: operation %T has no plan", op))
	}
}

// Needs returns the rows that planning g reads for certain, so that a driver to which each read is a way can fetch
// those of many groups at once (Overlay.Know).
func Needs(lim Limits, g Group) []Key {
	lim = lim.WithDefaults()
	keys := make([]Key, 0, 4*len(g.Ops)+4)
	for _, box := range g.Boxes() {
		keys = append(keys, headKey(box))
	}
	period := periodOf(lim, g.Now)
	used := func(box lamplight.BoxID, key string) {
		if key != "" {
			keys = append(keys, Key{box, KindKey, periodKey(period, key)}, Key{box, KindKey, periodKey(period-1, key)})
		}
	}
	used(g.KeyBox, g.Key)
	content := func(box lamplight.BoxID, c lamplight.ContentID) {
		keys = append(keys, Key{box, KindContent, contentKey(c)})
	}
	for _, op := range g.Ops {
		switch op := op.(type) {
		case Append:
			keys = append(keys, dialogKey(op.Box, op.Message.Peer))
			if t := op.Message.Thread(); t != 0 && op.Box.Channel() != 0 {
				keys = append(keys, Key{op.Box, KindCounts, idKey(t)})
			}
			used(op.Box, op.Key)
			if !op.Fresh {
				content(op.Box, op.Message.Content)
			}
			if r := op.Message.Reply; r != nil && r.ID == 0 && r.Content != 0 {
				content(op.Box, r.Content)
			}
		case Edit:
			content(op.Box, op.Content)
		case Delete:
			for _, id := range op.IDs {
				keys = append(keys, Key{op.Box, KindByID, idKey(id)})
			}
			for _, c := range op.Contents {
				content(op.Box, c)
			}
		case Expire:
			for _, e := range op.Due {
				keys = append(keys, Key{op.Box, KindByID, idKey(e.ID)})
			}
		case Clear:
			keys = append(keys, dialogKey(op.Box, op.Peer))
		case ReadInbox:
			keys = append(keys, dialogKey(op.Box, op.Peer))
		case ReadOutbox:
			keys = append(keys, dialogKey(op.Box, op.Peer))
			content(op.Box, op.Content)
		case Pin:
			for _, id := range op.IDs {
				keys = append(keys, Key{op.Box, KindByID, idKey(id)})
			}
			for _, c := range op.Contents {
				content(op.Box, c)
			}
		case SetDialog:
			keys = append(keys, dialogKey(op.Box, op.Peer))
		case ReadChannel:
			if op.Thread == 0 {
				keys = append(keys, dialogKey(op.Box, op.Peer))
			} else {
				keys = append(keys, Key{op.Box, KindThreadMark, threadPrefix(op.Peer, op.Thread)})
			}
		case SetThread:
			keys = append(keys, Key{op.Box, KindThreadMark, threadPrefix(op.Peer, op.Thread)})
		case MarkOutbox:
			keys = append(keys, dialogKey(op.Box, lamplight.ChannelPeer(op.Box.Channel())))
			if op.Thread != 0 {
				keys = append(keys, Key{op.Box, KindCounts, idKey(op.Thread)})
			}
			if op.Reader != 0 {
				keys = append(keys, Key{op.Box, KindReader, readerKey(op.Thread, op.Reader)})
			}
		case Count:
			keys = append(keys, Key{op.Box, KindByID, idKey(op.ID)}, Key{op.Box, KindCounts, idKey(op.ID)})
		case React:
			if op.ID == 0 {
				content(op.Box, op.Content)
				break
			}
			keys = append(keys, Key{op.Box, KindByID, idKey(op.ID)}, Key{op.Box, KindReacted, reactedKey(op.ID, op.Reactor)})
		case SeeContents:
			keys = append(keys, dialogKey(op.Box, op.Peer))
			for _, c := range op.Contents {
				content(op.Box, c)
			}
		case Release:
			keys = append(keys, Key{op.Box, KindHeld, idKey(op.ID)})
		case Restore:
			content(op.Box, op.Message.Content)
			keys = append(keys, Key{op.Box, KindByID, idKey(op.Message.ID)}, dialogKey(op.Box, op.Message.Peer))
		case Note:
		}
	}
	return keys
}

func headKey(box lamplight.BoxID) Key                     { return Key{box, KindHead, ""} }
func dialogKey(box lamplight.BoxID, p lamplight.Peer) Key { return Key{box, KindDialog, peerKey(p)} }

// head returns the head of a box, to be changed in place.
func (p *planner) head(ctx context.Context, box lamplight.BoxID) (*headState, error) {
	if h := p.heads[box]; h != nil {
		return h, nil
	}
	row, err := readHead(ctx, p.rows, box)
	if err != nil {
		return nil, err
	}
	h := &headState{headRow: row, first: row}
	p.heads[box] = h
	return h, nil
}

func readHead(ctx context.Context, rows Rows, box lamplight.BoxID) (headRow, error) {
	v, err := get(ctx, rows, headKey(box))
	if err != nil {
		return headRow{}, err
	}
	return decodeHead(v)
}

// dialog returns a conversation, to be changed in place, with its last message.
func (p *planner) dialog(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer) (*dialogState, error) {
	d, err := p.counters(ctx, box, peer)
	if err == nil && d.topless {
		err = p.newTops(ctx, d)
	}
	return d, err
}

// counters returns a conversation, to be changed in place, whose last message may still have to be looked for; one that does not exist is hidden until something happens in
// it.
func (p *planner) counters(ctx context.Context, box lamplight.BoxID, peer lamplight.Peer) (*dialogState, error) {
	if peer.IsZero() {
		return nil, fmt.Errorf("%w: no peer", ErrGroup)
	}
	k := dialogKey(box, peer)
	if d := p.dialogs[k]; d != nil {
		return d, nil
	}
	v, err := get(ctx, p.rows, k)
	if err != nil {
		return nil, err
	}
	d := &dialogState{key: k, dialogRow: dialogRow{Dialog: lamplight.Dialog{Peer: peer, Hidden: inList(box, peer)}}}
	if v != nil {
		d.existed = true
		if d.dialogRow, err = decodeDialog(v); err != nil {
			return nil, err
		}
	}
	d.before, d.count = d.Dialog, d.Count
	p.dialogs[k] = d
	return d, nil
}

func decodeDialog(v []byte) (dialogRow, error) {
	var d dialogRow
	err := decode(v, &d)
	normalDialog(&d.Dialog)
	return d, err
}

// event appends an event to its box and to the result.
func (p *planner) event(ctx context.Context, box lamplight.BoxID, e lamplight.Event) error {
	h, err := p.head(ctx, box)
	if err != nil {
		return err
	}
	e.Box, e.Date, e.Origin = box, p.dateIn(h), p.g.Origin
	e.PTS, e.Seq, e.Count = 0, 0, countOf(&e)
	normalEvent(&e)
	v, err := encodeEvent(&e)
	if err != nil {
		return err
	}
	if e.Kind.CarriesPTS() {
		if int64(h.PTS)+int64(e.Count) > maxInt32 {
			return ErrFull
		}
		h.PTS += lamplight.PTS(e.Count)
		e.PTS = h.PTS
		p.rows.Put(Key{box, KindEvent, ptsKey(e.PTS)}, v)
	} else {
		h.Seq++
		e.Seq = h.Seq
		p.rows.Put(Key{box, KindNote, seqKey(e.Seq)}, v)
	}
	h.Date = e.Date
	p.result.Events = append(p.result.Events, e)
	return nil
}

// clockTrust is how far back the clock may be set before the dates of a box follow it.
const clockTrust = 24 * time.Hour

// dateIn is when an event happens in a box: now, but never before what happened there already. Clients ask for the
// events without pts by the date that they last saw, so a clock that is set back must not hide any behind it. Where it
// went wrong by more than clockTrust, it is the earlier date that is wrong.
func (p *planner) dateIn(h *headState) time.Time {
	if h.Date.After(p.now) && h.Date.Sub(p.now) <= clockTrust {
		return h.Date
	}
	return p.now
}

// flush writes the heads and dialogs that changed.
func (p *planner) flush(ctx context.Context) error {
	var topless []*dialogState
	for _, d := range p.dialogs {
		if d.topless {
			topless = append(topless, d)
		}
	}
	if err := p.newTops(ctx, topless...); err != nil {
		return err
	}
	for _, d := range p.dialogs {
		if err := p.flushDialog(ctx, d); err != nil {
			return err
		}
	}
	for box, h := range p.heads {
		p.trim(box, h)
		if h.headRow == h.first {
			continue
		}
		p.rows.Put(headKey(box), encodeHead(&h.headRow))
	}
	return nil
}

// flushDialog writes a dialog that changed, moves it in the list and brings the counters of the head up to it.
func (p *planner) flushDialog(ctx context.Context, d *dialogState) error {
	if d.Count == d.count && !d.filtered && sameDialog(&d.Dialog, &d.before) {
		return nil
	}
	h, err := p.head(ctx, d.key.Box)
	if err != nil {
		return err
	}
	v, err := encode(&d.dialogRow)
	if err != nil {
		return err
	}
	p.rows.Put(d.key, v)
	if !d.listed() {
		return nil
	}
	var oldPlace, newPlace string
	if d.existed && !d.before.Hidden {
		oldPlace = orderKey(&d.before)
		h.Listed[d.before.Folder]--
		h.Unread -= countsUnread(&d.before)
	}
	if !d.Dialog.Hidden {
		newPlace = orderKey(&d.Dialog)
		h.Listed[d.Dialog.Folder]++
		h.Unread += countsUnread(&d.Dialog)
	}
	if oldPlace == newPlace {
		return nil
	}
	if oldPlace != "" {
		p.rows.Put(Key{d.key.Box, KindOrder, oldPlace}, nil)
	}
	if newPlace != "" {
		p.rows.Put(Key{d.key.Box, KindOrder, newPlace}, []byte{version})
	}
	return nil
}

// countsUnread returns 1 for a listed conversation that Head.Unread counts.
func countsUnread(d *lamplight.Dialog) int {
	if d.Folder == 0 && (d.Unread > 0 || d.UnreadMark) {
		return 1
	}
	return 0
}

// sameDialog compares by value; drafts too, because a Change may return a copy of the same one.
func sameDialog(a, b *lamplight.Dialog) bool {
	x, y := *a, *b
	x.Draft, y.Draft = nil, nil
	return x == y && sameDraft(a.Draft, b.Draft)
}

func sameDraft(a, b *lamplight.Draft) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Text == b.Text && a.ReplyTo == b.ReplyTo && a.NoLinks == b.NoLinks && a.Invert == b.Invert && a.Date.Equal(b.Date) &&
		a.Quote == b.Quote && a.QuoteOffset == b.QuoteOffset &&
		slices.Equal(a.Entities, b.Entities) && slices.Equal(a.QuoteEntities, b.QuoteEntities)
}

// trim forgets events and notes beyond the limits: at most as many as came in, and Trim more.
func (p *planner) trim(box lamplight.BoxID, h *headState) {
	last := min(int64(h.PTS)-int64(p.lim.Events), int64(h.OldestPTS)+int64(h.PTS-h.first.PTS)+int64(p.lim.Trim))
	for int64(h.OldestPTS) < last {
		h.OldestPTS++
		p.rows.Put(Key{box, KindEvent, ptsKey(h.OldestPTS)}, nil)
	}
	lastSeq := min(h.Seq-int64(p.lim.Notes), h.OldestSeq+h.Seq-h.first.Seq+int64(p.lim.Trim))
	for h.OldestSeq < lastSeq {
		h.OldestSeq++
		p.rows.Put(Key{box, KindNote, seqKey(h.OldestSeq)}, nil)
	}
}
