package chats

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// CheckLink returns what a link leads to, and whether the caller is in it: then Peer is all that they need. It is counted:
// nobody tries links one after the other (FLOOD_WAIT_X). INVITE_HASH_EXPIRED for what is no link of ours, has ended or is
// used up, and for those who are kept out.
//
// https://core.telegram.org/method/messages.checkChatInvite
func (s *Service) CheckLink(ctx context.Context, c Caller, hash string) (p Preview, member bool, err error) {
	if err := checkHash(hash); err != nil {
		return Preview{}, false, err
	}
	if err := s.countCheck(ctx, c.User); err != nil {
		return Preview{}, false, err
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		i, st, err := s.open(tx, c.User, hash)
		if err != nil {
			return err
		}
		if member = st.member.In(); !member {
			if err := s.usable(i); err != nil {
				return err
			}
		}
		if p, err = s.previewBy(tx, i, st.chat); err != nil {
			return err
		}
		p.Known, err = s.knownIn(tx, c.User, st.chat)
		return err
	})
	if err != nil {
		return Preview{}, false, err
	}
	return p, member, nil
}

// Invited returns what a link leads to, for the page behind it: its title, kind and size.
func (s *Service) Invited(ctx context.Context, hash string) (p Preview, found bool, err error) {
	if checkHash(hash) != nil {
		return Preview{}, false, nil
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		i, st, err := s.open(tx, 0, hash)
		if err != nil {
			return err
		}
		if err := s.usable(i); err != nil {
			return err
		}
		p, err = s.previewBy(tx, i, st.chat)
		found = err == nil
		return err
	})
	if errors.Is(err, ErrLinkExpired) {
		return Preview{}, false, nil
	}
	return p, found, err
}

// open returns the link with a hash, what it leads to, and what somebody is there. Whoever is kept out learns nothing.
func (s *Service) open(tx store.Tx, user lamplight.UserID, hash string) (store.Invite, stood, error) {
	i, err := tx.Invite(hash)
	if errors.Is(err, store.ErrNotFound) {
		return i, stood{}, ErrLinkExpired
	}
	if err != nil {
		return i, stood{}, err
	}
	st, err := s.stand(tx, user, i.Peer)
	switch {
	case lamplight.KindOf(err) == lamplight.Invalid:
		return i, st, ErrLinkExpired
	case err != nil:
		return i, st, fmt.Errorf("what a link leads to: %w", err)
	case i.Peer.Kind == lamplight.PeerChat && st.member.Restraint.At(s.now())&lamplight.BannedView != 0:
		return i, st, ErrLinkExpired
	}
	return i, st, nil
}

// usable returns INVITE_HASH_EXPIRED if nobody joins by a link any more.
func (s *Service) usable(i store.Invite) error {
	if i.Revoked || !i.Expires.IsZero() && !i.Expires.After(s.now()) || i.Limit > 0 && i.Used >= i.Limit {
		return ErrLinkExpired
	}
	return nil
}

func (s *Service) previewBy(tx store.Tx, i store.Invite, chat store.Chat) (Preview, error) {
	p := preview(chat)
	p.Approval = i.Approval
	var err error
	p.Public, err = s.public(tx, chat)
	return p, err
}

// knownShown is how many members a preview names.
const knownShown = 5

// knownIn returns a few members whom somebody has in their address book.
func (s *Service) knownIn(tx store.Tx, user lamplight.UserID, chat store.Chat) ([]lamplight.UserID, error) {
	if chat.Broadcast || chat.Flags.Has(store.ChatHiddenMembers) {
		return nil, nil
	}
	book, err := tx.ContactsOf(user)
	if err != nil {
		return nil, err
	}
	ids := make([]lamplight.UserID, len(book))
	for i, b := range book {
		ids[i] = b.User
	}
	ms, err := tx.MembersAmong(chat.Peer, ids)
	var out []lamplight.UserID
	for _, m := range ms {
		if m.In() && len(out) < knownShown {
			out = append(out, m.User)
		}
	}
	return out, err
}

// countCheck counts a look at a link.
func (s *Service) countCheck(ctx context.Context, user lamplight.UserID) error {
	now, name := s.now(), fmt.Sprintf("links/%d", user)
	wait := 0
	err := s.store.Write(ctx, func(tx store.Tx) error {
		n, until, err := tx.Count(name, 1, now, s.limits.CheckTime)
		wait = 0
		if n > s.limits.Checks {
			wait = int(until.Sub(now)/time.Second) + 1
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("count links that %d looks at: %w", user, err)
	}
	if wait > 0 {
		return lamplight.FloodWait(wait)
	}
	return nil
}
