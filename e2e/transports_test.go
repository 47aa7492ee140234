package e2e

import (
	"fmt"
	"testing"
)

// TestTransports lets every client sign up and talk over each transport that it can, with and without temporary keys.
func TestTransports(t *testing.T) {
	w := newWorld(t)
	bobIs := w.newPerson("bob_listens")
	bob := w.partner(t, bobIs)
	eachKind(t, func(t *testing.T, k kind) {
		for _, transport := range k.transports {
			for _, pfs := range []bool{false, true} {
				if pfs && !k.pfs {
					continue
				}
				name := transport
				if pfs {
					name += "+pfs"
				}
				d := newDevice(t, k, name)
				run.report.transport(t, k, name, func(t *testing.T) {
					alice := w.newPerson(fmt.Sprintf("a_%s_%d", k.name, w.people.Load()))
					w.connect(t, d, transport, pfs)
					w.signUp(t, d, alice)
					hello := fmt.Sprintf("hello over %s from %s", name, k.name)
					say(t, d, bobIs, hello)
					bob.waitMessage(t, "message", d, false, hello)
					answer := "answer to " + hello
					say(t, bob, alice, answer)
					d.waitMessage(t, "message", bob, false, answer)
				})
				d.try("close", nil, nil)
			}
		}
	})
}
