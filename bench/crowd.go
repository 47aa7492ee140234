package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
)

const (
	// postsAbreast is how many posts are on their way at a time where it is measured how fast they are delivered.
	postsAbreast = 8
	// guests is how many join and leave, one for each chat, and joinsOfOne how often each of them may.
	guests, joinsOfOne = 4, 250
	// joinedPosts is how many posts there are in each channel before.
	joinedPosts = 20
	// decodeEvery is how many listeners there are for each that reads what comes as a client does: the others only count.
	decodeEvery = 50
	// How much is asked for at a time, as clients ask, and how many posts somebody missed who catches up.
	pageOfDialogs, pageOfDifference, pageOfParticipants, missed = 100, 100, 200, 10
	// leastOften is how often something is done at least to be measured.
	leastOften = 10
)

// The chats of a crowd. The large ones have Options.members, the small ones smallMembers.
const (
	largeChannel lamplight.ChannelID = 1_000_001 + iota
	smallChannel
	largeGroup
	smallGroup
	firstJoined lamplight.ChannelID = 2_000_001
)

// A gathering is the people of a scenario: those who listen, and a few who act.
type gathering struct {
	s    *served
	o    options
	keys []secret

	online  []*account // the first one owns the chats and posts
	guests  []*account // each joins and leaves one chat: how often one may join in a day is limited
	reader  *account   // is in many channels
	heard   heard
	failed  chan error
	channel map[lamplight.ChannelID]*tg.Channel // as the owner names them
	number  int64
	costs   []cost
}

// crowdOn measures what groups and channels cost by the number of their members, and of those who are online. A post may
// cost more only where more are online.
func crowdOn(ctx context.Context, o options, boxes, folder string) (row, error) {
	keys, err := makeKeys(ctx, o, boxes, folder, o.listeners+1+guests)
	if err != nil {
		return row{}, err
	}
	if err := seedCrowd(ctx, o, boxes, folder, keys); err != nil {
		return row{}, err
	}
	s, err := serve(ctx, o, folder, boxes)
	if err != nil {
		return row{}, err
	}
	c := &gathering{s: s, o: o, keys: keys, failed: make(chan error, 1), channel: map[lamplight.ChannelID]*tg.Channel{}}
	c.heard.reached = make(chan struct{}, 1)
	err = c.measure(ctx)
	c.close()
	return row{Costs: c.costs}, join(err, s.stop())
}

// seedCrowd writes the chats of a crowd into a server's store: their members are whoever signed up, and people who never come.
func seedCrowd(ctx context.Context, o options, boxes, folder string, keys []secret) (err error) {
	s, err := openSeeder(ctx, o, boxes, folder)
	if err != nil {
		return err
	}
	defer func() { err = join(err, s.close()) }()
	users := make([]lamplight.UserID, len(keys))
	for i, k := range keys {
		users[i] = lamplight.UserID(k.user)
	}
	owner, listeners, reader := users[0], users[1:o.listeners], users[o.listeners]
	few := listeners[:min(len(listeners), o.few-1)]
	if err := s.people(ctx, o.members); err != nil {
		return err
	}
	// One more would not fit into a supergroup, and somebody joins.
	seats := []seat{
		{largeChannel, true, "Large channel", "large_channel", owner, listeners, o.members - 1},
		{smallChannel, true, "Small channel", "small_channel", owner, few, o.few},
		{largeGroup, false, "Large group", "large_group", owner, listeners, o.members - 1},
		{smallGroup, false, "Small group", "small_group", owner, few, o.few},
	}
	if err := s.chats(ctx, seats); err != nil {
		return err
	}
	var joined []seat
	for i := range o.joined {
		id := firstJoined + lamplight.ChannelID(i)
		joined = append(joined, seat{id, true, fmt.Sprintf("Channel %d", i), "", firstPerson, []lamplight.UserID{reader}, 2})
	}
	if err := s.chats(ctx, joined); err != nil {
		return err
	}
	return s.posts(ctx, slices.Concat(seats, joined), joinedPosts)
}

// measure goes through what is measured: first with few online, then with all of them.
func (c *gathering) measure(ctx context.Context) error {
	var err error
	if c.reader, err = comeBack(ctx, c.s, c.o.listeners, c.keys[c.o.listeners]); err != nil {
		return err
	}
	for n := c.o.listeners + 1; n < len(c.keys); n++ {
		guest, err := comeBack(ctx, c.s, n, c.keys[n])
		if err != nil {
			return err
		}
		c.guests = append(c.guests, guest)
	}
	if err := c.come(ctx, c.o.few); err != nil {
		return err
	}
	if err := c.learn(ctx); err != nil {
		return err
	}
	for _, id := range []lamplight.ChannelID{smallChannel, largeChannel, smallGroup, largeGroup} {
		if err := c.posts(ctx, id); err != nil {
			return err
		}
	}
	for _, f := range []func(context.Context) error{c.joins, c.participants, c.differences, c.dialogs} {
		if err := f(ctx); err != nil {
			return err
		}
	}
	if err := c.come(ctx, c.o.listeners); err != nil {
		return err
	}
	for _, id := range []lamplight.ChannelID{largeChannel, largeGroup} {
		if err := c.posts(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// come has listeners come until n are there.
func (c *gathering) come(ctx context.Context, n int) error {
	first := len(c.online)
	fresh, err := all(ctx, n-first, func(ctx context.Context, i int) (*account, error) {
		a, err := comeBack(ctx, c.s, first+i, c.keys[first+i])
		if err == nil {
			a.onUpdates(c.listener(first + i))
		}
		return a, err
	})
	c.online = append(c.online, fresh...)
	return err
}

func (c *gathering) close() {
	closeAll(append(append(c.online, c.guests...), c.reader))
}

// learn has the owner read what chats there are.
func (c *gathering) learn(ctx context.Context) error {
	list, err := dialogsOf(ctx, c.online[0])
	if err != nil {
		return err
	}
	for _, x := range list {
		if ch, ok := x.(*tg.Channel); ok {
			c.channel[lamplight.ChannelID(ch.ID)] = ch
		}
	}
	if len(c.channel) != 4 {
		return fmt.Errorf("the owner's list has %d chats, want 4", len(c.channel))
	}
	return nil
}

// dialogsOf reads the newest part of an account's list, and returns the chats in it.
func dialogsOf(ctx context.Context, a *account) ([]tg.ChatClass, error) {
	var box tg.MessagesDialogsBox
	err := a.call(ctx, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: pageOfDialogs}, &box)
	if err != nil {
		return nil, err
	}
	switch d := box.Dialogs.(type) {
	case *tg.MessagesDialogs:
		return d.Chats, nil
	case *tg.MessagesDialogsSlice:
		return d.Chats, nil
	}
	return nil, fmt.Errorf("messages.getDialogs gave %T", box.Dialogs)
}

// heard counts what all listeners were told.
type heard struct {
	count   atomic.Int64
	want    atomic.Int64
	reached chan struct{} // count has come to want
}

// add notes n messages.
func (h *heard) add(n int64) {
	if n == 0 {
		return
	}
	now, want := h.count.Add(n), h.want.Load()
	if now >= want && now-n < want {
		select {
		case h.reached <- struct{}{}:
		default: // said before
		}
	}
}

// await waits until count is at least n.
func (h *heard) await(ctx context.Context, n int64, failed <-chan error) error {
	h.want.Store(n)
	stall := time.NewTimer(stallTime)
	defer stall.Stop()
	for h.count.Load() < n {
		select {
		case <-h.reached:
		case err := <-failed:
			return err
		case <-stall.C:
			return fmt.Errorf("%d deliveries have not come", n-h.count.Load())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// listener returns what the nth listener does with what is pushed to it. Most only count the messages in it: decoding would
// cost more than the server spends to send them. Some read it all, and hold it to what has to follow from what came before.
func (c *gathering) listener(n int) func(body []byte) {
	if n%decodeEvery != 1 {
		var mark [4]byte
		binary.LittleEndian.PutUint32(mark[:], tg.UpdateNewChannelMessageTypeID)
		return func(body []byte) { c.heard.add(int64(strings.Count(string(body), string(mark[:])))) }
	}
	at := map[int64]int{}
	return func(body []byte) {
		pushed, err := tg.DecodeUpdates(&bin.Buffer{Buf: body})
		if err != nil {
			c.fail(err)
			return
		}
		u, _ := pushed.(*tg.Updates)
		if u == nil {
			return
		}
		for _, x := range u.Updates {
			m, ok := x.(*tg.UpdateNewChannelMessage)
			if !ok {
				continue
			}
			peer, ok := peerOf(m.Message).(*tg.PeerChannel)
			if !ok {
				c.fail(fmt.Errorf("a channel's message is %v", m.Message))
				return
			}
			channel := peer.ChannelID
			if before := at[channel]; before != 0 && before+m.PtsCount != m.Pts {
				c.fail(fmt.Errorf("pts %d of %d came after %d: something is lost or doubled", m.Pts, channel, before))
			}
			at[channel] = m.Pts
			c.heard.add(1)
		}
	}
}

// peerOf returns where a message is; nil if it does not say.
func peerOf(m tg.MessageClass) tg.PeerClass {
	if x, ok := m.AsNotEmpty(); ok {
		return x.GetPeerID()
	}
	return nil
}

func (c *gathering) fail(err error) {
	select {
	case c.failed <- err:
	default: // others failed before
	}
}

// chat returns what is said of a chat in the table.
func (c *gathering) chat(id lamplight.ChannelID) (kind string, members int) {
	ch := c.channel[id]
	kind = "supergroup"
	if ch.Broadcast {
		kind = "channel"
	}
	members = c.o.few
	if id == largeChannel || id == largeGroup {
		members = c.o.members
	}
	return kind, members
}

// posts measures what a post costs, alone and with others behind it.
func (c *gathering) posts(ctx context.Context, id lamplight.ChannelID) error {
	kind, members := c.chat(id)
	listening := min(len(c.online), members) // with the owner, who is not told
	k := cost{Chat: kind, Members: members, Online: listening}
	if err := c.post(ctx, id, listening-1, leastOften, 1, nil); err != nil { // what is made once
		return err
	}
	k.What = "post, delivered to all"
	err := c.spend(k, func(m *meter) error {
		return m.until(c.o.each, func() error { return c.post(ctx, id, listening-1, 1, 1, m) })
	})
	if err != nil {
		return err
	}
	k.What = "deliver"
	return c.spend(k, func(m *meter) error {
		m.deliveries = listening - 1
		return m.until(c.o.each, func() error { return c.post(ctx, id, listening-1, 4*postsAbreast, postsAbreast, m) })
	})
}

// post sends n posts, at most abreast of them at a time, and waits until each has come to all who are told.
func (c *gathering) post(ctx context.Context, id lamplight.ChannelID, told, n, abreast int, m *meter) error {
	base := c.heard.count.Load()
	answered := make(chan error, n)
	began := make([]time.Time, n)
	for i := range n {
		if i >= abreast {
			if err := c.heard.await(ctx, base+int64(i-abreast+1)*int64(told), c.failed); err != nil {
				return fmt.Errorf("post to %d: %w", id, err)
			}
			m.took(began[i-abreast])
		}
		c.number++
		req := &tg.MessagesSendMessageRequest{
			Peer: c.channel[id].AsInputPeer(), Message: text(int(c.number)), RandomID: c.number,
		}
		var b bin.Buffer
		if err := req.Encode(&b); err != nil {
			return err
		}
		began[i] = time.Now()
		c.online[0].begin(b.Buf, func(_ []byte, err error) { answered <- err })
	}
	if err := c.heard.await(ctx, base+int64(n)*int64(told), c.failed); err != nil {
		return fmt.Errorf("post to %d: %w", id, err)
	}
	for i := max(0, n-abreast); i < n; i++ {
		m.took(began[i])
	}
	for range n {
		select {
		case err := <-answered:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// joins measures somebody who joins and leaves.
func (c *gathering) joins(ctx context.Context) error {
	for i, id := range []lamplight.ChannelID{smallChannel, largeChannel, smallGroup, largeGroup} {
		kind, members := c.chat(id)
		guest := c.guests[i]
		var found tg.ContactsResolvedPeer
		err := guest.call(ctx, &tg.ContactsResolveUsernameRequest{Username: c.channel[id].Username}, &found)
		if err != nil {
			return err
		}
		if len(found.Chats) != 1 {
			return fmt.Errorf("%s is %d chats", c.channel[id].Username, len(found.Chats))
		}
		in := found.Chats[0].(*tg.Channel).AsInput()
		err = c.spend(cost{What: "join and leave", Chat: kind, Members: members, Online: len(c.online)}, func(m *meter) error {
			m.most = joinsOfOne
			return m.each(c.o.each, func() error {
				if err := guest.call(ctx, &tg.ChannelsJoinChannelRequest{Channel: in}, &tg.MessagesChatInviteJoinResultBox{}); err != nil {
					return fmt.Errorf("join: %w", err)
				}
				if err := guest.call(ctx, &tg.ChannelsLeaveChannelRequest{Channel: in}, &tg.UpdatesBox{}); err != nil {
					return fmt.Errorf("leave: %w", err)
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// participants measures pages of the list of members.
func (c *gathering) participants(ctx context.Context) error {
	for _, id := range []lamplight.ChannelID{smallGroup, largeGroup} {
		kind, members := c.chat(id)
		ask := func(offset int) error {
			var page tg.ChannelsChannelParticipantsBox
			return c.online[0].call(ctx, &tg.ChannelsGetParticipantsRequest{
				Channel: c.channel[id].AsInput(), Filter: &tg.ChannelParticipantsRecent{}, Offset: offset, Limit: pageOfParticipants,
			}, &page)
		}
		k := cost{What: "first 200 participants", Chat: kind, Members: members, Online: len(c.online)}
		err := c.spend(k, func(m *meter) error { return m.each(c.o.each, func() error { return ask(0) }) })
		if err != nil {
			return err
		}
		if members <= 2*pageOfParticipants {
			continue
		}
		// A client that reads the list from its middle: the first page is counted, the others go on from the one before.
		k.What = "next 200 participants, deep"
		offset := members / 2
		if err := c.spend(k, func(m *meter) error {
			return m.each(c.o.each, func() error {
				if offset += pageOfParticipants; offset >= members-pageOfParticipants {
					offset = members / 2
				}
				return ask(offset)
			})
		}); err != nil {
			return err
		}
	}
	return nil
}

// differences measures somebody who catches up with a channel.
func (c *gathering) differences(ctx context.Context) error {
	for _, id := range []lamplight.ChannelID{smallChannel, largeChannel} {
		kind, members := c.chat(id)
		in := c.channel[id].AsInput()
		var full tg.MessagesChatFull
		if err := c.online[0].call(ctx, &tg.ChannelsGetFullChannelRequest{Channel: in}, &full); err != nil {
			return err
		}
		about, ok := full.FullChat.(*tg.ChannelFull)
		if !ok {
			return fmt.Errorf("all of a channel is %T", full.FullChat)
		}
		k := cost{What: fmt.Sprintf("difference of %d posts", missed), Chat: kind, Members: members, Online: len(c.online)}
		err := c.spend(k, func(m *meter) error {
			return m.each(c.o.each, func() error {
				var d tg.UpdatesChannelDifferenceBox
				err := c.online[0].call(ctx, &tg.UpdatesGetChannelDifferenceRequest{
					Channel: in, Filter: &tg.ChannelMessagesFilterEmpty{}, Pts: about.Pts - missed, Limit: pageOfDifference,
				}, &d)
				if x, ok := d.ChannelDifference.(*tg.UpdatesChannelDifference); err == nil && (!ok || len(x.NewMessages) != missed) {
					err = fmt.Errorf("the difference is %v", d.ChannelDifference)
				}
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dialogs measures the list of somebody who is in many channels, against that of somebody who is in a few.
func (c *gathering) dialogs(ctx context.Context) error {
	for _, x := range []struct {
		a  *account
		in int
	}{{c.online[0], 4}, {c.reader, c.o.joined}} {
		err := c.spend(cost{What: fmt.Sprintf("dialogs of a member of %d", x.in), Online: len(c.online)}, func(m *meter) error {
			return m.each(c.o.each, func() error {
				list, err := dialogsOf(ctx, x.a)
				if err == nil && len(list) != min(x.in, pageOfDialogs) {
					err = fmt.Errorf("%d chats in the list", len(list))
				}
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// spend runs f, and notes what it cost. Where a profile is wanted, it is of the last one that is measured.
func (c *gathering) spend(k cost, f func(m *meter) error) error {
	if !strings.Contains(k.What, c.o.only) {
		return nil
	}
	profiled := make(chan error, 1)
	if c.o.profile != "" {
		go func() {
			profiled <- c.s.profile(context.Background(), fmt.Sprintf("profile?seconds=%d", max(1, int(c.o.each.Seconds()))), c.o.profile)
		}()
	} else {
		profiled <- nil
	}
	k, err := spend(c.s, k, f)
	if err = join(err, <-profiled); err != nil {
		return fmt.Errorf("%s (%s of %d): %w", k.What, k.Chat, k.Members, err)
	}
	c.costs = append(c.costs, k)
	return nil
}
