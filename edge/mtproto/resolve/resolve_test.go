package resolve

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

const (
	ann, bob, cid, dan = lamplight.UserID(1001), lamplight.UserID(1002), lamplight.UserID(1003), lamplight.UserID(1004)
	robot              = lamplight.UserID(2000)
)

type fakes struct {
	met      map[lamplight.Peer]bool
	messages map[lamplight.MessageID]lamplight.Message
	err      error
}

func (f fakes) Met(_ context.Context, _ lamplight.UserID, p lamplight.Peer) (bool, error) {
	return f.met[p], f.err
}

func (f fakes) Messages(_ context.Context, _ lamplight.UserID, ids []lamplight.MessageID) ([]lamplight.Message, error) {
	var out []lamplight.Message
	for _, id := range ids {
		if m, ok := f.messages[id]; ok {
			out = append(out, m)
		}
	}
	return out, f.err
}

func hashes(t testing.TB, first byte) *Hashes {
	t.Helper()
	h, err := NewHashes(append([]byte{first}, bytes.Repeat([]byte{9}, SecretSize-1)...))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHashesDependOnViewerPeerKindAndSecret(t *testing.T) {
	h := hashes(t, 1)
	seen := map[int64]string{}
	for _, tt := range []struct {
		name string
		hash int64
	}{
		{"ann sees bob", h.Of(ann, lamplight.UserPeer(bob))},
		{"bob sees ann", h.Of(bob, lamplight.UserPeer(ann))},
		{"ann sees herself", h.Of(ann, lamplight.UserPeer(ann))},
		{"cid sees bob", h.Of(cid, lamplight.UserPeer(bob))},
		{"ann sees a channel of bob's number", h.Of(ann, lamplight.ChannelPeer(lamplight.ChannelID(bob)))},
		{"another secret", hashes(t, 2).Of(ann, lamplight.UserPeer(bob))},
	} {
		if tt.hash == 0 {
			t.Errorf("%s: hash is 0", tt.name)
		}
		if other, ok := seen[tt.hash]; ok {
			t.Errorf("%s: same hash as %s", tt.name, other)
		}
		seen[tt.hash] = tt.name
	}
	if h.Of(ann, lamplight.UserPeer(bob)) != hashes(t, 1).Of(ann, lamplight.UserPeer(bob)) {
		t.Error("the same secret gives another hash: it would not survive a restart")
	}
	if _, err := NewHashes(make([]byte, 16)); err == nil {
		t.Error("a short secret is taken")
	}
}

func TestPeer(t *testing.T) {
	h := hashes(t, 1)
	hash := func(u lamplight.UserID) int64 { return h.Of(ann, lamplight.UserPeer(u)) }
	f := fakes{
		met: map[lamplight.Peer]bool{lamplight.UserPeer(bob): true},
		messages: map[lamplight.MessageID]lamplight.Message{
			5: {
				Peer: lamplight.UserPeer(bob), From: lamplight.UserPeer(bob),
				Entities: []lamplight.Entity{{Kind: lamplight.EntityMentionName, User: cid}},
			},
			6: {
				Peer: lamplight.UserPeer(bob), From: lamplight.UserPeer(ann),
				Forward: &lamplight.Forward{From: lamplight.UserPeer(dan)},
			},
		},
	}
	inBob := &tg.InputPeerUser{UserID: int64(bob), AccessHash: hash(bob)}
	user := rpc.Call{User: ann}
	bot := rpc.Call{User: robot, Bot: true}
	tests := []struct {
		name string
		call rpc.Call
		in   tg.InputPeerClass
		want lamplight.Peer
		err  error
	}{
		{"self", user, &tg.InputPeerSelf{}, lamplight.UserPeer(ann), nil},
		{"user", user, inBob, lamplight.UserPeer(bob), nil},
		{"oneself by number", user, &tg.InputPeerUser{UserID: int64(ann), AccessHash: hash(ann)}, lamplight.UserPeer(ann), nil},
		{"somebody else's hash", rpc.Call{User: cid}, inBob, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"hash of another", user, &tg.InputPeerUser{UserID: int64(cid), AccessHash: hash(bob)}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"hash 0", user, &tg.InputPeerUser{UserID: int64(bob)}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"bot, hash 0, met", bot, &tg.InputPeerUser{UserID: int64(bob)}, lamplight.UserPeer(bob), nil},
		{"bot, hash 0, not met", bot, &tg.InputPeerUser{UserID: int64(cid)}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"bot, wrong hash, met", bot, &tg.InputPeerUser{UserID: int64(bob), AccessHash: 3}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"not signed in", rpc.Call{}, &tg.InputPeerUser{UserID: int64(bob), AccessHash: h.Of(0, lamplight.UserPeer(bob))},
			lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"negative", user, &tg.InputPeerUser{UserID: -1, AccessHash: 1}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"too great", user, &tg.InputPeerUser{UserID: 1 << 40, AccessHash: h.Of(ann, lamplight.UserPeer(1<<40))},
			lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"empty", user, &tg.InputPeerEmpty{}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"none", user, nil, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"basic group", user, &tg.InputPeerChat{ChatID: 7}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"channel", user, &tg.InputPeerChannel{ChannelID: 7, AccessHash: 7}, lamplight.Peer{}, lamplight.ErrChannelInvalid},
		{"mentioned in a message", user, &tg.InputPeerUserFromMessage{Peer: inBob, MsgID: 5, UserID: int64(cid)}, lamplight.UserPeer(cid), nil},
		{"forwarded in a message", user, &tg.InputPeerUserFromMessage{Peer: inBob, MsgID: 6, UserID: int64(dan)}, lamplight.UserPeer(dan), nil},
		{"not in that message", user, &tg.InputPeerUserFromMessage{Peer: inBob, MsgID: 6, UserID: int64(cid)}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"no such message", user, &tg.InputPeerUserFromMessage{Peer: inBob, MsgID: 7, UserID: int64(cid)}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"message of another conversation", user, &tg.InputPeerUserFromMessage{Peer: &tg.InputPeerSelf{}, MsgID: 5, UserID: int64(cid)},
			lamplight.Peer{}, lamplight.ErrPeerInvalid},
		{"name in a name in a name", user, &tg.InputPeerUserFromMessage{
			Peer: &tg.InputPeerUserFromMessage{Peer: inBob, MsgID: 5, UserID: int64(cid)}, MsgID: 5, UserID: int64(cid),
		}, lamplight.Peer{}, lamplight.ErrPeerInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := New(h, f, f, nil).Peer(t.Context(), tt.call, tt.in)
			if got != tt.want || !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("got %v, %v; want %v, %v", got, err, tt.want, tt.err)
			}
		})
	}
	if p, err := New(h, f, f, nil).OffsetPeer(t.Context(), user, &tg.InputPeerEmpty{}); err != nil || !p.IsZero() {
		t.Errorf("offset peer: %v, %v", p, err)
	}
	// TDLib names the last conversation that it has without an access hash.
	if p, err := New(h, f, f, nil).OffsetPeer(t.Context(), user, &tg.InputPeerUser{UserID: 7}); err != nil || p != lamplight.UserPeer(7) {
		t.Errorf("offset peer without a hash: %v, %v", p, err)
	}
	if _, err := New(h, f, f, nil).OffsetPeer(t.Context(), user, &tg.InputPeerUser{}); err != lamplight.ErrPeerInvalid {
		t.Errorf("offset peer without an id: %v", err)
	}
}

func TestPassingFaultIsNotARefusal(t *testing.T) {
	down := errors.New("down")
	f := fakes{err: down}
	r := New(hashes(t, 1), f, f, nil)
	_, err := r.Peer(t.Context(), rpc.Call{User: robot, Bot: true}, &tg.InputPeerUser{UserID: int64(bob)})
	if !errors.Is(err, down) {
		t.Errorf("met: %v", err)
	}
	_, err = r.User(t.Context(), rpc.Call{User: ann}, &tg.InputUserFromMessage{Peer: &tg.InputPeerSelf{}, MsgID: 1, UserID: int64(bob)})
	if !errors.Is(err, down) {
		t.Errorf("messages: %v", err)
	}
}

func TestUsers(t *testing.T) {
	h := hashes(t, 1)
	r := New(h, fakes{}, fakes{}, nil)
	good := &tg.InputUser{UserID: int64(bob), AccessHash: h.Of(ann, lamplight.UserPeer(bob))}
	bad := &tg.InputUser{UserID: int64(bob), AccessHash: 1}
	tests := []struct {
		name string
		in   []tg.InputUserClass
		want int
		err  error
	}{
		{"two", []tg.InputUserClass{good, &tg.InputUserSelf{}}, 2, nil},
		{"none", nil, 0, nil},
		{"one wrong", []tg.InputUserClass{good, bad}, 0, lamplight.ErrUserInvalid},
		{"empty", []tg.InputUserClass{&tg.InputUserEmpty{}}, 0, lamplight.ErrUserInvalid},
		{"too many", []tg.InputUserClass{good, good, good}, 0, lamplight.ErrLimitInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.Users(t.Context(), rpc.Call{User: ann}, tt.in, 2)
			if len(got) != tt.want || !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("got %v, %v; want %d, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestDialogPeers(t *testing.T) {
	r := New(hashes(t, 1), fakes{}, fakes{}, nil)
	tests := []struct {
		name string
		in   []tg.InputDialogPeerClass
		err  error
	}{
		{"self", []tg.InputDialogPeerClass{&tg.InputDialogPeer{Peer: &tg.InputPeerSelf{}}}, nil},
		{"folder", []tg.InputDialogPeerClass{&tg.InputDialogPeerFolder{FolderID: 1}}, ErrFolderInvalid},
		{"none", []tg.InputDialogPeerClass{nil}, lamplight.ErrPeerInvalid},
		{"too many", make([]tg.InputDialogPeerClass, 2), lamplight.ErrLimitInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := r.DialogPeers(t.Context(), rpc.Call{User: ann}, tt.in, 1)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("error = %v, want %v", err, tt.err)
			}
		})
	}
}

func TestEntities(t *testing.T) {
	h := hashes(t, 1)
	r := New(h, fakes{}, fakes{}, nil)
	bobIn := &tg.InputUser{UserID: int64(bob), AccessHash: h.Of(ann, lamplight.UserPeer(bob))}
	got, err := r.Entities(t.Context(), rpc.Call{User: ann}, []tg.MessageEntityClass{
		&tg.MessageEntityBold{Offset: 1, Length: 2},
		&tg.MessageEntityURL{Offset: 0, Length: 4},
		&tg.MessageEntityPre{Offset: 3, Length: 4, Language: "go"},
		&tg.InputMessageEntityMentionName{Offset: 5, Length: 6, UserID: bobIn},
		&tg.MessageEntityMentionName{Offset: 5, Length: 6, UserID: int64(cid)},
		nil,
	})
	want := []lamplight.Entity{
		{Kind: lamplight.EntityBold, Offset: 1, Length: 2},
		{Kind: lamplight.EntityPre, Offset: 3, Length: 4, Language: "go"},
		{Kind: lamplight.EntityMentionName, Offset: 5, Length: 6, User: bob},
	}
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entity %d = %+v, want %+v", i, got[i], want[i])
		}
	}
	_, err = r.Entities(t.Context(), rpc.Call{User: ann}, []tg.MessageEntityClass{
		&tg.InputMessageEntityMentionName{UserID: &tg.InputUser{UserID: int64(cid), AccessHash: 4}},
	})
	if !errors.Is(err, ErrMentionInvalid) {
		t.Errorf("mention of a stranger: %v", err)
	}
	if _, err = r.Entities(t.Context(), rpc.Call{User: ann}, make([]tg.MessageEntityClass, MaxEntities+1)); !errors.Is(err, ErrEntitiesTooLong) {
		t.Errorf("too many: %v", err)
	}
}

func TestReply(t *testing.T) {
	h := hashes(t, 1)
	r := New(h, fakes{}, fakes{}, nil)
	peer := lamplight.UserPeer(bob)
	inBob := &tg.InputPeerUser{UserID: int64(bob), AccessHash: h.Of(ann, peer)}
	tests := []struct {
		name string
		in   tg.InputReplyToClass
		want lamplight.MessageID
		err  error
	}{
		{"nothing", nil, 0, nil},
		{"message", &tg.InputReplyToMessage{ReplyToMsgID: 4}, 4, nil},
		{"same conversation", &tg.InputReplyToMessage{ReplyToMsgID: 4, ReplyToPeerID: inBob}, 4, nil},
		{"other conversation", &tg.InputReplyToMessage{ReplyToMsgID: 4, ReplyToPeerID: &tg.InputPeerSelf{}}, 4, nil},
		{"topic", &tg.InputReplyToMessage{ReplyToMsgID: 4, TopMsgID: 2}, 0, ErrTopicInvalid},
		{"zero", &tg.InputReplyToMessage{}, 0, nil},
		{"story", &tg.InputReplyToStory{}, 0, ErrStoryInvalid},
		{"monoforum", &tg.InputReplyToMonoForum{}, 0, ErrMonoforum},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.Reply(t.Context(), rpc.Call{User: ann}, peer, tt.in)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if (got == nil) != (tt.want == 0) || got != nil && got.ID != tt.want {
				t.Errorf("got %+v, want %d", got, tt.want)
			}
		})
	}
}

func BenchmarkHash(b *testing.B) {
	h := hashes(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		h.Of(ann, lamplight.UserPeer(bob))
	}
}
