package chats

import (
	"context"
	"fmt"
	"time"

	"lamplight"
	"lamplight/store"
)

// TakeTurn notes that the viewer of a writes there now, where there is slow mode. SLOWMODE_WAIT_X if they wrote less than the
// pause ago; administrators do not wait.
//
// https://core.telegram.org/method/channels.toggleSlowMode
func (s *Service) TakeTurn(ctx context.Context, a lamplight.Access) error {
	if a.SlowMode == 0 || a.Leads() {
		return nil
	}
	user, peer, now := a.Viewer, a.Chat.Peer, s.now()
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, user, peer)
		if err != nil || st.chat.SlowMode == 0 || st.member.Leads() {
			return err
		}
		pause := time.Duration(st.chat.SlowMode) * time.Second
		if left := st.member.Spoke.Add(pause).Sub(now); !st.member.Spoke.IsZero() && left > 0 && left <= pause {
			return slowModeWait(left)
		}
		st.member.Spoke = now
		return tx.PutMember(st.member)
	})
	if err != nil {
		return fmt.Errorf("turn of %d in %v: %w", user, peer, err)
	}
	s.cache.forget(peer, user)
	return nil
}

func slowModeWait(left time.Duration) *lamplight.Error {
	seconds := int((left + time.Second - 1) / time.Second)
	return &lamplight.Error{Kind: lamplight.Flood, Code: "SLOWMODE_WAIT", Arg: max(seconds, 1), HasArg: true}
}
