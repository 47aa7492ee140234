package session

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
)

// One session of a signed-in device is told what happens in the account: the newest one that behaves like a client's
// main session. A client's further sessions, for files, are not, since it keeps one state for all of them.

// A strength is how much a call says that its session is a client's main one.
type strength uint8

const (
	strengthNone strength = iota // says nothing: files, what is asked before anything else
	strengthWeak                 // takes updates if no other session does: help.getConfig, which every session begins with
	strengthMain                 // takes them over
)

// strengthOf judges a method.
func strengthOf(method string) strength {
	switch {
	case method == "help.getConfig":
		return strengthWeak
	case method == "updates.getState", method == "updates.getDifference":
		return strengthMain
	case strings.HasPrefix(method, "upload."), strings.HasPrefix(method, "help."), strings.HasPrefix(method, "langpack."),
		strings.HasPrefix(method, "auth."):
		return strengthNone
	}
	return strengthMain
}

// claims say which session of a permanent key is told what happens.
type claims struct {
	owner      *session
	user       lamplight.UserID
	device     lamplight.SessionID
	detach     func()
	change     int        // counts changes of owner
	candidates []*session // that would take over, the newest last
}

// heir returns who takes over: the newest main session, else the newest of the others; nil if there is none.
func (u *claims) heir() *session {
	var next *session
	isMain := false
	for _, ss := range u.candidates {
		ss.mu.Lock()
		if ss.conn != nil && (ss.main || !isMain) {
			next, isMain = ss, ss.main
		}
		ss.mu.Unlock()
	}
	return next
}

// silent reports whether nothing was heard of the session for so long that its connection may be dead.
func (ss *session) silent() bool {
	ss.mu.Lock()
	c := ss.conn
	ss.mu.Unlock()
	return c == nil || ss.srv.o.Now().Unix()-c.heard.Load() > int64(silentFor/time.Second)
}

// claimed reports whether somebody is told.
func (k *key) claimed() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.updates.owner != nil
}

// claim makes the session the one that is told what happens in the account of h, if its call gives it the right.
func (ss *session) claim(ctx context.Context, perm *key, h *holder, st strength) error {
	if st == strengthNone {
		return nil
	}
	perm.mu.Lock()
	if perm.gone {
		perm.mu.Unlock()
		return nil
	}
	old, change, owns := perm.updates.take(ss, h, st)
	perm.mu.Unlock()
	if old != nil {
		old()
	}
	if !owns {
		return nil
	}
	detach, err := ss.srv.o.Updates.Attach(ctx, h.user, h.device, ss.notify)
	perm.mu.Lock()
	u := &perm.updates
	switch {
	case u.change != change:
		// Somebody took over meanwhile, or the session lost its connection.
		old = detach
	case err != nil:
		u.owner = nil
		u.change++
		old = nil
	default:
		u.detach, old = detach, nil
	}
	perm.mu.Unlock()
	if old != nil {
		old()
	}
	if err == nil && perm.changes.Load() != h.changes {
		// The holder changed while we were at it, and whoever told us found nobody to look after.
		return ss.srv.checkClaims(ctx, perm)
	}
	return err
}

// take makes ss the owner if it has a connection and the right; it returns what ends the telling of the owner before.
// The key's mu is held.
func (u *claims) take(ss *session, h *holder, st strength) (old func(), change int, owns bool) {
	same := u.owner != nil && u.user == h.user && u.device == h.device && (u.owner == ss || !u.owner.silent())
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.conn == nil {
		return nil, 0, false
	}
	newMain := st == strengthMain && !ss.main
	ss.main = ss.main || newMain
	if same && (u.owner == ss || !newMain) {
		if !slices.Contains(u.candidates, ss) {
			u.candidates = append(u.candidates, ss)
		}
		return nil, 0, false
	}
	ss.told = true
	if ss.viewer != h.user {
		ss.viewer = h.user
		ss.dropPushesLocked() // they are somebody else's
	}
	old = u.detach
	u.change++
	u.owner, u.user, u.device, u.detach = ss, h.user, h.device, nil
	u.candidates = append(slices.DeleteFunc(u.candidates, func(o *session) bool { return o == ss }), ss)
	return old, u.change, true
}

// release ends what the session is told; the next candidate takes over and is told to ask for what it missed.
func (ss *session) release() {
	perm := ss.key.permanent()
	if perm == nil {
		return
	}
	perm.mu.Lock()
	ss.mu.Lock()
	back := ss.conn != nil
	ss.mu.Unlock()
	if back {
		perm.mu.Unlock()
		return // on another connection, in this very moment
	}
	u := &perm.updates
	u.candidates = slices.DeleteFunc(u.candidates, func(o *session) bool { return o == ss })
	if len(u.candidates) == 0 {
		u.candidates = nil
	}
	if u.owner != ss {
		perm.mu.Unlock()
		return
	}
	detach := u.detach
	u.owner, u.detach = nil, nil
	u.change++
	next := u.heir()
	perm.mu.Unlock()
	if detach != nil {
		detach()
	}
	if next != nil {
		next.reclaim("takeover")
	}
}

// reclaim has the session told again, in the background, and then has it ask for what it missed.
func (ss *session) reclaim(reason string) {
	perm := ss.key.permanent()
	if perm == nil {
		return
	}
	ss.srv.spawn(func() {
		ctx, cancel := context.WithTimeout(ss.srv.work, ss.srv.o.Limits.RequestTime)
		defer cancel()
		h, err := ss.srv.holder(ctx, perm)
		if err == nil && h.user != 0 && h.device != 0 {
			st := strengthWeak
			ss.mu.Lock()
			if ss.main {
				// It was the main one before: it takes over from whoever came in between.
				st, ss.main = strengthMain, false
			}
			ss.mu.Unlock()
			err = ss.claim(ctx, perm, h, st)
		}
		if err != nil {
			ss.srv.o.Log.Warn("session: updates not taken up", "key", perm.id, "err", err)
		}
		perm.mu.Lock()
		owner := perm.updates.owner == ss
		perm.mu.Unlock()
		if !owner {
			return
		}
		ss.srv.m.gaps.WithLabelValues(reason).Inc()
		ss.mu.Lock()
		ss.tooLong = true
		ss.wakeRendererLocked()
		ss.mu.Unlock()
	})
}

// checkClaims ends what is told of an account to a key that nobody is signed in with any more.
func (s *Server) checkClaims(ctx context.Context, k *key) error {
	h, err := s.holder(ctx, k)
	if err != nil {
		return err
	}
	k.mu.Lock()
	u := &k.updates
	if u.owner == nil || u.user == h.user && u.device == h.device {
		k.mu.Unlock()
		return nil
	}
	detach := u.detach
	owner := u.owner
	u.owner, u.detach, u.candidates = nil, nil, nil
	u.change++
	k.mu.Unlock()
	if detach != nil {
		detach()
	}
	owner.mu.Lock()
	owner.told, owner.main, owner.tooLong = false, false, false
	owner.dropPushesLocked()
	owner.mu.Unlock()
	return nil
}

// afterSignIn has the session told from the moment that it is signed in, whatever it calls next, or told no more if it
// signed out.
func (ss *session) afterSignIn(ctx context.Context, r *request) error {
	h, err := ss.srv.holder(ctx, r.perm)
	if err != nil {
		return err
	}
	if err := ss.srv.checkClaims(ctx, r.perm); err != nil {
		return err
	}
	if h.user == 0 || h.device == 0 || r.noUpdates || r.method == "auth.importAuthorization" || r.method == "auth.bindTempAuthKey" {
		return nil
	}
	return ss.claim(ctx, r.perm, h, strengthWeak)
}

// notify queues events for the session. A client that is too slow loses its queue and is told to ask for the
// difference.
func (ss *session) notify(events []lamplight.Event) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	switch {
	case ss.conn == nil || ss.tooLong:
		return // it is going to ask for the difference
	case len(events) == 0: // some of what happened cannot be told any more
		ss.events, ss.tooLong = nil, true
		ss.srv.m.gaps.WithLabelValues("forgotten").Inc()
	case len(ss.events)+len(events) > ss.srv.o.Limits.PushQueue:
		ss.events, ss.tooLong = nil, true
		ss.srv.m.gaps.WithLabelValues("slow").Inc()
	default:
		if len(ss.events)+ss.pushBytes > 0 {
			ss.withdrawLocked(events)
		}
		ss.events = append(ss.events, events...)
	}
	ss.wakeRendererLocked()
}

// withdrawLocked takes back what waits to be told of a channel, when the account learns that something changed between the
// two: it may be told of it no more. If it still is, it asks what it missed. ss.mu is held.
func (ss *session) withdrawLocked(events []lamplight.Event) {
	for i := range events {
		channel := events[i].Peer.Channel()
		if events[i].Kind != lamplight.EventChat || channel == 0 || events[i].Box.Channel() != 0 {
			continue
		}
		box, had := lamplight.ChannelBox(channel), len(ss.events)
		ss.events = slices.DeleteFunc(ss.events, func(e lamplight.Event) bool { return e.Box == box })
		was := len(ss.out)
		ss.out = slices.DeleteFunc(ss.out, func(m outbound) bool {
			if m.kind != kindPush || m.channel != channel {
				return false
			}
			ss.outBytes -= len(m.body)
			ss.pushBytes -= len(m.body)
			return true
		})
		if len(ss.events) < had || len(ss.out) < was {
			ss.events = append(ss.events, lamplight.Event{Kind: lamplight.EventTooLong, Box: box, Date: events[i].Date})
		}
	}
}

// channelOf returns the one channel that a push tells of; 0 if it tells of several, or of the account's own box.
func channelOf(events []lamplight.Event) lamplight.ChannelID {
	if len(events) == 0 {
		return 0
	}
	for i := range events[1:] {
		if events[i+1].Box != events[0].Box {
			return 0
		}
	}
	return events[0].Box.Channel()
}

// missed has the session that is told what happens in the account ask for the difference, where a call of another session
// of the device ended and nobody was there to take its answer. What a device does is left out of what it is told, because
// the answer tells it; a client that has begun a new session meanwhile never gets that answer.
func (ss *session) missed(perm *key) {
	perm.mu.Lock()
	owner := perm.updates.owner
	perm.mu.Unlock()
	if owner == nil || owner == ss {
		return
	}
	owner.mu.Lock()
	defer owner.mu.Unlock()
	if owner.conn == nil || owner.tooLong {
		return // it is going to ask for the difference
	}
	owner.events, owner.tooLong = nil, true
	ss.srv.m.gaps.WithLabelValues("answer").Inc()
	owner.wakeRendererLocked()
}

// wakeRendererLocked starts the renderer if there is something for it to do. ss.mu is held.
func (ss *session) wakeRendererLocked() {
	if ss.rendering || ss.conn == nil || !ss.renderableLocked() {
		return
	}
	ss.rendering = true
	if !ss.srv.spawn(ss.render) {
		ss.rendering = false
	}
}

// renderableLocked reports whether there is something to render, and room for it. A session that has to ask for the
// difference is told once it has taken what it was sent before.
func (ss *session) renderableLocked() bool {
	if ss.tooLong {
		return ss.pushBytes == 0
	}
	return len(ss.events) > 0 && ss.pushBytes < ss.srv.o.Limits.PushQueueBytes
}

// render writes pushes until nothing waits.
func (ss *session) render() {
	for {
		ss.mu.Lock()
		if ss.conn == nil || !ss.renderableLocked() {
			ss.rendering = false
			ss.mu.Unlock()
			return
		}
		events, viewer, tooLong := ss.events, ss.viewer, ss.tooLong
		n := len(events)
		if !tooLong {
			n = together(events[:batch(events, ss.srv.o.Limits.PushQueueBytes-ss.pushBytes)])
		}
		events, ss.events, ss.tooLong = events[:n:n], events[n:], false
		if len(ss.events) == 0 {
			ss.events = nil
		}
		ss.mu.Unlock()

		body, err := ss.push(viewer, events, tooLong)
		if err != nil {
			ss.srv.o.Log.Error("session: push not rendered", "user", viewer, "err", err)
			ss.srv.m.faults.WithLabelValues("push").Inc()
			ss.srv.m.gaps.WithLabelValues("fault").Inc()
			if body, err = ss.push(viewer, nil, true); err != nil {
				continue // there is no layer in which this cannot be said
			}
		}
		if body == nil {
			continue
		}
		ss.mu.Lock()
		var c *conn
		if ss.conn != nil {
			c = ss.sendLocked(outbound{kind: kindPush, body: body, channel: channelOf(events)})
		}
		ss.mu.Unlock()
		if c != nil {
			c.wake(ss)
		}
	}
}

// push writes events, or that there are too many, in the session's layer; nil if there is nothing to say.
func (ss *session) push(viewer lamplight.UserID, events []lamplight.Event, tooLong bool) ([]byte, error) {
	var h *holder
	if p := ss.key.permanent(); p != nil {
		h = p.holder.Load()
	}
	layer := ss.speaks(h)
	if !tooLong && len(events) == 1 && events[0].Told != nil && h != nil && h.user == viewer && render.Alike(viewer, &events[0]) {
		body, err := ss.shared(events[0], layer)
		if !errors.Is(err, errPersonal) {
			return body, err
		}
	}
	var u tg.UpdatesClass = render.TooLong()
	if !tooLong {
		var err error
		if u, err = ss.updates(viewer, events); err != nil || u == nil {
			return nil, err
		}
	}
	return ss.srv.encode(u, layer)
}

// errPersonal says that an event is not written the same for all to whom it is told.
var errPersonal = errors.New("session: each is told something else")

// shared writes an event that is told to many, once for all sessions that speak the layer.
func (ss *session) shared(e lamplight.Event, layer int) ([]byte, error) {
	return e.Told.Form(layer, func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(ss.srv.work, ss.srv.o.Limits.RequestTime)
		defer cancel()
		u, alike, err := ss.srv.o.Renderer.Shared(ctx, rpc.Call{Layer: layer}, e)
		switch {
		case err != nil:
			return nil, err
		case !alike:
			return nil, errPersonal
		case u == nil:
			return nil, nil
		}
		return ss.srv.encode(u, layer)
	})
}

// encode writes u in a layer.
func (s *Server) encode(u tg.UpdatesClass, layer int) ([]byte, error) {
	var newest bin.Buffer
	if err := u.Encode(&newest); err != nil {
		return nil, err
	}
	if layer == layers.Newest {
		return newest.Buf, nil
	}
	body, err := layers.Push(nil, layer, newest.Buf)
	s.m.converted("push", err)
	return body, err
}

// updates renders events. The one event that comes before sign-in is told here: nobody views it.
func (ss *session) updates(viewer lamplight.UserID, events []lamplight.Event) (tg.UpdatesClass, error) {
	for _, e := range events {
		if e.Kind == lamplight.EventLoginToken {
			return render.LoginToken(e.Date), nil
		}
	}
	if viewer == 0 {
		return nil, nil
	}
	perm := ss.key.permanent()
	ss.mu.Lock()
	conn := ss.conn
	ss.mu.Unlock()
	if perm == nil || conn == nil {
		return nil, nil
	}
	h := perm.holder.Load()
	if h.user != viewer {
		return nil, nil // signed out meanwhile
	}
	ctx, cancel := context.WithTimeout(ss.srv.work, ss.srv.o.Limits.RequestTime)
	defer cancel()
	c := ss.call(&request{perm: perm, conn: conn}, h, ss.speaks(h))
	c.Many = len(events) == 1 && events[0].Told != nil
	return ss.srv.o.Renderer.Updates(ctx, c, events)
}

// dropClaims ends what is told of an account, when its key is gone or the server closes.
func (k *key) dropClaims() {
	k.mu.Lock()
	detach := k.updates.detach
	k.updates = claims{change: k.updates.change + 1}
	k.mu.Unlock()
	if detach != nil {
		detach()
	}
}
