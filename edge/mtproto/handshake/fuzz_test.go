package handshake

import (
	"errors"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
)

// FuzzHandle sends anything as the body of an unencrypted message, at each stage of a handshake. It may not panic, and
// what is wrong is the client's fault.
func FuzzHandle(f *testing.F) {
	s, saved := newServer(f, nil)
	for stage := range byte(3) {
		for _, req := range []bin.Encoder{
			&mt.ReqPqRequest{},
			&mt.ReqPqMultiRequest{Nonce: bin.Int128{1}},
			&mt.ReqDHParamsRequest{P: []byte{3}, Q: []byte{7}, EncryptedData: make([]byte, 256)},
			&mt.SetClientDHParamsRequest{EncryptedData: make([]byte, 336)},
			&mt.MsgsAck{MsgIDs: []int64{1}},
		} {
			body, err := encode(req)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(stage, body)
		}
	}
	f.Fuzz(func(t *testing.T, stage byte, body []byte) {
		c := newClient(s.Begin())
		if stage%3 >= 1 {
			if err := c.reqPQ(); err != nil {
				t.Fatal(err)
			}
		}
		if stage%3 == 2 {
			// As after req_DH_params, without its cost.
			p := c.e.open[0]
			p.proven, p.newNonce, p.aes, p.iv = true, c.newNonce, make([]byte, 32), make([]byte, 32)
			p.a, _, _ = newHalf(s.o.Rand)
		}
		if stage >= 128 && len(body) >= 36 { // reach behind the nonces
			copy(body[4:], c.nonce[:])
			copy(body[20:], c.res.ServerNonce[:])
		}
		if _, err := c.e.Handle(t.Context(), body); err != nil && !errors.Is(err, ErrInvalid) {
			t.Fatal(err)
		}
		if len(*saved) != 0 {
			t.Fatal("made a key out of noise")
		}
	})
}

// FuzzInnerData decodes anything as what a client sealed, in either scheme.
func FuzzInnerData(f *testing.F) {
	f.Add(make([]byte, 256))
	c := &client{res: mt.ResPQ{Pq: []byte{21}}, p: []byte{3}, q: []byte{7}}
	for _, id := range []uint32{pqInnerData, pqInnerDataDC, pqInnerDataTemp, pqInnerDataTempDC} {
		f.Add(append(make([]byte, 21), c.inner(id, 2, 60)...))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var block [256]byte
		copy(block[:], in)
		if data, ok := unpad(block); ok {
			t.Fatalf("unpadded noise: %x", data)
		}
		openHashed(block)
		var d innerData
		if err := d.Decode(&bin.Buffer{Buf: in}); err == nil && !d.temp && d.expiresIn != 0 {
			t.Fatal("a time to live without a temporary key")
		}
	})
}
