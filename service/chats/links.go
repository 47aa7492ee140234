package chats

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// Errors of links by which people join, as clients know them.
var (
	ErrLinkHashEmpty   = invalid("INVITE_HASH_EMPTY")
	ErrLinkHashInvalid = invalid("INVITE_HASH_INVALID")
	ErrLinkExpired     = invalid("INVITE_HASH_EXPIRED")
	ErrLinkPermanent   = invalid("CHAT_INVITE_PERMANENT")
	ErrLinkRevoked     = invalid("INVITE_REVOKED_MISSING") // only a link that does not work any more can be removed
	ErrLinkSent        = invalid("INVITE_REQUEST_SENT")
	ErrExpireInvalid   = invalid("EXPIRE_DATE_INVALID")
	ErrUsageInvalid    = invalid("USAGE_LIMIT_INVALID")
	ErrLinksTooMany    = invalid("INVITES_TOO_MUCH")
	ErrAdminInvalid    = invalid("ADMIN_ID_INVALID")
)

// A Link is a link by which people join.
type Link struct {
	Hash      string
	Peer      lamplight.Peer
	Admin     lamplight.UserID
	Title     string
	Created   time.Time
	Expires   time.Time // zero: never
	Limit     int       // 0: none
	Used      int
	Requested int // wishes to join that came by it and that nobody answered
	Approval  bool
	Permanent bool
	Revoked   bool
}

func linkOf(i store.Invite) Link {
	return Link{
		Hash: i.Hash, Peer: i.Peer, Admin: i.Admin, Title: i.Title, Created: i.Created, Expires: i.Expires, Limit: i.Limit, Used: i.Used,
		Approval: i.Approval, Permanent: i.Permanent, Revoked: i.Revoked,
	}
}

// LinkOf returns a logged link as others are shown; nil for none.
func LinkOf(i *store.Invite) *Link {
	if i == nil {
		return nil
	}
	l := linkOf(*i)
	return &l
}

// link is linkOf with what waits.
func (s *Service) link(tx store.Tx, i store.Invite) (Link, error) {
	l := linkOf(i)
	if !i.Approval {
		return l, nil
	}
	var err error
	l.Requested, err = tx.CountJoinRequests(i.Peer, i.Hash)
	return l, err
}

// hashSize is how many random bytes a link has: nobody finds one by trying.
const hashSize = 16

// newHash returns what a new link ends with. One of digits alone would be taken for a phone number, so it begins with a letter.
func newHash() string {
	b := make([]byte, hashSize)
	rand.Read(b) // never fails
	return "L" + base64.RawURLEncoding.EncodeToString(b)
}

// maxHash is the longest end of a link that is looked up, in bytes.
const maxHash = 64

// checkHash refuses what no link of ours ends with.
func checkHash(hash string) error {
	if hash == "" {
		return ErrLinkHashEmpty
	}
	if len(hash) > maxHash {
		return ErrLinkHashInvalid
	}
	for _, r := range hash {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return ErrLinkHashInvalid
		}
	}
	return nil
}

// HashOf returns what a link ends with, of whichever form: <origin>/+hash, <origin>/joinchat/hash, tg://join?invite=hash, or
// the hash alone. "" if it is no link of the kind.
func HashOf(link string) string {
	link = strings.TrimSpace(link)
	if rest, ok := strings.CutPrefix(link, "tg:"); ok {
		u, err := url.Parse("tg://" + strings.TrimLeft(rest, "/"))
		if err != nil || u.Host != "join" {
			return ""
		}
		link = u.Query().Get("invite")
	}
	if at := strings.LastIndexByte(link, '/'); at >= 0 {
		end, before := link[at+1:], link[:at]
		switch {
		case strings.HasPrefix(end, "+"):
			link = end[1:]
		case strings.HasSuffix(strings.ToLower(before), "/joinchat") || strings.EqualFold(before, "joinchat"):
			link = end
		default:
			return ""
		}
	}
	if link = strings.TrimPrefix(link, "+"); checkHash(link) != nil {
		return ""
	}
	return link
}

// A NewLink is a link to be made.
type NewLink struct {
	// Permanent makes it the administrator's permanent link, in place of the one before, which works no more.
	Permanent bool
	Title     string
	Expires   time.Time // zero: never
	Limit     int       // 0: none
	Approval  bool
}

// checkLink checks what a client says of a link. EXPIRE_DATE_INVALID for a time that is past, USAGE_LIMIT_INVALID for a
// limit that is too great, or one where administrators let people in.
func (s *Service) checkLink(n *NewLink) error {
	n.Title = plainLine(n.Title)
	if r := []rune(n.Title); len(r) > s.limits.LinkRunes {
		n.Title = strings.TrimSpace(string(r[:s.limits.LinkRunes]))
	}
	switch {
	case !n.Expires.IsZero() && !n.Expires.After(s.now()):
		return ErrExpireInvalid
	case n.Limit < 0 || n.Limit > s.limits.LinkUses || n.Limit > 0 && n.Approval:
		return ErrUsageInvalid
	case n.Permanent && (n.Title != "" || !n.Expires.IsZero() || n.Limit != 0 || n.Approval):
		return ErrLinkPermanent
	}
	return nil
}

// plainLine returns what somebody wrote as one line without control characters.
func plainLine(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
}

// ExportLink makes a link to a group or channel. CHAT_ADMIN_REQUIRED for who may not bring people in.
//
// https://core.telegram.org/method/messages.exportChatInvite
func (s *Service) ExportLink(ctx context.Context, c Caller, peer lamplight.Peer, n NewLink) (Link, error) {
	if err := s.checkLink(&n); err != nil {
		return Link{}, err
	}
	hash := newHash()
	var out Link
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if _, err := s.led(tx, c.User, peer, lamplight.AdminInvite); err != nil {
			return err
		}
		if n.Permanent {
			if err := s.endPermanent(tx, c.User, peer); err != nil {
				return err
			}
		} else if count, err := tx.CountInvites(peer, c.User, false); err != nil {
			return err
		} else if count >= s.limits.Links {
			return ErrLinksTooMany
		}
		i := store.Invite{
			Hash: hash, Peer: peer, Admin: c.User, Title: n.Title, Created: s.now(), Expires: n.Expires, Limit: n.Limit,
			Approval: n.Approval, Permanent: n.Permanent,
		}
		out = linkOf(i)
		return tx.AddInvite(i)
	})
	return out, err
}

// endPermanent ends the permanent link of an administrator, if there is one.
func (s *Service) endPermanent(tx store.Tx, admin lamplight.UserID, peer lamplight.Peer) error {
	old, err := tx.PermanentInvite(peer, admin)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	was := old
	old.Revoked = true
	if err := tx.UpdateInvite(old); err != nil {
		return err
	}
	return s.did(tx, Act{Kind: ActInviteRevoke, Chat: peer, By: admin, LinkBefore: &was, LinkAfter: &old})
}

// PrimaryLink returns the permanent link of an administrator, and makes it if they have none. Nil for who may not bring
// people in.
func (s *Service) PrimaryLink(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (*Link, error) {
	var out *Link
	may := false
	err := s.store.Read(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, user, peer)
		if may = err == nil && st.may(lamplight.AdminInvite); err != nil || !may {
			return err
		}
		i, err := tx.PermanentInvite(peer, user)
		if err == nil {
			l := linkOf(i)
			out = &l
		}
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound) && may:
		l, err := s.ExportLink(ctx, Caller{User: user}, peer, NewLink{Permanent: true})
		if err != nil {
			return nil, fmt.Errorf("first link of %d to %v: %w", user, peer, err)
		}
		return &l, nil
	case err != nil:
		return nil, err
	}
	return out, nil
}

// A LinkChange is what is to change of a link; nil leaves it.
type LinkChange struct {
	Revoke   bool // it is to work no more; nothing else is looked at
	Expires  *time.Time
	Limit    *int
	Approval *bool
	Title    *string
}

// EditLink changes a link, or ends it. Administrators change their own, owners everybody's. The permanent link of an
// administrator can only be ended, and another takes its place: what is returned second then. CHAT_INVITE_PERMANENT for any
// other change of it, INVITE_HASH_EXPIRED for a link that there is not or that has ended.
//
// https://core.telegram.org/method/messages.editExportedChatInvite
func (s *Service) EditLink(ctx context.Context, c Caller, peer lamplight.Peer, hash string, ch LinkChange) (Link, *Link, error) {
	next := newHash()
	var out Link
	var other *Link
	err := s.store.Write(ctx, func(tx store.Tx) error {
		other = nil
		i, err := s.ownLink(tx, c.User, peer, hash)
		if err != nil {
			return err
		}
		if i.Revoked {
			return ErrLinkExpired
		}
		was, kind := i, ActInviteEdit
		if ch.Revoke {
			kind, i.Revoked = ActInviteRevoke, true
		} else if err := s.changeLink(&i, ch); err != nil {
			return err
		}
		if i == was {
			return ErrNotModified
		}
		if err := tx.UpdateInvite(i); err != nil {
			return err
		}
		if err := s.did(tx, Act{Kind: kind, Chat: peer, By: c.User, LinkBefore: &was, LinkAfter: &i}); err != nil {
			return err
		}
		if i.Revoked && i.Permanent {
			n := store.Invite{Hash: next, Peer: peer, Admin: i.Admin, Created: s.now(), Permanent: true}
			if err := tx.AddInvite(n); err != nil {
				return err
			}
			l := linkOf(n)
			other = &l
		}
		out, err = s.link(tx, i)
		return err
	})
	return out, other, err
}

func (s *Service) changeLink(i *store.Invite, ch LinkChange) error {
	n := NewLink{Permanent: i.Permanent, Title: i.Title, Limit: i.Limit, Approval: i.Approval}
	if ch.Expires != nil {
		n.Expires = *ch.Expires
	}
	if ch.Limit != nil {
		n.Limit = *ch.Limit
	}
	if ch.Approval != nil {
		if n.Approval = *ch.Approval; n.Approval && ch.Limit == nil {
			n.Limit = 0
		}
	}
	if ch.Title != nil {
		n.Title = *ch.Title
	}
	if err := s.checkLink(&n); err != nil {
		return err
	}
	i.Title, i.Limit, i.Approval = n.Title, n.Limit, n.Approval
	if ch.Expires != nil {
		i.Expires = n.Expires
	}
	return nil
}

// ownLink returns a link that somebody may see and change: their own, or as the owner anybody's.
func (s *Service) ownLink(tx store.Tx, user lamplight.UserID, peer lamplight.Peer, hash string) (store.Invite, error) {
	if err := checkHash(hash); err != nil {
		return store.Invite{}, err
	}
	st, err := s.led(tx, user, peer, lamplight.AdminInvite)
	if err != nil {
		return store.Invite{}, err
	}
	i, err := tx.Invite(hash)
	if errors.Is(err, store.ErrNotFound) || err == nil && i.Peer != peer {
		return store.Invite{}, ErrLinkExpired
	}
	if err == nil && i.Admin != user && !st.owns() {
		err = ErrAdminRequired
	}
	return i, err
}

// Link returns one link.
//
// https://core.telegram.org/method/messages.getExportedChatInvite
func (s *Service) Link(ctx context.Context, c Caller, peer lamplight.Peer, hash string) (out Link, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		i, err := s.ownLink(tx, c.User, peer, hash)
		if err != nil {
			return err
		}
		out, err = s.link(tx, i)
		return err
	})
	return out, err
}

// A LinkQuery asks for links of an administrator.
type LinkQuery struct {
	Admin      lamplight.UserID
	Revoked    bool
	Before     time.Time // with BeforeHash, the last one of the page before; zero: from the newest
	BeforeHash string
	Limit      int
}

// maxLinkPage is how many links one answer has at most.
const maxLinkPage = 100

// Links returns a page of an administrator's links, newest first, and how many there are. Administrators see their own,
// owners everybody's.
//
// https://core.telegram.org/method/messages.getExportedChatInvites
func (s *Service) Links(ctx context.Context, c Caller, peer lamplight.Peer, q LinkQuery) (out []Link, count int, err error) {
	if q.Limit <= 0 || q.Limit > maxLinkPage {
		q.Limit = maxLinkPage
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := s.mayLookAt(tx, c.User, peer, q.Admin); err != nil {
			return err
		}
		var err error
		if count, err = tx.CountInvites(peer, q.Admin, q.Revoked); err != nil {
			return err
		}
		page, err := tx.Invites(store.InviteQuery{
			Peer: peer, Admin: q.Admin, Revoked: q.Revoked, Before: q.Before, BeforeHash: q.BeforeHash, Limit: q.Limit,
		})
		if err != nil {
			return err
		}
		for _, i := range page {
			l, err := s.link(tx, i)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		return nil
	})
	return out, count, err
}

// mayLookAt returns nil if somebody may see and remove the links of an administrator.
func (s *Service) mayLookAt(tx store.Tx, user lamplight.UserID, peer lamplight.Peer, admin lamplight.UserID) error {
	st, err := s.led(tx, user, peer, lamplight.AdminInvite)
	if err == nil && admin != user && !st.owns() {
		err = ErrAdminRequired
	}
	return err
}

// DeleteLink removes a link that works no more, with the list of those who joined by it. INVITE_REVOKED_MISSING for one that
// does.
//
// https://core.telegram.org/method/messages.deleteExportedChatInvite
func (s *Service) DeleteLink(ctx context.Context, c Caller, peer lamplight.Peer, hash string) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		i, err := s.ownLink(tx, c.User, peer, hash)
		if err != nil {
			return err
		}
		if !i.Revoked {
			return ErrLinkRevoked
		}
		if err := s.did(tx, Act{Kind: ActInviteDelete, Chat: peer, By: c.User, LinkBefore: &i}); err != nil {
			return err
		}
		return tx.DeleteInvite(hash)
	})
}

// DeleteRevokedLinks removes all links of an administrator that work no more.
//
// https://core.telegram.org/method/messages.deleteRevokedExportedChatInvites
func (s *Service) DeleteRevokedLinks(ctx context.Context, c Caller, peer lamplight.Peer, admin lamplight.UserID) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		if err := s.mayLookAt(tx, c.User, peer, admin); err != nil {
			return err
		}
		return tx.DeleteRevokedInvites(peer, admin)
	})
}

// An AdminLinks says how many links an administrator has: those that work, and those that do not any more.
type AdminLinks struct {
	Admin          lamplight.UserID
	Count, Revoked int
}

// AdminsWithLinks returns who has links. Only the owner sees it.
//
// https://core.telegram.org/method/messages.getAdminsWithInvites
func (s *Service) AdminsWithLinks(ctx context.Context, c Caller, peer lamplight.Peer) (out []AdminLinks, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		out = nil
		st, err := s.led(tx, c.User, peer, lamplight.AdminInvite)
		if err != nil {
			return err
		}
		if !st.owns() {
			return ErrAdminRequired
		}
		all, err := tx.InviteAdmins(peer)
		for _, a := range all {
			out = append(out, AdminLinks(a))
		}
		return err
	})
	return out, err
}
