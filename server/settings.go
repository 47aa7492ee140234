package server

import (
	"context"

	"lamplight"
	"lamplight/edge/mtproto/api/account"
	"lamplight/edge/mtproto/api/photos"
	"lamplight/edge/mtproto/render"
)

// settings reads anew what events only say has changed.
func (h *house) settings() render.Settings {
	return account.Settings{Contacts: h.contacts, Accounts: h.accounts, Messages: h.messages}
}

// sources is what answers are written from beside people, chats and settings.
func (h *house) sources() render.Sources {
	return render.Sources{Files: h.media, News: news{h}, Polls: h.polls, Reactions: h.messages}
}

// emoji are those that there are reactions of.
type emoji struct{ house *house }

// Emoji implements messages.Reactable.
func (e emoji) Emoji() []string { return e.house.media.Emoji() }

// CustomEmoji implements messages.Reactable.
func (e emoji) CustomEmoji(ctx context.Context, id lamplight.DocumentID) (bool, error) {
	found, err := e.house.stickers.CustomEmoji(ctx, []lamplight.DocumentID{id})
	return len(found) > 0, err
}

// chatPhotos makes the photos of groups and channels.
func (h *house) chatPhotos() photos.ChatPhotos { return photos.ChatPhotos{Maker: h.maker} }
