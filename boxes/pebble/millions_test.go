package pebble

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/boxestest"
)

var (
	millions = flag.Int("messages", 0, "how many messages TestMillions has; 0: 100,000, or 20,000 with -short")
	seconds  = flag.Int("seconds", 0, "for how long TestMillions opens chats, in seconds; 0: one")
)

// What is demanded of a store of ten million messages, where so many are asked for.
const (
	openChat  = time.Millisecond // p99 of opening a chat, at 100 a second
	openStore = 2 * time.Second
	perSecond = 100
)

// TestMillions fills a store on disk, opens it again, and opens chats at a steady pace: the conversation, its newest 50
// messages, and in the channel what is unread there. With -messages=10000000 -seconds=60 it takes long, and holds what it
// measures against the goals.
func TestMillions(t *testing.T) {
	ctx := context.Background()
	n := *millions
	if n == 0 {
		if n = 100_000; testing.Short() {
			n = 20_000
		}
	}
	dir := t.TempDir()
	log, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	seeded, err := boxestest.Seed(ctx, log, n)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	if log, err = Open(Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}()
	channel := boxes.Conversation{Box: lamplight.ChannelBox(boxestest.SeedChannel), Peer: lamplight.ChannelPeer(boxestest.SeedChannel)}
	counts, err := log.Counts(ctx, []boxes.Conversation{channel})
	if err != nil || counts[0] != seeded.Posts {
		t.Fatalf("the channel has %v messages, %v; want %d", counts, err, seeded.Posts)
	}
	opened := time.Since(start)

	rng := rand.New(rand.NewPCG(1, 2))
	var each []time.Duration
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	for range perSecond * max(1, *seconds) {
		<-tick.C
		start := time.Now()
		openOne(t, log, channel, seeded, rng)
		each = append(each, time.Since(start))
	}
	slices.Sort(each)
	p50, p99 := each[len(each)/2], each[len(each)*99/100]
	t.Logf("%d messages seeded in %v (%.0f a second); the store opens in %v; a chat opens in %v (p50), %v (p99)",
		seeded.Messages, took.Round(time.Millisecond), float64(seeded.Messages)/took.Seconds(), opened.Round(time.Millisecond), p50, p99)
	if *millions > 0 && (opened > openStore || p99 > openChat) {
		t.Errorf("goals: the store in %v, a chat in %v (p99)", openStore, openChat)
	}
}

// openOne opens a chat: nearly always one between two people.
func openOne(t *testing.T, log boxes.Log, channel boxes.Conversation, seeded boxestest.Seeded, rng *rand.Rand) {
	t.Helper()
	ctx := context.Background()
	one, other := seeded.Talk(rng.IntN(seeded.Talks))
	at := boxes.Conversation{Box: lamplight.AccountBox(one), Peer: lamplight.UserPeer(other)}
	q := boxes.HistoryQuery{Limit: 50}
	if rng.IntN(10) == 0 {
		at = channel
		q.OffsetID = lamplight.MessageID(rng.IntN(seeded.Posts) + 51)
		after := lamplight.MessageID(rng.IntN(seeded.Posts))
		if ns, err := log.Unread(ctx, []boxes.UnreadQuery{{Box: at.Box, Peer: at.Peer, After: after}}); err != nil || ns[0] != seeded.Posts-int(after) {
			t.Errorf("%v unread, %v", ns, err)
		}
	}
	if ds, err := log.DialogsOf(ctx, []boxes.Conversation{at}); err != nil || ds[0].Top == 0 {
		t.Errorf("%+v, %v", ds, err)
	}
	q.Peer = at.Peer
	if p, err := log.History(ctx, at.Box, q); err != nil || len(p.Messages) != 50 {
		t.Errorf("%d messages of %d, %v", len(p.Messages), p.Count, err)
	}
}
