package layers

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// What can go wrong while converting. Callers see the errors of the package, with these as the cause.
var (
	errShort    = errors.New("the value ends too early")
	errDeep     = fmt.Errorf("more than %d objects inside one another", MaxDepth)
	errCount    = errors.New("a vector says it holds more than is there")
	errBool     = errors.New("a Bool is neither true nor false")
	errNumber   = errors.New("a constructor does not belong where it stands")
	errTrailing = errors.New("bytes follow the value")
	errBig      = fmt.Errorf("the converted value is larger than %d bytes", MaxBytes)

	// errUnsayable says that the target has no word for a value that was read well.
	errUnsayable = errors.New("the target layer has no word for it")
)

// Numbers of the constructors that every layer has.
const (
	idVector = 0x1cb5c415
	idTrue   = 0x997275b5
	idFalse  = 0xbc799737
)

// A reader walks over a value. It never reads past the end.
type reader struct {
	b   []byte
	pos int
}

func (r *reader) uint32() (uint32, error) {
	if len(r.b)-r.pos < 4 {
		return 0, errShort
	}
	n := binary.LittleEndian.Uint32(r.b[r.pos:])
	r.pos += 4
	return n, nil
}

func (r *reader) uint64() (uint64, error) {
	if len(r.b)-r.pos < 8 {
		return 0, errShort
	}
	n := binary.LittleEndian.Uint64(r.b[r.pos:])
	r.pos += 8
	return n, nil
}

// take returns the next n bytes.
func (r *reader) take(n int) ([]byte, error) {
	if n > len(r.b)-r.pos {
		return nil, errShort
	}
	b := r.b[r.pos : r.pos+n]
	r.pos += n
	return b, nil
}

// text returns the next string with its length and padding (raw), and its content.
//
// https://core.telegram.org/mtproto/serialize#base-types
func (r *reader) text() (raw, content []byte, err error) {
	rest := r.b[r.pos:]
	if len(rest) < 4 {
		return nil, nil, errShort
	}
	head, n := 1, int(rest[0])
	switch n {
	case 255:
		return nil, nil, errShort
	case 254:
		head, n = 4, int(rest[1])|int(rest[2])<<8|int(rest[3])<<16
	}
	size := (head + n + 3) &^ 3
	if size > len(rest) {
		return nil, nil, errShort
	}
	r.pos += size
	return rest[:size], rest[head : head+n], nil
}

// count reads the head of a vector whose elements take at least 4 bytes each.
func (r *reader) count() (int, error) {
	id, err := r.uint32()
	if err != nil {
		return 0, err
	}
	if id != idVector {
		return 0, errNumber
	}
	n, err := r.uint32()
	if err != nil {
		return 0, err
	}
	if int64(n) > int64(len(r.b)-r.pos)/4 {
		return 0, errCount
	}
	return int(n), nil
}

// appendText appends content as a string. It is never longer than what was read as one, so the length fits.
func appendText(dst, content []byte) []byte {
	n := len(dst)
	if len(content) < 254 {
		dst = append(dst, byte(len(content)))
	} else {
		dst = append(dst, 254, byte(len(content)), byte(len(content)>>8), byte(len(content)>>16))
	}
	dst = append(dst, content...)
	for (len(dst)-n)%4 != 0 {
		dst = append(dst, 0)
	}
	return dst
}

func appendUint32(dst []byte, n uint32) []byte { return binary.LittleEndian.AppendUint32(dst, n) }
func appendUint64(dst []byte, n uint64) []byte { return binary.LittleEndian.AppendUint64(dst, n) }
