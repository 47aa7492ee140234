package chats

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/store"
)

// plainWords cuts texts at blanks.
type plainWords struct{}

func (plainWords) Words(s string) []string      { return strings.Fields(strings.ToLower(s)) }
func (plainWords) QueryWords(s string) []string { return strings.Fields(strings.ToLower(s)) }

// kinds returns what the log of a channel says, newest first.
func (w *world) kinds(channel lamplight.ChannelID, q LogQuery) (out []ActKind) {
	w.t.Helper()
	page, err := w.Log(w.t.Context(), as(ann), channel, q)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range page {
		out = append(out, l.Kind)
	}
	return out
}

// Each switch is for those with the right, for the kind of chat that has it, and is logged with what it was.
func TestSwitches(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	super, channel := w.super(bob), w.channel(bob)
	for _, tt := range []struct {
		name  string
		flip  func(c Caller, id lamplight.ChannelID, on bool) (Result, error)
		of    lamplight.ChannelID
		flag  store.ChatFlags
		other lamplight.ChannelID // where there is no such thing; 0: everywhere is
	}{
		{"signatures", func(c Caller, id lamplight.ChannelID, on bool) (Result, error) {
			return w.SetSignatures(ctx, c, id, on, false)
		}, channel, store.ChatSignatures, super},
		{"hidden history", func(c Caller, id lamplight.ChannelID, on bool) (Result, error) {
			return w.SetHiddenHistory(ctx, c, id, on)
		}, super, store.ChatHiddenHistory, channel},
		{"hidden members", func(c Caller, id lamplight.ChannelID, on bool) (Result, error) {
			return w.SetHiddenMembers(ctx, c, id, on)
		}, super, store.ChatHiddenMembers, channel},
		{"no copies", func(c Caller, id lamplight.ChannelID, on bool) (Result, error) {
			return w.SetNoCopy(ctx, c, lamplight.ChannelPeer(id), on)
		}, channel, store.ChatNoCopy, 0},
	} {
		peer := lamplight.ChannelPeer(tt.of)
		_, err := tt.flip(as(bob), tt.of, true)
		fails(t, tt.name+" by a member", err, ErrAdminRequired)
		r, err := tt.flip(as(ann), tt.of, true)
		works(t, tt.name, err)
		if len(r.Events) != 1 || r.Events[0].Kind != lamplight.EventChat || r.Events[0].Peer != peer {
			t.Errorf("%s: the caller is told %+v", tt.name, r.Events)
		}
		same(t, tt.name, w.row(peer).Flags.Has(tt.flag), true)
		_, err = tt.flip(as(ann), tt.of, true)
		fails(t, tt.name+" again", err, ErrNotModified)
		_, err = tt.flip(as(ann), tt.of, false)
		works(t, tt.name+" off", err)
		same(t, tt.name+" off", w.row(peer).Flags.Has(tt.flag), false)
		if tt.other != 0 {
			_, err = tt.flip(as(ann), tt.other, true)
			fails(t, tt.name+" elsewhere", err, ErrChatInvalidKind)
		}
	}
	_, err := w.SetJoinToSend(ctx, as(ann), super, true)
	fails(t, "join to send without a channel", err, ErrLinkRequired)
	_, err = w.SetJoinRequest(ctx, as(ann), super, true)
	fails(t, "wishes to join what is private", err, ErrPublicRequired)
	list(t, "log", w.kinds(channel, LogQuery{Filter: LogFilter{Settings: true}}), ActFlags, ActFlags, ActFlags, ActFlags)
	page, err := w.Log(ctx, as(ann), channel, LogQuery{Filter: LogFilter{Settings: true}})
	works(t, "log", err)
	if l := page[len(page)-1]; l.Toggle != ToggleSignatures || !l.On || l.By != ann {
		t.Errorf("first switch: %+v", l)
	}
}

func TestSlowMode(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	super := w.super(bob)
	peer := lamplight.ChannelPeer(super)
	_, err := w.SetSlowMode(ctx, as(ann), super, 7)
	fails(t, "seven seconds", err, ErrSecondsInvalid)
	works(t, "no slow mode", w.TakeTurn(ctx, w.seen(bob, peer)))
	_, err = w.SetSlowMode(ctx, as(ann), super, 30)
	works(t, "thirty", err)
	works(t, "first turn", w.TakeTurn(ctx, w.seen(bob, peer)))
	w.clock = w.clock.Add(10 * time.Second)
	err = w.TakeTurn(ctx, w.seen(bob, peer))
	fails(t, "too early", err, slowModeWait(1))
	if !strings.Contains(err.Error(), "SLOWMODE_WAIT_20") {
		t.Errorf("wait: %v", err)
	}
	works(t, "the owner", w.TakeTurn(ctx, w.seen(ann, peer)))
	w.clock = w.clock.Add(20 * time.Second)
	works(t, "the next turn", w.TakeTurn(ctx, w.seen(bob, peer)))
	list(t, "log", w.kinds(super, LogQuery{Filter: LogFilter{Settings: true}}), ActSlowMode)
}

func TestUsernames(t *testing.T) {
	w := newWorld(t, Limits{Public: 2})
	w.words = plainWords{}
	ctx := t.Context()
	first, second, third := w.super(bob), w.channel(), w.channel()
	fails(t, "by a member", w.SetUsername(ctx, as(bob), first, "my_group"), ErrAdminRequired)
	works(t, "a name", w.SetUsername(ctx, as(ann), first, "my_group"))
	fails(t, "the same", w.SetUsername(ctx, as(ann), first, "my_group"), ErrUsernameNotModified)
	fails(t, "another's", w.SetUsername(ctx, as(ann), second, "My_Group"), ErrUsernameOccupied)
	free, err := w.UsernameFree(ctx, as(ann), second, "my_group")
	works(t, "is it free", err)
	same(t, "is it free", free, false)
	works(t, "a second one", w.SetUsername(ctx, as(ann), second, "my_news"))
	_, err = w.UsernameFree(ctx, as(ann), 0, "third")
	fails(t, "room for a third", err, ErrPublicTooMany)
	fails(t, "a third", w.SetUsername(ctx, as(ann), third, "my_third"), ErrPublicTooMany)
	works(t, "another for the first", w.SetUsername(ctx, as(ann), first, "our_group"))
	owned, err := w.PublicOwned(ctx, ann, false)
	works(t, "owned", err)
	same(t, "owned", len(owned), 2)
	fails(t, "order", w.ReorderUsernames(ctx, as(ann), first, []string{"our_group"}), ErrUsernameNotModified)
	fails(t, "order of others", w.ReorderUsernames(ctx, as(ann), first, []string{"x"}), ErrUsernameInvalid)
	fails(t, "hide the only one", w.ToggleUsername(ctx, as(ann), first, "our_group", false), ErrUsernameNotModified)
	fails(t, "hide none", w.HideUsernames(ctx, as(ann), first), ErrUsernameNotModified)

	// What is public is found by name and title, by who is not in it too; what is private only by its members.
	mine, others, err := w.FindChats(ctx, dan, "our", 10)
	works(t, "by name", err)
	list(t, "mine", mine)
	list(t, "others", others, lamplight.ChannelPeer(first))
	mine, others, err = w.FindChats(ctx, dan, "sup", 10)
	works(t, "by title", err)
	list(t, "others", others, lamplight.ChannelPeer(first))
	same(t, "mine", len(mine), 0)
	mine, others, err = w.FindChats(ctx, bob, "sup", 10)
	works(t, "by a member", err)
	list(t, "mine", mine, lamplight.ChannelPeer(first))
	same(t, "others", len(others), 0)
	_, err = w.SetTitle(ctx, as(ann), lamplight.ChannelPeer(first), "Other")
	works(t, "rename", err)
	_, others, err = w.FindChats(ctx, dan, "sup", 10)
	works(t, "by the old title", err)
	same(t, "others", len(others), 0)
	p, found, err := w.Public(ctx, "OUR_GROUP")
	works(t, "page", err)
	if !found || p.Title != "Other" || p.Members != 2 || !p.Public {
		t.Errorf("page: %v, %+v", found, p)
	}
	works(t, "take it away", w.SetUsername(ctx, as(ann), first, ""))
	_, others, err = w.FindChats(ctx, dan, "other", 10)
	works(t, "private again", err)
	same(t, "others", len(others), 0)
	_, found, err = w.Public(ctx, "our_group")
	works(t, "page", err)
	same(t, "page", found, false)
	list(t, "log", w.kinds(first, LogQuery{Filter: LogFilter{Info: true}}), ActUsername, ActTitle, ActUsername, ActUsername)
}

func TestDiscussion(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel, group, other := w.channel(), w.super(bob), w.super()
	groups, err := w.DiscussionGroups(ctx, ann)
	works(t, "groups", err)
	same(t, "groups", len(groups), 2)
	_, err = w.SetDiscussion(ctx, as(bob), channel, group)
	if err == nil {
		t.Error("a stranger links a channel")
	}
	_, err = w.SetDiscussion(ctx, as(ann), group, channel)
	fails(t, "the wrong way round", err, ErrBroadcastInvalid)
	_, err = w.SetHiddenHistory(ctx, as(ann), other, true)
	works(t, "hide", err)
	_, err = w.SetDiscussion(ctx, as(ann), channel, other)
	fails(t, "hidden history", err, ErrGroupHidden)
	_, err = w.SetDiscussion(ctx, as(ann), channel, group)
	works(t, "link", err)
	_, err = w.SetDiscussion(ctx, as(ann), channel, group)
	fails(t, "again", err, ErrLinkNotModified)
	linked := func(of, to lamplight.ChannelID) {
		t.Helper()
		same(t, "linked", w.row(lamplight.ChannelPeer(of)).Linked, to)
	}
	linked(channel, group)
	linked(group, channel)
	_, err = w.SetHiddenHistory(ctx, as(ann), group, true)
	fails(t, "hide what is discussed", err, ErrLinkExists)
	_, err = w.SetHiddenHistory(ctx, as(ann), other, false)
	works(t, "show", err)
	_, err = w.SetDiscussion(ctx, as(ann), channel, other)
	works(t, "another group", err)
	linked(channel, other)
	linked(group, 0)
	_, err = w.SetDiscussion(ctx, as(ann), 0, other)
	works(t, "the group leaves", err)
	linked(channel, 0)
	linked(other, 0)
	_, err = w.SetDiscussion(ctx, as(ann), channel, 0)
	fails(t, "nothing to end", err, ErrLinkNotModified)
	list(t, "log", w.kinds(channel, LogQuery{Filter: LogFilter{Info: true}}), ActLinked, ActLinked, ActLinked)
}

func TestTransfer(t *testing.T) {
	w := newWorld(t, Limits{Public: 1})
	ctx := t.Context()
	super, chat := w.super(bob), lamplight.ChatPeer(w.group(bob))
	peer := lamplight.ChannelPeer(super)
	_, err := w.Transfer(ctx, as(bob), peer, bob)
	fails(t, "take it", err, ErrAdminRequired)
	_, err = w.Transfer(ctx, as(ann), peer, ann)
	fails(t, "to oneself", err, lamplight.ErrUserInvalid)
	_, err = w.Transfer(ctx, as(ann), peer, cid)
	fails(t, "to a stranger", err, ErrNotParticipant)
	_, err = w.Transfer(ctx, as(ann), peer, bob)
	works(t, "to bob", err)
	same(t, "bob owns it", w.seen(bob, peer).Chat.Creator, true)
	a := w.seen(ann, peer)
	if a.Chat.Creator || !a.Chat.May(lamplight.AdminPromote|lamplight.AdminBan|lamplight.AdminChangeInfo) {
		t.Errorf("ann is %+v", a.Chat)
	}
	row := w.row(peer)
	same(t, "creator", row.Creator, bob)
	same(t, "administrators", row.Admins, 2)
	_, err = w.Transfer(ctx, as(ann), peer, bob)
	fails(t, "again", err, ErrAdminRequired)
	_, err = w.Transfer(ctx, as(ann), chat, bob)
	works(t, "a basic group", err)
	same(t, "bob owns it", w.seen(bob, chat).Chat.Creator, true)

	// Who owns as many public ones as one may is given no further one.
	works(t, "public", w.SetUsername(ctx, as(bob), super, "of_bob"))
	channel := w.channel(bob)
	w.public(channel, "of_ann")
	_, err = w.Transfer(ctx, as(ann), lamplight.ChannelPeer(channel), bob)
	fails(t, "one too many", err, ErrPublicTooMany)
	page, err := w.Log(ctx, as(bob), super, LogQuery{Filter: LogFilter{Promotes: true}})
	works(t, "log", err)
	if len(page) != 1 || page[0].NewMember == nil || !page[0].NewMember.Owner || page[0].OldMember.Owner || page[0].By != ann {
		t.Errorf("log: %+v", page)
	}
}

func TestSendAs(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	super, channel := w.super(bob), w.channel(bob)
	peer, own := lamplight.ChannelPeer(super), lamplight.ChannelPeer(channel)
	as0 := func(u lamplight.UserID, in lamplight.Peer, as lamplight.Peer) (lamplight.Peer, lamplight.Text, error) {
		t.Helper()
		return w.Author(ctx, w.seen(u, in), as)
	}
	who, signed, err := as0(bob, peer, lamplight.Peer{})
	works(t, "a member", err)
	same(t, "a member", who, lamplight.UserPeer(bob))
	same(t, "unsigned", signed, "")
	who, _, err = as0(ann, own, lamplight.Peer{})
	works(t, "in a channel", err)
	same(t, "in a channel", who, own)
	_, _, err = as0(bob, peer, own)
	fails(t, "as a channel of another", err, ErrSendAsInvalid)
	_, _, err = as0(ann, peer, own)
	fails(t, "as a private channel", err, ErrSendAsInvalid)
	w.public(channel, "of_ann")
	may, err := w.SendAs(ctx, ann, peer)
	works(t, "as whom", err)
	list(t, "as whom", may, lamplight.UserPeer(ann), own)
	who, _, err = as0(ann, peer, own)
	works(t, "as one's channel", err)
	same(t, "as one's channel", who, own)
	fails(t, "keep a channel of another", w.SaveSendAs(ctx, as(bob), peer, own), ErrSendAsInvalid)
	works(t, "keep it", w.SaveSendAs(ctx, as(ann), peer, own))
	who, _, err = as0(ann, peer, lamplight.Peer{})
	works(t, "as chosen", err)
	same(t, "as chosen", who, own)
	kept, err := w.DefaultSendAs(ctx, ann, peer)
	works(t, "chosen", err)
	same(t, "chosen", kept, own)
	works(t, "private again", w.SetUsername(ctx, as(ann), channel, ""))
	who, _, err = as0(ann, peer, lamplight.Peer{})
	works(t, "no longer allowed", err)
	same(t, "no longer allowed", who, lamplight.UserPeer(ann))

	_, err = w.SetSignatures(ctx, as(ann), channel, true, false)
	works(t, "signatures", err)
	_, signed, err = as0(ann, own, lamplight.Peer{})
	works(t, "signed", err)
	same(t, "signed", signed, "P")

	works(t, "unnamed", w.setAnonymous(super, bob, "boss"))
	who, signed, err = as0(bob, peer, lamplight.Peer{})
	works(t, "unnamed", err)
	same(t, "unnamed", who, peer)
	same(t, "by title", signed, "boss")
	_, _, err = as0(bob, peer, lamplight.UserPeer(bob))
	fails(t, "unnamed as oneself", err, ErrSendAsInvalid)
}

// setAnonymous makes somebody an administrator who stays unnamed.
func (w *world) setAnonymous(channel lamplight.ChannelID, user lamplight.UserID, rank string) error {
	_, err := w.SetAdmin(w.t.Context(), as(ann), channel, user, lamplight.AdminAnonymous|lamplight.AdminOther, rank)
	return err
}

// What is done is logged with who did it, and found by kind, person and word; after a while it is forgotten.
func TestLog(t *testing.T) {
	w := newWorld(t, Limits{})
	w.words = plainWords{}
	ctx := t.Context()
	super := w.super(bob)
	peer := lamplight.ChannelPeer(super)
	_, err := w.Log(ctx, as(bob), super, LogQuery{})
	fails(t, "by a member", err, ErrAdminRequired)
	_, err = w.Restrain(ctx, as(ann), super, bob, lamplight.Restraint{Rights: lamplight.BannedMedia})
	works(t, "restrain", err)
	_, err = w.Restrain(ctx, as(ann), super, bob, lamplight.Restraint{Rights: lamplight.BannedView})
	works(t, "keep out", err)
	_, err = w.Restrain(ctx, as(ann), super, bob, lamplight.Restraint{})
	works(t, "free", err)
	for _, tt := range []struct {
		name   string
		filter LogFilter
		want   int
	}{
		{"bans", LogFilter{Bans: true}, 1}, {"kicks", LogFilter{Kicks: true}, 1}, {"unkicks", LogFilter{Unkicks: true}, 1},
		{"unbans", LogFilter{Unbans: true}, 0}, {"invites", LogFilter{Invites: true}, 1}, {"pins", LogFilter{Pins: true}, 0},
	} {
		same(t, tt.name, len(w.kinds(super, LogQuery{Filter: tt.filter})), tt.want)
	}

	old := lamplight.Message{ID: 7, Peer: peer, From: lamplight.UserPeer(bob), Content: 9, Sent: w.clock, Text: "the old words"}
	changed := old
	changed.Text, changed.Edited = "other words", w.clock
	works(t, "edit", w.LogEdit(ctx, ann, old, changed))
	changed.Pinned = true
	works(t, "pin", w.LogPin(ctx, ann, changed))
	works(t, "delete", w.LogDelete(ctx, cid, []lamplight.Message{old, changed}))
	private := lamplight.Message{ID: 1, Peer: lamplight.UserPeer(bob), Text: "secret"}
	works(t, "what is private", w.LogDelete(ctx, ann, []lamplight.Message{private}))
	list(t, "by word", w.kinds(super, LogQuery{Text: "old"}), ActDelete, ActEdit)
	list(t, "by words", w.kinds(super, LogQuery{Text: "oth wor"}), ActDelete, ActPin, ActEdit)
	list(t, "by person", w.kinds(super, LogQuery{By: []lamplight.UserID{cid}}), ActDelete, ActDelete)
	page, err := w.Log(ctx, as(ann), super, LogQuery{Filter: LogFilter{Edits: true}})
	works(t, "edits", err)
	if len(page) != 1 || page[0].OldMessage.Text != old.Text || page[0].NewMessage.Text != "other words" || page[0].OldMessage.ID != 7 ||
		!page[0].OldMessage.Sent.Equal(old.Sent) {
		t.Errorf("edit: %+v", page)
	}
	all, err := w.Log(ctx, as(ann), super, LogQuery{})
	works(t, "all", err)
	older, err := w.Log(ctx, as(ann), super, LogQuery{MaxID: all[0].ID, MinID: all[3].ID})
	works(t, "between", err)
	same(t, "between", len(older), 2)
	same(t, "one", len(w.kinds(super, LogQuery{Limit: 1})), 1)

	w.clock = w.clock.Add(47 * time.Hour)
	works(t, "forget", w.runForgetLog(ctx, nil))
	same(t, "still there", len(w.kinds(super, LogQuery{})), len(all))
	w.clock = w.clock.Add(2 * time.Hour)
	works(t, "forget", w.runForgetLog(ctx, nil))
	same(t, "forgotten", len(w.kinds(super, LogQuery{})), 0)
}

// Every filter that clients have finds something, and no two of them the same.
func TestLogFilters(t *testing.T) {
	filters := []LogFilter{
		{Joins: true}, {Leaves: true}, {Invites: true}, {Bans: true}, {Unbans: true}, {Kicks: true}, {Unkicks: true}, {Promotes: true},
		{Drops: true}, {Info: true}, {Settings: true}, {Pins: true}, {Edits: true}, {Deletes: true}, {Links: true}, {Topics: true},
	}
	var met []int
	for _, f := range filters {
		kinds := f.kinds()
		if len(kinds) == 0 {
			t.Errorf("%+v asks for nothing", f)
		}
		for _, k := range kinds {
			if slices.Contains(met, k) {
				t.Errorf("%+v asks for kind %d, as another does", f, k)
			}
			met = append(met, k)
		}
	}
	same(t, "no filter", len(LogFilter{}.kinds()), 0)
}
