package users

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getFullUser answers users.getFullUser: it shows the page of a person as the caller may see it.
//
// https://core.telegram.org/method/users.getFullUser
func (h *Handlers) getFullUser(
	ctx context.Context, c rpc.Call, req *tg.UsersGetFullUserRequest,
) (*tg.UsersUserFull, error) {
	id, err := h.Resolve.User(ctx, c, req.ID)
	if err != nil {
		return nil, err
	}
	page, err := h.Contacts.Full(ctx, c.User, id)
	if err != nil {
		return nil, err
	}
	bar, err := h.Settings.PeerSettings(ctx, c.User, lamplight.UserPeer(id))
	if err != nil {
		return nil, err
	}
	notify, err := h.Settings.Notify(ctx, c.User, lamplight.UserPeer(id))
	if err != nil {
		return nil, err
	}
	pinned, err := h.Messages.LastPinned(ctx, c.User, lamplight.UserPeer(id))
	if err != nil {
		return nil, err
	}
	about, err := h.Messages.About(ctx, c.User, lamplight.UserPeer(id))
	if err != nil {
		return nil, err
	}
	users, err := h.Render.Users(ctx, c, id)
	if err != nil {
		return nil, err
	}
	full := tg.UserFull{
		ID: int64(id), About: page.About, Blocked: page.Blocked, Settings: bar, NotifySettings: notify[0],
		ContactRequirePremium: page.ContactsOnly, ReadDatesPrivate: page.HidesReadTimes,
		CanPinMessage: true, PinnedMsgID: int(pinned),
		HasScheduled: about.Scheduled, TTLPeriod: about.TTL,
	}
	if h.Chats != nil {
		if full.CommonChatsCount, err = h.Chats.CountCommon(ctx, c.User, id); err != nil {
			return nil, err
		}
	}
	if page.Photo != nil {
		if page.PhotoIsFallback {
			full.SetFallbackPhoto(h.Render.Photo(c, page.Photo))
		} else {
			full.SetProfilePhoto(h.Render.Photo(c, page.Photo))
		}
	}
	if page.Note != "" {
		full.SetNote(tg.TextWithEntities{Text: page.Note, Entities: []tg.MessageEntityClass{}})
	}
	return &tg.UsersUserFull{FullUser: full, Chats: []tg.ChatClass{}, Users: users}, nil
}
