package messages

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
)

func TestGroupMessageIsInEveryBox(t *testing.T) {
	w, _ := social(t)
	w.usernames = map[lamplight.UserID][]string{}
	w.say(t, asBob, dan, "so that numbers differ")
	first := w.post(t, asAnn, inGroup, "hello")
	if !first.Out || first.Peer != inGroup || first.From != toAnn || first.Random == 0 {
		t.Errorf("the author's copy: %+v", first)
	}
	bobs := w.seen(t, bob, inGroup)
	if len(bobs) != 1 || bobs[0].Out || bobs[0].From != toAnn || bobs[0].Peer != inGroup || bobs[0].Random != 0 ||
		bobs[0].Content != first.Content || bobs[0].ID == first.ID {
		t.Fatalf("bob's copy: %+v", bobs)
	}
	// An answer is one in each box under the number that the message has there, and is a mention for its author.
	w.post(t, asBob, inGroup, "yes", answering(bobs[0].ID))
	for _, u := range []lamplight.UserID{ann, bob, cid} {
		ms := w.seen(t, u, inGroup)
		if len(ms) != 2 || ms[1].Reply == nil || ms[1].Reply.ID != ms[0].ID || ms[1].Reply.Thread != 0 {
			t.Fatalf("%d sees %+v", u, ms)
		}
		if ms[1].Mentioned != (u == ann) || ms[1].Mentions != nil {
			t.Errorf("%d is mentioned: %v, %v", u, ms[1].Mentioned, ms[1].Mentions)
		}
	}
	if d := w.peerDialog(t, cid, inGroup); d.Unread != 2 {
		t.Errorf("cid's dialog: %+v", d)
	}
	if d := w.peerDialog(t, ann, inGroup); d.Unread != 1 {
		t.Errorf("ann's dialog: %+v", d)
	}
}

func (w *world) peerDialog(t testing.TB, user lamplight.UserID, peer lamplight.Peer) lamplight.Dialog {
	t.Helper()
	p, err := w.PeerDialogs(t.Context(), user, []lamplight.Peer{peer})
	if err != nil || len(p.Dialogs) != 1 {
		t.Fatalf("dialog: %+v, %v", p, err)
	}
	return p.Dialogs[0]
}

func TestGroupTakesOnlyItsMembersWords(t *testing.T) {
	w, f := social(t)
	_, err := w.Send(t.Context(), Draft{Caller: asDan, To: inGroup, Text: "hi", Random: 1})
	check(t, err, ErrWriteForbidden)
	f.all[inGroup].Default = lamplight.Restraint{Rights: lamplight.BannedPlain}
	_, err = w.Send(t.Context(), Draft{Caller: asBob, To: inGroup, Text: "hi", Random: 1})
	check(t, err, errSilenced)
	w.post(t, asAnn, inGroup, "as I lead")
	w.policy = errNo
	_, err = w.Send(t.Context(), Draft{Caller: asAnn, To: inGroup, Text: "frozen", Random: 99})
	check(t, err, errNo)
	_, err = w.Send(t.Context(), Draft{Caller: asAnn, To: lamplight.ChatPeer(77), Text: "hi", Random: 98})
	check(t, err, lamplight.ErrPeerInvalid)
}

func TestWhoLeftAGroupKeepsWhatWasSaid(t *testing.T) {
	w, f := social(t)
	w.post(t, asAnn, inGroup, "before")
	f.all[inGroup].in = []lamplight.UserID{ann, cid}
	w.post(t, asAnn, inGroup, "after")
	if got := w.words(t, bob, inGroup); got != "before" {
		t.Errorf("bob sees %q", got)
	}
	mine := w.seen(t, bob, inGroup)
	if _, err := w.Delete(t.Context(), asBob, []lamplight.MessageID{mine[0].ID}, true); err == nil {
		t.Error("who left deleted for all")
	}
	if _, err := w.DeleteHistory(t.Context(), Clearing{Caller: asBob, Peer: inGroup}); err != nil {
		t.Fatal(err)
	}
	page, err := w.Dialogs(t.Context(), bob, DialogQuery{Limit: 10})
	listed := slices.ContainsFunc(page.Dialogs, func(d lamplight.Dialog) bool { return d.Peer == inGroup })
	if err != nil || listed {
		t.Errorf("bob still lists it: %+v, %v", page.Dialogs, err)
	}
	if got := w.words(t, cid, inGroup); got != "before after" {
		t.Errorf("cid sees %q", got)
	}
}

func TestGroupRepeatSendsOnce(t *testing.T) {
	for _, peer := range []lamplight.Peer{inGroup, inSuper} {
		w, f := social(t)
		d := Draft{Caller: asBob, To: peer, Text: "once", Random: 5}
		first, err := w.Send(t.Context(), d)
		check(t, err, nil)
		f.all[peer].in = []lamplight.UserID{ann, bob} // whatever changed since
		again, err := w.Send(t.Context(), d)
		check(t, err, nil)
		if again.Message.ID != first.Message.ID || w.words(t, ann, peer) != "once" {
			t.Errorf("%v: %+v, then %+v", peer, first.Message, again.Message)
		}
		f.all[peer].Default = lamplight.Restraint{Rights: lamplight.BannedPlain}
		if again, err = w.Send(t.Context(), d); err != nil || again.Message.ID != first.Message.ID {
			t.Errorf("%v: repeated when it may not be sent any more: %+v, %v", peer, again.Message, err)
		}
		// Another's number is another number.
		d.Caller = asAnn
		other, err := w.Send(t.Context(), d)
		if err != nil || other.Message.ID == first.Message.ID {
			t.Errorf("%v: ann's: %+v, %v", peer, other.Message, err)
		}
	}
}

func TestGroupEditAndDeleteReachEveryBox(t *testing.T) {
	w, _ := social(t)
	m := w.post(t, asBob, inGroup, "tpyo")
	_, err := w.Edit(t.Context(), Change{Caller: asBob, Peer: inGroup, ID: m.ID, Text: "typo"})
	check(t, err, nil)
	for _, u := range []lamplight.UserID{ann, bob, cid} {
		if got := w.words(t, u, inGroup); got != "typo" {
			t.Errorf("%d sees %q", u, got)
		}
	}
	anns := w.seen(t, ann, inGroup)[0]
	_, err = w.Edit(t.Context(), Change{Caller: asAnn, Peer: inGroup, ID: anns.ID, Text: "hers"})
	check(t, err, ErrAuthorRequired)
	cids := w.seen(t, cid, inGroup)[0]
	_, err = w.Delete(t.Context(), asCid, []lamplight.MessageID{cids.ID}, true)
	check(t, err, ErrDeleteForbidden)
	_, err = w.Delete(t.Context(), asCid, []lamplight.MessageID{cids.ID}, false)
	check(t, err, nil)
	if w.words(t, cid, inGroup) != "" || w.words(t, bob, inGroup) != "typo" {
		t.Error("a deletion for oneself")
	}
	w.clock = w.clock.Add(72 * time.Hour)
	_, err = w.Edit(t.Context(), Change{Caller: asBob, Peer: inGroup, ID: m.ID, Text: "late"})
	check(t, err, ErrEditTime)
	_, err = w.Delete(t.Context(), asAnn, []lamplight.MessageID{anns.ID}, true)
	check(t, err, nil)
	if w.words(t, bob, inGroup) != "" || w.words(t, ann, inGroup) != "" {
		t.Error("an administrator's deletion left copies")
	}
}

func TestGroupPinsReachEveryBox(t *testing.T) {
	w, f := social(t)
	for _, text := range []string{"one", "two"} {
		m := w.post(t, asAnn, inGroup, text)
		_, err := w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: inGroup, ID: m.ID})
		check(t, err, nil)
		_, err = w.PinMessage(t.Context(), Pinning{Caller: asAnn, Peer: inGroup, ID: m.ID})
		check(t, err, ErrPinNotModified)
	}
	pinned := func(u lamplight.UserID) int {
		p, err := w.History(t.Context(), u, HistoryQuery{Peer: inGroup, Pinned: true, Limit: 10})
		check(t, err, nil)
		return p.Count
	}
	if pinned(ann) != 2 || pinned(cid) != 2 {
		t.Errorf("pinned: %d, %d", pinned(ann), pinned(cid))
	}
	if got := w.words(t, bob, inGroup); got != "one [3] two [3]" {
		t.Errorf("bob sees %q", got)
	}
	f.all[inGroup].Default = lamplight.Restraint{Rights: lamplight.BannedPin}
	_, err := w.UnpinAll(t.Context(), asBob, inGroup)
	check(t, err, ErrAdminRequired)
	_, err = w.UnpinAll(t.Context(), asAnn, inGroup)
	check(t, err, nil)
	if pinned(ann) != 0 || pinned(cid) != 0 {
		t.Errorf("still pinned: %d, %d", pinned(ann), pinned(cid))
	}
}

func TestGroupReadingTellsAuthors(t *testing.T) {
	w, _ := social(t)
	w.post(t, asAnn, inGroup, "a")
	w.post(t, asBob, inGroup, "b")
	last := w.post(t, asAnn, inGroup, "c")
	cids := w.seen(t, cid, inGroup)
	_, err := w.ReadHistory(t.Context(), asCid, inGroup, cids[1].ID)
	check(t, err, nil)
	if d := w.peerDialog(t, cid, inGroup); d.Unread != 1 || d.ReadInbox != cids[1].ID {
		t.Errorf("cid's dialog: %+v", d)
	}
	anns := w.seen(t, ann, inGroup)
	if d := w.peerDialog(t, ann, inGroup); d.ReadOutbox != anns[0].ID {
		t.Errorf("ann's messages are read up to %d, want %d", d.ReadOutbox, anns[0].ID)
	}
	if d := w.peerDialog(t, bob, inGroup); d.ReadOutbox != w.seen(t, bob, inGroup)[1].ID {
		t.Errorf("bob's dialog: %+v", d)
	}
	_, err = w.ReadHistory(t.Context(), asCid, inGroup, 0)
	check(t, err, nil)
	if d := w.peerDialog(t, ann, inGroup); d.ReadOutbox != last.ID {
		t.Errorf("ann's messages are read up to %d, want %d", d.ReadOutbox, last.ID)
	}
}

func TestGroupTimerHoldsForAll(t *testing.T) {
	w, _ := social(t)
	w.post(t, asBob, inGroup, "stays")
	_, err := w.SetTimer(t.Context(), asBob, inGroup, 86400)
	check(t, err, ErrAdminRequired)
	_, err = w.SetTimer(t.Context(), asAnn, inGroup, 86400)
	check(t, err, nil)
	_, err = w.SetTimer(t.Context(), asAnn, inGroup, 86400)
	check(t, err, ErrNotChanged)
	w.post(t, asBob, inGroup, "goes")
	ms := w.seen(t, cid, inGroup)
	if len(ms) != 3 || ms[0].TTL != 0 || ms[1].Action == nil || ms[2].TTL != 86400 {
		t.Errorf("cid sees %+v", ms)
	}
}

func TestGroupTypingIsToldToItsMembers(t *testing.T) {
	w, _ := social(t)
	check(t, w.SetTyping(t.Context(), asBob, inGroup, "sendMessageTypingAction", 0), nil)
	var told []lamplight.BoxID
	for _, h := range w.hints {
		if h.Events[0].Kind == lamplight.EventTyping && h.Events[0].Peer == inGroup && h.Events[0].From == bob {
			told = append(told, h.Box)
		}
	}
	if !slices.Equal(told, []lamplight.BoxID{lamplight.AccountBox(ann), lamplight.AccountBox(cid)}) {
		t.Errorf("told %v", told)
	}
}

func TestFullBoxDoesNotSilenceAGroup(t *testing.T) {
	log, err := pebble.Open(pebble.Options{Dir: t.TempDir(), Limits: boxes.Limits{Quota: 4700}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, log.Close(), nil) })
	w := &world{log: log, clock: time.Unix(1_800_000_000, 0)}
	w.Service = New(Options{
		Boxes: log, Bus: w, Policy: w, Screen: w, Authors: w, Names: w, Readers: w, Now: func() time.Time { return w.clock },
	})
	w.social()
	w.say(t, asCid, cid, strings.Repeat("x", 4000))
	m := w.post(t, asAnn, inGroup, strings.Repeat("y", 1000))
	if m.ID == 0 || len(w.seen(t, bob, inGroup)) != 1 || len(w.seen(t, cid, inGroup)) != 0 {
		t.Errorf("bob sees %d, cid %d", len(w.seen(t, bob, inGroup)), len(w.seen(t, cid, inGroup)))
	}
	if got := w.texts(t, cid, lamplight.ServiceUser); !strings.Contains(got, "storage is full") {
		t.Errorf("cid was told %q", got)
	}
	if got := w.texts(t, ann, lamplight.ServiceUser); got != "" {
		t.Errorf("ann was told %q", got)
	}
}
