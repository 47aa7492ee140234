package session

import (
	"context"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/edge/mtproto/transport"
)

// postRenderer writes a post as edge/mtproto/render does, without reading who is named.
type postRenderer struct{ testRenderer }

func (postRenderer) Shared(_ context.Context, _ rpc.Call, e lamplight.Event) (tg.UpdatesClass, bool, error) {
	return &tg.Updates{
		Updates: []tg.UpdateClass{&tg.UpdateNewChannelMessage{
			Message: &tg.Message{ID: int(e.Message.ID), PeerID: &tg.PeerChannel{ChannelID: 7}, Post: true, Message: string(e.Message.Text), Date: 1},
			Pts:     int(e.PTS), PtsCount: 1,
		}},
		Chats: []tg.ChatClass{&tg.Channel{ID: 7, Min: true, Broadcast: true, Title: "News", Photo: &tg.ChatPhotoEmpty{}}}, Date: 1,
	}, true, nil
}

// BenchmarkManyAreTold is a post of 150 bytes told to 1,000 sessions over loopback: rendered once, and sealed, framed and
// written for each. Those who read it share the processors.
func BenchmarkManyAreTold(b *testing.B) {
	const n = 1000
	h := newHarness(b, Limits{})
	h.s.o.Renderer = postRenderer{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	h.served.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			h.served.Go(func() {
				if tc, err := transport.Accept(c, transport.Limits{}); err == nil {
					h.s.Serve(b.Context(), tc)
				}
			})
		}
	})
	var read atomic.Int64
	var readers sync.WaitGroup
	conns := make([]net.Conn, n)
	for i := range conns {
		conns[i] = h.idle(b, l.Addr().String(), h.newKey(lamplight.UserID(1+i)))
		readers.Go(func() { _, _ = io.Copy(counting{&read}, conns[i]) })
	}
	h.updates.mu.Lock()
	sinks := slices.Clone(h.updates.sinks)
	h.updates.mu.Unlock()
	m := &lamplight.Message{ID: 1, From: lamplight.ChannelPeer(7), Text: lamplight.Text(make([]byte, 150))}
	post := func() {
		e := []lamplight.Event{{
			Kind: lamplight.EventNewMessage, Box: lamplight.ChannelBox(7), PTS: 1, Count: 1, Message: m, Told: new(lamplight.Told),
		}}
		for _, s := range sinks {
			s.sink(e)
		}
	}
	post()
	time.Sleep(time.Second)
	all := read.Load() // what one post is on the wire, for all of them
	for i := int64(2); b.Loop(); i++ {
		post()
		for read.Load() < i*all {
			time.Sleep(50 * time.Microsecond)
		}
	}
	b.ReportMetric(float64(all)/n, "bytes/delivery")
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "deliveries/s")
	b.StopTimer()
	for _, c := range conns {
		_ = c.Close()
	}
	readers.Wait()
	_ = l.Close()
}

// counting counts what is read.
type counting struct{ n *atomic.Int64 }

func (c counting) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}
