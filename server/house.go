package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lamplight"
	"lamplight/blob"
	"lamplight/boxes"
	"lamplight/bus"
	"lamplight/bus/local"
	"lamplight/config"
	"lamplight/edge/admin"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/edge/mtproto/session"
	"lamplight/edge/mtproto/transport"
	"lamplight/edge/port"
	"lamplight/edge/public"
	"lamplight/edge/web"
	"lamplight/service/accounts"
	"lamplight/service/chats"
	"lamplight/service/contacts"
	"lamplight/service/media"
	"lamplight/service/messages"
	"lamplight/service/polls"
	"lamplight/service/search"
	"lamplight/service/stickers"
	"lamplight/service/updates"
	"lamplight/service/withdrawal"
	"lamplight/store"
)

// A house is a server's rooms, from the ground floor up.
type house struct {
	config   config.Serve
	log      *slog.Logger
	registry *prometheus.Registry
	stopping atomic.Bool
	opened   closers

	key       Public
	store     store.Store
	stored    boxes.Log // boxes, with what is withdrawn or expired
	boxes     boxes.Log
	blobs     blob.Store
	bus       bus.Bus
	accounts  *accounts.Service
	contacts  *contacts.Service
	chats     *chats.Service
	media     *media.Service
	withdrawn *withdrawal.Service
	maker     *media.Maker
	screener  media.Screener
	messages  *messages.Service
	polls     *polls.Service
	stickers  *stickers.Service
	updates   *updates.Service
	search    *search.Service
	sessions  *session.Server
	port      *port.Port
	admin     *admin.Server
	addresses []netip.AddrPort
}

// build opens the stores and builds the services; the edges come with buildEdges. On an error nothing stays open.
func build(ctx context.Context, c config.Serve, log *slog.Logger) (*house, error) {
	return buildWith(ctx, c, log, media.PassAll{})
}

// buildWith is build with what looks at files before others may see them.
func buildWith(ctx context.Context, c config.Serve, log *slog.Logger, screener media.Screener) (*house, error) {
	h := &house{config: c, log: log, registry: newRegistry(), screener: screener}
	for _, step := range []func(context.Context) error{h.openGround, h.buildServices} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, h.close(ctx))
		}
	}
	return h, nil
}

// openGround opens the stores and the bus.
func (h *house) openGround(ctx context.Context) error {
	if err := checkInstanceKey(h.config); err != nil {
		return fmt.Errorf("instance key: %w", err)
	}
	path := filepath.Join(h.config.Data, instanceKeyFile)
	_, missing := os.Stat(path)
	key, err := instanceKey(h.config.Data)
	if err != nil {
		return err
	}
	if h.store, err = openStore(ctx, h.config, key, h.log); err != nil {
		if errors.Is(missing, fs.ErrNotExist) {
			// A key that no store was ever sealed with must not stand where the right one is to be put back.
			err = errors.Join(err, os.Remove(path))
		}
		return err
	}
	h.opened.add("store", func(context.Context) error { return h.store.Close() })
	log, err := openBoxes(ctx, h.config, h.log)
	if err != nil {
		return err
	}
	h.stored = measure(log, time.Now, h.registry)
	h.boxes = boxes.HideWithdrawn(
		boxes.HideExpired(h.stored, time.Now),
		func(m *lamplight.Message) bool { return h.withdrawn.Hidden(m) }, func(m *lamplight.Message) bool { return h.withdrawn.Quoted(m) },
	)
	h.opened.add("boxes", func(context.Context) error { return h.boxes.Close() })
	if h.blobs, err = openBlobs(ctx, h.config); err != nil {
		return err
	}
	h.opened.add("files", func(context.Context) error { return h.blobs.Close() })
	h.bus = local.New()
	h.opened.add("bus", func(context.Context) error { return h.bus.Close() })
	return nil
}

// buildServices builds what the messenger does.
func (h *house) buildServices(ctx context.Context) error {
	h.search = search.New(search.Options{Boxes: h.boxes, Store: h.store, Chats: visible{h}, Polls: asked{h}, Now: time.Now, Register: h.registry, Log: h.log})
	h.bus = heard{h.bus, h}
	var err error
	if h.withdrawn, err = withdrawal.New(ctx, withdrawal.Options{
		Boxes: h.stored, Store: h.store, Bus: h.bus, Now: time.Now, Log: h.log,
	}); err != nil {
		return err
	}
	h.contacts = contacts.New(contacts.Options{
		Store: h.store, Boxes: h.boxes, Bus: h.bus, Name: h.config.Name, Now: time.Now, Log: h.log,
		Limits:  contacts.Limits{Strangers: h.config.NewChatsPerDay},
		Arrived: func(ctx context.Context, user lamplight.UserID) { h.messages.CameOnline(ctx, user) },
		FindChats: func(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error) {
			return h.chats.FindChats(ctx, viewer, q, limit)
		},
	})
	h.chats = chats.New(chats.Options{
		Store: h.store, Boxes: h.boxes, Bus: h.bus, People: h.contacts, Words: wordsOf{}, Names: h.contacts, Now: time.Now, Log: h.log,
		Limits: chats.Limits{LogAge: h.config.AdminLog},
	})
	h.messages = messages.New(messages.Options{
		Boxes: h.boxes, Bus: h.bus, Policy: h.contacts, Screen: unscreened{}, Authors: h.contacts,
		Names: h.contacts, Readers: h.contacts, Archive: h.contacts, Store: h.store, Online: h.contacts,
		Chats: h.chats, Voices: h.chats, Topics: h.chats, Journal: h.chats, Reactable: emoji{h},
		Pages: pages(h), Files: shown{h}, Keeper: shown{h}, Limits: messageLimits(h.config), Now: time.Now, Log: h.log,
	})
	measureLate(h.messages.Late, h.registry)
	h.polls = polls.New(polls.Options{
		Store: h.store, Boxes: h.boxes, Bus: h.bus, Messages: h.messages, Now: time.Now, Log: h.log,
	})
	h.updates = updates.New(h.boxes, h.bus, h.chats, time.Now, updates.Limits{})
	files, err := h.secret(ctx, "files")
	if err != nil {
		return err
	}
	if h.media, err = media.New(media.Options{
		Faces: faces{h}, Sets: sets{h}, Secret: files, Blobs: h.blobs, Store: h.store, Withdrawn: h.withdrawn, Uses: []media.Uses{fileUses{h.boxes, h.store}},
		Limits: mediaLimits(h.config), Now: time.Now, Register: h.registry, Log: h.log,
	}); err != nil {
		return err
	}
	h.collectFiles()
	h.maker = h.newMaker()
	h.stickers = stickers.New(stickers.Options{
		Store: h.store, Boxes: h.boxes, Bus: h.bus, Files: h.media, Maker: h.maker, Now: time.Now, Log: h.log,
	})
	providers, mailer, err := codeProviders(h.config, h.log)
	if err != nil {
		return err
	}
	h.accounts, err = accounts.New(ctx, accounts.Options{
		Store: h.store, Boxes: h.boxes, Bus: h.bus, Providers: providers, Mailer: mailer, Notices: h.messages,
		Erasers: []accounts.Eraser{h.withdrawn, h.contacts, h.chats, h.messages, h.polls, h.stickers, h.search}, Joined: h.contacts, SignUp: accounts.SignUpMode(h.config.SignUp),
		TestAccounts: h.config.TestAccounts, Limits: accountLimits(h.config), Now: time.Now, Log: h.log,
	})
	return err
}

// unscreened is where texts will be looked at. There is no rule yet: only public chats are ever screened, and there are none.
type unscreened struct{}

// ScreenText implements messages.Screener.
func (unscreened) ScreenText(context.Context, lamplight.UserID, lamplight.Peer, lamplight.Text) error {
	return nil
}

// buildEdges builds what clients reach.
func (h *house) buildEdges(ctx context.Context) error {
	var err error
	if h.addresses, err = addressesOf(ctx, h.config.Public); err != nil {
		return err
	}
	secret, err := h.secret(ctx, "access hashes")
	if err != nil {
		return err
	}
	hashes, err := resolve.NewHashes(secret)
	if err != nil {
		return err
	}
	resolver := resolve.New(hashes, h.contacts, h.messages, h.chats)
	renderer := render.New(hashes, h.contacts, h.chats, h.settings(), h.config.DC).With(h.sources())
	if err := h.buildSessions(resolver, renderer); err != nil {
		return err
	}
	return h.buildPort()
}

// buildSessions builds the MTProto side of the port.
func (h *house) buildSessions(resolver *resolve.Resolver, renderer *render.Renderer) error {
	exchange, err := h.handshake()
	if err != nil {
		return err
	}
	h.sessions, err = session.New(session.Options{
		Keys: h.accounts, Handshake: exchange, Router: rpc.NewRouter(h.namespaces(resolver, renderer).Routes()...),
		Updates: attacher{h.updates}, Renderer: renderer, Limits: sessionLimits(h.config), Seen: h.seen, Takeout: h.takeout,
		Now: time.Now, Log: h.log, Register: h.registry,
	})
	return err
}

// buildPort builds the one listening port, with everything behind it.
func (h *house) buildPort() error {
	tls, err := tlsConfig(h.config)
	if err != nil {
		return err
	}
	app, err := web.Messenger()
	if err != nil {
		return err
	}
	kinds := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "lamplight_port_connections_total", Help: "Connections to the port, by what became of them.",
	}, []string{"kind"})
	h.registry.MustRegister(kinds)

	mux := http.NewServeMux()
	sockets := web.WebSocket(func(ctx context.Context, conn net.Conn) { h.port.ServeMTProto(ctx, conn) }, web.WebSocketLimits{})
	mux.Handle("GET /apiws", sockets)
	mux.Handle("GET /apiws_test", sockets)
	mux.Handle("/", public.Handler(public.Options{
		Discovery: h.discovery(), People: h.contacts, Chats: h.chats, Ready: h.readiness, App: app,
		Metrics: promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{}), For: public.MetricsFor(h.config.Metrics), Log: h.log,
	}))
	h.port = port.New(port.Options{
		MTProto: h.takeMTProto,
		HTTP: &http.Server{
			Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
			IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelDebug),
		},
		TLS:     tls,
		Limits:  port.Limits{Connections: h.config.Connections, ConnectionsPerAddress: h.config.ConnectionsPerAddress},
		Now:     time.Now,
		Log:     h.log,
		Observe: func(k port.Kind) { kinds.WithLabelValues(fmt.Sprint(k)).Inc() },
	})
	return nil
}

// takeMTProto returns what serves a stream of bytes that speaks MTProto; nil if it does not.
func (h *house) takeMTProto(ctx context.Context, conn net.Conn) (serve func()) {
	t := h.framed(ctx, conn)
	if t == nil {
		return nil
	}
	// ctx ends as soon as the port closes. The sessions end their connections themselves, by stop, once what runs is
	// answered: cut off now, a client would not learn what became of its request.
	return h.sessions.Take(context.WithoutCancel(ctx), t)
}

// framed finds out how a stream is framed; nil if that cannot be.
func (h *house) framed(ctx context.Context, conn net.Conn) *transport.Conn {
	// Accept does not know of ctx, and who says half a word would hold up the end of the server.
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	t, err := transport.Accept(conn, transport.Limits{})
	stop()
	if err != nil {
		h.log.Debug("no framing", "address", conn.RemoteAddr(), "err", err)
		return nil
	}
	return t
}

// attacher lets sessions take what service/updates delivers.
type attacher struct{ updates *updates.Service }

type sink func([]lamplight.Event)

// Deliver implements updates.Sink. The session's own queue is bounded, and it says itself what is to happen when it is full.
func (s sink) Deliver(events []lamplight.Event) bool {
	s(events)
	return true
}

// Attach implements session.Updates.
func (a attacher) Attach(
	ctx context.Context, user lamplight.UserID, device lamplight.SessionID, f func([]lamplight.Event),
) (detach func(), err error) {
	return a.updates.Attach(ctx, user, device, sink(f))
}

// seen notes that a signed-in device is in use.
func (h *house) seen(ctx context.Context, c rpc.Call) error {
	return h.accounts.Seen(ctx, accounts.Caller{
		User: c.User, Session: c.Session, Key: c.Key, TempKey: c.TempKey, Address: c.Address, APIID: c.Client.APIID,
		Device: c.Client.Device, System: c.Client.System, App: c.Client.App, Lang: c.Client.Language,
	})
}

// takeout returns nil if a call may be made for the export of data that it names.
func (h *house) takeout(ctx context.Context, c rpc.Call) error {
	_, err := h.accounts.CheckTakeout(ctx, accounts.Caller{User: c.User, Session: c.Session}, c.Takeout)
	return err
}

// readiness returns nil if the server can serve.
func (h *house) readiness(ctx context.Context) error {
	if h.stopping.Load() {
		return errors.New("stopping")
	}
	return errors.Join(h.store.Ready(ctx), h.boxes.Ready(ctx), h.blobs.Ready(ctx), h.bus.Ready(ctx))
}

// secret returns a secret of the instance, made at the first start and kept sealed in the store.
func (h *house) secret(ctx context.Context, name string) (secret []byte, err error) {
	err = h.store.Write(ctx, func(tx store.Tx) (err error) {
		secret, err = tx.Secret(name)
		return err
	})
	return secret, err
}

// close closes what was opened, last first.
func (h *house) close(ctx context.Context) error {
	var errs []error
	for i := len(h.opened) - 1; i >= 0; i-- {
		errs = append(errs, h.opened[i](ctx))
	}
	h.opened = nil
	return errors.Join(errs...)
}

// discovery is what clients must know to connect.
func (h *house) discovery() public.Discovery {
	host, portText, _ := net.SplitHostPort(h.config.Public) // Complete has read it
	number, _ := strconv.Atoi(portText)
	supported := layers.Supported()
	ws := "ws"
	if h.secure() {
		ws = "wss"
	}
	return public.Discovery{
		Name: h.config.Name, Version: Version(), Layer: Layer, Layers: public.Layers{Min: supported[0], Max: supported[len(supported)-1]},
		DC: public.DC{ID: h.config.DC, Host: host, Port: number}, PublicKey: h.key.PEM,
		Fingerprint: strconv.FormatInt(h.key.Fingerprint, 10), WebSocket: ws + "://" + h.config.Public + "/apiws",
	}
}

// secure reports whether pages are served over TLS.
func (h *house) secure() bool { return h.config.TLSCert != "" || len(h.config.ACMEHosts) > 0 }

// origin is what addresses of our pages begin with.
func (h *house) origin() string {
	if h.secure() {
		return "https://" + h.config.Public
	}
	return "http://" + h.config.Public
}

// ready says where the server can be reached.
func (h *house) ready(listen net.Addr, took time.Duration) Ready {
	data, err := filepath.Abs(h.config.Data)
	if err != nil {
		data = h.config.Data
	}
	return Ready{
		Name: h.config.Name, Listen: listen.String(), Public: h.config.Public, DC: h.config.DC,
		Page: h.origin() + "/.well-known/lamplight.json", Key: h.key, TestPhones: h.config.TestAccounts,
		CodesInLog: h.config.Codes.By == "log", CodesGoBy: h.config.Codes.By, SignUp: h.config.SignUp, Data: data,
		StartedInMS: took.Milliseconds(),
	}
}
