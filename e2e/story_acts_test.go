package e2e

import (
	"fmt"
	"testing"
	"time"
)

// told is something that a device has to be told of.
type told struct {
	by    *device
	what  string
	match func(event) bool
}

// says is a told event of a kind in the conversation with somebody, with more to look at if match is given.
func (d *device) says(kind string, with int64, match func(event) bool) told {
	return told{d, fmt.Sprintf("%q in the conversation with %d", kind, with), func(e event) bool {
		return e.Event == kind && e.Chat == with && (match == nil || match(e))
	}}
}

// live does something and waits until devices have been told what follows from it. What they were told before does not
// count. It returns the events in the order of all.
func live(t *testing.T, do func(), all ...told) []event {
	t.Helper()
	from := make([]int, len(all))
	for i, x := range all {
		from[i] = x.by.heard()
	}
	do()
	events := make([]event, len(all))
	for i, x := range all {
		events[i] = x.by.waitFrom(t, from[i], x.what, x.match)
	}
	return events
}

// quiet fails if a device is told something while others do something.
func quiet(t *testing.T, d *device, kind string, do func()) {
	t.Helper()
	from := d.heard()
	do()
	d.do(t, "ping", nil, nil) // What the server had to say before is here now.
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.events[from:] {
		if e.Event == kind {
			t.Errorf("%s was told %s", d.name, e.raw)
		}
	}
}

// soon asks until there is nothing to complain about: what a client shows follows a moment after it was told.
func soon(t *testing.T, complaint func() error) {
	t.Helper()
	soonEvery(t, 50*time.Millisecond, complaint)
}

// soonEvery is soon for what may not be asked as often.
func soonEvery(t *testing.T, wait time.Duration, complaint func() error) {
	t.Helper()
	tick := time.NewTicker(wait)
	defer tick.Stop()
	limit := time.After(eventLimit)
	for {
		err := complaint()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal(err)
		}
	}
}

// history reads a conversation, the newest first.
func history(t *testing.T, d *device, with string) []message {
	t.Helper()
	return messages(t, d, "history", args{"to": with, "limit": 100})
}

// messages gives a command that answers messages.
func messages(t *testing.T, d *device, cmd string, a args) []message {
	t.Helper()
	var page struct{ Messages []message }
	d.do(t, cmd, a, &page)
	return page.Messages
}

// byID finds a message.
func byID(all []message, id int) (message, bool) {
	for _, m := range all {
		if m.ID == id {
			return m, true
		}
	}
	return message{}, false
}

// dialogs reads the list, or the archive.
func dialogs(t *testing.T, d *device, archived bool) []dialog {
	t.Helper()
	var page struct{ Dialogs []dialog }
	d.do(t, "dialogs", args{"archived": archived}, &page)
	return page.Dialogs
}

// seesDialog waits until the conversation with somebody looks right in a device's list or archive.
func (d *device) seesDialog(t *testing.T, with int64, archived bool, complaint func(dialog) error) {
	t.Helper()
	soon(t, func() error {
		for _, x := range dialogs(t, d, archived) {
			if x.Chat == with {
				if err := complaint(x); err != nil {
					return fmt.Errorf("%s: %w: %+v", d.name, err, x)
				}
				return nil
			}
		}
		return fmt.Errorf("%s does not see the conversation with %d (archived=%v)", d.name, with, archived)
	})
}
