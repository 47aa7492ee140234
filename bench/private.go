package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

const (
	// textSize is the length of each message, in bytes.
	textSize = 150
	// stallTime is how long a message may be under way before it counts as lost.
	stallTime = 20 * time.Second
)

// private measures how private messages travel: each pair has one message outstanding, which counts as delivered when the
// recipient's client has read its live update. The next one follows when it is delivered and the sender has its answer.
func private(ctx context.Context, s *served, o options) (row, error) {
	accounts, err := all(ctx, 2*o.pairs, func(ctx context.Context, i int) (*account, error) { return signUp(ctx, s, i) })
	if err != nil {
		return row{}, err
	}
	defer closeAll(accounts)
	failed := make(chan error, 2*o.pairs)
	pairs := make([]*pair, o.pairs)
	for i := range pairs {
		if pairs[i], err = newPair(ctx, accounts[2*i], accounts[2*i+1], failed); err != nil {
			return row{}, err
		}
	}

	for _, p := range pairs {
		p.send()
	}
	if err := wait(ctx, o.warm, failed); err != nil {
		return row{}, err
	}
	profiled := make(chan error, 1)
	if o.profile != "" {
		go func() {
			profiled <- s.profile(ctx, fmt.Sprintf("profile?seconds=%d", max(1, int(o.time.Seconds()))), o.profile)
		}()
	}
	began := time.Now()
	before, err := cpu(s.cmd.Process.Pid)
	if err != nil {
		return row{}, err
	}
	self, err := cpu(os.Getpid())
	if err != nil {
		return row{}, err
	}
	for _, p := range pairs {
		p.measured.Store(true)
	}
	if err := wait(ctx, o.time, failed); err != nil {
		return row{}, err
	}
	for _, p := range pairs {
		p.measured.Store(false)
	}
	after, err := cpu(s.cmd.Process.Pid)
	if err != nil {
		return row{}, err
	}
	selfAfter, err := cpu(os.Getpid())
	if err != nil {
		return row{}, err
	}
	took := time.Since(began)
	var times []time.Duration
	for _, p := range pairs {
		mine, err := p.finish(ctx)
		if err != nil {
			return row{}, err
		}
		times = append(times, mine...)
	}
	if o.profile != "" {
		if err := <-profiled; err != nil {
			return row{}, err
		}
	}
	if len(times) == 0 {
		return row{}, errors.New("no message was delivered")
	}
	slices.Sort(times)
	return row{
		MessagesPerSecond: some(float64(len(times)) / took.Seconds()),
		P50:               some(milliseconds(times[len(times)/2])),
		P99:               some(milliseconds(times[len(times)*99/100])),
		CPU:               some(float64((after - before).Microseconds()) / float64(len(times))),
		ClientCPU:         some(float64((selfAfter - self).Microseconds()) / float64(len(times))),
	}, nil
}

// wait returns after d, or before that with the first error.
func wait(ctx context.Context, d time.Duration, failed <-chan error) error {
	select {
	case <-time.After(d):
		return nil
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// A pair is somebody who writes and somebody who reads.
type pair struct {
	from, to *account
	failed   chan<- error
	measured atomic.Bool // whether what is delivered now counts

	mu      sync.Mutex
	request tg.MessagesSendMessageRequest
	body    bin.Buffer
	n       int       // messages sent
	sent    time.Time // the last one
	waits   int       // what has not come yet of the last one: its answer, its delivery
	ended   bool      // nothing is to be sent any more
	idle    chan struct{}
	times   []time.Duration
	sender  box
	reader  box
}

// A box is what a client knows of its account's box: nothing may come that does not follow.
type box struct {
	pts  int
	last int // id of the last message
}

// take takes an event; id is its message's.
func (b *box) take(pts, count, id int) error {
	switch {
	case b.pts+count != pts:
		return fmt.Errorf("pts %d (count %d) came after %d: something is lost or doubled", pts, count, b.pts)
	case b.last != 0 && id != b.last+1:
		return fmt.Errorf("message %d came after %d: something is lost or doubled", id, b.last)
	}
	b.pts, b.last = pts, id
	return nil
}

// newPair has two accounts know each other, as people do who write to each other.
func newPair(ctx context.Context, a, b *account, failed chan<- error) (*pair, error) {
	p := &pair{from: a, to: b, failed: failed, idle: make(chan struct{})}
	peer, err := a.find(ctx, b)
	if err != nil {
		return nil, err
	}
	if _, err := b.find(ctx, a); err != nil {
		return nil, err
	}
	p.request = tg.MessagesSendMessageRequest{Peer: peer}
	b.onUpdates(p.updates)
	for _, x := range []struct {
		account *account
		box     *box
	}{{a, &p.sender}, {b, &p.reader}} {
		state, err := x.account.state(ctx)
		if err != nil {
			return nil, err
		}
		p.mu.Lock()
		x.box.pts = state.Pts
		p.mu.Unlock()
	}
	return p, nil
}

// send begins the next message.
func (p *pair) send() {
	p.mu.Lock()
	if p.ended {
		p.mu.Unlock()
		close(p.idle)
		return
	}
	p.n++
	p.waits = 2
	p.request.RandomID = int64(p.n)
	p.request.Message = text(p.n)
	p.body.Reset()
	if err := p.request.Encode(&p.body); err != nil {
		p.mu.Unlock()
		p.fail(err)
		return
	}
	p.sent = time.Now()
	p.mu.Unlock()
	p.from.begin(p.body.Buf, p.answer)
}

// text returns the nth message of a pair.
func text(n int) string {
	s := strconv.Itoa(n) + " "
	return s + strings.Repeat("lamplight ", (textSize+9)/10)[:textSize-len(s)]
}

// numberOf returns the number that a text was made with.
func numberOf(s string) (int, error) {
	number, _, _ := strings.Cut(s, " ")
	return strconv.Atoi(number)
}

// answer takes the sender's answer.
func (p *pair) answer(result []byte, err error) {
	if err != nil {
		p.fail(err)
		return
	}
	if len(result) < 4 || binary.LittleEndian.Uint32(result) != tg.UpdateShortSentMessageTypeID {
		p.fail(errors.New("messages.sendMessage gave no updateShortSentMessage"))
		return
	}
	var sent tg.UpdateShortSentMessage
	if err := sent.Decode(&bin.Buffer{Buf: result}); err != nil {
		p.fail(err)
		return
	}
	p.mu.Lock()
	err = p.sender.take(sent.Pts, sent.PtsCount, sent.ID)
	p.mu.Unlock()
	p.came(err)
}

// updates takes what is pushed to the reader.
func (p *pair) updates(body []byte) {
	pushed, err := tg.DecodeUpdates(&bin.Buffer{Buf: body})
	if err != nil {
		p.fail(err)
		return
	}
	u, ok := pushed.(*tg.Updates)
	if !ok {
		if _, short := pushed.(*tg.UpdateShort); !short { // presence and the like
			p.fail(fmt.Errorf("the reader was pushed %T", pushed))
		}
		return
	}
	now := time.Now()
	for _, x := range u.Updates {
		if m, ok := x.(*tg.UpdateNewMessage); ok {
			p.came(p.delivered(now, m))
		}
	}
}

func (p *pair) delivered(now time.Time, u *tg.UpdateNewMessage) error {
	m, ok := u.Message.(*tg.Message)
	if !ok {
		return fmt.Errorf("the reader was pushed %T", u.Message)
	}
	n, err := numberOf(m.Message)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if n != p.n {
		return fmt.Errorf("message %d was delivered while %d was under way", n, p.n)
	}
	if p.measured.Load() {
		p.times = append(p.times, now.Sub(p.sent))
	}
	return p.reader.take(u.Pts, u.PtsCount, m.ID)
}

// came notes that the answer or the delivery has come, and sends the next message after both.
func (p *pair) came(err error) {
	if err != nil {
		p.fail(err)
		return
	}
	p.mu.Lock()
	p.waits--
	both := p.waits == 0
	p.mu.Unlock()
	if both {
		p.send()
	}
}

func (p *pair) fail(err error) {
	select {
	case p.failed <- fmt.Errorf("%s to %s: %w", phone(p.from.n), phone(p.to.n), err):
	default: // others failed before
	}
}

// finish waits for the last message, and checks with the server that each box holds every message, once. It returns how long
// the measured ones took.
func (p *pair) finish(ctx context.Context) ([]time.Duration, error) {
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	select {
	case <-p.idle:
	case <-time.After(stallTime):
		return nil, fmt.Errorf("message %d from %s to %s is lost", p.n, phone(p.from.n), phone(p.to.n))
	}
	for _, x := range []struct {
		account *account
		peer    int64
		box     box
	}{{p.from, p.to.user, p.sender}, {p.to, p.from.user, p.reader}} {
		state, err := x.account.state(ctx)
		if err != nil {
			return nil, err
		}
		if state.Pts != x.box.pts {
			return nil, fmt.Errorf("%s: the box is at pts %d, its client at %d", phone(x.account.n), state.Pts, x.box.pts)
		}
	}
	var page tg.MessagesMessagesBox
	if err := p.from.call(ctx, &tg.MessagesGetHistoryRequest{Peer: p.request.Peer, Limit: 1}, &page); err != nil {
		return nil, err
	}
	slice, ok := page.Messages.(*tg.MessagesMessagesSlice)
	if !ok || slice.Count != p.n {
		return nil, fmt.Errorf("%s sent %d messages, and its history is %v", phone(p.from.n), p.n, page.Messages)
	}
	return p.times, nil
}
