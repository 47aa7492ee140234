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

// ErrRequestMissing answers who answers a wish that nobody has any more.
var ErrRequestMissing = invalid("HIDE_REQUESTER_MISSING")

// recentShown is how many of those who wait are named with their number.
const recentShown = 3

// Requests returns how many wait to be let into a group or channel, and a few of them, the last one first; nobody for who
// may not let them in.
func (s *Service) Requests(
	ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer,
) (count int, recent []lamplight.UserID, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		count, recent = 0, nil
		st, err := s.stand(tx, viewer, peer)
		if lamplight.KindOf(err) == lamplight.Invalid || err == nil && !st.may(lamplight.AdminInvite) {
			return nil
		}
		if err != nil {
			return err
		}
		if count, err = tx.CountJoinRequests(peer, ""); err != nil || count == 0 {
			return err
		}
		list, err := tx.JoinRequests(store.RequestQuery{Peer: peer, Limit: recentShown})
		for _, r := range list {
			recent = append(recent, r.User)
		}
		return err
	})
	return count, recent, err
}

// AnswerRequest lets somebody in who wishes to join, or sends them away. HIDE_REQUESTER_MISSING if they do not wait.
//
// https://core.telegram.org/method/messages.hideChatJoinRequest
func (s *Service) AnswerRequest(ctx context.Context, c Caller, peer lamplight.Peer, user lamplight.UserID, yes bool) (Result, error) {
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.led(tx, c.User, peer, lamplight.AdminInvite)
		if err != nil {
			return err
		}
		if err := s.answer(tx, o, c, st.chat, user, yes); err != nil {
			return err
		}
		return s.oweRequests(tx, peer, c.Origin)
	})
	if err != nil {
		return Result{}, fmt.Errorf("%d answers %d, who wishes to join %v: %w", c.User, user, peer, err)
	}
	r.Chat, r.Events = peer, append(r.Events, s.answered(peer).Events...)
	return r, nil
}

// answered is what the calling device is told after it answered wishes.
func (s *Service) answered(peer lamplight.Peer) Result {
	return Result{Chat: peer, Events: []lamplight.Event{{Kind: lamplight.EventJoinRequests, Peer: peer, Date: s.now()}}}
}

// answer answers one wish.
func (s *Service) answer(tx store.Tx, o *outcome, c Caller, chat store.Chat, user lamplight.UserID, yes bool) error {
	r, err := tx.JoinRequest(chat.Peer, user)
	if errors.Is(err, store.ErrNotFound) {
		return ErrRequestMissing
	}
	if err != nil {
		return err
	}
	if err := tx.DeleteJoinRequest(chat.Peer, user); err != nil || !yes {
		return err
	}
	st, err := s.stand(tx, user, chat.Peer)
	if errors.Is(err, ErrChannelPrivate) {
		return nil // kept out meanwhile: the wish goes, and they stay out
	}
	if err != nil {
		return err
	}
	if st.member.In() {
		return nil // came in another way meanwhile
	}
	a := admission{user: user, by: c.User}
	if r.Hash != "" {
		i, err := tx.Invite(r.Hash)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil {
			a.link = &i
		}
	}
	return s.admit(tx, o, st.chat, a)
}

// answersAtOnce is how many wishes one transaction answers.
const answersAtOnce = 50

// AnswerRequests answers everybody who wishes to join, or (hash not "") all who came by one link. Those who cannot be let in,
// because they are in too many channels, go on waiting.
//
// https://core.telegram.org/method/messages.hideAllChatJoinRequests
func (s *Service) AnswerRequests(ctx context.Context, c Caller, peer lamplight.Peer, hash string, yes bool) (Result, error) {
	q := store.RequestQuery{Peer: peer, Hash: hash, Limit: answersAtOnce}
	for {
		var page []store.JoinRequest
		err := s.store.Read(ctx, func(tx store.Tx) error {
			if _, err := s.led(tx, c.User, peer, lamplight.AdminInvite); err != nil {
				return err
			}
			if hash != "" {
				if _, err := s.ownLink(tx, c.User, peer, hash); err != nil {
					return err
				}
			}
			var err error
			page, err = tx.JoinRequests(q)
			return err
		})
		if err != nil {
			return Result{}, err
		}
		for _, r := range page {
			_, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
				st, err := s.led(tx, c.User, peer, lamplight.AdminInvite)
				if err != nil {
					return err
				}
				return s.answer(tx, o, c, st.chat, r.User, yes)
			})
			if lamplight.KindOf(err) == lamplight.Internal && err != nil || errors.Is(err, ErrAdminRequired) || errors.Is(err, ErrUsersTooMany) {
				return Result{}, err
			}
			q.Before, q.BeforeUser = r.At, r.User
		}
		if len(page) < answersAtOnce {
			break
		}
	}
	err := s.store.Write(ctx, func(tx store.Tx) error { return s.oweRequests(tx, peer, c.Origin) })
	if err != nil {
		return Result{}, err
	}
	return s.answered(peer), nil
}

// An Importer is somebody who joined by a link, or wishes to.
type Importer struct {
	User     lamplight.UserID
	At       time.Time
	Asks     bool // they wait
	Approver lamplight.UserID
}

// An ImporterQuery asks for those who joined by a link, or who wish to join.
type ImporterQuery struct {
	Asking bool   // those who wait
	Hash   string // of one link; "": of all, with Asking alone
	Query  string // what their names begin with, with Asking alone
	// Before and BeforeUser name the last one of the page before; zero: from the newest.
	Before     time.Time
	BeforeUser lamplight.UserID
	Limit      int
}

// Bounds of a page of those who joined.
const (
	maxImporters = 100
	maxAskScan   = 2000 // of those who wait that a search for a name reads
	askScanPage  = 200
)

// Importers returns a page of those who joined by a link or wish to join, the last one first, and how many there are.
//
// https://core.telegram.org/method/messages.getChatInviteImporters
func (s *Service) Importers(
	ctx context.Context, c Caller, peer lamplight.Peer, q ImporterQuery,
) (out []Importer, count int, err error) {
	if q.Limit <= 0 || q.Limit > maxImporters {
		q.Limit = maxImporters
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		out = nil
		if q.Hash != "" || !q.Asking {
			i, err := s.ownLink(tx, c.User, peer, q.Hash)
			if err != nil {
				return err
			}
			count = i.Used
		} else if _, err := s.led(tx, c.User, peer, lamplight.AdminInvite); err != nil {
			return err
		}
		if q.Asking {
			out, count, err = s.asking(tx, peer, q)
			return err
		}
		uses, err := tx.InviteUses(store.UseQuery{Hash: q.Hash, Before: q.Before, BeforeUser: q.BeforeUser, Limit: q.Limit})
		for _, u := range uses {
			out = append(out, Importer{User: u.User, At: u.At, Approver: u.By})
		}
		return err
	})
	return out, count, err
}

// asking returns a page of those who wait.
func (s *Service) asking(tx store.Tx, peer lamplight.Peer, q ImporterQuery) (out []Importer, count int, err error) {
	if count, err = tx.CountJoinRequests(peer, q.Hash); err != nil {
		return nil, 0, err
	}
	ask := store.RequestQuery{Peer: peer, Hash: q.Hash, Before: q.Before, BeforeUser: q.BeforeUser, Limit: q.Limit}
	if q.Query != "" {
		ask.Limit = askScanPage
	}
	for scanned := 0; scanned < maxAskScan; {
		page, err := tx.JoinRequests(ask)
		if err != nil {
			return nil, 0, err
		}
		match, err := named(tx, page, q.Query)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range page {
			if len(out) < q.Limit && (q.Query == "" || slices.Contains(match, r.User)) {
				out = append(out, Importer{User: r.User, At: r.At, Asks: true})
			}
			ask.Before, ask.BeforeUser = r.At, r.User
		}
		scanned += len(page)
		if q.Query == "" || len(page) < ask.Limit || len(out) >= q.Limit {
			break
		}
	}
	if q.Query != "" {
		count = len(out)
	}
	return out, count, nil
}

// named returns which of those who wait have a name with a word that begins with a query, whatever its case.
func named(tx store.Tx, page []store.JoinRequest, query string) ([]lamplight.UserID, error) {
	ids := make([]lamplight.UserID, len(page))
	for i, r := range page {
		ids[i] = r.User
	}
	return nameBegins(tx, ids, query)
}

// nameBegins returns which of ids have a name with a word, or a public name, that begins with a query, whatever its case.
func nameBegins(tx store.Tx, ids []lamplight.UserID, query string) (out []lamplight.UserID, err error) {
	if query == "" || len(ids) == 0 {
		return nil, nil
	}
	peers := make([]lamplight.Peer, len(ids))
	for i, id := range ids {
		peers[i] = lamplight.UserPeer(id)
	}
	users, err := tx.UsersByID(ids)
	if err != nil {
		return nil, err
	}
	names, err := tx.UsernamesOf(peers)
	if err != nil {
		return nil, err
	}
	want := strings.ToLower(strings.TrimPrefix(query, "@"))
	begins := func(text string) bool {
		text = strings.ToLower(text)
		return strings.HasPrefix(text, want) ||
			slices.ContainsFunc(strings.Fields(text), func(w string) bool { return strings.HasPrefix(w, want) })
	}
	for _, u := range users {
		if begins(u.FirstName + " " + u.LastName) {
			out = append(out, u.ID)
		}
	}
	for _, n := range names {
		if begins(n.Name) {
			out = append(out, n.Peer.User())
		}
	}
	return out, nil
}
