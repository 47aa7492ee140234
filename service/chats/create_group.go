package chats

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"lamplight"
	"lamplight/store"
)

// A NewGroup is a basic group to be made.
type NewGroup struct {
	Title string
	Users []lamplight.UserID
	TTL   int // seconds; 0: messages stay
}

// CreateGroup makes a basic group of the caller and others. Those who cannot be brought in are Missing; a group may begin
// with the caller alone. USERS_TOO_MUCH above Limits.Group.
//
// https://core.telegram.org/method/messages.createChat
func (s *Service) CreateGroup(ctx context.Context, c Caller, g NewGroup) (Result, error) {
	title, err := s.title(g.Title)
	if err != nil {
		return Result{}, err
	}
	users := others(c.User, g.Users)
	if len(users)+1 > s.limits.Group {
		return Result{}, ErrUsersTooMany
	}
	users, missing, err := s.invitable(ctx, c.User, users)
	if err != nil {
		return Result{}, err
	}
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		if err := s.countMade(tx, c.User); err != nil {
			return err
		}
		chat, err := s.newChat(tx, lamplight.PeerChat, store.Chat{Title: title, Creator: c.User, Version: 1, TTL: g.TTL})
		if err != nil {
			return err
		}
		o.peer, o.missing = chat.Peer, slices.Clone(missing)
		in := []lamplight.UserID{c.User}
		for i, u := range append([]lamplight.UserID{c.User}, users...) {
			chat.Members = i
			_, _, err := s.enter(tx, chat, u, arrival{inviter: c.User})
			var no *lamplight.Error
			switch {
			case i > 0 && errors.As(err, &no):
				o.missing = append(o.missing, Missing{u, no})
			case err != nil:
				return err
			case i > 0:
				in = append(in, u)
			}
		}
		o.users = in
		o.say = &said{Action: lamplight.ActionChatCreate, Users: in, Notes: in, List: true, TTL: g.TTL}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("new group of %d: %w", c.User, err)
	}
	return r, nil
}

// others returns users without the caller, each once.
func others(caller lamplight.UserID, users []lamplight.UserID) (out []lamplight.UserID) {
	for _, u := range users {
		if u != caller && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// invitable parts those whom the caller may bring into a chat from those whom not.
func (s *Service) invitable(
	ctx context.Context, caller lamplight.UserID, users []lamplight.UserID,
) (in []lamplight.UserID, missing []Missing, err error) {
	if len(users) == 0 {
		return nil, nil, nil
	}
	may, err := s.people.MayInvite(ctx, caller, users)
	if err != nil {
		return nil, nil, err
	}
	for i, u := range users {
		if may[i] != nil {
			missing = append(missing, Missing{u, may[i]})
			continue
		}
		in = append(in, u)
	}
	return in, missing, nil
}

// leastID is the least id that a chat is given: they are drawn at random, so that they tell nothing about how many there are.
// It has ten digits, because client libraries put "-100" before a channel's id where the protocol's mark is a sum: only
// with ten digits is that the same number (GramJS 2.26.22).
const leastID = 1_000_000_000

// idTries is how often another id is drawn.
const idTries = 16

// newChat adds a chat under an id that nobody has.
func (s *Service) newChat(tx store.Tx, kind lamplight.PeerKind, c store.Chat) (store.Chat, error) {
	c.Created = s.now()
	most := int64(lamplight.MaxChatID)
	if kind == lamplight.PeerChannel {
		most = int64(lamplight.MaxChannelID)
	}
	for range idTries {
		c.Peer = lamplight.Peer{Kind: kind, ID: leastID + rand.Int64N(most-leastID)}
		err := tx.AddChat(c)
		if !errors.Is(err, store.ErrTaken) {
			return c, err
		}
	}
	return c, errors.New("no id is left")
}
