package chats

import (
	"time"

	"lamplight"
	"lamplight/store"
)

// A Toggle is what an ActFlags switched.
type Toggle uint8

// The toggles, as the log of administrators tells them apart.
const (
	ToggleNone Toggle = iota
	ToggleSignatures
	ToggleFaces
	ToggleHiddenHistory
	ToggleNoCopy
	ToggleAntiSpam
)

// A Logged is what somebody did, as administrators are shown it. The fields of its kind are set: as it was, and as it is.
type Logged struct {
	ID   int64
	At   time.Time
	By   lamplight.UserID
	Kind ActKind

	Toggle               Toggle // ActFlags
	On                   bool   // ActFlags, ActForum, ActPin
	Old, New             string // ActTitle, ActAbout, ActUsername
	OldNames, NewNames   []string
	OldPhoto, NewPhoto   *lamplight.Photo
	OldNumber, NewNumber int64 // ActSlowMode, ActTTL: seconds; ActLinked: the other's id, 0: none; ActStickers: the set
	OldRights, NewRights lamplight.BannedRights
	OldSet, NewSet       []byte // ActReactions, as the service that keeps them wrote it
	OldMember, NewMember *Participant
	OldMessage           *lamplight.Message
	NewMessage           *lamplight.Message
	OldLink, NewLink     *Link
	Approver             lamplight.UserID // ActJoinAsked
	OldTopic, NewTopic   *lamplight.Topic
}

// shown returns what administrators are shown of an act.
func (s *Service) shown(e loggedAct) Logged {
	a := e.act
	l := Logged{
		ID: e.id, At: a.At, By: a.By, Kind: a.Kind, OldMessage: a.MessageBefore, NewMessage: a.MessageAfter, OldLink: LinkOf(a.LinkBefore),
		NewLink: LinkOf(a.LinkAfter), OldNames: a.NamesBefore, NewNames: a.NamesAfter, OldMember: participantOf(a.MemberBefore),
		NewMember: participantOf(a.MemberAfter), OldTopic: a.TopicBefore, NewTopic: a.TopicAfter,
	}
	if a.MessageAfter != nil {
		l.On = a.MessageAfter.Pinned
	}
	if a.Kind == ActJoinAsked && a.MemberAfter != nil {
		// By is who let them in; the log shows who joined.
		l.Approver, l.By = a.By, a.MemberAfter.User
	}
	if len(a.NamesBefore) > 0 {
		l.Old = a.NamesBefore[0]
	}
	if len(a.NamesAfter) > 0 {
		l.New = a.NamesAfter[0]
	}
	if a.Before == nil || a.After == nil {
		return l
	}
	was, is := a.Before, a.After
	switch a.Kind {
	case ActTitle:
		l.Old, l.New = was.Title, is.Title
	case ActAbout:
		l.Old, l.New = was.About, is.About
	case ActPhoto:
		l.OldPhoto, l.NewPhoto = was.Photo, is.Photo
	case ActFlags:
		l.Toggle, l.On = toggled(was.Flags, is.Flags)
	case ActForum:
		l.On = is.Forum
	case ActDefault:
		l.OldRights, l.NewRights = was.Default, is.Default
	case ActSlowMode:
		l.OldNumber, l.NewNumber = int64(was.SlowMode), int64(is.SlowMode)
	case ActTTL:
		l.OldNumber, l.NewNumber = int64(was.TTL), int64(is.TTL)
	case ActLinked:
		l.OldNumber, l.NewNumber = int64(was.Linked), int64(is.Linked)
	case ActStickers:
		l.OldNumber, l.NewNumber = was.StickerSet, is.StickerSet
	case ActReactions:
		l.OldSet, l.NewSet = was.Reactions, is.Reactions
	}
	return l
}

// toggled returns which flag changed that the log tells of.
func toggled(was, is store.ChatFlags) (Toggle, bool) {
	for _, t := range []struct {
		flag   store.ChatFlags
		toggle Toggle
	}{
		{store.ChatSignatures, ToggleSignatures}, {store.ChatSignatureFaces, ToggleFaces}, {store.ChatHiddenHistory, ToggleHiddenHistory},
		{store.ChatNoCopy, ToggleNoCopy}, {store.ChatAntiSpam, ToggleAntiSpam},
	} {
		if (was^is)&t.flag != 0 {
			return t.toggle, is.Has(t.flag)
		}
	}
	return ToggleNone, false
}

// participantOf returns a logged row as participants are shown; nil for none.
func participantOf(m *store.Member) *Participant {
	if m == nil {
		return nil
	}
	p := Participant{
		User: m.User, Joined: m.Joined, Inviter: m.Inviter, Owner: m.Standing == store.StandingOwner, Rank: m.Rank, Promoter: m.Promoter,
		Restraint: m.Restraint, Restrainer: m.Restrainer, Restrained: m.Restrained, Left: !m.In(), Asked: m.Asked,
	}
	if m.Leads() {
		p.Admin = m.Rights
	}
	return &p
}
