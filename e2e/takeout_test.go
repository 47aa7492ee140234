package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestTakeout lets Telethon carry the data of an account away with its own export (https://core.telegram.org/api/takeout).
func TestTakeout(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Telethon")
	}
	k := telethon()
	w := newWorld(t, "--takeout-delay", "0s")
	aliceIs, bobIs := w.newPerson("alice_leaves"), w.newPerson("bob_stays")
	alice, bob := w.newcomer(t, k, aliceIs), w.partner(t, bobIs)

	// More than one page of history, which the library reads by 100.
	var said []string
	for i := range 120 {
		text := fmt.Sprintf("number %d", i)
		said = append(said, text)
		if i%2 == 0 {
			say(t, alice, bobIs, text)
		} else {
			say(t, bob, aliceIs, text)
		}
	}
	var got struct {
		Chats map[string][]string `json:"chats"`
		Saved map[string]string   `json:"saved"`
	}
	const nobody = "999669999999"
	alice.do(t, "takeout", args{"book": map[string]string{bobIs.phone: "Bob", nobody: "Carol"}}, &got)
	if chat := got.Chats[fmt.Sprint(bob.id)]; !slices.Equal(chat, said) {
		t.Errorf("exported %d messages with %s, want the %d that were said, in order: %q", len(chat), bob.name, len(said), chat)
	}
	if want := map[string]string{nobody: "Carol"}; !maps.Equal(got.Saved, want) {
		t.Errorf("exported the phones %v, want %v", got.Saved, want)
	}
}

// TestTakeoutWaits: who has just signed in cannot carry anything away.
func TestTakeoutWaits(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Telethon")
	}
	k := telethon()
	w := newWorld(t)
	alice := w.newcomer(t, k, w.newPerson("alice_waits"))
	err := alice.try("takeout", args{"book": map[string]string{}}, nil)
	if err == nil || !strings.Contains(err.Error(), "TakeoutInitDelayError") {
		t.Errorf("export by a new device: %v, want TakeoutInitDelayError", err)
	}
}

// telethon is the one library that has an export of its own.
func telethon() kind {
	all := kinds()
	return all[slices.IndexFunc(all, func(k kind) bool { return k.name == "telethon" })]
}
