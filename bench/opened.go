package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
)

// The shape of a large store.
const (
	talkLength  = 200 // messages that each of two people holds of their conversation
	talkPage    = 50  // messages that are asked for when it is opened
	openEvery   = 10 * time.Millisecond
	seedGroup   = 500  // messages written at once
	indexWait   = 4    // times Options.settle: how long the index of words is waited for
	peopleAsked = 1000 // who never come
)

// opened measures a server whose store holds many messages: how long it takes to start, and to open a conversation at a steady
// pace: its newest messages. The conversations are between those who signed up and people who never come, and were written in
// turn, as people write.
func opened(ctx context.Context, o options, url, folder string) (row, error) {
	keys, err := makeKeys(ctx, o, url, folder, o.askers)
	if err != nil {
		return row{}, err
	}
	talks := max(o.messages/(2*talkLength), len(keys))
	if err := seedTalks(ctx, o, url, folder, keys, talks); err != nil {
		return row{}, err
	}
	s, err := serve(ctx, o, folder, url)
	if err != nil {
		return row{}, err
	}
	r, err := openTalks(ctx, s, o, keys, talks)
	return r, join(err, s.stop())
}

// talk returns the two people of the kth conversation.
func talk(keys []secret, k int) (one, other lamplight.UserID) {
	i, nth := k%len(keys), k/len(keys)
	return lamplight.UserID(keys[i].user), firstPerson + lamplight.UserID((i+nth*37)%peopleAsked) // 37 goes round
}

// seedTalks writes conversations into a server's store.
func seedTalks(ctx context.Context, o options, url, folder string, keys []secret, talks int) (err error) {
	s, err := openSeeder(ctx, o, url, folder)
	if err != nil {
		return err
	}
	defer func() { err = join(err, s.close()) }()
	if err := s.people(ctx, peopleAsked); err != nil {
		return err
	}
	if err := s.batches(ctx, talks, func(tx store.Tx, k int) error { // people see whom they know
		one, other := talk(keys, k)
		return tx.PutContact(store.Contact{Owner: one, User: other, FirstName: "P"})
	}); err != nil {
		return err
	}
	const writers = 4
	failed := make(chan error, writers)
	for w := range writers {
		go func() {
			failed <- func() error {
				g := boxes.Group{Now: s.now}
				for i := range talkLength {
					for k := w; k < talks; k += writers {
						one, other := talk(keys, k)
						m := lamplight.Message{
							From: lamplight.UserPeer(one), Content: lamplight.ContentID(i*talks + k + 1), Text: lamplight.Text(text(i)),
						}
						out, in := m, m
						out.Peer, out.Out, in.Peer = lamplight.UserPeer(other), true, lamplight.UserPeer(one)
						g.Ops = append(g.Ops, boxes.Append{Box: lamplight.AccountBox(one), Message: out, Fresh: true, ReadInbox: true},
							boxes.Append{Box: lamplight.AccountBox(other), Message: in, Fresh: true})
						if len(g.Ops) < 2*seedGroup && (k+writers < talks || i+1 < talkLength) {
							continue
						}
						if _, err := s.log.Apply(ctx, g); err != nil {
							return err
						}
						g.Ops = nil
					}
				}
				return nil
			}()
		}()
	}
	for range writers {
		err = join(err, <-failed)
	}
	return err
}

// openTalks opens conversations, one every openEvery.
func openTalks(ctx context.Context, s *served, o options, keys []secret, talks int) (row, error) {
	first, err := comeBack(ctx, s, 0, keys[0])
	if err != nil {
		return row{}, err
	}
	r := row{StartMS: some(milliseconds(time.Since(s.started)))}
	first.close()
	// What was written is put into the index of words, which would be in the figures. Nobody is there meanwhile: who says
	// nothing for minutes is taken for gone.
	if r.IndexedS, err = quiet(ctx, s.cmd.Process.Pid, o.settle*indexWait); err != nil {
		return r, err
	}
	accounts, err := all(ctx, len(keys), func(ctx context.Context, i int) (*account, error) { return comeBack(ctx, s, i, keys[i]) })
	if err != nil {
		return r, err
	}
	defer closeAll(accounts)
	hashes := make([]map[int64]int64, len(accounts)) // of those whom an account knows, as it names them
	for i, a := range accounts {
		if hashes[i], err = a.known(ctx); err != nil {
			return r, err
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	profiled := make(chan error, 1)
	if o.profile != "" {
		go func() {
			profiled <- s.profile(ctx, fmt.Sprintf("profile?seconds=%d", max(1, int(o.time.Seconds()))), o.profile)
		}()
	} else {
		profiled <- nil
	}
	before, err := s.reads(ctx)
	if err != nil {
		return r, err
	}
	k := cost{What: "open a chat", Online: len(accounts)}
	k, err = spend(s, k, func(m *meter) error {
		tick := time.NewTicker(openEvery)
		defer tick.Stop()
		return m.until(o.time, func() error {
			<-tick.C
			n := rng.IntN(talks)
			i := n % len(keys)
			_, other := talk(keys, n)
			req := &tg.MessagesGetHistoryRequest{
				Peer: &tg.InputPeerUser{UserID: int64(other), AccessHash: hashes[i][int64(other)]}, Limit: talkPage,
			}
			var b bin.Buffer
			if err := req.Encode(&b); err != nil {
				return err
			}
			came := make(chan error, 1)
			began := time.Now()
			accounts[i].begin(b.Buf, func(answer []byte, err error) {
				m.took(began)
				if err == nil {
					err = hasPage(answer)
				}
				came <- err
			})
			return <-came
		})
	})
	if err = join(err, <-profiled); err != nil {
		return r, err
	}
	after, err := s.reads(ctx)
	if n := after.all - before.all; n > 0 {
		r.Quick = some(100 * float64(after.quick-before.quick) / float64(n))
	}
	r.Costs = []cost{k}
	return r, err
}

// reads are calls that read, as the server counted them.
type reads struct{ all, quick int } // quick: answered within a millisecond of their arrival

// reads asks the server how fast it was, by its own clock.
func (s *served) reads(ctx context.Context) (r reads, err error) {
	var page bytes.Buffer
	if err := fetch(ctx, http.DefaultClient, "http://"+s.address+"/metrics", &page); err != nil {
		return r, err
	}
	for line := range strings.Lines(page.String()) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseFloat(value, 64)
		switch {
		case err != nil:
		case name == `lamplight_rpc_seconds_count{cost="read"}`:
			r.all = int(n)
		case name == `lamplight_rpc_seconds_bucket{cost="read",le="0.001"}`:
			r.quick = int(n)
		}
	}
	return r, nil
}

// quiet waits until a process does next to nothing, but not longer than most, and returns how long that took, in seconds; nil
// if it was not long enough.
func quiet(ctx context.Context, pid int, most time.Duration) (*float64, error) {
	const look, little = 500 * time.Millisecond, 50 * time.Millisecond
	began := time.Now()
	for {
		before, err := cpu(pid)
		if err != nil {
			return nil, err
		}
		if err := wait(ctx, look, nil); err != nil {
			return nil, err
		}
		after, err := cpu(pid)
		switch took := time.Since(began); {
		case err != nil:
			return nil, err
		case after-before < little:
			return some((took - look).Seconds()), nil
		case took > most:
			return nil, nil
		}
	}
}

// hasPage returns an error unless an answer holds a page of messages.
func hasPage(answer []byte) error {
	page, err := tg.DecodeMessagesMessages(&bin.Buffer{Buf: answer})
	if err != nil {
		return err
	}
	m, ok := page.AsModified()
	if !ok || len(m.GetMessages()) != talkPage {
		return fmt.Errorf("a page of a conversation is %v", page)
	}
	return nil
}

// known returns the access hashes of those in an account's address book.
func (a *account) known(ctx context.Context) (map[int64]int64, error) {
	var box tg.ContactsContactsBox
	if err := a.call(ctx, &tg.ContactsGetContactsRequest{}, &box); err != nil {
		return nil, err
	}
	list, ok := box.Contacts.(*tg.ContactsContacts)
	if !ok {
		return nil, fmt.Errorf("contacts.getContacts gave %T", box.Contacts)
	}
	out := map[int64]int64{}
	for _, u := range list.Users {
		if user, ok := u.(*tg.User); ok {
			out[user.ID] = user.AccessHash
		}
	}
	return out, nil
}
