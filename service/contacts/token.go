package contacts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"lamplight"
	"lamplight/store"
)

// A token names an account until a time: 8 bytes each, and a MAC of both. Nothing of it is kept.
const (
	tokenText = 16
	tokenMAC  = 16
)

// tokenSecret is the name of the secret that tokens are made with.
const tokenSecret = "contact tokens"

// ExportToken returns a token by which whoever is shown it finds the account, until it expires.
func (s *Service) ExportToken(ctx context.Context, user lamplight.UserID) (token string, expires time.Time, err error) {
	expires = s.now().Add(s.limits.TokenAge).Truncate(time.Second)
	var secret []byte
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		secret, err = tx.Secret(tokenSecret)
		return err
	})
	if err != nil {
		return "", time.Time{}, err
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(user))
	b = binary.BigEndian.AppendUint64(b, uint64(expires.Unix()))
	return base64.RawURLEncoding.EncodeToString(append(b, macOf(secret, b)...)), expires, nil
}

func macOf(secret, text []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(text)
	return h.Sum(nil)[:tokenMAC]
}

// ImportToken returns whose a token is. The viewer may look them up from then on.
func (s *Service) ImportToken(ctx context.Context, viewer lamplight.UserID, token string) (lamplight.UserID, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != tokenText+tokenMAC {
		return 0, ErrTokenInvalid
	}
	if err := s.countResolve(ctx, viewer); err != nil {
		return 0, err
	}
	var secret []byte
	err = s.store.Write(ctx, func(tx store.Tx) (err error) {
		secret, err = tx.Secret(tokenSecret)
		return err
	})
	if err != nil {
		return 0, err
	}
	if !hmac.Equal(b[tokenText:], macOf(secret, b[:tokenText])) ||
		s.now().Unix() >= int64(binary.BigEndian.Uint64(b[8:])) {
		return 0, ErrTokenInvalid
	}
	return lamplight.UserID(binary.BigEndian.Uint64(b)), nil
}
