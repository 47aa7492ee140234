package server

import (
	"fmt"
	"testing"
	"time"

	"github.com/gotd/td/tg"
)

// TestJoiningIsLive has somebody come into supergroups in every way, and leave, while somebody else writes as soon as that is
// done: each of the newcomer's devices hears every word from then on, and none after. What was told early and what late must
// fit together, however the goroutines of the server take turns.
func TestJoiningIsLive(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and three clients")
	}
	c := settings(t)
	c.TestAccounts = true
	c.Limits.ReadsPerSecond, c.Limits.WritesPerSecond, c.Limits.ExpensivePerSecond = 1e6, 1e6, 1e6
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996624011", true)
	bob := newPhone(t, at, "bob", "9996624012", true)
	tablet := newPhone(t, at, "bob's tablet", "9996624012", false)
	answer[tg.UserClass](bob)(bob.AccountUpdateUsername(bob.ctx, "bob_who_joins"))
	u := ann.resolve("bob_who_joins").Users[0].(*tg.User)
	toBob := &tg.InputUser{UserID: u.ID, AccessHash: u.AccessHash}
	run := time.Now().UnixNano() % 1e6

	for _, broadcast := range []bool{false, true} {
		for n := range 4 {
			made := answer[tg.UpdatesClass](ann)(ann.ChannelsCreateChannel(ann.ctx, &tg.ChannelsCreateChannelRequest{
				Megagroup: !broadcast, Broadcast: broadcast, Title: "Doors",
			}))
			ch := chatIn(t, made).(*tg.Channel)
			g := &chatUnderTest{id: ch.ID, hash: map[string]int64{"ann": ch.AccessHash}}
			name := fmt.Sprintf("doors_%v_%d_%d", broadcast, n, run)
			answer[bool](ann)(ann.ChannelsUpdateUsername(ann.ctx, &tg.ChannelsUpdateUsernameRequest{
				Channel: g.channel(ann), Username: name,
			}))
			g.hash["bob"] = bob.resolve(name).Chats[0].(*tg.Channel).AccessHash
			link := answer[tg.ExportedChatInviteClass](ann)(ann.MessagesExportChatInvite(ann.ctx, &tg.MessagesExportChatInviteRequest{
				Peer: g.peer(ann),
			})).(*tg.ChatInviteExported).Link
			ways := []func() error{
				func() error { _, err := bob.ChannelsJoinChannel(bob.ctx, g.channel(bob)); return err },
				func() error { _, err := bob.MessagesImportChatInvite(bob.ctx, link[lastPlus(link):]); return err },
				func() error {
					_, err := ann.ChannelsInviteToChannel(ann.ctx, &tg.ChannelsInviteToChannelRequest{
						Channel: g.channel(ann), Users: []tg.InputUserClass{toBob},
					})
					return err
				},
			}
			for way, come := range ways {
				if err := come(); err != nil {
					t.Fatalf("way %d: %v", way, err)
				}
				for i := range 3 {
					word := fmt.Sprintf("%d %d %d", n, way, i)
					if err := ann.say(g.peer(ann), word); err != nil {
						t.Fatal(err)
					}
					heardIn(bob, word)
					heardIn(tablet, word)
				}
				answer[tg.UpdatesClass](bob)(bob.ChannelsLeaveChannel(bob.ctx, g.channel(bob)))
				word := fmt.Sprintf("%d %d after", n, way)
				if err := ann.say(g.peer(ann), word); err != nil {
					t.Fatal(err)
				}
				hearsNot(bob, word)
				hearsNot(tablet, word)
			}
		}
	}
}

// lastPlus returns where the hash of a link begins.
func lastPlus(link string) int {
	for i := len(link) - 1; i >= 0; i-- {
		if link[i] == '+' || link[i] == '/' {
			return i + 1
		}
	}
	return 0
}
