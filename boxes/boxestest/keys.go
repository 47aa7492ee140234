package boxestest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
)

func testKeys(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	send := func(key string, of lamplight.UserID, c lamplight.ContentID) boxes.Result {
		t.Helper()
		r, err := w.Apply(ctx(), boxes.Group{Key: key, KeyBox: box(of), Now: at(int(c)), Ops: append(private(ann, bob, c, "once"),
			boxes.Note{Box: box(bob), Event: lamplight.Event{Kind: lamplight.EventUser, Peer: peer(ann)}})})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := send("k", ann, 50)
	again := send("k", ann, 51)
	if first.Repeated || !again.Repeated || !reflect.DeepEqual(again.Events, first.Events) {
		t.Errorf("first %+v\nagain %+v", first, again)
	}
	if r := send("k", bob, 52); r.Repeated {
		t.Error("a key of one box counts in another")
	}
	if r := send("l", ann, 53); r.Repeated {
		t.Error("another key is taken for a repeat")
	}
	if h := w.head(box(ann)); h.PTS != 3 || h.Top != 3 {
		t.Errorf("head %+v, want three messages", h)
	}

	// A group that failed did not use its key.
	bad := boxes.Group{Key: "m", KeyBox: box(ann), Now: noon, Ops: private(ann, bob, 50, "held already")}
	if _, err := w.Apply(ctx(), bad); !errors.Is(err, boxes.ErrGroup) {
		t.Errorf("error %v, want ErrGroup", err)
	}
	if r := send("m", ann, 54); r.Repeated {
		t.Error("a failed group used its key")
	}

	// What was sent under the key may be gone when the repeat comes.
	w.do(boxes.Delete{Box: box(ann), Contents: []lamplight.ContentID{50}})
	r := send("k", ann, 55)
	if e := r.Events[0]; !r.Repeated || e.Kind != lamplight.EventDeleteMessages || !reflect.DeepEqual(e.IDs, []lamplight.MessageID{1}) || e.PTS != 1 {
		t.Errorf("repeat of what is gone %+v", r)
	}
}

// testKeysOfMessages has groups of several messages, each with a key of its own.
func testKeysOfMessages(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{})
	send := func(c lamplight.ContentID, keys ...string) boxes.Result {
		t.Helper()
		var ops []boxes.Op
		for i, k := range keys {
			both := private(ann, bob, c+lamplight.ContentID(i), k)
			a := both[0].(boxes.Append)
			a.Key = k
			ops = append(ops, a, both[1])
		}
		r, err := w.Apply(ctx(), boxes.Group{Now: at(int(c)), Ops: ops})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := send(50, "a", "b", "c")
	if first.Repeated || len(first.Known) != 0 || len(first.Events) != 6 {
		t.Fatalf("first %+v", first)
	}
	of := func(r boxes.Result) (out []lamplight.Text) {
		for _, e := range r.Events {
			if e.Box != box(ann) || e.Message == nil {
				t.Errorf("event %+v", e)
				continue
			}
			out = append(out, e.Message.Text)
		}
		return out
	}
	for i, tt := range []struct {
		keys, known []string
		texts       []lamplight.Text
	}{
		{[]string{"a", "b", "c"}, []string{"a", "b", "c"}, []lamplight.Text{"a", "b", "c"}},
		{[]string{"d", "c"}, []string{"c"}, []lamplight.Text{"c"}},
		{[]string{"b", "", "e", "a"}, []string{"b", "a"}, []lamplight.Text{"b", "a"}},
	} {
		r := send(lamplight.ContentID(60+10*i), tt.keys...)
		if got := of(r); !r.Repeated || !reflect.DeepEqual(r.Known, tt.known) || !reflect.DeepEqual(got, tt.texts) {
			t.Errorf("keys %q: repeated %v, known %q, %d texts of %d", tt.keys, r.Repeated, r.Known, len(got), len(tt.texts))
		}
	}
	if h := w.head(box(ann)); h.Top != 3 {
		t.Errorf("head %+v: something of a repeat was carried out", h)
	}
	if r := send(90, "d", "e"); r.Repeated {
		t.Errorf("keys of groups that were not carried out are known: %+v", r)
	}
	// Keys of groups and of messages are the same keys.
	again := func(c lamplight.ContentID, key string) boxes.Result {
		t.Helper()
		r, err := w.Apply(ctx(), boxes.Group{Key: key, KeyBox: box(ann), Now: at(int(c)), Ops: private(ann, bob, c, key)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := again(100, "a"); !r.Repeated || !reflect.DeepEqual(of(r), []lamplight.Text{"a"}) {
		t.Errorf("a group repeats a message: %+v", r)
	}
	if r := again(101, "f"); r.Repeated {
		t.Fatalf("a new key: %+v", r)
	}
	if r := send(110, "f", "g"); !r.Repeated || !reflect.DeepEqual(r.Known, []string{"f"}) || !reflect.DeepEqual(of(r), []lamplight.Text{"f"}) {
		t.Errorf("a message repeats a group: %+v", r)
	}
	a := private(ann, bob, 120, "long")[0].(boxes.Append)
	a.Key = string(make([]byte, boxes.MaxKeySize+1))
	if _, err := w.Apply(ctx(), boxes.Group{Now: noon, Ops: []boxes.Op{a}}); !errors.Is(err, boxes.ErrGroup) {
		t.Errorf("a key that is too long: %v", err)
	}
}

func testKeysForgotten(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{RememberKeys: time.Hour, Trim: 10})
	use := func(key string, when time.Time) bool {
		t.Helper()
		r, err := w.Apply(ctx(), boxes.Group{Key: key, KeyBox: box(ann), Now: when})
		if err != nil {
			t.Fatal(err)
		}
		return r.Repeated
	}
	for i := range 25 {
		if use(fmt.Sprint(i), noon) {
			t.Fatalf("key %d was used before", i)
		}
	}
	for i := range 25 {
		if !use(fmt.Sprint(i), noon.Add(time.Hour)) {
			t.Fatalf("key %d was forgotten after an hour", i)
		}
	}
	// A clock that runs behind finds what was used in the next period already.
	next := noon.Truncate(time.Hour).Add(time.Hour)
	if use("ahead", next) || !use("ahead", next.Add(-30*time.Second)) {
		t.Error("a key used just after a period began is not known just before")
	}
	// Each group clears some of them away, until none is left and each can be used anew.
	for i := range 3 {
		use(fmt.Sprint("later", i), noon.Add(3*time.Hour))
	}
	for i := range 25 {
		if use(fmt.Sprint(i), noon.Add(3*time.Hour)) {
			t.Errorf("key %d is remembered after three hours", i)
		}
	}
}

// testKeysClockBack repeats a group with the clock set back, over the border of two periods.
func testKeysClockBack(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{RememberKeys: time.Hour})
	border := noon.Truncate(time.Hour).Add(time.Hour)
	for i, tt := range []struct {
		now  time.Time
		want bool
	}{
		{border.Add(2 * time.Minute), false}, {border.Add(-20 * time.Minute), true}, {border.Add(3 * time.Minute), true},
	} {
		r, err := w.Apply(ctx(), boxes.Group{
			Key: "k", KeyBox: box(ann), Now: tt.now, Ops: private(ann, bob, lamplight.ContentID(50+i), "once"),
		})
		if err != nil || r.Repeated != tt.want {
			t.Errorf("at %v: repeated %v, %v", tt.now, r.Repeated, err)
		}
	}
	// One that is used while the clock is far back is remembered as the box counts time, and found once the clock is right.
	for i, tt := range []struct {
		now  time.Time
		want bool
	}{
		{border.Add(-4 * time.Hour), false}, {border.Add(-4 * time.Hour), true}, {border.Add(4 * time.Minute), true},
	} {
		r, err := w.Apply(ctx(), boxes.Group{
			Key: "back", KeyBox: box(ann), Now: tt.now, Ops: private(ann, bob, lamplight.ContentID(60+i), "once"),
		})
		if err != nil || r.Repeated != tt.want {
			t.Errorf("far back, at %v: repeated %v, %v", tt.now, r.Repeated, err)
		}
	}
}
