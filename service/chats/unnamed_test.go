package chats

import (
	"slices"
	"testing"

	"lamplight"
	"lamplight/boxes"
)

// An administrator who stays unnamed is a member like any other to those who do not lead, in every list and in what is said
// of others.
func TestUnnamed(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super(bob, cid)
	_, err := w.SetAdmin(ctx, as(ann), channel, bob, lamplight.AdminAnonymous|lamplight.AdminBan|lamplight.AdminInvite|lamplight.AdminPromote, "boss")
	works(t, "bob leads", err)
	_, err = w.Invite(ctx, as(bob), channel, []lamplight.UserID{dan})
	works(t, "bob brings dan in", err)
	_, err = w.Restrain(ctx, as(bob), channel, dan, lamplight.Restraint{Rights: lamplight.BannedPolls})
	works(t, "bob restrains dan", err)

	for _, viewer := range []lamplight.UserID{cid, dan} {
		p, err := w.Participant(ctx, viewer, channel, bob)
		works(t, "what bob is", err)
		same(t, "bob", p, Participant{User: bob, Joined: p.Joined})
		p, err = w.Participant(ctx, viewer, channel, ann)
		works(t, "what ann is", err)
		same(t, "ann owns it", p.Owner, true)
		admins, err := w.Participants(ctx, viewer, channel, ParticipantQuery{Filter: ParticipantsAdmins, Limit: 10})
		works(t, "who leads", err)
		same(t, "how many lead", admins.Count, 1)
		same(t, "who leads", admins.Participants[0].User, ann)
		all, err := w.Participants(ctx, viewer, channel, ParticipantQuery{Limit: 10})
		works(t, "who is in", err)
		same(t, "how many are in", len(all.Participants), 4)
		for _, p := range all.Participants {
			if slices.Contains([]lamplight.UserID{p.Inviter, p.Promoter, p.Restrainer}, bob) && p.User != bob {
				t.Errorf("%d learns what bob did to %d: %+v", viewer, p.User, p)
			}
			if p.User != viewer && p.Restraint.Rights != 0 {
				t.Errorf("%d learns what %d may not do", viewer, p.User)
			}
		}
	}
	own, err := w.Participant(ctx, dan, channel, dan)
	works(t, "what dan is", err)
	same(t, "what dan may not do", own.Restraint.Rights, lamplight.BannedPolls)
	same(t, "who said so", own.Restrainer, dan)

	p, err := w.Participant(ctx, ann, channel, bob)
	works(t, "what bob is, to who leads", err)
	same(t, "his title", p.Rank, "boss")
	same(t, "his rights", p.Admin&lamplight.AdminAnonymous, lamplight.AdminAnonymous)

	_, err = w.Restrain(ctx, as(ann), channel, dan, lamplight.Restraint{Rights: lamplight.BannedView})
	works(t, "dan is kept out", err)
	_, err = w.Participant(ctx, cid, channel, dan)
	fails(t, "who is kept out, to a member", err, ErrNotParticipant)
	_, err = w.Participant(ctx, ann, channel, dan)
	works(t, "who is kept out, to who leads", err)

	_, err = w.SetHiddenMembers(ctx, as(ann), channel, true)
	works(t, "hide who is in", err)
	_, err = w.Participant(ctx, cid, channel, bob)
	fails(t, "an unnamed administrator where members are hidden", err, ErrAdminRequired)
	_, err = w.Participant(ctx, cid, channel, ann)
	works(t, "who leads", err)
}

// A group that hides its members does not tell of them by what one has in common with them.
func TestCommonHides(t *testing.T) {
	w := newWorld(t, Limits{Common: 2})
	ctx := t.Context()
	var open []lamplight.Peer
	for i := range 6 {
		channel := w.super(bob, cid)
		if i%2 == 0 {
			_, err := w.SetHiddenMembers(ctx, as(ann), channel, true)
			works(t, "hide who is in", err)
			continue
		}
		open = append(open, lamplight.ChannelPeer(channel))
	}
	slices.SortFunc(open, func(a, b lamplight.Peer) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	var got []lamplight.Peer
	for after := int64(0); ; {
		page, err := w.Common(ctx, bob, cid, after, 2)
		works(t, "what both are in", err)
		for _, c := range page {
			got, after = append(got, c.Peer), c.Peer.ID
		}
		if len(page) < 2 {
			break
		}
	}
	list(t, "what bob has in common with cid", got, open...)
	n, err := w.CountCommon(ctx, ann, cid)
	works(t, "how much ann has in common with cid", err)
	same(t, "how much", n, 2) // Limits.Common: who leads sees all six
}

// Who comes back has nothing unseen of when they were in it before.
func TestComesBackSeen(t *testing.T) {
	w := newWorld(t, Limits{})
	ctx := t.Context()
	channel := w.super(bob)
	w.public(channel, "super_group")
	peer, box := lamplight.ChannelPeer(channel), lamplight.ChannelBox(channel)
	_, err := w.log.Apply(ctx, boxes.Group{Now: w.clock, Ops: []boxes.Op{boxes.Append{Box: box, Message: lamplight.Message{
		Peer: peer, From: lamplight.UserPeer(ann), Content: 77, Sent: w.clock, Text: "bob", Mentions: []lamplight.UserID{bob},
	}}}})
	works(t, "ann names bob", err)
	unseen := func() int {
		n, err := w.log.UnseenCounts(ctx, []boxes.UnseenQuery{{Box: box, Peer: peer, User: bob, Kind: boxes.UnseenMention}})
		works(t, "what bob has not seen", err)
		return n[0]
	}
	same(t, "unseen", unseen(), 1)
	_, err = w.Leave(ctx, as(bob), channel)
	works(t, "bob leaves", err)
	_, err = w.Join(ctx, as(bob), channel)
	works(t, "bob comes back", err)
	same(t, "unseen", unseen(), 0)
}

// What members may not do is changed once.
func TestDefaultTwice(t *testing.T) {
	w := newWorld(t, Limits{})
	peer := lamplight.ChatPeer(w.group(bob))
	_, err := w.SetDefault(t.Context(), as(ann), peer, lamplight.BannedPin)
	works(t, "nobody pins", err)
	version := w.row(peer).Version
	_, err = w.SetDefault(t.Context(), as(ann), peer, lamplight.BannedPin)
	fails(t, "once more", err, ErrNotModified)
	same(t, "version", w.row(peer).Version, version)
}
