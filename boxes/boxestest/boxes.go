package boxestest

import (
	"math"
	"reflect"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// testBoxes walks over all boxes in pages of every size.
func testBoxes(t *testing.T, n New) {
	w := fresh(t, n, boxes.Limits{Page: 3})
	walk := func(after lamplight.BoxID, limit int) (all []boxes.Head) {
		t.Helper()
		for {
			page, err := w.Boxes(ctx(), after, limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) > min(limit, 3) {
				t.Fatalf("a page of %d boxes, asked for %d with 3 at most", len(page), limit)
			}
			if len(page) == 0 {
				return all
			}
			all, after = append(all, page...), page[len(page)-1].Box
		}
	}
	if got := walk(math.MinInt64, 2); got != nil {
		t.Errorf("an empty log has the boxes %+v", got)
	}
	channel := lamplight.ChannelBox(5)
	w.say(ann, bob, 50, 3)
	w.say(bob, cy, 60, 2)
	w.do(boxes.Note{Box: channel, Event: lamplight.Event{Kind: lamplight.EventUser}}, boxes.Note{Box: lamplight.AccountBox(lamplight.MaxUserID), Event: lamplight.Event{Kind: lamplight.EventUser}})
	want := []boxes.Head{w.head(channel), w.head(box(ann)), w.head(box(bob)), w.head(box(cy)), w.head(lamplight.AccountBox(lamplight.MaxUserID))}
	for limit := 1; limit < 7; limit++ {
		if got := walk(math.MinInt64, limit); !reflect.DeepEqual(got, want) {
			t.Errorf("pages of %d: %+v, want %+v", limit, got, want)
		}
	}
	if got := walk(box(ann), 2); !reflect.DeepEqual(got, want[2:]) {
		t.Errorf("after the second: %+v, want %+v", got, want[2:])
	}
	if got := walk(math.MaxInt64, 2); got != nil {
		t.Errorf("after the last one there can be: %+v", got)
	}
	if err := w.Erase(ctx(), box(bob)); err != nil {
		t.Fatal(err)
	}
	want = append(want[:2:2], want[3:]...)
	if got := walk(math.MinInt64, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("without the erased one: %+v, want %+v", got, want)
	}
}
