package account

import (
	"context"
	"maps"
	"slices"

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
	only := "" // a kind
	var one lamplight.Peer
	if p, ok := req.GetPeer(); ok {
		peer, kind, err := h.notified(ctx, c, p)
		if err != nil {
			return nil, err
		}
		only, one = kind, peer
	}
	all, err := h.Contacts.NotifyExceptions(ctx, c.User)
	if err != nil {
		return nil, err
	}
	chats, err := h.Render.Chats(ctx, c, slices.Collect(maps.Keys(all))...)
	if err != nil {
		return nil, err
	}
	kinds := map[lamplight.Peer]string{}
	for _, ch := range chats {
		p, kind := notifiedChat(ch)
		kinds[p] = kind
	}
	out := &tg.Updates{Updates: []tg.UpdateClass{}, Chats: chats, Date: render.Date(h.Now())}
	var ids []lamplight.UserID
	for p, n := range all {
		kind := kinds[p]
		if p.Kind == lamplight.PeerUser {
			kind = contacts.NotifyUsers
		}
		differs := n.Previews != nil || n.Silent != nil || n.MuteUntil != nil || req.CompareSound && n.Sound != nil ||
			req.CompareStories && (n.StoriesMuted != nil || n.StoriesHide != nil || n.StoriesSound != nil)
		if !differs || only != "" && kind != only || !one.IsZero() && p != one {
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

// notifiedChat returns the peer of a chat, and the kind that its settings fall back to.
func notifiedChat(ch tg.ChatClass) (lamplight.Peer, string) {
	switch ch := ch.(type) {
	case *tg.Chat:
		return lamplight.ChatPeer(lamplight.ChatID(ch.ID)), contacts.NotifyChats
	case *tg.ChatForbidden:
		return lamplight.ChatPeer(lamplight.ChatID(ch.ID)), contacts.NotifyChats
	case *tg.Channel:
		return lamplight.ChannelPeer(lamplight.ChannelID(ch.ID)), channelKind(ch.Broadcast)
	case *tg.ChannelForbidden:
		return lamplight.ChannelPeer(lamplight.ChannelID(ch.ID)), channelKind(ch.Broadcast)
	default:
		return lamplight.Peer{}, ""
	}
}

func channelKind(broadcast bool) string {
	if broadcast {
		return contacts.NotifyBroadcasts
	}
	return contacts.NotifyChats
}
