package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gotd/td/tg"
	"golang.org/x/sync/errgroup"
)

// TestLimits starts a server with little room for each account and few events kept, and meets both limits as a client does.
func TestLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts servers")
	}
	binary, err := program()
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "server")
	err = os.WriteFile(script, []byte(fmt.Sprintf("#!/bin/sh\nexec %s \"$@\" --limit-storage-per-account 1MiB --limit-events 1000\n", binary)), 0o700)
	if err != nil {
		t.Fatal(err)
	}
	w := newCrowd(t, "pebble", script, 0)
	ann, bob, cid := w.people[0], w.people[1], w.people[2]
	var random atomic.Int64
	say := func(p *person, to *tg.InputPeerUser, text string) error {
		return p.client.call(t.Context(), &tg.MessagesSendMessageRequest{Peer: to, RandomID: random.Add(1), Message: text}, &tg.UpdatesBox{})
	}
	refusedWith := func(err error) string {
		var no *refusal
		if errors.As(err, &no) {
			return no.Error()
		}
		return fmt.Sprint(err)
	}
	var at16 errgroup.Group
	at16.SetLimit(16)
	for range 1100 {
		at16.Go(func() error { return say(ann, ann.peer, "short") })
	}
	if err := at16.Wait(); err != nil {
		t.Fatal(err)
	}
	var d tg.UpdatesDifferenceBox
	if err := ann.client.call(t.Context(), &tg.UpdatesGetDifferenceRequest{Pts: ann.begun, Date: 1}, &d); err != nil {
		t.Fatal(err)
	}
	if late, ok := d.Difference.(*tg.UpdatesDifferenceTooLong); !ok || late.Pts < ann.begun+1100 {
		t.Errorf("a device that missed more events than are kept was answered %+v", d.Difference)
	}
	if err := ann.client.call(t.Context(), &tg.UpdatesGetDifferenceRequest{Pts: ann.begun + 1000, Date: 1}, &d); err != nil {
		t.Fatal(err)
	}
	if _, ok := d.Difference.(*tg.UpdatesDifferenceTooLong); ok {
		t.Error("a device that missed a hundred events starts anew")
	}

	long := strings.Repeat("x", 4096)
	for n := 0; err == nil; n++ {
		if err = say(ann, ann.peer, long); n > 300 {
			t.Fatal("a megabyte takes more than it should")
		}
	}
	if got := refusedWith(err); got != "406 STORAGE_FULL" {
		t.Errorf("the owner of a full box was told %s", got)
	}
	toAnn, err := cid.client.find(t.Context(), ann.client)
	if err != nil {
		t.Fatal(err)
	}
	if got := refusedWith(say(cid, toAnn, long)); got != "406 USER_STORAGE_FULL" {
		t.Errorf("who writes to a full box was told %s", got)
	}
	for _, x := range []struct {
		p    *person
		want string
	}{{ann, "storage is full"}, {cid, "was not sent"}} {
		var dialogs tg.MessagesDialogsBox
		if err := x.p.client.call(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 10}, &dialogs); err != nil {
			t.Fatal(err)
		}
		found, _ := dialogs.Dialogs.AsModified()
		told := false
		for _, m := range found.GetMessages() {
			if m, ok := m.(*tg.Message); ok && strings.Contains(m.Message, x.want) {
				from, ok := m.PeerID.(*tg.PeerUser)
				told = ok && from.UserID == 777000
			}
		}
		if !told {
			t.Errorf("%d finds no notice that says %q", x.p.n, x.want)
		}
	}
	out, err := exec.Command(binary, "user", "show", "+"+phone(ann.n), "--data", w.folder).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "1.0 MiB in 1") {
		t.Errorf("the operator is told, %v:\n%s", err, out)
	}
	// Bob's box is as full as ann's; both make room by clearing the conversation for both.
	for {
		var left tg.MessagesAffectedHistory
		if err := bob.client.call(t.Context(), &tg.MessagesDeleteHistoryRequest{Peer: bob.peer, Revoke: true}, &left); err != nil {
			t.Fatal(err)
		}
		if left.Offset == 0 {
			break
		}
	}
	if err := say(ann, ann.peer, long); err != nil {
		t.Errorf("once there is room: %v", err)
	}
	if err := say(cid, toAnn, long); err != nil {
		t.Errorf("once there is room, to ann: %v", err)
	}
	for _, p := range append(w.people, w.host) {
		p.client.close()
	}
	if err := w.served.stop(); err != nil {
		t.Error(err)
	}
}
