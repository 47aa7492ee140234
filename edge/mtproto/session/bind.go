package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Errors of auth.bindTempAuthKey (https://core.telegram.org/method/auth.bindTempAuthKey).
var (
	errBindMessage  = &lamplight.Error{Kind: lamplight.Invalid, Code: "ENCRYPTED_MESSAGE_INVALID"}
	errBindBound    = &lamplight.Error{Kind: lamplight.Invalid, Code: "TEMP_AUTH_KEY_ALREADY_BOUND"}
	errBindNoTemp   = &lamplight.Error{Kind: lamplight.Invalid, Code: "TEMP_AUTH_KEY_EMPTY"}
	errBindExpires  = &lamplight.Error{Kind: lamplight.Invalid, Code: "EXPIRES_AT_INVALID"}
	errBindMismatch = errors.New("the sealed message says something else")
)

const methodBind = "auth.bindTempAuthKey"

// bind answers auth.bindTempAuthKey: from now on the temporary key that carries the call acts for a permanent one. It
// is answered here, and before anything that comes after it is read, because all that follows depends on it.
func (ss *session) bind(ctx context.Context, id int64, body []byte) {
	err := ss.bindKey(ctx, id, body)
	if err != nil {
		ss.refuse(id, methodBind, fmt.Errorf("%s: %w", methodBind, err))
		return
	}
	ss.srv.m.rpcs.WithLabelValues(methodBind, "ok").Inc()
	ss.mu.Lock()
	ss.setStateLocked(id, stateDone)
	ss.mu.Unlock()
	ss.send(outbound{kind: kindAnswer, body: result(id, encode(&tg.BoolTrue{})), reply: id})
}

func (ss *session) bindKey(ctx context.Context, id int64, body []byte) error {
	s := ss.srv
	var req tg.AuthBindTempAuthKeyRequest
	if err := req.Decode(&bin.Buffer{Buf: body}); err != nil {
		return lamplight.ErrInputInvalid.Because(err)
	}
	temp := ss.key
	if !temp.temp {
		return errBindNoTemp
	}
	// Each try may read a key from the store, and is done by a stranger.
	if err := temp.binds.allow(s.o.Limits, rpc.Expensive, s.o.Now()); err != nil {
		return err
	}
	perm, err := s.key(ctx, lamplight.KeyID(req.PermAuthKeyID))
	switch {
	case errors.Is(err, ErrKeyUnknown), err == nil && perm.temp:
		return errBindMessage.Because(errors.New("no such permanent key"))
	case err != nil:
		return err
	}
	if old := temp.bound.Load(); old != nil && old.id != perm.id {
		return errBindBound
	}
	b, err := perm.crypt.OpenBind(req.EncryptedMessage)
	if err != nil {
		return errBindMessage.Because(err)
	}
	if b.MsgID != id || b.Nonce != req.Nonce || b.TempKey != temp.id || b.TempSession != ss.id || b.Expires.Unix() != int64(req.ExpiresAt) {
		return errBindMessage.Because(errBindMismatch)
	}
	now := s.o.Now()
	expires := min(b.Expires.Unix(), temp.expires.Load())
	if expires <= now.Unix() {
		return errBindExpires
	}
	if err := s.o.Keys.Bind(ctx, temp.id, perm.id, time.Unix(expires, 0)); err != nil {
		return err
	}
	temp.expires.Store(expires)
	temp.bound.Store(perm)
	perm.addTemp(temp)
	return nil
}
