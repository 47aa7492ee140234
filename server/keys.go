package server

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lamplight/edge/mtproto/handshake"
)

// Files of the data folder.
const (
	serverKeyFile   = "server.key"   // the RSA key that clients know the server by
	instanceKeyFile = "instance.key" // what secrets in the store are sealed with
	socketFile      = "admin.sock"   // the operator's door
	lockFile        = "lock"         // held by the one process that uses the folder
)

// instanceKeySize is the size of the instance key in bytes: AES-256.
const instanceKeySize = 32

// A Public is the public half of the server's key, as clients are given it.
type Public struct {
	PEM         string // PKCS#1
	Fingerprint int64
}

// PublicKey returns the public key of the server whose data folder this is; it makes the key if there is none.
func PublicKey(data string) (Public, error) {
	if err := makeFolder(data); err != nil {
		return Public{}, err
	}
	key, err := serverKey(data)
	if err != nil {
		return Public{}, err
	}
	return publicOf(key), nil
}

func publicOf(key *rsa.PrivateKey) Public {
	return Public{PEM: string(handshake.PublicPEM(&key.PublicKey)), Fingerprint: handshake.Fingerprint(&key.PublicKey)}
}

func serverKey(data string) (*rsa.PrivateKey, error) {
	key, _, err := handshake.LoadOrCreateKey(filepath.Join(data, serverKeyFile), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("%w; make it readable or put the right file back from your backup, as clients know the server by this key", err)
	}
	return key, nil
}

// instanceKey reads the key that secrets in the store are sealed with, and makes one if there is none and the store is new.
func instanceKey(data string) ([]byte, error) {
	path := filepath.Join(data, instanceKeyFile)
	key, err := readInstanceKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newInstanceKey(path)
	}
	return key, err
}

func readInstanceKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != instanceKeySize {
		return nil, fmt.Errorf("instance key %s: not %d bytes in base64; put the right file back from your backup", path, instanceKeySize)
	}
	return key, nil
}

func newInstanceKey(path string) ([]byte, error) {
	key := make([]byte, instanceKeySize)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	// Written aside and linked into place, so that a crash leaves a whole key or none, and two processes agree on one.
	aside, err := os.CreateTemp(filepath.Dir(path), instanceKeyFile+".*")
	if err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	defer os.Remove(aside.Name())
	_, err = aside.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	switch err := os.Link(aside.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return readInstanceKey(path)
	case err != nil:
		return nil, fmt.Errorf("instance key: %w", err)
	}
	// The store that is sealed with it may survive a loss of power: so must the key's name.
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	return key, nil
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// makeFolder makes the data folder, for its owner alone.
func makeFolder(data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w; choose another with --data", err)
	}
	return nil
}
