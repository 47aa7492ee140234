package messages

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"lamplight"
)

const dan = lamplight.UserID(1004)

var (
	asCid = Caller{User: cid, Origin: 31}
	asDan = Caller{User: dan, Origin: 41}

	inGroup   = lamplight.ChatPeer(7)
	inSuper   = lamplight.ChannelPeer(8)
	inChannel = lamplight.ChannelPeer(9)
)

// A fakeChat is a group or channel with those who are in it.
type fakeChat struct {
	lamplight.Chat
	in   []lamplight.UserID
	may  map[lamplight.UserID]lamplight.AdminRights
	from map[lamplight.UserID]lamplight.MessageID
	slow time.Duration
	ttl  int
	// linked is where a channel is discussed, or the channel that a group discusses.
	linked lamplight.ChannelID
	// spoke is when members wrote last, where there is slow mode.
	spoke map[lamplight.UserID]time.Time
}

// fakeChats are Chats in memory.
type fakeChats struct {
	now func() time.Time
	all map[lamplight.Peer]*fakeChat
	// reactions are those that may be put to messages, in all of them.
	reactions []byte
}

var errSilenced = forbidden("CHAT_SEND_PLAIN_FORBIDDEN")

func (f *fakeChats) Access(_ context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	c := f.all[peer]
	if c == nil {
		return lamplight.Access{}, lamplight.ErrPeerInvalid
	}
	a := lamplight.Access{
		Viewer: viewer, Chat: c.Chat, Member: slices.Contains(c.in, viewer), From: c.from[viewer], SlowMode: c.slow, TTL: c.ttl, Spoke: c.spoke[viewer],
	}
	a.Reactions, a.Linked = f.reactions, c.linked
	a.Chat.Admin, a.Chat.Left, a.Chat.Members = c.may[viewer], !a.Member, len(c.in)
	if !a.Member && peer.Channel() != 0 && c.Username == "" {
		return lamplight.Access{}, invalid("CHANNEL_PRIVATE")
	}
	if a.Leads() {
		a.SlowMode = 0
	}
	return a, nil
}

func (f *fakeChats) Accesses(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]lamplight.Access, error) {
	out := make([]lamplight.Access, len(peers))
	for i, p := range peers {
		out[i], _ = f.Access(ctx, viewer, p)
	}
	return out, nil
}

func (f *fakeChats) MaySend(
	ctx context.Context, from lamplight.UserID, to lamplight.Peer, kinds lamplight.BannedRights,
) (lamplight.Access, error) {
	a, err := f.Access(ctx, from, to)
	switch {
	case err != nil:
		return a, err
	case !a.Member && f.all[to].linked == 0, a.Chat.Broadcast && !a.Chat.May(lamplight.AdminPost):
		return a, ErrWriteForbidden
	case a.Chat.MayNot(kinds, f.now()):
		return a, errSilenced
	}
	return a, nil
}

func (f *fakeChats) GroupMembers(_ context.Context, chat lamplight.ChatID) ([]lamplight.UserID, error) {
	return f.all[lamplight.ChatPeer(chat)].in, nil
}

func (f *fakeChats) Among(_ context.Context, peer lamplight.Peer, users []lamplight.UserID) ([]lamplight.UserID, error) {
	return slices.DeleteFunc(slices.Clone(users), func(u lamplight.UserID) bool { return !slices.Contains(f.all[peer].in, u) }), nil
}

func (f *fakeChats) ChannelsOf(_ context.Context, user lamplight.UserID) (out []lamplight.ChannelID, err error) {
	for p, c := range f.all {
		if p.Channel() != 0 && slices.Contains(c.in, user) {
			out = append(out, p.Channel())
		}
	}
	slices.Sort(out)
	return out, nil
}

func (f *fakeChats) SetTTL(
	_ context.Context, user lamplight.UserID, _ lamplight.SessionID, peer lamplight.Peer, seconds int,
) error {
	c := f.all[peer]
	if c.may[user]&lamplight.AdminChangeInfo == 0 {
		return ErrAdminRequired
	}
	c.ttl = seconds
	return nil
}

// social gives a world a basic group, a supergroup and a channel. Ann leads all three; bob and cid are in them, dan is not.
func social(t testing.TB) (*world, *fakeChats) {
	t.Helper()
	w := newWorld(t)
	return w, w.social()
}

func (w *world) social() *fakeChats {
	f := &fakeChats{now: func() time.Time { return w.clock }, all: map[lamplight.Peer]*fakeChat{}}
	for _, p := range []lamplight.Peer{inGroup, inSuper, inChannel} {
		f.all[p] = &fakeChat{
			Chat: lamplight.Chat{Peer: p, Broadcast: p == inChannel}, in: []lamplight.UserID{ann, bob, cid},
			may: map[lamplight.UserID]lamplight.AdminRights{
				ann: lamplight.AdminPost | lamplight.AdminEdit | lamplight.AdminDelete | lamplight.AdminPin | lamplight.AdminChangeInfo,
			},
			from: map[lamplight.UserID]lamplight.MessageID{}, spoke: map[lamplight.UserID]time.Time{},
		}
	}
	w.Service.chats = f
	return f
}

// post sends a text anywhere and returns the copy that its author sees.
func (w *world) post(t testing.TB, c Caller, to lamplight.Peer, text string, more ...func(*Draft)) lamplight.Message {
	t.Helper()
	w.random++
	w.clock = w.clock.Add(time.Second)
	d := Draft{Caller: c, To: to, Text: lamplight.Text(text), Random: w.random}
	for _, f := range more {
		f(&d)
	}
	s, err := w.Send(t.Context(), d)
	if err != nil {
		t.Fatalf("post %q: %v", text, err)
	}
	return s.Message
}

func answering(id lamplight.MessageID) func(*Draft) {
	return func(d *Draft) { d.Reply = &lamplight.Reply{ID: id} }
}

// seen returns what user sees of a conversation, oldest first.
func (w *world) seen(t testing.TB, user lamplight.UserID, peer lamplight.Peer) []lamplight.Message {
	t.Helper()
	p, err := w.History(t.Context(), user, HistoryQuery{Peer: peer, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(p.Messages)
	return p.Messages
}

// words returns the texts that user sees, oldest first, as one line; service messages as the number of their kind.
func (w *world) words(t testing.TB, user lamplight.UserID, peer lamplight.Peer) string {
	t.Helper()
	line := ""
	for i, m := range w.seen(t, user, peer) {
		if i > 0 {
			line += " "
		}
		if m.Action != nil {
			line += fmt.Sprintf("[%d]", m.Action.Kind)
		}
		line += string(m.Text)
	}
	return line
}
