package handshake

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"slices"

	"github.com/gotd/ige"
	"github.com/gotd/td/bin"
)

// The constructors of P_Q_inner_data. All begin alike; _dc adds a data centre, _temp a time to live.
const (
	pqInnerData       = 0x83c95aec
	pqInnerDataDC     = 0xa9f55f95
	pqInnerDataTemp   = 0x3c6a84d4
	pqInnerDataTempDC = 0x56fddf88
)

// innerData is what a client seals for the server's RSA key in req_DH_params.
type innerData struct {
	pq, p, q           []byte
	nonce, serverNonce bin.Int128
	newNonce           bin.Int256
	hasDC, temp        bool
	dc                 int
	expiresIn          int // of a temporary key, in seconds
}

// Decode reads any of the constructors; what follows it in b is left there.
func (d *innerData) Decode(b *bin.Buffer) error {
	id, err := b.ID()
	if err != nil {
		return err
	}
	switch id {
	case pqInnerData:
	case pqInnerDataDC:
		d.hasDC = true
	case pqInnerDataTemp:
		d.temp = true
	case pqInnerDataTempDC:
		d.hasDC, d.temp = true, true
	default:
		return bin.NewUnexpectedID(id)
	}
	for _, number := range []*[]byte{&d.pq, &d.p, &d.q} {
		if *number, err = b.Bytes(); err != nil {
			return err
		}
	}
	for _, nonce := range []*bin.Int128{&d.nonce, &d.serverNonce} {
		if *nonce, err = b.Int128(); err != nil {
			return err
		}
	}
	if d.newNonce, err = b.Int256(); err != nil {
		return err
	}
	if d.hasDC {
		if d.dc, err = b.Int(); err != nil {
			return err
		}
	}
	if d.temp {
		d.expiresIn, err = b.Int()
	}
	return err
}

// openInner opens what a client sealed for the key, by either scheme.
func (k *privateKey) openInner(sealed []byte, random io.Reader) (innerData, error) {
	block, err := k.decrypt(sealed, random)
	if err != nil {
		return innerData{}, err
	}
	if data, ok := unpad(block); ok {
		var d innerData
		if err := d.Decode(&bin.Buffer{Buf: data}); err != nil {
			return innerData{}, invalid(err.Error())
		}
		return d, nil
	}
	return openHashed(block)
}

// unpad undoes RSA_PAD, as clients do it since 2021, and returns the data with its padding. ok is false if block was made
// another way.
func unpad(block [256]byte) (data []byte, ok bool) {
	const keySize, dataSize = 32, 192
	sealed := block[keySize:]
	mask := sha256.Sum256(sealed)
	var key [keySize]byte
	subtle.XORBytes(key[:], block[:keySize], mask[:])
	cipher, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the key has the right size
	}
	plain := make([]byte, len(sealed))
	ige.DecryptBlocks(cipher, make([]byte, 2*aes.BlockSize), plain, sealed)
	data, hash := plain[:dataSize], plain[dataSize:]
	slices.Reverse(data)
	h := sha256.New()
	h.Write(key[:])
	h.Write(data)
	return data, bytes.Equal(h.Sum(nil), hash)
}

// openHashed opens a block of the older scheme: SHA-1 of the data, the data, padding; 255 bytes in all.
func openHashed(block [256]byte) (innerData, error) {
	hash, data := block[1:1+sha1.Size], block[1+sha1.Size:]
	b := &bin.Buffer{Buf: data}
	var d innerData
	if block[0] != 0 || d.Decode(b) != nil {
		return innerData{}, invalid("sealed in no scheme we know")
	}
	if sum := sha1.Sum(data[:len(data)-b.Len()]); !bytes.Equal(sum[:], hash) {
		return innerData{}, invalid("sealed with a wrong hash")
	}
	return d, nil
}
