package messages

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"lamplight"
)

// A conversation whose history was cleared stays in the list with something to show, and pages go on after it.
func TestClearedConversationsHaveALastMessage(t *testing.T) {
	w := newWorld(t)
	const carl = lamplight.UserID(1003)
	w.say(t, asAnn, carl, "first")
	w.say(t, asAnn, bob, "a")
	last := w.say(t, Caller{User: bob}, ann, "b")
	w.say(t, asAnn, ann, "note")
	read := w.last(t, ann, bob).ID
	for _, with := range []lamplight.UserID{bob, carl} {
		_, err := w.DeleteHistory(t.Context(), Clearing{Caller: asAnn, Peer: lamplight.UserPeer(with), Keep: true})
		check(t, err, nil)
	}

	// As Pyrogram reads the list: a page begins after the last message of the one before.
	for limit := 1; limit <= 4; limit++ {
		var got []string
		q := DialogQuery{Limit: limit}
		for range 5 {
			p, err := w.Dialogs(t.Context(), ann, q)
			check(t, err, nil)
			tops := map[lamplight.Peer]lamplight.Message{}
			for _, m := range p.Top {
				tops[m.Peer] = m
			}
			for _, d := range p.Dialogs {
				m, ok := tops[d.Peer]
				if !ok || d.Top != m.ID || m.Sent.IsZero() {
					t.Fatalf("pages of %d: %v has the last message %d: %+v", limit, d.Peer, d.Top, m)
				}
				cleared := m.Action != nil && m.Action.Kind == lamplight.ActionHistoryClear
				got = append(got, fmt.Sprintf("%d %v", d.Peer.User(), cleared))
				q.OffsetDate, q.OffsetID, q.OffsetPeer = m.Sent, m.ID, d.Peer
			}
			if len(p.Dialogs) == 0 {
				break
			}
		}
		if want := fmt.Sprint([]string{"1001 false", "1002 true", "1003 true"}); fmt.Sprint(got) != want {
			t.Errorf("pages of %d: the list is %v, want %v", limit, got, want)
		}
	}
	if d := w.dialog(t, ann, bob); d.Top != read {
		t.Errorf("the conversation alone has the last message %d, want %d, which was the last", d.Top, read)
	}
	if got := w.texts(t, ann, bob); got != "" {
		t.Errorf("the history is %q", got)
	}
	if got := w.texts(t, bob, ann); got != "a b" || last.ID == 0 {
		t.Errorf("the other side has %q", got)
	}

	// Clients order by date and id: a cleared conversation does not stand above one of the same second.
	w.clock = w.clock.Add(time.Minute)
	for i, with := range []lamplight.UserID{ann, carl} {
		_, err := w.Send(t.Context(), Draft{
			Caller: asAnn, To: lamplight.UserPeer(with), Text: "at once", Random: int64(7000 + i),
		})
		check(t, err, nil)
	}
	_, err := w.DeleteHistory(t.Context(), Clearing{Caller: asAnn, Peer: lamplight.UserPeer(carl), Keep: true})
	check(t, err, nil)
	p, err := w.Dialogs(t.Context(), ann, DialogQuery{Limit: 10})
	check(t, err, nil)
	tops := map[lamplight.Peer]lamplight.Message{}
	for _, m := range p.Top {
		tops[m.Peer] = m
	}
	for i := 1; i < len(p.Dialogs); i++ {
		above, below := tops[p.Dialogs[i-1].Peer], tops[p.Dialogs[i].Peer]
		if cmp.Or(above.Sent.Compare(below.Sent), cmp.Compare(above.ID, below.ID)) <= 0 {
			t.Errorf("message %d of %v stands above %d of %v", above.ID, above.Sent, below.ID, below.Sent)
		}
	}

	// What is said next is the last message.
	next := w.say(t, asAnn, bob, "again")
	if d := w.dialog(t, ann, bob); d.Top != next.ID {
		t.Errorf("the last message is %d, want %d", d.Top, next.ID)
	}
}

// A conversation whose last message goes while somebody pages through the list does not hide what stands below it, which
// began in the same second.
func TestListGoesOnAfterWhatHasJustGone(t *testing.T) {
	w := newWorld(t)
	for i, to := range []lamplight.UserID{bob, cid} {
		_, err := w.Send(t.Context(), Draft{Caller: asAnn, To: lamplight.UserPeer(to), Text: "now", Random: int64(i + 1)})
		check(t, err, nil)
	}
	first, err := w.Dialogs(t.Context(), ann, DialogQuery{Limit: 1})
	check(t, err, nil)
	d := first.Dialogs[0]
	_, err = w.Delete(t.Context(), asAnn, []lamplight.MessageID{d.Top}, false)
	check(t, err, nil)
	next, err := w.Dialogs(t.Context(), ann, DialogQuery{Limit: 9, OffsetDate: d.TopDate, OffsetID: d.Top, OffsetPeer: d.Peer})
	check(t, err, nil)
	if len(next.Dialogs) == 0 || next.Dialogs[0].Peer != toBob {
		t.Errorf("after the conversation with %v come %+v", d.Peer, next.Dialogs)
	}
}
