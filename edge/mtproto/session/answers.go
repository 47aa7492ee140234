package session

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"

	"lamplight"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/rpc"
)

// resultHeader is the size of rpc_result before the answer.
const resultHeader = 12

// result appends an answer to the header of rpc_result.
func result(request int64, answer []byte) []byte {
	b := make([]byte, 0, resultHeader+len(answer))
	return append(appendResultHeader(b, request), answer...)
}

func appendResultHeader(b []byte, request int64) []byte {
	b = binary.LittleEndian.AppendUint32(b, idRPCResult)
	return binary.LittleEndian.AppendUint64(b, uint64(request))
}

// answer writes what a handler returned as an rpc_result in the session's layer, packed where that pays.
func (ss *session) answer(r *request, res bin.Encoder) ([]byte, error) {
	s := ss.srv
	var newest bin.Buffer
	sameLayer := r.up.Layer() == layers.Newest
	if sameLayer {
		newest.Buf = appendResultHeader(make([]byte, 0, 256), r.id)
	}
	if err := res.Encode(&newest); err != nil {
		return nil, fmt.Errorf("encode the answer: %w", err)
	}
	body := newest.Buf
	if !sameLayer {
		var err error
		body, err = r.up.Down(appendResultHeader(make([]byte, 0, resultHeader+len(newest.Buf)+64), r.id), newest.Buf)
		s.m.converted("down", err)
		if err != nil {
			// The call is done; that its answer cannot be said in this layer will not pass, so it is no 5xx.
			return nil, lamplight.ErrMethodInvalid.Because(fmt.Errorf("answer of %s to layer %d: %w", r.method, r.up.Layer(), err))
		}
	}
	if len(body) >= s.o.Limits.GzipFrom && !strings.HasPrefix(r.method, "upload.") {
		if packed, ok := s.zips.pack(appendResultHeader(nil, r.id), body[resultHeader:]); ok {
			body = packed
		}
	}
	return body, nil
}

// errorAnswer writes err as an rpc_result, and logs it if it is ours. The log names the request and the method, and
// nothing that people wrote: errors are wrapped without it.
func (ss *session) errorAnswer(id int64, method string, err error) []byte {
	code, symbol := rpc.Wire(err)
	if code == rpc.Status(lamplight.Internal) || errors.Is(err, layers.ErrAnswer) {
		log := ss.srv.o.Log.With("request", id, "method", method, "key", ss.key.id)
		var p *rpc.PanicError
		if errors.As(err, &p) {
			ss.srv.m.faults.WithLabelValues("panic").Inc()
			log.Error("session: a handler panicked", "err", err, "stack", string(p.Stack))
		} else {
			ss.srv.m.faults.WithLabelValues("request").Inc()
			log.Error("session: request not done", "err", err)
		}
	} else {
		ss.srv.o.Log.Debug("session: request refused", "request", id, "method", method, "key", ss.key.id, "err", err)
	}
	return result(id, encode(&mt.RPCError{ErrorCode: code, ErrorMessage: symbol}))
}

// refuse answers a message with an error without having queued it.
func (ss *session) refuse(id int64, method string, err error) {
	body := ss.errorAnswer(id, method, err)
	ss.srv.m.rpcs.WithLabelValues(label(method), resultLabel(err)).Inc()
	ss.mu.Lock()
	ss.setStateLocked(id, stateFailed)
	ss.mu.Unlock()
	ss.send(outbound{kind: kindAnswer, body: body, reply: id})
}

// measure counts a request that is done.
func (s *Server) measure(r *request, err error) {
	s.m.rpcs.WithLabelValues(label(r.method), resultLabel(err)).Inc()
	s.m.seconds.WithLabelValues(costLabel(r.cost)).Observe(s.o.Now().Sub(r.arrived).Seconds())
}

func label(method string) string {
	if method == "" {
		return "unknown"
	}
	return method
}

func resultLabel(err error) string {
	if err == nil {
		return "ok"
	}
	code, _ := rpc.Wire(err)
	return strconv.Itoa(code)
}

func costLabel(c rpc.Cost) string {
	switch c {
	case rpc.Read:
		return "read"
	case rpc.Write:
		return "write"
	case rpc.Expensive:
		return "expensive"
	case rpc.Search:
		return "search"
	case rpc.Transfer:
		return "transfer"
	}
	panic("session: unknown cost")
}

// dropLocked forgets the answer to a request that the client wants no more, whether it is there or not yet. What a
// request changes is not taken back. ss.mu is held.
func (ss *session) dropLocked(id int64) bin.Encoder {
	if r := ss.requestLocked(id); r != nil {
		r.dropped = true
		switch {
		case !r.started:
			ss.discardLocked(r)
		case r.cancel != nil:
			r.cancel()
		}
		return &mt.RPCAnswerDroppedRunning{}
	}
	for i, m := range ss.out {
		if m.kind == kindAnswer && m.reply == id {
			ss.outBytes -= len(m.body)
			ss.out = slices.Delete(ss.out, i, i+1)
			return &mt.RPCAnswerDropped{MsgID: m.reply, SeqNo: int(m.seqNo), Bytes: len(m.body)}
		}
	}
	for i, m := range ss.sent {
		if m.reply == id {
			ss.forgetLocked(m)
			ss.sent = slices.Delete(ss.sent, i, i+1)
			return &mt.RPCAnswerDropped{MsgID: m.id, SeqNo: int(m.seqNo), Bytes: len(m.body)}
		}
	}
	return &mt.RPCAnswerUnknown{}
}

// discardLocked forgets a request that has not been started. ss.mu is held.
func (ss *session) discardLocked(r *request) {
	if r.timer != nil {
		r.timer.Stop()
	}
	ss.queue = slices.DeleteFunc(ss.queue, func(o *request) bool { return o == r })
	ss.inBytes -= len(r.body)
	ss.setStateLocked(r.id, stateFailed)
	r.account.leave()
	if ss.room != nil {
		close(ss.room)
		ss.room = nil
	}
}
