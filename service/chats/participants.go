package chats

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// A Participant is somebody in a chat, or somebody who is kept out of it.
type Participant = lamplight.Participant

// participant shows a row as the one who stands so may see it.
//
// Who leads a supergroup or channel sees all of it. Others learn nothing of administrators who stay unnamed: these are
// members like any other, and whom they brought in, made administrators or restrained is not told either.
func (s *Service) participant(st stood, m store.Member) Participant {
	plain := st.chat.Peer.Kind == lamplight.PeerChannel && !st.member.Leads()
	self := m.User == st.member.User
	if plain && !self && (stood{st.chat, m}).unnamed() {
		m.Standing, m.Rights, m.Promoter, m.Rank = store.StandingMember, 0, 0, ""
	}
	p := Participant{
		User: m.User, Joined: m.Joined, Inviter: m.Inviter, Owner: m.Standing == store.StandingOwner, Admin: rightsOf(st.chat, m),
		Rank: m.Rank, Promoter: m.Promoter, Left: !m.In(), Asked: m.Asked,
	}
	p.MayEdit = m.Leads() && !p.Owner && (st.owns() || st.may(lamplight.AdminPromote) && m.Promoter == st.member.User)
	if r := m.Restraint.At(s.now()); r != 0 {
		p.Restraint = lamplight.Restraint{Rights: r, Until: m.Restraint.Until}
		p.Restrainer, p.Restrained = m.Restrainer, m.Restrained
	}
	if plain {
		p.Inviter = 0
		if p.Promoter != 0 {
			p.Promoter = m.User // the field has to name somebody
		}
		if !self {
			p.Restraint, p.Restrainer, p.Restrained = lamplight.Restraint{}, 0, time.Time{}
		} else if p.Restrainer != 0 {
			p.Restrainer = m.User
		}
	}
	return p
}

// A ParticipantFilter chooses among participants.
type ParticipantFilter uint8

// The filters, as https://core.telegram.org/type/ChannelParticipantsFilter lists them.
const (
	ParticipantsRecent ParticipantFilter = iota
	ParticipantsAdmins
	ParticipantsKicked
	ParticipantsBanned
	ParticipantsBots
	ParticipantsContacts
	ParticipantsSearch
	ParticipantsMentions
)

// A ParticipantQuery asks for a page of participants.
type ParticipantQuery struct {
	Filter ParticipantFilter
	Query  string // what a name begins with; "": anybody
	Offset int
	Limit  int // at most Limits.Page are given
}

// A ParticipantPage is a page of participants.
type ParticipantPage struct {
	Participants []Participant
	Count        int // of those that the query is about, as far as counted
}

// Participant returns what somebody is in a supergroup or channel: USER_NOT_PARTICIPANT if they never came near it, or the
// viewer may not know.
//
// https://core.telegram.org/method/channels.getParticipant
func (s *Service) Participant(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, user lamplight.UserID,
) (Participant, error) {
	peer := lamplight.ChannelPeer(channel)
	a, err := s.Access(ctx, viewer, peer)
	if err != nil {
		return Participant{}, err
	}
	var p Participant
	err = s.store.Read(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, viewer, peer)
		if err != nil {
			return err
		}
		m, err := tx.Member(peer, user)
		if errors.Is(err, store.ErrNotFound) {
			return ErrNotParticipant
		}
		if err != nil {
			return err
		}
		p = s.participant(st, m)
		switch {
		case user == viewer && m.In(), a.Leads():
		case !s.seesMembers(&a) && p.Admin == 0:
			return ErrAdminRequired
		}
		if p.Left && p.Restraint.Rights == 0 {
			return ErrNotParticipant
		}
		return nil
	})
	if err != nil {
		return Participant{}, fmt.Errorf("what %d is in %v: %w", user, peer, err)
	}
	return p, nil
}

// Participants returns a page of those who are in a supergroup or channel, or are kept from something in it:
// CHAT_ADMIN_REQUIRED if the viewer may not know.
//
// https://core.telegram.org/method/channels.getParticipants
func (s *Service) Participants(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, q ParticipantQuery,
) (ParticipantPage, error) {
	peer := lamplight.ChannelPeer(channel)
	a, err := s.Access(ctx, viewer, peer)
	if err != nil {
		return ParticipantPage{}, err
	}
	switch q.Filter {
	case ParticipantsKicked, ParticipantsBanned:
		if !a.Leads() {
			return ParticipantPage{}, ErrAdminRequired
		}
	case ParticipantsAdmins:
		// Everybody may know who leads a group; of a channel its administrators.
		if a.Chat.Broadcast && !a.Leads() {
			return ParticipantPage{}, ErrAdminRequired
		}
	default:
		if !s.seesMembers(&a) {
			return ParticipantPage{}, ErrAdminRequired
		}
	}
	q.Offset = max(q.Offset, 0)
	if q.Limit < 0 {
		return ParticipantPage{}, lamplight.ErrLimitInvalid
	}
	q.Limit = min(q.Limit, s.limits.Page)
	var page ParticipantPage
	err = s.store.Read(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, viewer, peer)
		if err != nil {
			return err
		}
		rows, count, err := s.membersFor(tx, st, viewer, q)
		if err != nil {
			return err
		}
		page = ParticipantPage{Participants: make([]Participant, len(rows)), Count: count}
		for i, m := range rows {
			page.Participants[i] = s.participant(st, m)
		}
		return nil
	})
	if err != nil {
		return page, fmt.Errorf("who is in %v: %w", peer, err)
	}
	return page, nil
}

// membersFor returns the rows of a page, and how many there are in all.
func (s *Service) membersFor(tx store.Tx, st stood, viewer lamplight.UserID, q ParticipantQuery) ([]store.Member, int, error) {
	chat := st.chat
	plain := func(f store.MemberFilter, count int) ([]store.Member, int, error) {
		rows, err := tx.MembersOf(chat.Peer, store.MemberQuery{Filter: f, Offset: q.Offset, Limit: q.Limit})
		return rows, count, err
	}
	recent := func() ([]store.Member, int, error) {
		rows, err := tx.MembersOf(chat.Peer, s.places.query(chat.Peer, q.Offset, q.Limit))
		if err == nil {
			s.places.note(chat.Peer, q.Offset, rows)
		}
		return rows, chat.Members, err
	}
	searched := func(f store.MemberFilter) ([]store.Member, int, error) {
		rows, err := tx.MembersOf(chat.Peer, store.MemberQuery{Filter: f, Limit: s.limits.Searched})
		if err != nil {
			return nil, 0, err
		}
		return s.named(tx, rows, q)
	}
	searching := strings.TrimSpace(q.Query) != ""
	switch q.Filter {
	case ParticipantsRecent:
		return recent()
	case ParticipantsSearch, ParticipantsMentions:
		if !searching {
			return recent()
		}
		return searched(store.MembersAll)
	case ParticipantsAdmins:
		if st.member.Leads() {
			return plain(store.MembersLeading, chat.Admins)
		}
		return s.namedAdmins(tx, chat, q)
	case ParticipantsKicked:
		if searching {
			return searched(store.MembersKicked)
		}
		return plain(store.MembersKicked, chat.Kicked)
	case ParticipantsBanned:
		if searching {
			return searched(store.MembersRestrained)
		}
		return plain(store.MembersRestrained, chat.Restricts)
	case ParticipantsContacts:
		return s.contactsIn(tx, chat, viewer, q)
	case ParticipantsBots:
		return nil, 0, nil // there are no bots
	default:
		return nil, 0, fmt.Errorf("filter %d of participants is unknown", q.Filter)
	}
}

// namedAdmins returns the administrators whom members may know: those who do not stay unnamed.
func (s *Service) namedAdmins(tx store.Tx, chat store.Chat, q ParticipantQuery) ([]store.Member, int, error) {
	rows, err := tx.MembersOf(chat.Peer, store.MemberQuery{Filter: store.MembersLeading, Limit: store.MostMembers})
	if err != nil {
		return nil, 0, err
	}
	rows = slices.DeleteFunc(rows, func(m store.Member) bool { return (stood{chat, m}).unnamed() })
	count := len(rows)
	rows = rows[min(q.Offset, count):]
	return rows[:min(len(rows), q.Limit)], count, nil
}

// contactsIn returns those of the viewer's contacts who are in a chat.
func (s *Service) contactsIn(tx store.Tx, chat store.Chat, viewer lamplight.UserID, q ParticipantQuery) ([]store.Member, int, error) {
	book, err := tx.ContactsOf(viewer)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]lamplight.UserID, len(book))
	for i, c := range book {
		ids[i] = c.User
	}
	rows, err := tx.MembersAmong(chat.Peer, ids)
	if err != nil {
		return nil, 0, err
	}
	rows = slices.DeleteFunc(rows, func(m store.Member) bool { return !m.In() })
	slices.SortFunc(rows, func(a, b store.Member) int { return int(min(max(a.User-b.User, -1), 1)) })
	return s.named(tx, rows, q)
}

// named returns the page of those rows whose person has a name, or a public name, that begins as the query says.
func (s *Service) named(tx store.Tx, rows []store.Member, q ParticipantQuery) ([]store.Member, int, error) {
	if query := strings.TrimSpace(q.Query); query != "" {
		ids := make([]lamplight.UserID, len(rows))
		for i, m := range rows {
			ids[i] = m.User
		}
		match, err := nameBegins(tx, ids, query)
		if err != nil {
			return nil, 0, err
		}
		in := make(map[lamplight.UserID]bool, len(match))
		for _, u := range match {
			in[u] = true
		}
		rows = slices.DeleteFunc(rows, func(m store.Member) bool { return !in[m.User] })
	}
	count := len(rows)
	rows = rows[min(q.Offset, count):]
	return rows[:min(len(rows), q.Limit)], count, nil
}
