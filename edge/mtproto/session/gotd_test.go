package session

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/exchange"
	"github.com/gotd/td/mtproto"
	"github.com/gotd/td/tg"
	gotdtransport "github.com/gotd/td/transport"

	"lamplight/edge/mtproto/transport"
)

// updatesHandler collects what gotd is told by itself.
type updatesHandler struct {
	sessions chan mtproto.Session
	updates  chan []byte
}

func (h updatesHandler) OnMessage(b *bin.Buffer) error {
	h.updates <- b.Copy()
	return nil
}

func (h updatesHandler) OnSession(s mtproto.Session) error {
	h.sessions <- s
	return nil
}

// TestGotd runs an unmodified client: key exchange, sign-in, calls, pushes, a large answer, and a second connection with the
// same key.
func TestGotd(t *testing.T) {
	for name, pfs := range map[string]bool{"permanent key": false, "temporary key": true} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t, Limits{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			handler := updatesHandler{make(chan mtproto.Session, 10), make(chan []byte, 10)}
			options := mtproto.Options{
				DC: 2, PublicKeys: []exchange.PublicKey{{RSA: &h.private.PublicKey}}, Handler: handler, EnablePFS: pfs,
			}
			client := mtproto.New(h.dialer(t), options)
			err := client.Run(ctx, func(ctx context.Context) error {
				if err := client.Ping(ctx); err != nil {
					return err
				}
				var config tg.Config
				err := client.Invoke(ctx, &tg.InvokeWithLayerRequest{Layer: 228, Query: &tg.InitConnectionRequest{
					APIID: 1, DeviceModel: "test", SystemVersion: "1", AppVersion: "1", LangCode: "en", Query: &tg.HelpGetConfigRequest{},
				}}, &config)
				if err != nil {
					return err
				}
				var auth tg.AuthAuthorizationBox
				err = client.Invoke(ctx, &tg.AuthSignInRequest{PhoneNumber: "1234567", PhoneCodeHash: "x"}, &auth)
				if err != nil {
					return err
				}
				for range 100 {
					var sent tg.UpdatesBox
					if err := client.Invoke(ctx, text("hello"), &sent); err != nil {
						return err
					}
				}
				var history tg.MessagesMessagesBox
				err = client.Invoke(ctx, &tg.MessagesGetHistoryRequest{Peer: &tg.InputPeerSelf{}, Limit: 300}, &history)
				if err != nil {
					return err
				}
				if n := len(history.Messages.(*tg.MessagesMessages).Messages); n != 300 {
					t.Errorf("%d messages", n)
				}
				h.updates.tell(7, typing(3))
				select {
				case b := <-handler.updates:
					if constructor(b) != tg.UpdatesTypeID {
						t.Errorf("told %#x", constructor(b))
					}
				case <-ctx.Done():
					return ctx.Err()
				}
				cancel()
				return nil
			})
			if err != nil && ctx.Err() != context.Canceled {
				t.Fatal(err)
			}
			if n := len(h.texts()); n != 100 {
				t.Errorf("%d messages sent", n)
			}
			s := <-handler.sessions
			if pfs {
				return
			}
			// The same key, another session, with a salt that it has made up.
			ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			options.Key, options.Salt = s.Key, 12345
			client = mtproto.New(h.dialer(t), options)
			err = client.Run(ctx, func(ctx context.Context) error {
				defer cancel()
				var users tg.UserClassVector
				return client.Invoke(ctx, &tg.UsersGetUsersRequest{ID: []tg.InputUserClass{&tg.InputUserSelf{}}}, &users)
			})
			if err != nil && ctx.Err() != context.Canceled {
				t.Fatal(err)
			}
			if len(h.calls) != 1 || h.calls[0].User != 7 {
				t.Errorf("calls = %+v", h.calls)
			}
		})
	}
}

// dialer connects gotd over TCP.
func (h *harness) dialer(t *testing.T) mtproto.Dialer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	h.served.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			h.served.Go(func() {
				tc, err := transport.Accept(c, transport.Limits{})
				if err != nil {
					_ = c.Close()
					return
				}
				h.s.Serve(context.Background(), tc)
			})
		}
	})
	return func(ctx context.Context) (gotdtransport.Conn, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", l.Addr().String())
		if err != nil {
			return nil, err
		}
		return gotdtransport.Intermediate.Handshake(c)
	}
}
