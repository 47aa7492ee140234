// Package layers lets every client speak its own layer of the API while handlers are written once, for the newest.
//
// A layer is a numbered version of Telegram's schema. Between two of them constructors gain, lose and change fields,
// and each change gives the constructor another number, so that one layer of difference is enough to make an answer
// unreadable. Up turns a request of an older layer into the newest; Request.Down turns the answer back, Push an update.
// All of them go from bytes to bytes: the tables that drive them are generated from published schemas by
// internal/layersgen, and what names alone cannot tell is written by hand beside them and listed in docs/layers.md.
//
// What is converted is always valid in the target layer, or there is an error: vector elements that the target cannot
// say are dropped, fields that it lacks are left out, required fields that the source lacks get their emptiest value.
//
// https://core.telegram.org/api/invoking#layers
package layers

import (
	"errors"
	"fmt"

	"lamplight"
)

// Newest is the layer that handlers are written for: the newest whose types we have. Bytes in it pass unchanged.
// Clients may already speak a newer one; they are answered in that, as those who speak an older one are.
const Newest = 228

// MaxDepth is how many objects may stand inside one another. Real requests and answers stay below twenty.
const MaxDepth = 48

// MaxBytes is how large a converted value may grow: well above what a container may hold.
const MaxBytes = 32 << 20

// The errors of a conversion. They can be shown to the client as they are; what went wrong is the cause.
var (
	// ErrMethod says that the layer has no such method, or that the method has no counterpart in the newest layer.
	ErrMethod = lamplight.ErrMethodInvalid
	// ErrMalformed says that a request does not follow the schema of its layer.
	ErrMalformed = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_FETCH_ERROR"}
	// ErrUnsayable says that a request holds something that the newest layer has no word for.
	ErrUnsayable = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_CONSTRUCTOR_INVALID"}
	// ErrAnswer says that an answer or update could not be said in the caller's layer. It is our fault, not the
	// client's.
	ErrAnswer = &lamplight.Error{Kind: lamplight.Internal, Code: "INTERNAL"}
)

// A Request is what has to be remembered of a call to answer it in the caller's layer. It is a small value that holds
// no part of the body. The zero Request is not valid.
type Request struct {
	layer        int
	older, newer *def // the method as the caller and as the newest layer know it; nil in the newest layer
}

// Method returns the name of the innermost method in the newest layer, such as messages.sendMessage. It is empty for a
// request that came in the newest layer, of which nothing is remembered.
func (r Request) Method() string {
	if r.newer == nil {
		return ""
	}
	return tables().names[r.newer.name]
}

// Layer returns the layer that the answer will be given in.
func (r Request) Layer() int { return r.layer }

// Up appends body, a call of a method in the given layer, to dst in the newest layer. The layer may be any number: one
// that is not supported is read as the nearest (see Nearest). Wrappers such as invokeWithoutUpdates may stand around
// the call and stay there. Constructors of other supported layers are understood as well, for clients mix them.
//
// A call of the newest layer passes unchanged, but not unread: the decoder that comes next knows no bound of depth, and a
// few hundred KiB of objects inside one another would take it gigabytes.
//
// The error is ErrMethod, ErrMalformed or ErrUnsayable; dst is then returned as it was.
func Up(dst []byte, layer int, body []byte) ([]byte, Request, error) {
	use, _ := Nearest(layer)
	c := upward()
	if use == Newest {
		peers, err := c.walk(body)
		if err != nil {
			return dst, Request{}, err
		}
		if !peers {
			return append(dst, body...), Request{layer: use}, nil
		}
		x := run{c: c, ids: &c.t.newest().byID, reader: reader{b: body}, out: dst}
		if err := x.convertQuery(0); err != nil {
			return dst, Request{}, upError(x.methodName(), err)
		}
		return x.out, Request{layer: use}, nil
	}
	x := run{c: c, ids: &c.t.layers[use].byID, reader: reader{b: body}, out: dst}
	if err := x.convertQuery(0); err != nil {
		return dst, Request{}, upError(x.methodName(), err)
	}
	r := Request{layer: use, older: x.method, newer: x.newer}
	if down, n := downward(use), r.pair(); n < 0 || down.pairs[n].code == pairNone {
		return dst, Request{}, ErrMethod.Because(fmt.Errorf("%s: its answer cannot be said in layer %d", x.methodName(), use))
	}
	return x.out, r, nil
}

// walk reads past a call of the newest layer, and reports whether an InputPeer stands for something else in it. A method
// that is unknown is left to those who look for its handler, and what follows the call is not looked at.
func (c *converter) walk(body []byte) (peers bool, err error) {
	x := run{c: c, ids: &c.t.newest().byID, reader: reader{b: body}}
	id, err := x.uint32()
	if err != nil {
		return false, upError(x.methodName(), err)
	}
	i := x.ids.find(id)
	if i < 0 || !c.t.defs[i].method {
		return false, nil
	}
	x.method = &c.t.defs[i]
	if err := x.skipFields(x.method, 0); err != nil {
		return false, upError(x.methodName(), err)
	}
	return x.peers, nil
}

// pair returns the conversion of the answer, and −1 if there is none.
func (r Request) pair() int {
	if n, ok := downward(r.layer).pairOf[[2]int{r.newer.result, r.older.result}]; ok {
		return n
	}
	return -1
}

// methodName returns the name of the method that was read last.
func (x *run) methodName() string {
	if x.method == nil {
		return "unknown method"
	}
	return x.c.t.names[x.method.name]
}

func upError(method string, err error) error {
	switch {
	case errors.Is(err, ErrMethod):
		return ErrMethod.Because(fmt.Errorf("%s is not in the newest layer", method))
	case err == errUnsayable:
		return ErrUnsayable.Because(fmt.Errorf("%s: %w", method, err))
	}
	return ErrMalformed.Because(fmt.Errorf("%s: %w", method, err))
}

// Down appends answer, the result of the call in the newest layer (never an rpc_error), to dst in the caller's layer,
// as the type that the caller's layer gives the method's result.
//
// The error is ErrAnswer; dst is then returned as it was.
func (r Request) Down(dst, answer []byte) ([]byte, error) {
	if r.layer == Newest {
		return append(dst, answer...), nil
	}
	out, err := down(dst, r.layer, r.pair(), answer)
	if err != nil {
		return dst, ErrAnswer.Because(fmt.Errorf("the answer to %s in layer %d: %w", r.Method(), r.layer, err))
	}
	return out, nil
}

// down converts a whole answer. It is all read: what follows would be lost.
func down(dst []byte, layer, pair int, answer []byte) ([]byte, error) {
	c := downward(layer)
	x := run{c: c, ids: &c.t.newest().byID, reader: reader{b: answer}, out: dst}
	err := x.convert(&c.pairs[pair], 0)
	if err == errUnsayable && pair == c.updates {
		return c.nothing(dst, answer)
	}
	if err != nil {
		return dst, err
	}
	if x.pos != len(answer) {
		return dst, errTrailing
	}
	return x.out, nil
}

// Push appends updates, a boxed Updates of the newest layer, to dst in the given layer (or the nearest). Updates that
// the layer has no word for are dropped from the list; where nothing is left, the empty list with its seq and date goes
// out, so that seq is not skipped; a pts that was in an update left out comes back with the difference.
//
// The error is ErrAnswer; dst is then returned as it was.
func Push(dst []byte, layer int, updates []byte) ([]byte, error) {
	use, _ := Nearest(layer)
	if use == Newest {
		return append(dst, updates...), nil
	}
	c := downward(use)
	out, err := down(dst, use, c.updates, updates)
	if err != nil {
		return dst, ErrAnswer.Because(fmt.Errorf("updates in layer %d: %w", use, err))
	}
	return out, nil
}

// nothing appends the updates that say a date alone, in place of a short update that the layer has no word for.
func (c *converter) nothing(dst, updates []byte) ([]byte, error) {
	x := run{c: c, ids: &c.t.newest().byID, reader: reader{b: updates}, out: dst}
	h, err := x.open(0)
	if err != nil {
		return dst, err
	}
	if c.t.names[h.d.name] != "updateShort" {
		return dst, errUnsayable
	}
	err = x.put("updates", part{"date", h.raw("date")})
	return x.out, err
}
