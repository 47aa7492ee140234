// Package contacts answers the contacts.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package contacts

import (
	"context"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
	"lamplight/service/contacts"
)

// maxContacts is how many people one call may name.
const maxContacts = 10_000

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	Contacts Contacts
	Takeouts Takeouts
	Resolve  *resolve.Resolver
	Render   *render.Renderer
	Now      func() time.Time
}

// Contacts is the part of service/contacts that this package calls.
type Contacts interface {
	Persons(ctx context.Context, viewer lamplight.UserID, ids []lamplight.UserID) ([]lamplight.Person, error)
	Book(ctx context.Context, owner lamplight.UserID) (people []lamplight.UserID, saved int, err error)
	Saved(ctx context.Context, owner lamplight.UserID) ([]contacts.Card, error)
	ForgetSaved(ctx context.Context, owner lamplight.UserID) error
	Import(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, entries []contacts.Entry,
	) ([]contacts.Imported, error)
	Add(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID, e contacts.Entry, share bool,
	) ([]lamplight.Event, error)
	Accept(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID,
	) ([]lamplight.Event, error)
	Remove(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, users []lamplight.UserID,
	) ([]lamplight.Event, error)
	RemovePhones(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, phones []string) error
	SetCloseFriends(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, users []lamplight.UserID) error
	SetNote(
		ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, user lamplight.UserID, note string,
	) error
	ResolveUsername(ctx context.Context, viewer lamplight.UserID, name string) (lamplight.Peer, error)
	ResolvePhone(ctx context.Context, viewer lamplight.UserID, phone string) (lamplight.UserID, error)
	Search(ctx context.Context, viewer lamplight.UserID, q string, limit int) (mine, others []lamplight.Peer, err error)
	ExportToken(ctx context.Context, user lamplight.UserID) (token string, expires time.Time, err error)
	ImportToken(ctx context.Context, viewer lamplight.UserID, token string) (lamplight.UserID, error)
	Block(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer) error
	Unblock(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peer lamplight.Peer) error
	SetBlocks(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, peers []lamplight.Peer) error
	Blocks(ctx context.Context, owner lamplight.UserID, offset, limit int) (page []contacts.Block, total int, err error)
}

// Takeouts is the part of service/accounts that this package calls.
type Takeouts interface {
	CheckTakeout(ctx context.Context, c accounts.Caller, id int64) (accounts.Takeout, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// The list.
		rpc.Handle("contacts.getContacts", rpc.Users, rpc.Read, h.getContacts),
		rpc.Handle("contacts.getStatuses", rpc.Users, rpc.Read, h.getStatuses),
		rpc.Handle("contacts.importContacts", rpc.Users, rpc.Write, h.importContacts),
		rpc.Handle("contacts.deleteContacts", rpc.Users, rpc.Write, h.deleteContacts),
		rpc.Handle("contacts.deleteByPhones", rpc.Users, rpc.Write, h.deleteByPhones),
		rpc.Handle("contacts.addContact", rpc.Users, rpc.Write, h.addContact),
		rpc.Handle("contacts.acceptContact", rpc.Users, rpc.Write, h.acceptContact),
		rpc.Handle("contacts.editCloseFriends", rpc.Users, rpc.Write, h.editCloseFriends),
		rpc.Handle("contacts.updateContactNote", rpc.Users, rpc.Write, h.updateContactNote),
		rpc.Handle("contacts.getSaved", rpc.Users, rpc.Read, h.getSaved),
		rpc.Handle("contacts.resetSaved", rpc.Users, rpc.Write, h.resetSaved),

		// Finding people.
		rpc.Handle("contacts.search", rpc.Users, rpc.Search, h.search),
		rpc.Handle("contacts.resolveUsername", rpc.UsersAndBots, rpc.Expensive, h.resolveUsername),
		rpc.Handle("contacts.resolvePhone", rpc.Users, rpc.Expensive, h.resolvePhone),
		rpc.Handle("contacts.exportContactToken", rpc.Users, rpc.Expensive, h.exportContactToken),
		rpc.Handle("contacts.importContactToken", rpc.Users, rpc.Expensive, h.importContactToken),

		// Blocking.
		rpc.Handle("contacts.block", rpc.Users, rpc.Write, h.block),
		rpc.Handle("contacts.unblock", rpc.Users, rpc.Write, h.unblock),
		rpc.Handle("contacts.getBlocked", rpc.Users, rpc.Read, h.getBlocked),
		rpc.Handle("contacts.setBlocked", rpc.Users, rpc.Write, h.setBlocked),
	}, unsupported())
}

// done answers a method that says only whether it went well.
func done(err error) (tg.BoolClass, error) {
	if err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
