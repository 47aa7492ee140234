package chats

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
	"lamplight/store"
	"lamplight/store/storetest"
)

// TestKilledBetween ends the process between what an act writes into the store and what it says in the boxes. The process
// that comes next says it, and when it is ended in turn before it noted that it did, says nothing twice.
func TestKilledBetween(t *testing.T) {
	type chats struct {
		group          lamplight.ChatID // of ann and bob
		super, private lamplight.ChannelID
		link           string // to super
		asks           string // to private, where ann lets people in: cid waits
	}
	inGroup := func(c chats) lamplight.Peer { return lamplight.ChatPeer(c.group) }
	inSuper := func(c chats) lamplight.Peer { return lamplight.ChannelPeer(c.super) }
	inPrivate := func(c chats) lamplight.Peer { return lamplight.ChannelPeer(c.private) }
	for _, tt := range []struct {
		name string
		act  func(ctx context.Context, w *world, c chats) (Result, error)
		in   func(c chats) lamplight.Peer // nil: what the act made
		of   lamplight.UserID             // whose box has what is said in a basic group
		want lamplight.ActionKind         // what is said last; 0: nothing, but somebody is told
	}{
		{"create a group", func(ctx context.Context, w *world, _ chats) (Result, error) {
			return w.CreateGroup(ctx, as(ann), NewGroup{Title: "G", Users: []lamplight.UserID{bob, cid}})
		}, nil, cid, lamplight.ActionChatCreate},
		{"create a supergroup", func(ctx context.Context, w *world, _ chats) (Result, error) {
			return w.CreateChannel(ctx, as(ann), NewChannel{Title: "S"})
		}, nil, ann, lamplight.ActionChannelCreate},
		{"add", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.AddUser(ctx, as(ann), c.group, cid, 10)
		}, inGroup, cid, lamplight.ActionChatAddUsers},
		{"take out", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.RemoveUser(ctx, as(ann), c.group, bob, false)
		}, inGroup, bob, lamplight.ActionChatDeleteUser},
		{"leave a group", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.RemoveUser(ctx, as(bob), c.group, bob, false)
		}, inGroup, ann, lamplight.ActionChatDeleteUser},
		{"rename", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.SetTitle(ctx, as(ann), inSuper(c), "T")
		}, inSuper, ann, lamplight.ActionChatTitle},
		{"migrate: the old one", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.Migrate(ctx, as(ann), c.group)
		}, inGroup, bob, lamplight.ActionMigrateTo},
		{"migrate: the new one", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.Migrate(ctx, as(ann), c.group)
		}, nil, bob, lamplight.ActionMigrateFrom},
		{"invite", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.Invite(ctx, as(ann), c.super, []lamplight.UserID{cid, dan})
		}, inSuper, ann, lamplight.ActionChatAddUsers},
		{"join", func(ctx context.Context, w *world, c chats) (Result, error) { return w.Join(ctx, as(dan), c.super) },
			inSuper, ann, lamplight.ActionChatAddUsers},
		{"join by a link", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.ImportLink(ctx, as(dan), c.link)
		},
			inSuper, ann, lamplight.ActionChatJoinedLink},
		{"let in", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.AnswerRequest(ctx, as(ann), inPrivate(c), cid, true)
		}, inPrivate, ann, lamplight.ActionChatJoinedAsked},
		{"leave", func(ctx context.Context, w *world, c chats) (Result, error) { return w.Leave(ctx, as(bob), c.super) },
			inSuper, ann, lamplight.ActionChatDeleteUser},
		{"keep out", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.Restrain(ctx, as(ann), c.super, bob, lamplight.Restraint{Rights: lamplight.BannedView})
		}, inSuper, ann, lamplight.ActionChatDeleteUser},
		{"make an administrator", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.SetAdmin(ctx, as(ann), c.super, bob, lamplight.AdminBan, "")
		}, inSuper, bob, 0},
		{"give it away", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.Transfer(ctx, as(ann), inSuper(c), bob)
		}, inSuper, bob, 0},
		{"delete", func(ctx context.Context, w *world, c chats) (Result, error) {
			return w.Delete(ctx, as(ann), inGroup(c))
		},
			inGroup, bob, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			ctx := t.Context()
			c := chats{group: w.group(bob), super: w.super(bob), private: w.super()}
			w.public(c.super, "super_group")
			l, err := w.ExportLink(ctx, as(ann), inSuper(c), NewLink{})
			works(t, "a link", err)
			c.link = l.Hash
			l, err = w.ExportLink(ctx, as(ann), inPrivate(c), NewLink{Approval: true})
			works(t, "a link", err)
			_, err = w.ImportLink(ctx, as(cid), l.Hash)
			fails(t, "a wish", err, ErrLinkSent)

			people := []lamplight.UserID{ann, bob, cid, dan}
			var peer lamplight.Peer
			heads := func() []boxes.Head {
				var of []lamplight.BoxID
				for _, u := range people {
					of = append(of, lamplight.AccountBox(u))
				}
				for _, p := range []lamplight.Peer{inSuper(c), inPrivate(c), peer} {
					if p.Channel() != 0 {
						of = append(of, lamplight.ChannelBox(p.Channel()))
					}
				}
				out, err := w.log.Heads(ctx, of...)
				works(t, "heads", err)
				return out
			}
			before := heads()
			cut := &storetest.CutOff{Store: w.Service.store, Cut: true}
			w.Service.store = cut
			r, err := tt.act(ctx, w, c)
			works(t, "act", err)
			w.Service.store = cut.Store
			if !slices.Equal(heads(), before) {
				t.Fatal("said before the job ran")
			}
			peer = r.Chat
			if tt.in != nil {
				peer = tt.in(c)
			}
			run := func() {
				for _, j := range cut.Left {
					raw, err := json.Marshal(j.Args)
					works(t, "args", err)
					do := map[string]store.Handler{changedJob: w.runChanged, saidJob: w.runSaid, movedJob: w.runSaid, razedJob: w.runRazed}[j.Kind]
					works(t, j.Kind, do(ctx, raw))
				}
			}
			run()
			box := lamplight.AccountBox(tt.of)
			if peer.Channel() != 0 {
				box = lamplight.ChannelBox(peer.Channel())
			}
			if said := w.said(box, peer); tt.want != 0 && (len(said) == 0 || said[len(said)-1] != tt.want) {
				t.Errorf("said %v, want %v last", said, tt.want)
			}
			once := heads()
			if slices.Equal(once[:len(people)], before[:len(people)]) && tt.want == 0 {
				t.Error("nobody is told")
			}
			run()
			if twice := heads(); !slices.Equal(twice, once) {
				t.Errorf("run twice, boxes are at\n%v, were at\n%v", twice, once)
			}
		})
	}
}
