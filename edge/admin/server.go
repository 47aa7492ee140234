package admin

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"lamplight"
)

// maxBody is the largest request, in bytes.
const maxBody = 64 << 10

// A Server answers commands on the socket.
type Server struct {
	path string
	l    net.Listener
	http *http.Server
}

// NewServer answers on l, the listener that Listen(path) returned.
func NewServer(l net.Listener, path string, o Operator, log *slog.Logger) *Server {
	return &Server{path: path, l: l, http: &http.Server{Handler: handler(o, log), ReadHeaderTimeout: 10 * time.Second}}
}

// Serve answers until Close, and returns nil then.
func (s *Server) Serve() error {
	if err := s.http.Serve(s.l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close stops answering, lets commands that run finish until ctx is done, and removes the socket.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close()
	}
	if rm := os.Remove(s.path); rm != nil && !os.IsNotExist(rm) {
		err = errors.Join(err, rm)
	}
	return err
}

func handler(o Operator, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	add := func(command string, f func(ctx context.Context, c call) (any, error)) {
		mux.HandleFunc("POST /v1/"+command, func(w http.ResponseWriter, r *http.Request) {
			var c call
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&c); err != nil {
				answer(w, http.StatusBadRequest, failure{"the request is not understood: " + err.Error()})
				return
			}
			res, err := f(r.Context(), c)
			if err != nil {
				status := http.StatusInternalServerError
				if lamplight.KindOf(err) != lamplight.Internal {
					status = http.StatusUnprocessableEntity
				} else {
					log.Error("operator's command", "command", command, "err", err)
				}
				answer(w, status, failure{err.Error()}) // the operator may see every detail
				return
			}
			answer(w, http.StatusOK, res)
		})
	}
	add("users", func(ctx context.Context, c call) (any, error) { return o.Users(ctx, c.After, Page(c.Limit)) })
	add("user", func(ctx context.Context, c call) (any, error) { return o.User(ctx, c.Who) })
	add("invite", func(ctx context.Context, c call) (any, error) { return o.Invite(ctx, c.Invitation) })
	add("uninvite", func(ctx context.Context, c call) (any, error) { return nil, o.Uninvite(ctx, c.Who) })
	add("invitations", func(ctx context.Context, c call) (any, error) {
		return o.Invitations(ctx, c.AfterPhone, Page(c.Limit))
	})
	add("freeze", func(ctx context.Context, c call) (any, error) { return o.Freeze(ctx, c.Who, c.Reason, c.Until) })
	add("thaw", func(ctx context.Context, c call) (any, error) { return o.Thaw(ctx, c.Who) })
	add("delete", func(ctx context.Context, c call) (any, error) { return o.Delete(ctx, c.Who) })
	addProfiles(mux)
	return mux
}

// Page brings a limit into its range, 1 to MaxPage; 0 is MaxPage.
func Page(limit int) int {
	if limit < 1 || limit > MaxPage {
		return MaxPage
	}
	return limit
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The other end has gone if this fails: there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}
