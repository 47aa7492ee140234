package server

import (
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"net/url"
	"time"

	"golang.org/x/time/rate"

	"lamplight/config"
	"lamplight/edge/mtproto/api"
	"lamplight/edge/mtproto/api/help"
	"lamplight/edge/mtproto/api/langpack"
	"lamplight/edge/mtproto/handshake"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/session"
	"lamplight/outbound"
	"lamplight/service/accounts"
	"lamplight/service/media"
	"lamplight/service/messages"
)

// handshake builds the room where auth keys are made, with the server's key.
func (h *house) handshake() (*handshake.Server, error) {
	key, err := serverKey(h.config.Data)
	if err != nil {
		return nil, err
	}
	h.key = publicOf(key)
	return handshake.New(handshake.Options{
		Keys: []*rsa.PrivateKey{key}, Save: h.accounts.Save, Now: time.Now, Rand: rand.Reader,
		Limits: handshake.Limits{HandshakesAtOnce: h.config.HandshakesAtOnce}, Registerer: h.registry,
	})
}

// namespaces returns the handlers of every namespace, with the services behind them.
func (h *house) namespaces(resolver *resolve.Resolver, renderer *render.Renderer) *api.Namespaces {
	n := new(api.Namespaces)
	n.Help.Settings = help.Settings{
		Name: h.config.Name, DC: h.config.DC, MeURLPrefix: h.origin() + "/",
		Addresses: h.addresses, Reactions: h.config.ReactionsPerMessage, Languages: langpack.Languages(), LanguageVersion: langpack.Version,
	}
	n.Help.Now, n.Help.Users, n.Help.Freezes, n.Help.Reactions = time.Now, renderer, h.accounts, h.messages
	n.Auth.Accounts, n.Auth.Render = h.accounts, renderer
	n.Account.Accounts, n.Account.Contacts, n.Account.Resolve = h.accounts, h.contacts, resolver
	n.Account.Render, n.Account.Now = renderer, time.Now
	n.Contacts.Contacts, n.Contacts.Takeouts, n.Contacts.Resolve = h.contacts, h.accounts, resolver
	n.Contacts.Render, n.Contacts.Now = renderer, time.Now
	n.Users.Contacts, n.Users.Settings, n.Users.Resolve, n.Users.Render = h.contacts, h.settings(), resolver, renderer
	n.Users.Messages, n.Users.Chats = h.messages, h.chats
	n.Channels.Chats, n.Channels.Origin = h.chats, h.origin()+"/"
	n.Channels.Search = h.search
	n.Channels.Allowed = render.Allowed
	n.Channels.Photos, n.Channels.Settings = h.chatPhotos(), h.settings()
	n.Messages.Chats, n.Messages.ChatPhotos, n.Messages.Notify = h.chats, h.chatPhotos(), h.settings()
	n.Channels.Messages, n.Channels.Resolve, n.Channels.Render, n.Channels.Now = h.messages, resolver, renderer, time.Now
	n.Messages.Messages, n.Messages.Updates, n.Messages.Bars = h.messages, h.updates, h.contacts
	n.Messages.Search = h.search
	n.Messages.Links, n.Messages.Owners, n.Messages.Origin = h.chats, h.accounts, h.origin()+"/"
	n.Messages.Social, n.Messages.Polls, n.Messages.Allowed = h.messages, h.polls, h.chats
	n.Messages.Threads, n.Messages.Topics = h.messages, h.chats
	n.Messages.Reactions, n.Messages.DC, n.Messages.Folders = h.media, h.config.DC, h.contacts
	n.Messages.Resolve, n.Messages.Render, n.Messages.Now = resolver, renderer, time.Now
	n.Updates.Updates, n.Updates.Messages, n.Updates.Resolve, n.Updates.Render = h.updates, h.messages, resolver, renderer
	n.Folders.Messages, n.Folders.Resolve, n.Folders.Render, n.Folders.Now = h.messages, resolver, renderer, time.Now
	n.Stories.Peers = resolver
	n.Messages.Stickers, n.Messages.Pages = h.stickers, h.messages
	n.Stickers.Stickers, n.Stickers.Stored, n.Stickers.Resolve, n.Stickers.Render = h.stickers, h.media, resolver, renderer
	n.Upload.Files, n.Upload.Resolve = h.media, resolver
	n.Messages.Maker, n.Messages.Stored, n.Messages.Phones = h.maker, h.media, h.contacts
	n.Photos.People, n.Photos.Maker, n.Photos.Resolve, n.Photos.Render = h.contacts, h.maker, resolver, renderer
	return n
}

// sessionLimits returns the limits of sessions that an operator may set; the others have their defaults.
func sessionLimits(c config.Serve) session.Limits {
	every := func(perSecond float64, seconds int) session.Rate {
		return session.Rate{PerSecond: rate.Limit(perSecond), Burst: max(1, int(perSecond)*seconds)}
	}
	l := session.Limits{
		Read: every(c.ReadsPerSecond, 5), Write: every(c.WritesPerSecond, 6), Expensive: every(c.ExpensivePerSecond, 10),
		Search: every(searchesPerExpensive*c.ExpensivePerSecond, 10),
	}
	if c.TransfersPerSecond != 0 {
		l.Transfer = every(c.TransfersPerSecond, 5)
	}
	return l
}

// searchesPerExpensive is how many searches there may be to each expensive request: who types searches three times a second,
// on each device.
const searchesPerExpensive = 2

// mediaLimits returns what config says of files.
func mediaLimits(c config.Serve) media.Limits {
	return media.Limits{FileSize: int64(c.FileSize), Unfinished: int64(c.UnfinishedUploads), Grace: c.UnusedFiles}
}

// messageLimits returns what config says of how long messages stay.
func messageLimits(c config.Serve) messages.Limits {
	l := messages.DefaultLimits()
	l.ShortestTTL = c.ShortestAutoDelete
	l.Reactions = max(c.ReactionsPerMessage, 1)
	return l
}

// accountLimits returns what config says of how long people wait.
func accountLimits(c config.Serve) accounts.Limits {
	l := accounts.Limits{CodeAge: c.Lifetime, TakeoutDelay: c.TakeoutDelay}
	if c.TakeoutDelay == 0 {
		l.TakeoutDelay = -1 // nobody waits; a zero limit would be its default
	}
	return l
}

// codeProviders returns how login codes reach people, and how mail is sent, if it is.
func codeProviders(c config.Serve, log *slog.Logger) ([]accounts.Provider, accounts.Mailer, error) {
	var mailer accounts.Mailer
	if c.Codes.SMTP != "" {
		u, err := url.Parse(c.Codes.SMTP)
		if err != nil {
			return nil, nil, err
		}
		m := &accounts.SMTP{Address: u.Host, TLS: u.Scheme == "smtps", From: c.Codes.From, Now: time.Now}
		if u.Port() == "" {
			m.Address += map[string]string{"smtp": ":587", "smtps": ":465"}[u.Scheme]
		}
		if u.User != nil {
			m.User = u.User.Username()
			m.Password, _ = u.User.Password()
		}
		mailer = m
	}
	switch c.Codes.By {
	case "log":
		return []accounts.Provider{accounts.LogProvider{Log: log}}, mailer, nil
	case "webhook":
		return []accounts.Provider{&accounts.WebhookProvider{
			URL: c.Codes.Webhook, Secret: []byte(c.Codes.WebhookSecret), Client: outbound.New(outbound.Limits{}, c.Codes.WebhookLocal), Now: time.Now,
		}}, mailer, nil
	case "email":
		return []accounts.Provider{accounts.MailProvider{Mailer: mailer, Instance: c.Name}}, mailer, nil
	default: // an operator's command, which sends no code
		return nil, mailer, nil
	}
}
