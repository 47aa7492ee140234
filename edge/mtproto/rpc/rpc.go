// Package rpc takes a decoded request to its handler and an error to its number. It is the one place that knows who may
// call what.
package rpc

import (
	"context"
	"fmt"
	"net/netip"
	"reflect"

	"github.com/gotd/td/bin"

	"lamplight"
)

// A Call says who is calling. It is a value and never changes.
type Call struct {
	User    lamplight.UserID    // 0 before sign-in
	Session lamplight.SessionID // the signed-in device; 0 before sign-in
	Key     lamplight.KeyID     // the permanent auth key
	TempKey lamplight.KeyID     // the temporary one that carries the call; 0 without PFS
	Layer   int                 // the API layer that the session speaks
	Bot     bool
	Frozen  bool // the account may do nothing but read
	DC      int  // the data centre that the key was made for; 10000 + n is a test one
	Address netip.Addr
	Client  Client
	Takeout int64 // of invokeWithTakeout; 0 if none
	// Many says that what is written goes to many at once: it names people and chats in their short form (min), as anybody
	// may see them.
	Many  bool
	Range Range // of invokeWithMessagesRange
	MsgID int64
}

// A Range narrows a method that returns messages to those with ids from Min to Max. The zero Range does not.
type Range struct{ Min, Max lamplight.MessageID }

// A Client is what a client says of itself in initConnection.
type Client struct {
	APIID          int
	Device         string
	System         string
	App            string
	SystemLanguage string
	LanguagePack   string
	Language       string
}

// Who limits who may call a method.
type Who uint8

// The callers that a route admits.
const (
	Anyone       Who = iota // before sign-in too
	Users                   // signed-in people
	UsersAndBots            // signed-in people and bots
	Bots
)

// Cost is the rate class that a call draws on. The session room holds the buckets.
type Cost uint8

// The rate classes.
const (
	Read      Cost = iota // from memory or an index
	Write                 // appends to a box or changes a row
	Expensive             // sends a code, checks a password, makes a group
	Search                // looks for something: once for each key that somebody types
	Transfer              // a stretch of a file, of many that follow each other; they run side by side
)

// A Request is a wire type that a client sends.
type Request interface {
	bin.Object
	TypeID() uint32
}

// A Route is one row of the house plan: a method that we answer, or refuse with a reason.
type Route struct {
	Method string // such as messages.sendMessage
	Who    Who
	Cost   Cost
	Long   bool // it may take as long as a large file takes: Takes sets it
	State  State
	Why    string // of what is not Done: what is missing, in a sentence for docs/methods.md
	ID     uint32 // the request's constructor
	New    func() Request
	Result reflect.Type // what the handler returns: a wire type, or an interface that wire types have
	handle func(context.Context, Call, Request) (bin.Encoder, error)
}

// Takes returns the row of a method that may take minutes, as where a large file has to be read.
func (r Route) Takes() Route {
	r.Long = true
	return r
}

// State is what docs/methods.md says of a method.
type State uint8

// The states.
const (
	Done    State = iota // does what the API says
	Empty                // answers the empty shape of the right type: there is nothing of the kind here yet
	Refused              // answers an error that clients know
)

// Handle makes a Route to a handler. Req and Res are inferred from it.
func Handle[Req any, P interface {
	*Req
	Request
}, Res bin.Encoder](method string, who Who, cost Cost, h func(context.Context, Call, *Req) (Res, error)) Route {
	return Route{
		Method: method, Who: who, Cost: cost, State: Done,
		ID:     P(new(Req)).TypeID(),
		New:    func() Request { return P(new(Req)) },
		Result: reflect.TypeFor[Res](),
		handle: func(ctx context.Context, c Call, req Request) (bin.Encoder, error) {
			res, err := h(ctx, c, (*Req)(req.(P)))
			if err != nil {
				return nil, err
			}
			return res, nil
		},
	}
}

// Nothing makes a Route that answers with an empty shape: for reading methods alone, where there is nothing of the
// kind.
//
// The answer is encoded once, here, because gotd's types set their flags while they are encoded, and calls run side by
// side. An answer that cannot be encoded is our mistake: Nothing panics.
func Nothing[Req any, P interface {
	*Req
	Request
}](method string, who Who, answer bin.Encoder, why string) Route {
	var b bin.Buffer
	if err := answer.Encode(&b); err != nil {
		panic(fmt.Sprintf("rpc: the empty answer of %s: %v", method, err))
	}
	bytes := encoded(b.Raw())
	r := Handle[Req, P](method, who, Read, func(context.Context, Call, *Req) (encoded, error) { return bytes, nil })
	r.State, r.Why = Empty, why
	return r
}

// encoded is an answer in its wire form. It is only read.
type encoded []byte

// Encode implements bin.Encoder.
func (e encoded) Encode(b *bin.Buffer) error {
	b.Put(e)
	return nil
}

// Empty returns the row of a handler that answers the empty shape too, but one that says something of the request or of
// the time.
func (r Route) Empty(why string) Route {
	r.State, r.Why = Empty, why
	return r
}

// Refuse makes a Route that answers with an error that clients know.
func Refuse[Req any, P interface {
	*Req
	Request
}](method string, err *lamplight.Error, why string) Route {
	r := Handle[Req, P](method, Anyone, Read, func(context.Context, Call, *Req) (bin.Encoder, error) { return nil, err })
	r.State, r.Why = Refused, why
	return r
}

// Serve runs the route, after checking that c may call it.
func (r Route) Serve(ctx context.Context, c Call, req Request) (bin.Encoder, error) {
	switch {
	case r.Who != Anyone && c.User == 0:
		return nil, lamplight.ErrKeyUnregistered
	case r.Who == Users && c.Bot:
		return nil, &lamplight.Error{Kind: lamplight.Invalid, Code: "BOT_METHOD_INVALID"}
	case r.Who == Bots && !c.Bot:
		return nil, &lamplight.Error{Kind: lamplight.Invalid, Code: "USER_BOT_REQUIRED"}
	case c.Frozen && !r.frozenMay():
		return nil, ErrFrozen
	}
	res, err := r.handle(ctx, c, req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Method, err)
	}
	return res, nil
}

// Status returns the wire number of a Kind.
func Status(k lamplight.Kind) int {
	switch k {
	case lamplight.Invalid:
		return 400
	case lamplight.Unauthorized:
		return 401
	case lamplight.Forbidden:
		return 403
	case lamplight.NotFound:
		return 404
	case lamplight.NotAcceptable:
		return 406
	case lamplight.Flood:
		return 420
	case lamplight.Moved:
		return 303
	case lamplight.Internal:
		return 500
	case lamplight.Unavailable:
		return 503
	}
	panic(fmt.Sprintf("rpc: unknown error kind %d", k))
}
