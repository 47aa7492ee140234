package boxes

import (
	"encoding/binary"
	"fmt"
	"time"

	"lamplight"
)

// headVersion marks a head that is written as its numbers, one after the other as varints, in the order of headNumbers.
// Every group reads and writes the heads of its boxes, and every sweep reads those of all that are watched: CBOR by
// reflection costs ten times as much there, and leaves garbage behind. A head of version is still read.
const headVersion = 2

// headNumbers are the numbers of a head in their stored order. A later form adds to the end, with a version of its own.
const headNumbers = 12 + folders - 1

func encodeHead(h *headRow) []byte {
	b := append(make([]byte, 0, 48), headVersion)
	for _, n := range [headNumbers]int64{
		int64(h.PTS), h.Seq, int64(h.Top), seconds(h.Date), int64(h.Unread), int64(h.Listed[0]), int64(h.Listed[archive]),
		int64(h.OldestPTS), h.OldestSeq, int64(h.OldestKeys), h.Messages, h.Bytes, int64(h.Counted),
	} {
		b = binary.AppendVarint(b, n)
	}
	return b
}

// decodeHead takes a missing value for an empty one: a driver that locks heads may have to make them first.
func decodeHead(v []byte) (headRow, error) {
	switch {
	case len(v) == 0:
		return headRow{}, nil
	case v[0] != headVersion:
		return decodeHeadBefore(v)
	}
	var numbers [headNumbers]int64
	rest := v[1:]
	for i := range numbers {
		n, size := binary.Varint(rest)
		if size <= 0 {
			return headRow{}, fmt.Errorf("%w: a head of %d numbers", errRow, i)
		}
		numbers[i], rest = n, rest[size:]
	}
	if len(rest) > 0 {
		return headRow{}, fmt.Errorf("%w: a head with %d bytes too many", errRow, len(rest))
	}
	return headRow{
		PTS: lamplight.PTS(numbers[0]), Seq: numbers[1], Top: lamplight.MessageID(numbers[2]), Unread: int(numbers[4]),
		Listed: [folders]int{int(numbers[5]), int(numbers[6])}, OldestPTS: lamplight.PTS(numbers[7]), OldestSeq: numbers[8],
		OldestKeys: uint32(numbers[9]), Messages: numbers[10], Bytes: numbers[11], Counted: uint8(numbers[12]),
		Date: dateOf(numbers[3]),
	}, nil
}

// decodeHeadBefore reads the form that heads had before: CBOR.
func decodeHeadBefore(v []byte) (headRow, error) {
	var h headRow
	err := decode(v, &h)
	h.Date = dateOf(seconds(h.Date))
	return h, err
}

// dateOf returns the time that seconds makes into n: the zero time for 0.
func dateOf(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
