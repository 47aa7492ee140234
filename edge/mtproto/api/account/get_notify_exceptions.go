package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// getNotifyExceptions answers account.getNotifyExceptions: it lists the peers that one is notified of otherwise than of
// others.
//
// A sound of their own counts only with compare_sound, and settings of stories only with compare_stories.
//
// https://core.telegram.org/method/account.getNotifyExceptions
func (h *Handlers) getNotifyExceptions(
	ctx context.Context, c rpc.Call, req *tg.AccountGetNotifyExceptionsRequest,
) (*tg.Updates, error) {
	var only lamplight.PeerKind
	var one lamplight.Peer
	if p, ok := req.GetPeer(); ok {
		peer, kind, err := h.notified(ctx, c, p)
		if err != nil {
			return nil, err
		}
		switch kind {
		case contacts.NotifyUsers:
			only = lamplight.PeerUser
		case contacts.NotifyChats, contacts.NotifyBroadcasts:
			only = lamplight.PeerChannel
		default:
			one = peer
		}
	}
	all, err := h.Contacts.NotifyExceptions(ctx, c.User)
	if err != nil {
		return nil, err
	}
	out := &tg.Updates{Updates: []tg.UpdateClass{}, Chats: []tg.ChatClass{}, Date: render.Date(h.Now())}
	var ids []lamplight.UserID
	for p, n := range all {
		differs := n.Previews != nil || n.Silent != nil || n.MuteUntil != nil || req.CompareSound && n.Sound != nil ||
			req.CompareStories && (n.StoriesMuted != nil || n.StoriesHide != nil || n.StoriesSound != nil)
		if !differs || only != 0 && p.Kind != only || !one.IsZero() && p != one {
			continue
		}
		peer, err := render.Peer(p)
		if err != nil {
			return nil, err
		}
		s, err := notifySettings(n)
		if err != nil {
			return nil, err
		}
		out.Updates = append(out.Updates, &tg.UpdateNotifySettings{Peer: &tg.NotifyPeer{Peer: peer}, NotifySettings: s})
		ids = append(ids, p.User())
	}
	out.Users, err = h.Render.Users(ctx, c, ids...)
	return out, err
}
