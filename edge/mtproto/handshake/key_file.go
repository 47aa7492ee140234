package handshake

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"

	"github.com/gotd/td/bin"
)

// LoadKey reads the server's private key (PEM, PKCS#1 or PKCS#8; RSA of 2048 bits with the exponent 65537).
func LoadKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block in the key")
	}
	key, err := parseKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("parse the RSA key: %w", err)
	}
	return key, checkKey(key)
}

func parseKey(der []byte) (*rsa.PrivateKey, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("it is a %T", key)
}

// LoadOrCreateKey reads the private key in the file at path; if there is no file, it makes a key and writes it there for
// its owner alone (mode 0600). created says which. Two processes that start at once end up with the same key.
func LoadOrCreateKey(path string, random io.Reader) (key *rsa.PrivateKey, created bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if created, err = createKey(path, random); err == nil {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, false, fmt.Errorf("server key %s: %w", path, err)
	}
	if key, err = LoadKey(text); err != nil {
		return nil, false, fmt.Errorf("server key %s: %w", path, err)
	}
	return key, created, nil
}

// createKey writes a new key to a file of its own, which then gets the name that readers look for, so that nobody ever
// reads half a key. It reports false if another process was faster.
func createKey(path string, random io.Reader) (created bool, err error) {
	key, err := rsa.GenerateKey(random, keyBits)
	for err == nil && !foundByAll(Fingerprint(&key.PublicKey)) {
		key, err = rsa.GenerateKey(random, keyBits)
	}
	if err != nil {
		return false, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return false, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return false, err
	}
	defer os.Remove(f.Name())
	err = pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return false, err
	}
	if err := os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, syncDir(filepath.Dir(path))
}

// foundByAll reports whether all clients find a key by its fingerprint. mtcute compares fingerprints as hexadecimal texts,
// one of which loses its leading zeros: to it, one key in sixteen is unknown.
func foundByAll(fingerprint int64) bool { return uint64(fingerprint)>>60 != 0 }

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// PublicPEM returns the public key as clients want it: PEM, PKCS#1.
func PublicPEM(key *rsa.PublicKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(key)})
}

// Fingerprint returns what clients know the key by: the low 64 bits of the SHA-1 of its modulus and exponent, each a TL
// string (https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation).
func Fingerprint(key *rsa.PublicKey) int64 {
	var b bin.Buffer
	b.PutBytes(key.N.Bytes())
	b.PutBytes(big.NewInt(int64(key.E)).Bytes())
	sum := sha1.Sum(b.Buf)
	return int64(binary.LittleEndian.Uint64(sum[12:]))
}
