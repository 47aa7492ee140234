package main

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/telegram/message"
	"github.com/gotd/td/telegram/peers"
	"github.com/gotd/td/telegram/updates"
	"github.com/gotd/td/telegram/updates/hook"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/transport"
)

// client is one device.
type client struct {
	out     *output
	tg      *telegram.Client
	updates *updates.Manager
	ctx     context.Context // the running client's
	stop    context.CancelFunc
	done    chan error

	self  atomic.Int64    // of the account
	state tg.UpdatesState // where the last difference that we asked for ourselves ended

	sender   *message.Sender
	people   *peers.Manager
	dispatch tg.UpdateDispatcher

	told sync.Map // ids of the messages that it has told of

	mu       sync.Mutex
	known    map[string]*tg.User // by username
	users    map[int64]int64     // access hashes by id
	channels map[int64]int64
}

func (c *client) do(ctx context.Context, r *request) (result, error) {
	if r.Cmd == "open" {
		return c.open(ctx, r)
	}
	if c.tg == nil {
		return nil, errors.New("not open")
	}
	commands := map[string]func(context.Context, *request) (result, error){
		"signUp": c.signUp, "signIn": c.signIn, "setPassword": c.setPassword, "setUsername": c.setUsername,
		"catchUp": c.catchUp, "ping": c.ping, "flood": c.flood, "close": c.close,

		"resolve": c.resolve, "online": c.online, "status": c.status, "block": c.block,
		"addContact": c.addContact, "importContact": c.importContact,

		"send": c.send, "edit": c.edit, "forward": c.forward, "delete": c.delete, "clear": c.clear, "read": c.read,
		"typing": c.typing, "pin": c.pin, "unpin": c.unpin, "unpinAll": c.unpinAll,
		"history": c.history, "notices": c.notices, "pinned": c.pinned, "search": c.search, "searchAll": c.searchAll,
		"scheduled": c.scheduled, "sendScheduled": c.sendScheduled, "deleteScheduled": c.deleteScheduled,
		"editScheduled": c.editScheduled,

		"dialogs": c.dialogs, "pinDialog": c.pinDialog, "archive": c.archive, "mute": c.mute, "muteAll": c.muteAll,
		"markUnread": c.markUnread, "draft": c.draft, "ttl": c.ttl,
		"createGroup": c.createGroup, "createChannel": c.createChannel, "addUsers": c.addUsers, "kick": c.kick, "restrict": c.restrict,
		"forbid": c.forbid, "promote": c.promote, "join": c.join, "leave": c.leave, "deleteChat": c.deleteChat, "setTitle": c.setTitle,
		"setChatUsername": c.setChatUsername, "migrate": c.migrate, "info": c.info, "members": c.membersOf, "adminLog": c.adminLog,
		"inviteLink": c.inviteLink, "revokeLink": c.revokeLink, "requests": c.requests, "approve": c.approve, "noCopy": c.noCopy,
		"slowMode": c.slowMode, "signatures": c.signatures, "hideHistory": c.hideHistory, "setLinked": c.setLinked,
		"searchChats": c.searchChats, "setPhoto": c.setPhoto,

		"sendMedia": c.sendMedia, "album": c.album, "download": c.download, "setProfilePhoto": c.setProfilePhoto,
		"profilePhotos": c.profilePhotos, "react": c.react, "reactions": c.reactions, "poll": c.poll, "vote": c.vote,
		"closePoll": c.closePoll, "views": c.views, "comment": c.comment, "comments": c.comments, "createTopic": c.createTopic,
		"editTopic": c.editTopic, "topics": c.topics, "mentions": c.mentions, "readMentions": c.readMentions, "readers": c.readers,

		"folders": c.folders, "setFolder": c.setFolder, "deleteFolder": c.deleteFolder, "orderFolders": c.orderFolders,
	}
	do, ok := commands[r.Cmd]
	if !ok {
		return nil, fmt.Errorf("no command %q", r.Cmd)
	}
	return do(c.ctx, r)
}

var protocols = map[string]dcs.PlainOptions{
	"abridged":     {Protocol: transport.Abridged},
	"intermediate": {Protocol: transport.Intermediate},
	"padded":       {Protocol: transport.PaddedIntermediate},
	"full":         {Protocol: transport.Full},
	"obfuscated":   {Protocol: transport.PaddedIntermediate, Obfuscated: true},
}

func (c *client) open(ctx context.Context, r *request) (result, error) {
	key, err := publicKey(r.Key)
	if err != nil {
		return nil, err
	}
	c.known, c.users, c.channels = make(map[string]*tg.User), make(map[int64]int64), make(map[int64]int64)
	c.dispatch = c.dispatcher()
	c.updates = updates.New(updates.Config{Handler: c.dispatch})

	list := dcs.List{Options: []tg.DCOption{{ID: r.DC, IPAddress: r.Host, Port: r.Port}}}
	var resolver dcs.Resolver
	if r.Transport == "websocket" {
		address := net.JoinHostPort(r.Host, strconv.Itoa(r.Port))
		list.Domains = map[int]string{r.DC: "ws://" + address + "/apiws"}
		resolver = dcs.Websocket(dcs.WebsocketOptions{})
	} else {
		options, ok := protocols[r.Transport]
		if !ok {
			return nil, fmt.Errorf("no transport %q", r.Transport)
		}
		resolver = dcs.Plain(options)
	}

	c.tg = telegram.NewClient(1, "lamplight", telegram.Options{
		PublicKeys:     []telegram.PublicKey{{RSA: key}},
		DC:             r.DC,
		DCList:         list,
		Resolver:       resolver,
		EnablePFS:      r.PFS,
		SessionStorage: &session.StorageMemory{},
		UpdateHandler:  telegram.UpdateHandlerFunc(c.take),
		Middlewares:    []telegram.Middleware{c.meeting(), hook.UpdateHook(c.updates.Handle), hook.AffectedHook(c.updates)},
	})
	c.sender = message.NewSender(c.tg.API())
	c.people = peers.Options{}.Build(c.tg.API())

	running, stop := context.WithCancel(ctx)
	c.stop, c.done = stop, make(chan error, 1)
	ready := make(chan context.Context)
	go func() {
		c.done <- c.tg.Run(running, func(ctx context.Context) error {
			ready <- ctx
			<-ctx.Done()
			return nil
		})
	}()
	select {
	case c.ctx = <-ready:
	case err := <-c.done:
		return nil, err
	}
	if _, err := c.tg.API().HelpGetNearestDC(c.ctx); err != nil {
		return nil, err
	}
	return result{"library": "gotd/td", "version": version(), "layer": tg.Layer}, nil
}

// take meets whoever a push names, and gives it to the library's manager.
func (c *client) take(ctx context.Context, u tg.UpdatesClass) error {
	c.meetIn(u)
	return c.updates.Handle(ctx, u)
}

// version is the one the module was built with.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/gotd/td" {
				return m.Version
			}
		}
	}
	return "unknown"
}

func publicKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("the key is not a PEM block")
	}
	return x509.ParsePKCS1PublicKey(block.Bytes)
}

// begin starts to take updates for the account that has just signed in.
func (c *client) begin(ctx context.Context, me int64) (result, error) {
	started := make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- c.updates.Run(ctx, c.tg.API(), me, updates.AuthOptions{
			OnStart: func(context.Context) { close(started) },
		})
	}()
	select {
	case <-started:
	case err := <-failed:
		return nil, err
	}
	state, err := c.tg.API().UpdatesGetState(ctx)
	if err != nil {
		return nil, err
	}
	c.state = *state
	c.self.Store(me)
	return result{"id": me}, nil
}

func (c *client) sendCode(ctx context.Context, phone string) (string, error) {
	sent, err := c.tg.Auth().SendCode(ctx, phone, auth.SendCodeOptions{})
	if err != nil {
		return "", err
	}
	code, ok := sent.(*tg.AuthSentCode)
	if !ok {
		return "", fmt.Errorf("sendCode gave %T", sent)
	}
	return code.PhoneCodeHash, nil
}

func (c *client) signUp(ctx context.Context, r *request) (result, error) {
	hash, err := c.sendCode(ctx, r.Phone)
	if err != nil {
		return nil, err
	}
	var required *auth.SignUpRequired
	if _, err := c.tg.Auth().SignIn(ctx, r.Phone, r.Code, hash); !errors.As(err, &required) {
		return nil, fmt.Errorf("signIn of a new phone: %v", err)
	}
	in, err := c.tg.Auth().SignUp(ctx, auth.SignUp{PhoneNumber: r.Phone, PhoneCodeHash: hash, FirstName: r.First})
	if err != nil {
		return nil, err
	}
	return c.begin(ctx, in.User.GetID())
}

func (c *client) signIn(ctx context.Context, r *request) (result, error) {
	hash, err := c.sendCode(ctx, r.Phone)
	if err != nil {
		return nil, err
	}
	in, err := c.tg.Auth().SignIn(ctx, r.Phone, r.Code, hash)
	if errors.Is(err, auth.ErrPasswordAuthNeeded) {
		in, err = c.tg.Auth().Password(ctx, r.Password)
	}
	if err != nil {
		return nil, err
	}
	return c.begin(ctx, in.User.GetID())
}

func (c *client) setPassword(ctx context.Context, r *request) (result, error) {
	return nil, c.tg.Auth().UpdatePassword(ctx, r.Password, auth.UpdatePasswordOptions{Hint: "test"})
}

func (c *client) setUsername(ctx context.Context, r *request) (result, error) {
	_, err := c.tg.API().AccountUpdateUsername(ctx, r.Username)
	return nil, err
}

func (c *client) ping(ctx context.Context, _ *request) (result, error) {
	_, err := c.tg.API().HelpGetNearestDC(ctx)
	return nil, err
}

// flood asks as fast as it can, in parallel, and tells how many answers came.
func (c *client) flood(ctx context.Context, r *request) (result, error) {
	ctx, stop := context.WithTimeout(ctx, time.Duration(r.Millis)*time.Millisecond)
	defer stop()
	var asked, answered int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range r.Parallel {
		all.Go(func() {
			for ctx.Err() == nil {
				_, err := c.tg.API().MessagesGetDialogs(ctx, &tg.MessagesGetDialogsRequest{
					OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100,
				})
				mu.Lock()
				asked++
				if err == nil {
					answered++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return result{"asked": asked, "answered": answered}, nil
}

func (c *client) close(context.Context, *request) (result, error) {
	c.stop()
	<-c.done
	return nil, nil
}
