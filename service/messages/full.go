package messages

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamplight"
	"lamplight/boxes"
)

// ErrPeerFull is the answer to a message for somebody whose box is at its quota. It is 406 as boxes.ErrQuota is, which
// clients show nothing of: a notice tells what there is to tell.
//
// https://core.telegram.org/api/errors#406-not-acceptable
var ErrPeerFull = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "USER_STORAGE_FULL"}

// put carries out a group in which c says something. Where it does not fit into one of the boxes, nothing is stored; the
// error is STORAGE_FULL if the box is the caller's, USER_STORAGE_FULL if it is another's, and those concerned find a
// notice, once a day.
func (s *Service) put(ctx context.Context, c Caller, g boxes.Group) (boxes.Result, error) {
	done, err := s.boxes.Apply(ctx, g)
	var full *boxes.QuotaError
	if !errors.As(err, &full) {
		return done, err
	}
	owner := full.Box.User()
	if owner == 0 {
		return boxes.Result{}, err // a supergroup's or channel's: nobody's in person
	}
	day := s.now().UTC().Format(time.DateOnly)
	notice := lamplight.Text(fmt.Sprintf("Your storage is full: your conversations may take %s here. You can still read everything, "+
		"but until there is room you can neither send nor receive messages. To make room, delete messages or clear the history "+
		"of a conversation you no longer need.", size(full.Quota)))
	s.explain(ctx, owner, "storage full "+day, notice)
	if owner == c.User || !private(g) {
		return boxes.Result{}, err
	}
	name := s.nameOf(ctx, c.User, owner)
	s.explain(ctx, c.User, fmt.Sprintf("storage of %d full %s", owner, day), lamplight.Text(fmt.Sprintf(
		"A message of yours was not sent: the storage of %s is full. They have been told; try again once they have made room.", name)))
	return boxes.Result{}, ErrPeerFull.Because(err)
}

// putAll is put for a basic group. A member whose box is full does not keep all others from talking: what does not fit
// into it is left out there, and its owner is told.
func (s *Service) putAll(ctx context.Context, c Caller, g boxes.Group) (boxes.Result, error) {
	for {
		done, err := s.put(ctx, c, g)
		var full *boxes.QuotaError
		if !errors.As(err, &full) || full.Box == c.box() || full.Box.User() == 0 {
			return done, err
		}
		left := slices.DeleteFunc(slices.Clone(g.Ops), func(op boxes.Op) bool { return op.In() == full.Box })
		if len(left) == len(g.Ops) {
			return done, err
		}
		g.Ops = left
	}
}

// explain leaves a notice; who waits for the answer does not learn whether that worked.
func (s *Service) explain(ctx context.Context, to lamplight.UserID, key string, text lamplight.Text) {
	if err := s.Notice(context.WithoutCancel(ctx), to, key, text, nil); err != nil {
		s.log.WarnContext(ctx, "notice of a full box", "err", err)
	}
}

// nameOf returns what viewer calls somebody.
func (s *Service) nameOf(ctx context.Context, viewer, of lamplight.UserID) string {
	const unknown = "the person you wrote to"
	found, err := s.names.Persons(ctx, viewer, []lamplight.UserID{of})
	if err != nil || len(found) == 0 {
		return unknown
	}
	return cmp.Or(found[0].FirstName, found[0].LastName, unknown)
}

// size says a number of bytes as people do.
func size(n int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1 << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "kB"}} {
		if n >= unit.bytes {
			return fmt.Sprintf("%.4g %s", float64(n)/float64(unit.bytes), unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

// private reports whether a group concerns two people at most.
func private(g boxes.Group) bool {
	for _, op := range g.Ops {
		if a, ok := op.(boxes.Append); ok && a.Message.Peer.Kind != lamplight.PeerUser {
			return false
		}
	}
	return true
}
