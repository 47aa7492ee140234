// Package layers lets every client speak its own layer of the API while handlers are written once, for the newest.
//
// A layer is a numbered version of Telegram's schema. Between two of them constructors gain, lose and change fields, and
// each change gives the constructor another number, so that one layer of difference is enough to make an answer
// unreadable. Up turns a request of an older layer into the newest; Request.Down turns the answer back, Push an update.
// All of them go from bytes to bytes: the tables that drive them are generated from published schemas by
// internal/layersgen, and what names alone cannot tell is written by hand beside them and listed in docs/layers.md.
//
// What is converted is always valid in the target layer, or there is an error: vector elements that the target cannot say
// are dropped, fields that it lacks are left out, required fields that the source lacks get their emptiest value.
//
// https://core.telegram.org/api/invoking#layers
package layers

import (
	"fmt"

	"lamplight"
)

// Newest is the layer that handlers are written for. Bytes in it pass unchanged.
const Newest = 228

// MaxDepth is how many objects may stand inside one another. Real requests and answers stay below twenty.
const MaxDepth = 48

// The errors of a conversion. They can be shown to the client as they are; what went wrong is the cause.
var (
	// ErrMethod says that the layer has no such method, or that the method has no counterpart in the newest layer.
	ErrMethod = lamplight.ErrMethodInvalid
	// ErrMalformed says that a request does not follow the schema of its layer.
	ErrMalformed = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_FETCH_ERROR"}
	// ErrUnsayable says that a request holds something that the newest layer has no word for.
	ErrUnsayable = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_CONSTRUCTOR_INVALID"}
	// ErrAnswer says that an answer or update could not be said in the caller's layer. It is our fault, not the client's.
	ErrAnswer = &lamplight.Error{Kind: lamplight.Internal, Code: "INTERNAL"}
)

// A Request is what has to be remembered of a call to answer it in the caller's layer. It is a small value that holds no
// part of the body. The zero Request is not valid.
type Request struct {
	layer  int
	method string
}

// Method returns the name of the innermost method in the newest layer, such as messages.sendMessage; the empty string if
// the newest layer has none with that number (a request that is already in the newest layer is not checked).
func (r Request) Method() string { return r.method }

// Layer returns the layer that the answer will be given in.
func (r Request) Layer() int { return r.layer }

// Up appends body, a call of a method in the given layer, to dst in the newest layer. The layer may be any number: one that
// is not supported is read as the nearest (see Nearest). Wrappers such as invokeWithoutUpdates may stand around the call
// and stay there. Constructors of other supported layers are understood as well, for clients mix them.
//
// The error is ErrMethod, ErrMalformed or ErrUnsayable; dst is then returned as it was.
func Up(dst []byte, layer int, body []byte) ([]byte, Request, error) {
	use, _ := Nearest(layer)
	if use != Newest {
		return dst, Request{}, ErrMethod.Because(fmt.Errorf("layer %d is not converted yet", layer))
	}
	return append(dst, body...), Request{layer: use}, nil
}

// Down appends answer, the result of the call in the newest layer (never an rpc_error), to dst in the caller's layer, as the
// type that the caller's layer gives the method's result.
//
// The error is ErrAnswer; dst is then returned as it was.
func (r Request) Down(dst, answer []byte) ([]byte, error) {
	if r.layer != Newest {
		return dst, ErrAnswer.Because(fmt.Errorf("layer %d is not converted yet", r.layer))
	}
	return append(dst, answer...), nil
}

// Push appends updates, a boxed Updates of the newest layer, to dst in the given layer (or the nearest). Updates that the
// layer has no word for are dropped from the list; where nothing is left, the empty list with its seq and date goes out, so
// that no counter is skipped.
//
// The error is ErrAnswer; dst is then returned as it was.
func Push(dst []byte, layer int, updates []byte) ([]byte, error) {
	use, _ := Nearest(layer)
	if use != Newest {
		return dst, ErrAnswer.Because(fmt.Errorf("layer %d is not converted yet", layer))
	}
	return append(dst, updates...), nil
}
