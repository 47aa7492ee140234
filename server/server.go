// Package server builds the rooms of the house from the configuration, starts them and stops them. It is the only importer
// of drivers, and holds the clock.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"time"

	"lamplight/config"
	"lamplight/edge/admin"
	"lamplight/service/media"
)

// Times of the end of a server. Together they stay below the ten seconds that an operator is promised.
const (
	finishWithin = 7 * time.Second // for requests that run
	closeWithin  = 9 * time.Second // for everything
)

// Run serves until ctx ends, and then ends cleanly: it stops accepting, finishes what runs, syncs, and returns nil. ready is
// called once clients can connect.
func Run(ctx context.Context, c config.Serve, log *slog.Logger, ready func(Ready)) error {
	return run(ctx, c, log, media.PassAll{}, ready)
}

// run is Run with what looks at files before others may see them.
func run(ctx context.Context, c config.Serve, log *slog.Logger, screener media.Screener, ready func(Ready)) error {
	started := time.Now()
	if err := makeFolder(c.Data); err != nil {
		return err
	}
	unlock, err := lock(c.Data)
	if err != nil {
		return err
	}
	defer unlock()
	// Listening comes first: a port that is taken is said before anything is opened.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; stop what uses it, or choose another address with --listen", c.Listen, err)
	}
	c.Public = publicAddress(c.Public, listener.Addr())

	h, err := buildWith(ctx, c, log, screener)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := errors.Join(h.buildEdges(ctx), h.openDoor()); err != nil {
		return errors.Join(err, listener.Close(), h.close(ctx))
	}
	return h.serve(ctx, listener, func() { ready(h.ready(listener.Addr(), time.Since(started))) })
}

// publicAddress puts in the port that the listener got, where the configuration left it to the system.
func publicAddress(public string, got net.Addr) string {
	host, port, err := net.SplitHostPort(public)
	if err != nil || port != "0" {
		return public
	}
	_, port, err = net.SplitHostPort(got.String())
	if err != nil {
		return public
	}
	return net.JoinHostPort(host, port)
}

// openDoor opens the operator's socket.
func (h *house) openDoor() error {
	path := filepath.Join(h.config.Data, socketFile)
	l, err := admin.Listen(path)
	if err != nil {
		return err
	}
	h.admin = admin.NewServer(l, path, operator{h.accounts, h.boxes}, h.log)
	return nil
}

// serve runs the house on a listener until ctx ends or a room fails.
func (h *house) serve(ctx context.Context, l net.Listener, ready func()) error {
	// What runs is ended by close, in order, and not by the caller's ctx all at once.
	running, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	failed := make(chan error, 9)
	var rooms sync.WaitGroup // those that act by themselves
	for name, run := range map[string]func(context.Context) error{
		"updates": h.updates.Run, "messages": h.messages.Run, "search": h.search.Run, "media": h.media.Run, "withdrawal": h.withdrawn.Run, "polls": h.polls.Run,
	} {
		rooms.Go(func() {
			if err := run(running); err != nil && running.Err() == nil {
				failed <- fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	var quiet sync.WaitGroup
	quiet.Go(func() { mindHeap(running) })
	defer quiet.Wait() // on every way from here stop was called before
	if err := h.store.Jobs().Start(running); err != nil {
		stop(nil)
		rooms.Wait()
		return errors.Join(fmt.Errorf("jobs: %w", err), l.Close(), h.close(context.WithoutCancel(ctx)))
	}
	go func() {
		if err := h.port.Serve(l); err != nil {
			failed <- fmt.Errorf("serve: %w", err)
		}
	}()
	go func() {
		if err := h.admin.Serve(); err != nil {
			failed <- fmt.Errorf("operator's socket: %w", err)
		}
	}()
	h.log.Info("ready", "listen", l.Addr().String(), "public", h.config.Public, "version", Version())
	ready()

	var err error
	select {
	case <-ctx.Done():
		h.log.Info("stopping: no new connections, finishing what runs")
	case err = <-failed:
		h.log.Error("stopping: a room failed", "err", err)
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	h.stopping.Store(true)
	err = errors.Join(err, h.stop(ending))
	stop(nil)
	rooms.Wait()
	return errors.Join(err, h.close(ending))
}

// stop ends what comes from outside, and then the jobs.
func (h *house) stop(ctx context.Context) error {
	finish, cancel := context.WithTimeout(ctx, finishWithin)
	defer cancel()
	var errs []error
	if h.admin != nil {
		errs = append(errs, h.admin.Close(finish))
	}
	// The port stops accepting and waits for its connections; the sessions finish their requests and let them go.
	sessions := make(chan error, 1)
	go func() { sessions <- h.sessions.Close(finish) }()
	errs = append(errs, late(h.port.Close(finish)), late(<-sessions), late(h.store.Jobs().Stop(finish)))
	return errors.Join(errs...)
}

// late leaves out the error of having run out of time: what was still running then was cut off, and clients ask again.
func late(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
