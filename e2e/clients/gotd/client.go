package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/telegram/dcs"
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

	state tg.UpdatesState // where the last difference that we asked for ourselves ended

	mu    sync.Mutex
	peers map[string]*tg.InputPeerUser // by username
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
		"resolve": c.resolve, "send": c.send, "edit": c.edit, "delete": c.delete, "read": c.read,
		"history": c.history, "catchUp": c.catchUp, "ping": c.ping, "flood": c.flood, "close": c.close,
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
	c.peers = make(map[string]*tg.InputPeerUser)
	c.updates = updates.New(updates.Config{Handler: c.dispatcher()})

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
		UpdateHandler:  c.updates,
		Middlewares:    []telegram.Middleware{hook.UpdateHook(c.updates.Handle), hook.AffectedHook(c.updates)},
	})

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

func (c *client) resolve(ctx context.Context, r *request) (result, error) {
	found, err := c.tg.API().ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: r.Username})
	if err != nil {
		return nil, err
	}
	for _, u := range found.Users {
		if user, ok := u.(*tg.User); ok {
			c.mu.Lock()
			c.peers[r.Username] = user.AsInputPeer()
			c.mu.Unlock()
			return result{"id": user.ID}, nil
		}
	}
	return nil, errors.New("resolveUsername gave no user")
}

func (c *client) peer(ctx context.Context, username string) (*tg.InputPeerUser, error) {
	c.mu.Lock()
	known, ok := c.peers[username]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	if _, err := c.resolve(ctx, &request{Username: username}); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peers[username], nil
}

func (c *client) send(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, err
	}
	sent, err := c.tg.API().MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{
		Peer: to, Message: r.Text, RandomID: int64(binary.LittleEndian.Uint64(random[:])),
	})
	if err != nil {
		return nil, err
	}
	switch u := sent.(type) {
	case *tg.UpdateShortSentMessage:
		return result{"id": u.ID}, nil
	case *tg.Updates:
		for _, x := range u.Updates {
			if id, ok := x.(*tg.UpdateMessageID); ok {
				return result{"id": id.ID}, nil
			}
		}
	}
	return nil, fmt.Errorf("sendMessage gave %T without a message id", sent)
}

func (c *client) edit(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	req := &tg.MessagesEditMessageRequest{Peer: to, ID: r.ID}
	req.SetMessage(r.Text)
	_, err = c.tg.API().MessagesEditMessage(ctx, req)
	return nil, err
}

func (c *client) delete(ctx context.Context, r *request) (result, error) {
	_, err := c.tg.API().MessagesDeleteMessages(ctx, &tg.MessagesDeleteMessagesRequest{Revoke: true, ID: r.IDs})
	return nil, err
}

func (c *client) read(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesReadHistory(ctx, &tg.MessagesReadHistoryRequest{Peer: to, MaxID: r.Max})
	return nil, err
}

func (c *client) history(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	page, err := c.tg.API().MessagesGetHistory(ctx, &tg.MessagesGetHistoryRequest{Peer: to, Limit: r.Limit})
	if err != nil {
		return nil, err
	}
	modified, ok := page.AsModified()
	if !ok {
		return nil, fmt.Errorf("getHistory gave %T", page)
	}
	list := []result{}
	for _, x := range modified.GetMessages() {
		if m, ok := x.(*tg.Message); ok {
			list = append(list, result{"id": m.ID, "out": m.Out, "text": m.Message})
		}
	}
	return result{"messages": list}, nil
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
