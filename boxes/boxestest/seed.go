package boxestest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"lamplight"
	"lamplight/boxes"
)

// The shape of what Seed writes.
const (
	seedWriters = 4
	seedGroup   = 500 // messages
	seedTalk    = 200 // copies that one side of a conversation holds, about
	seedTenth   = 10  // one message of so many is in the channel
)

// SeedChannel is the channel that Seed fills.
const SeedChannel lamplight.ChannelID = 1

// A Seeded is what Seed wrote.
type Seeded struct {
	Messages int // in all boxes
	Talks    int // between two people
	Posts    int // in SeedChannel
}

// Talk returns the k-th conversation: the two people.
func (s Seeded) Talk(k int) (lamplight.UserID, lamplight.UserID) { return spread(int64(k % s.Talks)) }

// Seed fills an empty log with messages: a tenth of them in one channel, the others between two of 10,000 people, as texts
// of a few words. What it writes is always the same, but for the order of what happens at once.
func Seed(ctx context.Context, log boxes.Log, messages int) (Seeded, error) {
	s := Seeded{Posts: messages / seedTenth}
	private := (messages - s.Posts) / 2
	s.Talks, s.Messages = max(1, private/seedTalk), s.Posts+2*private
	var next atomic.Int64
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var writers sync.WaitGroup
	for range seedWriters {
		writers.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(seedGroup)) - seedGroup
				if from >= private+s.Posts {
					return
				}
				g := boxes.Group{Now: at(from / 100)}
				for i := from; i < min(from+seedGroup, private+s.Posts); i++ {
					g.Ops = append(g.Ops, s.message(i, private)...)
				}
				if _, err := log.Apply(ctx, g); err != nil {
					cancel(fmt.Errorf("seed messages %d on: %w", from, err))
				}
			}
		})
	}
	writers.Wait()
	return s, context.Cause(ctx)
}

// message returns the operations of the i-th message: the posts come after what is private.
func (s Seeded) message(i, private int) []boxes.Op {
	content := lamplight.ContentID(i + 1)
	if i < private {
		from, to := s.Talk(i)
		return freshly(from, to, content, seedText(i))
	}
	by, _ := spread(int64(i))
	m := lamplight.Message{Peer: lamplight.ChannelPeer(SeedChannel), From: peer(by), Content: content, Text: lamplight.Text(seedText(i))}
	if i%7 == 0 {
		m.Media = &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &lamplight.Photo{ID: lamplight.PhotoID(i), Date: noon, Sizes: []lamplight.PhotoSize{{Type: "x", Width: 800, Height: 600, Hash: lamplight.FileHash{byte(i), byte(i >> 8), byte(i >> 16), 1}}}}}
	}
	return []boxes.Op{boxes.Append{Box: lamplight.ChannelBox(SeedChannel), Message: m, Fresh: true}}
}

// freshly is private with contents that no box can hold yet.
func freshly(from, to lamplight.UserID, c lamplight.ContentID, text string) []boxes.Op {
	ops := private(from, to, c, text)
	for i := range ops {
		a := ops[i].(boxes.Append)
		a.Fresh = true
		ops[i] = a
	}
	return ops
}

var seedWords = strings.Fields("when the lamp is lit in the window nobody who walks home late is lost and the river sounds nearer than it is by day")

// seedText returns ten to thirty words.
func seedText(i int) string {
	h := uint64(i+1) * 0x9e3779b97f4a7c15
	var b strings.Builder
	for range 10 + h%20 {
		h = h*6364136223846793005 + 1442695040888963407
		b.WriteString(seedWords[(h>>33)%uint64(len(seedWords))])
		b.WriteByte(' ')
	}
	return b.String()
}
