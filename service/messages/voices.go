package messages

import (
	"context"
	"time"

	"lamplight"
)

// plain are the Voices of a server without others: people write as themselves, channels as channels.
type plain struct{ now func() time.Time }

// Author implements Voices.
func (plain) Author(_ context.Context, a lamplight.Access, as lamplight.Peer) (lamplight.Peer, lamplight.Text, error) {
	self := lamplight.UserPeer(a.Viewer)
	author, signature := self, lamplight.Text("")
	switch {
	case a.Chat.Broadcast:
		author = a.Chat.Peer
	case a.Chat.Admin&lamplight.AdminAnonymous != 0:
		author, signature = a.Chat.Peer, lamplight.Text(a.Rank)
	}
	if !as.IsZero() && as != author {
		return lamplight.Peer{}, "", ErrSendAs
	}
	return author, signature, nil
}

// TakeTurn implements Voices.
func (v plain) TakeTurn(_ context.Context, a lamplight.Access) error {
	if next := a.Spoke.Add(a.SlowMode); next.After(v.now()) {
		wait := int((next.Sub(v.now()) + time.Second - 1) / time.Second)
		return &lamplight.Error{Kind: lamplight.Flood, Code: "SLOWMODE_WAIT", Arg: wait, HasArg: true}
	}
	return nil
}
