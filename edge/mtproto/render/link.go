package render

import (
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
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

// Exported writes a link. origin is what addresses of our pages begin with, and ends with a slash.
//
// https://core.telegram.org/constructor/chatInviteExported
func (l Link) Exported(origin string) *tg.ChatInviteExported {
	t := &tg.ChatInviteExported{
		Revoked: l.Revoked, Permanent: l.Permanent, RequestNeeded: l.Approval, Link: origin + "+" + l.Hash, AdminID: int64(l.Admin),
		Date: Date(l.Created),
	}
	if !l.Expires.IsZero() {
		t.SetExpireDate(Date(l.Expires))
	}
	if l.Limit > 0 {
		t.SetUsageLimit(l.Limit)
	}
	if l.Used > 0 {
		t.SetUsage(l.Used)
	}
	if l.Requested > 0 {
		t.SetRequested(l.Requested)
	}
	if l.Title != "" {
		t.SetTitle(l.Title)
	}
	return t
}
