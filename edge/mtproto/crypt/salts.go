package crypt

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

const (
	// saltTurn is how long a salt is the current one. It is valid for a turn more.
	saltTurn = 30 * time.Minute
	saltLife = 2 * saltTurn
	// saltGrace is how early a client whose clock is ahead may use the next salt.
	saltGrace = time.Minute
	// MaxFutureSalts is how many salts Future gives at most, as clients may ask for with get_future_salts.
	MaxFutureSalts = 64
)

// A Salt is valid for a key from Since until Until.
type Salt struct {
	Since, Until time.Time
	Value        int64
}

// Salts derives server salts from keys (https://core.telegram.org/mtproto/description#server-salt). Nothing is stored: a
// salt is a MAC, under the key, of the half hour in which it begins. Each is the current one for half an hour, and valid
// for an hour; every node can tell it. The zero value is ready.
type Salts struct{}

// Current returns the salt that a client should use at now.
func (Salts) Current(k *Key, now time.Time) int64 { return k.turnSalts(turnOf(now)).current }

// Valid reports whether a client may use salt at now.
func (Salts) Valid(k *Key, salt int64, now time.Time) bool {
	t := turnOf(now)
	s := k.turnSalts(t)
	return salt == s.current || salt == s.previous || turnOf(now.Add(saltGrace)) > t && salt == k.salt(t+1)
}

// Future returns the salt of now and those after it, n in all and at most MaxFutureSalts.
func (Salts) Future(k *Key, now time.Time, n int) []Salt {
	n = max(0, min(n, MaxFutureSalts))
	salts := make([]Salt, n)
	for i := range salts {
		turn := turnOf(now) + int64(i)
		since := time.Unix(turn*int64(saltTurn/time.Second), 0)
		salts[i] = Salt{Since: since, Until: since.Add(saltLife), Value: k.salt(turn)}
	}
	return salts
}

// turnOf returns the number of the half hour that t is in.
func turnOf(t time.Time) int64 { return t.Unix() / int64(saltTurn/time.Second) }

// turnSalts are the salts that are valid in one turn. Every message is checked against them, so a Key keeps the last.
type turnSalts struct{ turn, current, previous int64 }

func (k *Key) turnSalts(turn int64) *turnSalts {
	s := k.cache.Load()
	if s == nil || s.turn != turn {
		s = &turnSalts{turn, k.salt(turn), k.salt(turn - 1)}
		k.cache.Store(s)
	}
	return s
}

// salt returns the salt that begins with a turn. It is never 0, which is what clients send that have none.
func (k *Key) salt(turn int64) int64 {
	mac := hmac.New(sha256.New, k.salts[:])
	mac.Write(binary.LittleEndian.AppendUint64(nil, uint64(turn)))
	var sum [sha256.Size]byte
	mac.Sum(sum[:0])
	return max(int64(binary.LittleEndian.Uint64(sum[:])>>1), 1)
}
