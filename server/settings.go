package server

import (
	"lamplight/edge/mtproto/api/account"
	"lamplight/edge/mtproto/render"
)

// settings reads anew what events only say has changed.
func (h *house) settings() render.Settings {
	return account.Settings{Contacts: h.contacts, Accounts: h.accounts, Messages: h.messages}
}
