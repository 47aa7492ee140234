package rpc

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gotd/td/bin"

	"lamplight"
)

// Errors that the router gives.
var (
	// ErrMethodUnknown is the answer to a constructor that no route has.
	ErrMethodUnknown = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_METHOD_INVALID"}
	// ErrInternal is what a client sees of a fault of ours.
	ErrInternal = &lamplight.Error{Kind: lamplight.Internal, Code: "INTERNAL_SERVER_ERROR"}
)

// A Router finds the route of a request by its constructor. It never changes once built, and is safe for concurrent
// use.
type Router struct {
	byID   map[uint32]Route
	byName []Route
}

// NewRouter builds a Router of the rows of all namespaces. Two rows with one method or one constructor are our mistake:
// it panics.
func NewRouter(namespaces ...[]Route) *Router {
	r := &Router{byID: map[uint32]Route{}}
	names := map[string]bool{}
	for _, routes := range namespaces {
		for _, row := range routes {
			if other, ok := r.byID[row.ID]; ok || names[row.Method] {
				panic(fmt.Sprintf("rpc: two routes for %s (%#x, %s)", row.Method, row.ID, other.Method))
			}
			if row.handle == nil || row.New == nil {
				panic(fmt.Sprintf("rpc: %s has no handler", row.Method))
			}
			r.byID[row.ID], names[row.Method] = row, true
			r.byName = append(r.byName, row)
		}
	}
	slices.SortFunc(r.byName, func(a, b Route) int { return strings.Compare(a.Method, b.Method) })
	return r
}

// Route returns the row of a constructor.
func (r *Router) Route(id uint32) (Route, bool) {
	row, ok := r.byID[id]
	return row, ok
}

// Routes returns all rows by method name.
func (r *Router) Routes() []Route { return slices.Clone(r.byName) }

// Serve decodes body, a request of the newest layer, and runs its route. The error is one that Wire can show; a panic
// of the handler is caught here and comes back as a *PanicError, which is Internal.
//
// Bytes after the request are ignored: clients exist that leave some.
func (r *Router) Serve(ctx context.Context, c Call, body []byte) (res bin.Encoder, err error) {
	buf := bin.Buffer{Buf: body}
	id, err := buf.PeekID()
	if err != nil {
		return nil, lamplight.ErrInputInvalid.Because(err)
	}
	row, ok := r.byID[id]
	if !ok {
		return nil, ErrMethodUnknown.Because(fmt.Errorf("constructor %#x", id))
	}
	defer func() {
		if v := recover(); v != nil {
			res, err = nil, &PanicError{Method: row.Method, Value: v, Stack: debug.Stack()}
		}
	}()
	req := row.New()
	if err := req.Decode(&buf); err != nil {
		return nil, lamplight.ErrInputInvalid.Because(fmt.Errorf("decode %s: %w", row.Method, err))
	}
	return row.Serve(ctx, c, req)
}

// A PanicError is a panic of a handler. Its text names the type of the value alone: the value may hold what people
// wrote.
type PanicError struct {
	Method string
	Value  any
	Stack  []byte
}

func (e *PanicError) Error() string {
	if err, ok := e.Value.(interface{ RuntimeError() }); ok {
		return fmt.Sprintf("%s: panic: %v", e.Method, err)
	}
	return fmt.Sprintf("%s: panic with %T", e.Method, e.Value)
}

// Wire returns the number and symbol of rpc_error for err. Of a fault of ours the client sees no detail.
func Wire(err error) (code int, symbol string) {
	var e *lamplight.Error
	if !errors.As(err, &e) || e.Kind == lamplight.Internal {
		e = ErrInternal
	}
	return Status(e.Kind), e.Symbol()
}
