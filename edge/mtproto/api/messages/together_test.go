package messages

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/boxes/pebble"
	"lamplight/bus/local"
	updatesapi "lamplight/edge/mtproto/api/updates"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/updates"
)

// TestDevicesAgree has two people with two devices each do random things through the handlers, over real rooms below.
// Each device keeps count as client libraries do: it takes an update only if local pts + pts_count is its pts, so the
// test fails at the first push or answer that a client would drop. At the end, every device, one that was away all
// the time, and the server hold the same.
func TestDevicesAgree(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			newTown(t, seed).live(80)
		})
	}
}

type town struct {
	*testing.T
	rand    *rand.Rand
	msgs    *Handlers
	upds    *updatesapi.Handlers
	render  *render.Renderer
	clock   time.Time
	devices []*device
	random  int64
}

// A device is a client's idea of the conversation of its account with the other one.
type device struct {
	t        *town
	call     rpc.Call
	peer     *tg.InputPeerUser
	pts      int
	held     map[int]string
	pinned   map[int]bool
	readIn   int
	readOut  int
	draft    string
	original int // pts at the beginning
	date     int
}

// all allows everything, to show people as they are.
type all struct{ shown }

func (all) MaySend(context.Context, lamplight.UserID, lamplight.Peer) error { return nil }

func (all) ScreenText(context.Context, lamplight.UserID, lamplight.Peer, lamplight.Text) error {
	return nil
}

func (all) Unlinked(context.Context, lamplight.UserID, []lamplight.UserID) (map[lamplight.UserID]lamplight.Text, error) {
	return nil, nil
}

func (all) MaySeeReadTime(context.Context, lamplight.UserID, lamplight.UserID) error { return nil }

func (all) Met(context.Context, lamplight.UserID, lamplight.Peer) (bool, error) { return false, nil }

func newTown(t *testing.T, seed uint64) *town {
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	bus := local.New()
	w := &town{T: t, rand: rand.New(rand.NewPCG(seed, 1)), clock: time.Unix(1_800_000_000, 0)}
	now := func() time.Time { return w.clock }
	service := messages.New(messages.Options{Boxes: log, Bus: bus, Policy: all{}, Screen: all{}, Authors: all{}, Names: all{}, Readers: all{}, Now: now})
	watch := updates.New(log, bus, nil, now, updates.Limits{})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = watch.Run(ctx)
	}()
	w.render = render.New(hashes, all{}, nil, all{}, 2)
	w.msgs = &Handlers{Messages: service, Updates: watch, Resolve: resolve.New(hashes, all{}, service, nil), Render: w.render, Now: now}
	w.upds = &updatesapi.Handlers{Updates: watch, Render: w.render}
	var detach []func()
	for i := range 4 {
		me, other := ann, bob
		if i >= 2 {
			me, other = bob, ann
		}
		d := &device{
			t: w, call: rpc.Call{User: me, Session: lamplight.SessionID(10 + i)}, held: map[int]string{}, pinned: map[int]bool{},
			peer: &tg.InputPeerUser{UserID: int64(other), AccessHash: hashes.Of(me, lamplight.UserPeer(other))},
		}
		s := do[*tg.UpdatesState](w, d, &tg.UpdatesGetStateRequest{})
		d.pts, d.original, d.date = s.Pts, s.Pts, s.Date
		f, err := watch.Attach(ctx, me, d.call.Session, d.pushed)
		if err != nil {
			t.Fatal(err)
		}
		detach = append(detach, f)
		w.devices = append(w.devices, d)
	}
	t.Cleanup(func() {
		for _, f := range detach {
			f()
		}
		stop()
		<-done
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// do takes a request of d through its row.
func do[R any](w *town, d *device, req rpc.Request) R {
	w.Helper()
	for _, r := range append(w.msgs.Routes(), w.upds.Routes()...) {
		if r.ID == req.TypeID() {
			_ = req.Encode(new(bin.Buffer)) // it sets the flags, as on the wire
			res, err := r.Serve(w.Context(), d.call, req)
			if err != nil {
				w.Fatalf("%T: %v", req, err)
			}
			return res.(R)
		}
	}
	panic("no row")
}

// pushed takes what the server pushes.
func (d *device) pushed(events []lamplight.Event) {
	u, err := d.t.render.Updates(context.Background(), d.call, events)
	if err != nil || len(events) == 0 {
		d.t.Errorf("push of %v: %v", events, err)
		return
	}
	d.take(u, "")
}

// moved takes a pts as clients do.
func (d *device) moved(pts, count int, why string) {
	if d.pts+count != pts {
		d.t.Errorf("device %d: %s of pts %d, count %d does not follow %d", d.call.Session, why, pts, count, d.pts)
	}
	d.pts = pts
}

// take takes updates; text is what the device itself sent.
func (d *device) take(u tg.UpdatesClass, text string) {
	switch u := u.(type) {
	case *tg.UpdateShortSentMessage:
		d.moved(u.Pts, u.PtsCount, "short answer")
		d.held[u.ID] = text
	case *tg.Updates:
		for _, x := range u.Updates {
			d.update(x, true)
		}
	default:
		d.t.Errorf("unexpected %T", u)
	}
}

func (d *device) update(u tg.UpdateClass, count bool) {
	if p, ok := u.(interface {
		GetPts() int
		GetPtsCount() int
	}); ok && count {
		d.moved(p.GetPts(), p.GetPtsCount(), u.TypeName())
	}
	switch u := u.(type) {
	case *tg.UpdateNewMessage:
		d.message(u.Message)
	case *tg.UpdateEditMessage:
		d.message(u.Message)
	case *tg.UpdateDeleteMessages:
		for _, id := range u.Messages {
			delete(d.held, id)
			delete(d.pinned, id)
		}
	case *tg.UpdatePinnedMessages:
		for _, id := range u.Messages {
			if delete(d.pinned, id); u.Pinned && d.held[id] != "" {
				d.pinned[id] = true
			}
		}
	case *tg.UpdateReadHistoryInbox:
		d.readIn = u.MaxID
	case *tg.UpdateReadHistoryOutbox:
		d.readOut = u.MaxID
	case *tg.UpdateDraftMessage:
		d.draft = draftText(u.Draft)
	case *tg.UpdateMessageID, *tg.UpdateDialogPinned, *tg.UpdateFolderPeers:
	default:
		d.t.Errorf("unexpected %T", u)
	}
}

func draftText(c tg.DraftMessageClass) string {
	if m, ok := c.(*tg.DraftMessage); ok {
		return m.Message
	}
	return ""
}

// pinNotice stands for the text of a service message.
const pinNotice = "(pinned)"

func (d *device) message(c tg.MessageClass) {
	if s, ok := c.(*tg.MessageService); ok {
		if _, ok := s.Action.(*tg.MessageActionPinMessage); !ok {
			d.t.Errorf("unexpected %T", s.Action)
		}
		d.held[s.ID] = pinNotice
		return
	}
	m, ok := c.(*tg.Message)
	if !ok {
		d.t.Errorf("unexpected %T", c)
		return
	}
	if delete(d.pinned, m.ID); m.Pinned {
		d.pinned[m.ID] = true
	}
	if out := m.FromID.(*tg.PeerUser).UserID == int64(d.call.User); out != m.Out {
		d.t.Errorf("message %d: out is %v", m.ID, m.Out)
	}
	d.held[m.ID] = m.Message
}

// live does n random things and compares.
func (w *town) live(n int) {
	for range n {
		w.clock = w.clock.Add(time.Second)
		d := w.devices[w.rand.IntN(len(w.devices))]
		switch w.rand.IntN(13) {
		case 0, 1, 2, 3:
			d.send()
		case 4:
			d.edit()
		case 5, 6:
			d.remove(w.rand.IntN(2) == 0)
		case 7:
			a := do[*tg.MessagesAffectedMessages](w, d, &tg.MessagesReadHistoryRequest{Peer: d.peer})
			d.moved(a.Pts, a.PtsCount, "answer to readHistory")
			if a.PtsCount > 0 {
				d.readIn = w.dialog(d).ReadInboxMaxID
			}
		case 8:
			d.draft = fmt.Sprint("draft ", w.rand.IntN(3))
			do[*tg.BoolTrue](w, d, &tg.MessagesSaveDraftRequest{Peer: d.peer, Message: d.draft})
		case 9:
			if w.rand.IntN(4) == 0 {
				d.clear()
			}
		case 10:
			d.forward()
		case 11:
			d.pin()
		case 12:
			if w.rand.IntN(4) == 0 {
				a := do[*tg.MessagesAffectedHistory](w, d, &tg.MessagesUnpinAllMessagesRequest{Peer: d.peer})
				d.moved(a.Pts, a.PtsCount, "answer to unpinAllMessages")
				clear(d.pinned)
			}
		}
	}
	for _, d := range w.devices {
		w.compare(d)
		away := &device{t: w, call: d.call, peer: d.peer, pts: d.original, date: d.date, held: map[int]string{}, pinned: map[int]bool{}}
		away.catchUp()
		w.compare(away)
	}
}

func (d *device) send() {
	w := d.t
	w.random++
	text := fmt.Sprint("text ", w.random)
	req := &tg.MessagesSendMessageRequest{Peer: d.peer, Message: text, RandomID: w.random, ClearDraft: w.rand.IntN(2) == 0}
	if len(d.held) > 0 && w.rand.IntN(3) == 0 {
		req.ReplyTo = &tg.InputReplyToMessage{ReplyToMsgID: d.any()}
	}
	d.take(do[tg.UpdatesClass](w, d, req), text)
	if req.ClearDraft {
		d.draft = ""
	}
}

// any returns one of the messages that the device holds.
func (d *device) any() int {
	n := d.t.rand.IntN(len(d.held))
	for id := 0; ; id++ {
		if _, ok := d.held[id]; ok {
			if n == 0 {
				return id
			}
			n--
		}
	}
}

// pin pins or unpins a message on one side or both. What cannot be pinned, or is so already, is refused.
func (d *device) pin() {
	if len(d.held) == 0 {
		return
	}
	w := d.t
	req := &tg.MessagesUpdatePinnedMessageRequest{Peer: d.peer, ID: d.any(), Unpin: w.rand.IntN(3) == 0, PmOneside: w.rand.IntN(2) == 0}
	for _, r := range w.msgs.Routes() {
		if r.ID != req.TypeID() {
			continue
		}
		res, err := r.Serve(w.Context(), d.call, req)
		switch {
		case err == nil:
			d.take(res.(tg.UpdatesClass), "")
		case lamplight.KindOf(err) != lamplight.Invalid || d.held[req.ID] != pinNotice && d.pinned[req.ID] == req.Unpin:
			w.Fatalf("%+v of %q: %v", req, d.held[req.ID], err)
		}
	}
}

// forward sends two messages of the conversation into it again, and sometimes repeats that.
func (d *device) forward() {
	if len(d.held) == 0 {
		return
	}
	w := d.t
	w.random += 2
	one, two := d.any(), d.any()
	if d.held[one] == pinNotice || d.held[two] == pinNotice {
		return // there is nothing to forward in those
	}
	req := &tg.MessagesForwardMessagesRequest{
		FromPeer: d.peer, ToPeer: d.peer, ID: []int{one, two}, RandomID: []int64{w.random - 1, w.random}, DropAuthor: w.rand.IntN(2) == 0,
	}
	d.take(do[tg.UpdatesClass](w, d, req), "")
	if w.rand.IntN(3) == 0 {
		at := d.pts
		u := do[tg.UpdatesClass](w, d, req).(*tg.Updates)
		if s := do[*tg.UpdatesState](w, d, &tg.UpdatesGetStateRequest{}); s.Pts != at || len(u.Updates) != 4 {
			d.t.Errorf("a repeat went from pts %d to %d: %v", at, s.Pts, u.Updates)
		}
	}
}

func (d *device) edit() {
	if len(d.held) == 0 {
		return
	}
	w := d.t
	w.random++
	req := &tg.MessagesEditMessageRequest{Peer: d.peer, ID: d.any(), Message: fmt.Sprint("edited ", w.random)}
	for _, r := range w.msgs.Routes() {
		if r.ID != req.TypeID() {
			continue
		}
		res, err := r.Serve(w.Context(), d.call, req)
		if err != nil {
			if lamplight.KindOf(err) != lamplight.Forbidden && d.held[req.ID] != pinNotice { // not the author
				w.Fatal(err)
			}
			return
		}
		d.take(res.(tg.UpdatesClass), "")
	}
}

func (d *device) remove(revoke bool) {
	if len(d.held) == 0 {
		return
	}
	id := d.any()
	a := do[*tg.MessagesAffectedMessages](d.t, d, &tg.MessagesDeleteMessagesRequest{ID: []int{id}, Revoke: revoke})
	d.moved(a.Pts, a.PtsCount, "answer to deleteMessages")
	delete(d.held, id)
	delete(d.pinned, id)
}

func (d *device) clear() {
	if len(d.held) == 0 {
		return
	}
	upTo := d.any()
	a := do[*tg.MessagesAffectedHistory](d.t, d, &tg.MessagesDeleteHistoryRequest{
		Peer: d.peer, MaxID: upTo, Revoke: d.t.rand.IntN(2) == 0,
	})
	d.moved(a.Pts, a.PtsCount, "answer to deleteHistory")
	if a.Offset != 0 {
		d.t.Errorf("%d are left", a.Offset)
	}
	maps.DeleteFunc(d.held, func(id int, _ string) bool { return id <= upTo })
	maps.DeleteFunc(d.pinned, func(id int, _ bool) bool { return id <= upTo })
}

// catchUp asks for the difference until there is none.
func (d *device) catchUp() {
	limit := 1 + d.t.rand.IntN(30)
	for range 200 {
		res := do[tg.UpdatesDifferenceClass](d.t, d, &tg.UpdatesGetDifferenceRequest{Pts: d.pts, Date: d.date, PtsLimit: limit})
		var state tg.UpdatesState
		more := false
		switch x := res.(type) {
		case *tg.UpdatesDifferenceEmpty:
			return
		case *tg.UpdatesDifference:
			d.difference(x.NewMessages, x.OtherUpdates)
			state = x.State
		case *tg.UpdatesDifferenceSlice:
			d.difference(x.NewMessages, x.OtherUpdates)
			state, more = x.IntermediateState, true
		default:
			d.t.Fatalf("unexpected %T", x)
		}
		if state.Pts < d.pts || more && state.Pts == d.pts {
			d.t.Fatalf("from pts %d to %d", d.pts, state.Pts)
		}
		d.pts, d.date = state.Pts, state.Date
		if !more {
			return
		}
	}
	d.t.Fatal("the difference does not end")
}

func (d *device) difference(ms []tg.MessageClass, us []tg.UpdateClass) {
	for _, m := range ms {
		d.message(m)
	}
	for _, u := range us {
		d.update(u, false)
	}
}

func (w *town) dialog(d *device) *tg.Dialog {
	res := do[*tg.MessagesPeerDialogs](w, d, &tg.MessagesGetPeerDialogsRequest{
		Peers: []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: d.peer}},
	})
	return res.Dialogs[0].(*tg.Dialog)
}

// compare holds a device against the server.
func (w *town) compare(d *device) {
	w.Helper()
	held := map[int]string{}
	res := do[tg.MessagesMessagesClass](w, d, &tg.MessagesGetHistoryRequest{Peer: d.peer, Limit: 100})
	all, ok := res.(*tg.MessagesMessages)
	if !ok {
		w.Fatalf("history is a %T", res)
	}
	for _, m := range all.Messages {
		if s, ok := m.(*tg.Message); ok {
			held[s.ID] = s.Message
		} else {
			held[m.GetID()] = pinNotice
		}
	}
	pinned := map[int]bool{}
	found := do[tg.MessagesMessagesClass](w, d, &tg.MessagesSearchRequest{Peer: d.peer, Filter: &tg.InputMessagesFilterPinned{}, Limit: 100})
	for _, m := range found.(*tg.MessagesMessages).Messages {
		pinned[m.GetID()] = m.(*tg.Message).Pinned
	}
	if !maps.Equal(pinned, d.pinned) {
		w.Errorf("device %d has pinned %v, the server %v", d.call.Session, d.pinned, pinned)
	}
	if !maps.Equal(held, d.held) {
		w.Errorf("device %d holds %v, the server %v", d.call.Session, d.held, held)
	}
	dialog := w.dialog(d)
	if dialog.ReadOutboxMaxID != d.readOut || dialog.ReadInboxMaxID != d.readIn {
		w.Errorf("device %d has read %d, %d; the server %d, %d",
			d.call.Session, d.readIn, d.readOut, dialog.ReadInboxMaxID, dialog.ReadOutboxMaxID)
	}
	if got := draftText(dialog.Draft); got != d.draft {
		w.Errorf("device %d has draft %q, the server %q", d.call.Session, d.draft, got)
	}
	if s := do[*tg.UpdatesState](w, d, &tg.UpdatesGetStateRequest{}); s.Pts != d.pts {
		w.Errorf("device %d is at %d, the server at %d", d.call.Session, d.pts, s.Pts)
	}
}
