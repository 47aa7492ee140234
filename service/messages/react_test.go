package messages

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

var like, fire = lamplight.Reaction{Emoji: "👍"}, lamplight.Reaction{Emoji: "🔥"}

// someEmoji are the reactions that there are.
type someEmoji []string

func (e someEmoji) Emoji() []string { return e }

// CustomEmoji knows the ones below 100.
func (e someEmoji) CustomEmoji(_ context.Context, id lamplight.DocumentID) (bool, error) {
	return id < 100, nil
}

func reacting(t testing.TB) (*world, *fakeChats) {
	w, f := social(t)
	list := someEmoji{"👍", "🔥", "❤"}
	for i := range 20 {
		list = append(list, fmt.Sprint("e", i))
	}
	w.reactable = list
	return w, f
}

func (w *world) react(t testing.TB, c Caller, in lamplight.Peer, id lamplight.MessageID, what ...lamplight.Reaction) Result {
	t.Helper()
	r, err := w.React(t.Context(), Reacting{Caller: c, Peer: in, ID: id, Reactions: what})
	if err != nil {
		t.Fatalf("%d puts %v to %d of %v: %v", c.User, what, id, in, err)
	}
	return r
}

// stand writes the reactions to a message as user sees them.
func (w *world) stand(t testing.TB, user lamplight.UserID, in lamplight.Peer, id lamplight.MessageID) string {
	t.Helper()
	m, err := w.Message(t.Context(), user, in, id)
	if err != nil {
		t.Fatal(err)
	}
	if m.Reactions == nil {
		return ""
	}
	s := ""
	for _, x := range m.Reactions.Tallies {
		s += fmt.Sprint(x.Reaction.Emoji, x.Count, " ")
	}
	return s
}

// TestReactionsReachEveryCopy reacts in each kind of conversation; each who sees the message sees the reaction, and its
// author has it to look at.
func TestReactionsReachEveryCopy(t *testing.T) {
	for _, in := range []lamplight.Peer{toBob, inGroup, inSuper, inChannel} {
		t.Run(fmt.Sprint(in), func(t *testing.T) {
			w, _ := reacting(t)
			m := w.post(t, asAnn, in, "hello")
			here, readers := in, []lamplight.UserID{ann, bob, cid}
			if in == toBob {
				here, readers = toAnn, []lamplight.UserID{ann, bob}
			}
			theirs := m.ID
			if in.Kind != lamplight.PeerChannel {
				ids, err := w.log.Copies(t.Context(), asBob.box(), []lamplight.ContentID{m.Content})
				if err != nil {
					t.Fatal(err)
				}
				theirs = ids[m.Content]
			}
			w.hints = nil
			r := w.react(t, asBob, here, theirs, lamplight.Reaction{Emoji: "👍\ufe0f"})
			if n := len(r.Events); n == 0 || r.Events[0].Kind != lamplight.EventReactions || r.Events[0].Message == nil {
				t.Errorf("the answer has %+v", r.Events)
			}
			told := 0
			for _, h := range w.hints {
				for _, e := range h.Events {
					if e.Kind != lamplight.EventReactions {
						continue
					}
					if told++; e.From != bob || e.Message != nil || !slices.Equal(e.Peers, []lamplight.Peer{lamplight.UserPeer(ann)}) {
						t.Errorf("told %+v", e)
					}
				}
			}
			if want := map[lamplight.PeerKind]int{lamplight.PeerUser: 2, lamplight.PeerChat: 3, lamplight.PeerChannel: 1}[in.Kind]; told != want {
				t.Errorf("%d boxes were told, want %d", told, want)
			}
			for _, u := range readers {
				at, id := in, m.ID
				if in.Kind != lamplight.PeerChannel {
					ids, err := w.log.Copies(t.Context(), lamplight.AccountBox(u), []lamplight.ContentID{m.Content})
					if err != nil {
						t.Fatal(err)
					}
					id = ids[m.Content]
				}
				if u == bob {
					at = here
				}
				if got := w.stand(t, u, at, id); got != "👍1 " {
					t.Errorf("%d sees %q", u, got)
				}
			}
			mine, err := w.Reacted(t.Context(), bob, boxOf(in, bob), []lamplight.MessageID{theirs})
			if err != nil || !slices.Equal(mine[theirs], []lamplight.Reaction{like}) {
				t.Errorf("bob's own are %v, %v", mine, err)
			}

			// Who wrote the message has not seen the reaction yet; in a channel nobody is told.
			unread, err := w.Unseen(t.Context(), ann, HistoryQuery{Peer: in, Unseen: UnseenReaction, Limit: 10})
			want := 1
			if in == inChannel {
				want = 0
			}
			if err != nil || len(unread.Messages) != want {
				t.Errorf("ann has not seen %d, %v; want %d", len(unread.Messages), err, want)
			}
			if _, err := w.See(t.Context(), asAnn, in, 0, UnseenReaction); err != nil {
				t.Fatal(err)
			}
			if unread, err = w.Unseen(t.Context(), ann, HistoryQuery{Peer: in, Unseen: UnseenReaction, Limit: 10}); err != nil || len(unread.Messages) != 0 {
				t.Errorf("ann has not seen %d afterwards, %v", len(unread.Messages), err)
			}

			// Who reacted can be seen, but not in a channel.
			_, page, err := w.Reactors(t.Context(), ann, in, ReactorQuery{ID: m.ID, Limit: 10})
			switch {
			case in == inChannel:
				if !errors.Is(err, ErrUnnamed) {
					t.Errorf("who reacted in a channel: %v", err)
				}
			case err != nil || page.Count != 1 || len(page.Reactors) != 1 || page.Reactors[0].Peer != lamplight.UserPeer(bob):
				t.Errorf("who reacted: %+v, %v", page, err)
			}
			w.react(t, asBob, here, theirs)
			if got := w.stand(t, ann, in, m.ID); got != "" {
				t.Errorf("what was taken back is still there: %q", got)
			}
		})
	}
}

// boxOf returns the box that holds what user sees of a conversation.
func boxOf(in lamplight.Peer, user lamplight.UserID) lamplight.BoxID {
	if c := in.Channel(); c != 0 {
		return lamplight.ChannelBox(c)
	}
	return lamplight.AccountBox(user)
}

func TestReactionsThatAreRefused(t *testing.T) {
	w, f := reacting(t)
	m := w.post(t, asAnn, inSuper, "hello")
	saved := w.post(t, asAnn, toAnn, "a note")
	w.limits.Reactions = 2
	pack := func(a lamplight.AllowedReactions) []byte {
		b, err := a.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	w.react(t, asBob, inSuper, m.ID, like)
	for _, tt := range []struct {
		name    string
		who     Caller
		in      lamplight.Peer
		id      lamplight.MessageID
		what    []lamplight.Reaction
		allowed []byte
		own     lamplight.BannedRights
		want    error
	}{
		{"no such message", asBob, inSuper, 99, []lamplight.Reaction{like}, nil, 0, lamplight.ErrMessageInvalid},
		{"the same again", asBob, inSuper, m.ID, []lamplight.Reaction{like}, nil, 0, ErrNotModified},
		{"nothing taken back", asCid, inSuper, m.ID, nil, nil, 0, ErrNotModified},
		{"no reaction", asCid, inSuper, m.ID, []lamplight.Reaction{{Emoji: "x"}}, nil, 0, ErrReaction},
		{"custom emoji", asCid, inSuper, m.ID, []lamplight.Reaction{{Document: 5}}, nil, 0, ErrReaction},
		{"too many of one", asCid, inSuper, m.ID, []lamplight.Reaction{like, fire, {Emoji: "❤"}}, nil, 0, ErrReactionsMany},
		{"not a member", asDan, inSuper, m.ID, []lamplight.Reaction{like}, nil, 0, invalid("CHANNEL_PRIVATE")},
		{"one that is not allowed", asCid, inSuper, m.ID, []lamplight.Reaction{like},
			pack(lamplight.AllowedReactions{Some: []lamplight.Reaction{fire}}), 0, ErrReaction},
		{"none is allowed", asCid, inSuper, m.ID, []lamplight.Reaction{like}, pack(lamplight.AllowedReactions{None: true}), 0, ErrReaction},
		{"one that is allowed", asCid, inSuper, m.ID, []lamplight.Reaction{fire},
			pack(lamplight.AllowedReactions{Some: []lamplight.Reaction{fire}}), 0, nil},
		{"more different ones than allowed", asAnn, inSuper, m.ID, []lamplight.Reaction{{Emoji: "❤"}},
			pack(lamplight.AllowedReactions{Limit: 2}), 0, ErrReactionsMany},
		{"who may not write", asCid, inSuper, m.ID, []lamplight.Reaction{like}, nil, lamplight.BannedSend, ErrBannedHere},
		{"a tag", asAnn, toAnn, saved.ID, []lamplight.Reaction{like}, nil, 0, ErrPremium},
	} {
		f.reactions, f.all[inSuper].Own.Rights = tt.allowed, tt.own
		_, err := w.React(t.Context(), Reacting{Caller: tt.who, Peer: tt.in, ID: tt.id, Reactions: tt.what})
		if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	f.reactions, f.all[inSuper].Own.Rights = nil, 0
	f.all[inSuper].may[ann] |= lamplight.AdminAnonymous
	if _, err := w.React(t.Context(), Reacting{Caller: asAnn, Peer: inSuper, ID: m.ID, Reactions: []lamplight.Reaction{like}}); !errors.Is(err, ErrAnonymous) {
		t.Errorf("who stays unnamed: %v", err)
	}
	if err := w.MayVote(t.Context(), ann, inSuper); !errors.Is(err, ErrAnonymous) {
		t.Errorf("vote of who stays unnamed: %v", err)
	}
}

// TestElevenDifferentReactions fills a message up.
func TestElevenDifferentReactions(t *testing.T) {
	w, f := reacting(t)
	m := w.post(t, asAnn, inChannel, "hello")
	for i := range 11 {
		u := lamplight.UserID(3000 + i)
		f.all[inChannel].in = append(f.all[inChannel].in, u)
		w.react(t, Caller{User: u}, inChannel, m.ID, lamplight.Reaction{Emoji: fmt.Sprint("e", i)})
	}
	if _, err := w.React(t.Context(), Reacting{Caller: asBob, Peer: inChannel, ID: m.ID, Reactions: []lamplight.Reaction{like}}); !errors.Is(err, ErrReactionsMany) {
		t.Errorf("the twelfth: %v", err)
	}
	w.react(t, asBob, inChannel, m.ID, lamplight.Reaction{Emoji: "e3"})
}

func TestAnAdministratorTakesBackAReaction(t *testing.T) {
	w, _ := reacting(t)
	for _, in := range []lamplight.Peer{inGroup, inSuper} {
		m := w.post(t, asAnn, in, "hello")
		theirs := m.ID
		if in == inGroup {
			ids, _ := w.log.Copies(t.Context(), asBob.box(), []lamplight.ContentID{m.Content})
			theirs = ids[m.Content]
		}
		w.react(t, asBob, in, theirs, like)
		if _, err := w.TakeReaction(t.Context(), asCid, in, m.ID, lamplight.UserPeer(bob)); !errors.Is(err, ErrAdminRequired) && in == inSuper {
			t.Errorf("a member: %v", err)
		}
		if _, err := w.TakeReaction(t.Context(), asAnn, in, m.ID, lamplight.UserPeer(bob)); err != nil {
			t.Errorf("the administrator: %v", err)
		}
		if got := w.stand(t, bob, in, theirs); got != "" {
			t.Errorf("bob sees %q", got)
		}
	}
}

func TestAllowedReactionsAreChecked(t *testing.T) {
	w, _ := reacting(t)
	got, err := w.CheckAllowed(t.Context(), lamplight.AllowedReactions{Some: []lamplight.Reaction{like, {Emoji: "❤\ufe0f"}, like}})
	if err != nil || !slices.Equal(got.Some, []lamplight.Reaction{like, {Emoji: "❤"}}) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := w.CheckAllowed(t.Context(), lamplight.AllowedReactions{Some: []lamplight.Reaction{}}); err != nil || !got.None {
		t.Errorf("nothing is allowed: %v, %v", got, err)
	}
	if _, err := w.CheckAllowed(t.Context(), lamplight.AllowedReactions{Some: []lamplight.Reaction{{Emoji: "x"}}}); !errors.Is(err, ErrReaction) {
		t.Errorf("what is no reaction: %v", err)
	}
	if _, err := w.CheckAllowed(t.Context(), lamplight.AllowedReactions{Limit: 12}); !errors.Is(err, ErrReactionsCount) {
		t.Errorf("more than anywhere: %v", err)
	}
}

func TestRecentReactions(t *testing.T) {
	w, _ := reacting(t)
	db, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx store.Tx) error {
		return tx.AddUser(store.User{ID: bob, Phone: "491", FirstName: "Bob", Created: w.clock, TTLDays: 365})
	}); err != nil {
		t.Fatal(err)
	}
	w.Service.store = db
	m := w.post(t, asAnn, inSuper, "hello")
	for _, x := range []lamplight.Reaction{like, fire, like} {
		if _, err := w.React(t.Context(), Reacting{Caller: asBob, Peer: inSuper, ID: m.ID, Reactions: []lamplight.Reaction{x}, Remember: true}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.RecentReactions(t.Context(), bob); err != nil || !slices.Equal(got, []lamplight.Reaction{like, fire}) {
		t.Errorf("recent %v, %v", got, err)
	}
	if err := w.ClearRecentReactions(t.Context(), bob); err != nil {
		t.Fatal(err)
	}
	if got, err := w.RecentReactions(t.Context(), bob); err != nil || len(got) != 0 {
		t.Errorf("recent after all %v, %v", got, err)
	}
	if err := w.SetDefaultReaction(t.Context(), bob, lamplight.Reaction{Emoji: "x"}); !errors.Is(err, ErrReaction) {
		t.Errorf("default that is none: %v", err)
	}
	if err := w.SetDefaultReaction(t.Context(), bob, fire); err != nil {
		t.Fatal(err)
	}
	if got, err := w.DefaultReaction(t.Context(), bob); err != nil || got != fire {
		t.Errorf("default %v, %v", got, err)
	}
}

func TestViewsCountOnce(t *testing.T) {
	w, _ := reacting(t)
	m := w.post(t, asAnn, inChannel, "hello")
	talk := w.post(t, asAnn, inSuper, "hello")
	views := func(c Caller, increment bool) int {
		t.Helper()
		list, err := w.Views(t.Context(), c.User, inChannel, []lamplight.MessageID{m.ID, 99}, increment)
		if err != nil || len(list) != 2 || list[1].Views != 0 {
			t.Fatalf("views %+v, %v", list, err)
		}
		return list[0].Views
	}
	if got := views(asBob, false); got != 1 {
		t.Errorf("%d saw it before anybody looked, want its author", got)
	}
	for _, want := range []int{2, 2} {
		if got := views(asBob, true); got != want {
			t.Errorf("bob looks: %d, want %d", got, want)
		}
	}
	if got := views(asAnn, true); got != 2 {
		t.Errorf("the author looks: %d", got)
	}
	w.hints = nil
	if err := w.writeViews(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(w.hints) != 1 || w.hints[0].Events[0].Kind != lamplight.EventCounts || !slices.Equal(w.hints[0].Events[0].IDs, []lamplight.MessageID{m.ID}) {
		t.Errorf("told %+v", w.hints)
	}
	if got := views(asBob, true); got != 2 {
		t.Errorf("bob looks again: %d", got)
	}
	if got := views(asCid, true); got != 3 {
		t.Errorf("cid looks: %d", got)
	}
	if err := w.writeViews(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.hints = nil
	if err := w.writeViews(t.Context()); err != nil || len(w.hints) != 0 {
		t.Errorf("told %+v of nothing, %v", w.hints, err)
	}
	if got := views(asCid, false); got != 3 {
		t.Errorf("in the end: %d", got)
	}
	if list, err := w.Views(t.Context(), bob, inSuper, []lamplight.MessageID{talk.ID}, true); err != nil || list[0].Views != 0 {
		t.Errorf("views in a group: %+v, %v", list, err)
	}
	if _, err := w.Views(t.Context(), dan, inChannel, []lamplight.MessageID{m.ID}, true); err == nil {
		t.Error("a stranger looks into a private channel")
	}
}

func TestWhoReadInAGroup(t *testing.T) {
	w, f := reacting(t)
	for _, in := range []lamplight.Peer{inGroup, inSuper} {
		m := w.post(t, asAnn, in, "hello")
		if list, err := w.ReadParticipants(t.Context(), ann, in, m.ID); err != nil || len(list) != 0 {
			t.Errorf("%v: before anybody did: %v, %v", in, list, err)
		}
		w.clock = w.clock.Add(time.Minute)
		if _, err := w.ReadHistory(t.Context(), asBob, in, 0); err != nil {
			t.Fatal(err)
		}
		list, err := w.ReadParticipants(t.Context(), ann, in, m.ID)
		if err != nil || len(list) != 1 || list[0].Reader != bob || !list[0].At.Equal(w.clock) {
			t.Errorf("%v: bob did: %+v, %v", in, list, err)
		}
		if _, err := w.ReadParticipants(t.Context(), cid, in, m.ID); !errors.Is(err, lamplight.ErrMessageInvalid) {
			t.Errorf("%v: of what somebody else wrote: %v", in, err)
		}
		w.clock = w.clock.Add(8 * 24 * time.Hour)
		if _, err := w.ReadParticipants(t.Context(), ann, in, m.ID); !errors.Is(err, ErrMsgTooOld) {
			t.Errorf("%v: of long ago: %v", in, err)
		}
	}
	hidden := w.post(t, asBob, inSuper, "hello")
	f.all[inSuper].HiddenMembers = true
	if _, err := w.ReadParticipants(t.Context(), bob, inSuper, hidden.ID); !errors.Is(err, ErrChatTooBig) {
		t.Errorf("in a group that hides its members: %v", err)
	}
	big := w.post(t, asAnn, inSuper, "hello")
	if _, err := w.ReadParticipants(t.Context(), ann, inSuper, big.ID); err != nil {
		t.Errorf("in a group that hides its members, to who leads it: %v", err)
	}
	for i := range 100 {
		f.all[inSuper].in = append(f.all[inSuper].in, lamplight.UserID(5000+i))
	}
	if _, err := w.ReadParticipants(t.Context(), ann, inSuper, big.ID); !errors.Is(err, ErrChatTooBig) {
		t.Errorf("in a large group: %v", err)
	}
	if _, err := w.ReadParticipants(t.Context(), ann, inChannel, 1); !errors.Is(err, lamplight.ErrPeerInvalid) {
		t.Errorf("in a channel: %v", err)
	}
	if _, err := w.ReadParticipants(t.Context(), ann, toBob, 1); !errors.Is(err, lamplight.ErrPeerInvalid) {
		t.Errorf("in a private conversation: %v", err)
	}
}

// TestWhatOneIsNamedIn names somebody in a group of each kind, who then looks.
func TestWhatOneIsNamedIn(t *testing.T) {
	w, _ := reacting(t)
	for _, in := range []lamplight.Peer{inGroup, inSuper} {
		unread := func(u lamplight.UserID) []lamplight.MessageID {
			t.Helper()
			page, err := w.Unseen(t.Context(), u, HistoryQuery{Peer: in, Unseen: UnseenMention, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			var ids []lamplight.MessageID
			for _, m := range page.Messages {
				ids = append(ids, m.ID)
			}
			return ids
		}
		name := func(d *Draft) {
			d.Entities = []lamplight.Entity{{Kind: lamplight.EntityMentionName, Length: 3, User: bob}}
		}
		for range 3 {
			w.post(t, asAnn, in, "you there", name)
		}
		if got := unread(bob); len(got) != 3 {
			t.Fatalf("%v: bob has not seen %v", in, got)
		}
		if got := unread(cid); len(got) != 0 {
			t.Errorf("%v: cid has not seen %v", in, got)
		}
		one := unread(bob)[:1]
		var err error
		if in == inSuper {
			_, err = w.SeeContentsIn(t.Context(), asBob, in.Channel(), one)
		} else {
			_, err = w.SeeContents(t.Context(), asBob, one)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := unread(bob); len(got) != 2 || slices.Contains(got, one[0]) {
			t.Errorf("%v: bob has not seen %v after one of three", in, got)
		}
		if r, err := w.See(t.Context(), asBob, in, 0, UnseenMention); err != nil || r.Remaining != 0 {
			t.Errorf("%v: %d remain, %v", in, r.Remaining, err)
		}
		if got := unread(bob); len(got) != 0 {
			t.Errorf("%v: bob has not seen %v in the end", in, got)
		}
	}
}
