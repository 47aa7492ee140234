// Package api joins the namespaces of the API: one package each, one file for each method.
//
// The path is the name: messages.sendMessage is in messages/send_message.go. docs/methods.md lists all of them.
package api

//go:generate go run -C ../../.. ./internal/methodsgen

import (
	"lamplight/edge/mtproto/api/account"
	"lamplight/edge/mtproto/api/aicompose"
	"lamplight/edge/mtproto/api/auth"
	"lamplight/edge/mtproto/api/bots"
	"lamplight/edge/mtproto/api/channels"
	"lamplight/edge/mtproto/api/chatlists"
	"lamplight/edge/mtproto/api/communities"
	"lamplight/edge/mtproto/api/contacts"
	"lamplight/edge/mtproto/api/ephemeral"
	"lamplight/edge/mtproto/api/folders"
	"lamplight/edge/mtproto/api/fragment"
	"lamplight/edge/mtproto/api/help"
	"lamplight/edge/mtproto/api/langpack"
	"lamplight/edge/mtproto/api/messages"
	"lamplight/edge/mtproto/api/payments"
	"lamplight/edge/mtproto/api/phone"
	"lamplight/edge/mtproto/api/photos"
	"lamplight/edge/mtproto/api/premium"
	"lamplight/edge/mtproto/api/smsjobs"
	"lamplight/edge/mtproto/api/stats"
	"lamplight/edge/mtproto/api/stickers"
	"lamplight/edge/mtproto/api/stories"
	"lamplight/edge/mtproto/api/test"
	"lamplight/edge/mtproto/api/updates"
	"lamplight/edge/mtproto/api/upload"
	"lamplight/edge/mtproto/api/users"
	"lamplight/edge/mtproto/rpc"
)

// Namespaces holds the handlers of every namespace. Whoever serves fills in the services that they call; the zero value
// has every row of the plan, but cannot serve.
type Namespaces struct {
	Account     account.Handlers
	AICompose   aicompose.Handlers
	Auth        auth.Handlers
	Bots        bots.Handlers
	Channels    channels.Handlers
	ChatLists   chatlists.Handlers
	Communities communities.Handlers
	Contacts    contacts.Handlers
	Ephemeral   ephemeral.Handlers
	Folders     folders.Handlers
	Fragment    fragment.Handlers
	Help        help.Handlers
	LangPack    langpack.Handlers
	Messages    messages.Handlers
	Payments    payments.Handlers
	Phone       phone.Handlers
	Photos      photos.Handlers
	Premium     premium.Handlers
	SMSJobs     smsjobs.Handlers
	Stats       stats.Handlers
	Stickers    stickers.Handlers
	Stories     stories.Handlers
	Test        test.Handlers
	Updates     updates.Handlers
	Upload      upload.Handlers
	Users       users.Handlers
}

// Routes returns the rows of each namespace, in the order of their names: what rpc.NewRouter takes.
func (n *Namespaces) Routes() [][]rpc.Route {
	return [][]rpc.Route{
		n.Account.Routes(),
		n.AICompose.Routes(),
		n.Auth.Routes(),
		n.Bots.Routes(),
		n.Channels.Routes(),
		n.ChatLists.Routes(),
		n.Communities.Routes(),
		n.Contacts.Routes(),
		n.Ephemeral.Routes(),
		n.Folders.Routes(),
		n.Fragment.Routes(),
		n.Help.Routes(),
		n.LangPack.Routes(),
		n.Messages.Routes(),
		n.Payments.Routes(),
		n.Phone.Routes(),
		n.Photos.Routes(),
		n.Premium.Routes(),
		n.SMSJobs.Routes(),
		n.Stats.Routes(),
		n.Stickers.Routes(),
		n.Stories.Routes(),
		n.Test.Routes(),
		n.Updates.Routes(),
		n.Upload.Routes(),
		n.Users.Routes(),
	}
}
