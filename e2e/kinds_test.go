package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// kind is one client library.
type kind struct {
	name       string
	argv       func() []string
	needs      string   // what setup.sh must have made, below this folder
	transports []string // the first is the one that the stories use
	pfs        bool     // can use temporary keys
	leaves     string   // what it leaves to whoever uses it, and its driver does therefore
	lacks      []string // what neither it nor the protocol of its layer has a way to say
}

// What some libraries lack.
const (
	quotes         = "quoting a part of what is answered"
	blockQuotes    = "marking block quotes"
	foldedQuotes   = "marking folded quotes"
	seeMentions    = "showing that a message mentions oneself"
	seeSilence     = "showing that a message is silent"
	botCommands    = "marking bot commands where there is no bot"
	keepCleared    = "keeping a conversation in the list that another device has cleared"
	clearUnseen    = "clearing on both sides what it has cleared on its own before"
	tellOnce       = "telling only once of what comes while it catches up"
	replyToNothing = "answering a message that is not there"
	ownPhotos      = "downloading a photo that it has sent: it keeps the file that was sent"
)

// can reports whether a library has a way to say something.
func (k kind) can(what string) bool { return !slices.Contains(k.lacks, what) }

// kinds are all client libraries that we hold the server to.
func kinds() []kind {
	node := func(name string, transports ...string) kind {
		return kind{
			name:       name,
			argv:       func() []string { return []string{"node", filepath.Join("clients", name, "main.mjs")} },
			needs:      filepath.Join("clients", name, "node_modules"),
			transports: transports,
		}
	}
	python := func(name string, transports ...string) kind {
		return kind{
			name:       name,
			argv:       func() []string { return []string{".venv/bin/python", filepath.Join("clients", name, "main.py")} },
			needs:      ".venv/bin/python",
			transports: transports,
		}
	}
	with := func(k kind, pfs bool, leaves string) kind {
		k.pfs, k.leaves = pfs, leaves
		return k
	}
	without := func(k kind, lacks ...string) kind {
		k.lacks = lacks
		return k
	}
	const (
		signUp = "It has no sign-up of its own: `auth.signUp` is called raw."
		gap    = "It does not catch up by itself: `updates.getDifference` is called raw."
		noWS   = " It runs in Node, which has all it wants of a browser but WebSocket."
		loses  = " Taking the mark of unread away, mutes, pins of conversations, timers and edits of what is scheduled are" +
			" called raw."
		raws = " Quotes, drafts, marks, mutes, the archive, pins of conversations, what is scheduled, folders, timers," +
			" presence and contacts are called raw."
		keys  = "Its keys are built in: they are replaced in a private copy of the library."
		drops = signUp + " It tells of the messages in a difference and drops the edits and deletions:" +
			" those are read from a raw `updates.getDifference`. Quotes, marks, mutes, pins of conversations, folders, timers," +
			" presence and contacts are called raw, and what it has no event for is read from the raw updates."
		parts = gap + " Drafts, lists of what is scheduled, mutes, pins of conversations, folders, timers and presence are" +
			" called raw, and what its messages, conversations and handlers leave out is read raw."
	)
	return []kind{
		gotd(),
		with(node("mtcute", "intermediate", "padded", "obfuscated"), true, signUp+loses),
		with(node("mtcuteweb", "websocket"), true, signUp+loses+noWS),
		with(node("gramjs", "full", "abridged", "obfuscated", "websocket"), false, gap+raws),
		without(with(node("tdlib", "test", "main"), false, keys), seeMentions, seeSilence, botCommands, keepCleared,
			clearUnseen, replyToNothing, ownPhotos),
		with(python("telethon", "full", "abridged", "intermediate", "obfuscated"), false, drops),
		without(with(python("pyrogram", "abridged"), false, parts), quotes, foldedQuotes),
	}
}

// gotd needs nothing but Go, so it is also the partner in everybody's story.
func gotd() kind {
	return kind{
		name:       "gotd",
		argv:       func() []string { return []string{filepath.Join(run.dir, "gotd")} },
		transports: []string{"abridged", "intermediate", "padded", "full", "obfuscated", "websocket"},
		pfs:        true,
		leaves: "It does not notice a gap before the next update: it is told `updatesTooLong`. It drops edits and deletions" +
			" that follow new messages in a difference: those are read from a raw `updates.getDifference`. After a gap it may" +
			" tell of a message twice. Quotes, pins, marks, mutes, the archive, folders, timers, presence and contacts are" +
			" called raw.",
		lacks: []string{tellOnce},
	}
}

// eachKind runs a subtest for every library, or with -short for gotd alone.
func eachKind(t *testing.T, test func(*testing.T, kind)) {
	for _, k := range kinds() {
		if testing.Short() && k.needs != "" {
			continue
		}
		t.Run(k.name, func(t *testing.T) { test(t, k) })
	}
}

// missing names what is not installed.
func (k kind) missing() string {
	if k.needs == "" {
		return ""
	}
	if _, err := os.Stat(k.needs); err != nil {
		return filepath.Join("e2e", k.needs)
	}
	return ""
}

// tdlib makes a private copy of TDLib that trusts our server's key instead of those built in, and returns its path.
// Nothing else is changed: the keys are PEM texts of the same length.
func tdlib(t *testing.T, dir, key string) string {
	t.Helper()
	found, err := filepath.Glob("clients/tdlib/node_modules/@prebuilt-tdlib/linux-*/libtdjson.so")
	if err != nil || len(found) != 1 {
		t.Fatalf("found %d copies of TDLib, want one: run `make deps`", len(found))
	}
	code, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	ours := bytes.TrimSpace([]byte(key))
	begin, end := []byte("-----BEGIN RSA PUBLIC KEY-----"), []byte("-----END RSA PUBLIC KEY-----")
	replaced := 0
	for at := 0; ; {
		i := bytes.Index(code[at:], begin)
		if i < 0 {
			break
		}
		i += at
		j := bytes.Index(code[i:], end)
		if j < 0 {
			break
		}
		at = i + j + len(end)
		if at-i == len(ours) { // The one that differs opens a list of addresses that is fetched by other means.
			copy(code[i:at], ours)
			replaced++
		}
	}
	if replaced != 2 {
		t.Fatalf("replaced %d keys in TDLib, want the main and the test key", replaced)
	}
	path := filepath.Join(dir, "libtdjson.so")
	if err := os.WriteFile(path, code, 0o755); err != nil {
		t.Fatal(fmt.Errorf("write the copy of TDLib: %w", err))
	}
	return path
}
