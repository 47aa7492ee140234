package boxes

import (
	"encoding/binary"
	"time"

	"lamplight"
)

// Keys are big-endian, so that their bytes sort as their numbers do. What is to be read newest first by a forward scan
// is stored inverted.

func peerKey(p lamplight.Peer) string { return string(appendPeer(nil, p)) }

func appendPeer(b []byte, p lamplight.Peer) []byte {
	return binary.BigEndian.AppendUint64(append(b, byte(p.Kind)), uint64(p.ID))
}

func readPeer(k string) lamplight.Peer {
	return lamplight.Peer{Kind: lamplight.PeerKind(k[0]), ID: int64(binary.BigEndian.Uint64([]byte(k[1:peerSize])))}
}

const (
	peerSize = 9 // bytes of a peer in a key
	idSize   = 4 // bytes of a message id in a key
)

func messageKey(p lamplight.Peer, id lamplight.MessageID) string {
	return string(binary.BigEndian.AppendUint32(appendPeer(make([]byte, 0, peerSize+idSize), p), uint32(id)))
}

// messageKeyID returns the id in a key of messageKey.
func messageKeyID(k string) lamplight.MessageID {
	return lamplight.MessageID(binary.BigEndian.Uint32([]byte(k[len(k)-idSize:])))
}

func idKey(id lamplight.MessageID) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(id)))
}

func contentKey(c lamplight.ContentID) string {
	return string(binary.BigEndian.AppendUint64(nil, uint64(c)^1<<63))
}

func ptsKey(p lamplight.PTS) string { return string(binary.BigEndian.AppendUint32(nil, uint32(p))) }

func readPTS(k string) lamplight.PTS { return lamplight.PTS(binary.BigEndian.Uint32([]byte(k))) }

func seqKey(n int64) string { return string(binary.BigEndian.AppendUint64(nil, uint64(n))) }

func readSeq(k string) int64 { return int64(binary.BigEndian.Uint64([]byte(k))) }

// periodKey names what was remembered of a key in a period.
func periodKey(period uint32, key string) string {
	return string(binary.BigEndian.AppendUint32(nil, period)) + key
}

// The sections of the conversation list, in their order.
const (
	sectionPinned = 1
	sectionRest   = 2
)

// orderKey returns the place of d in its list. A forward scan meets the list as it is shown.
func orderKey(d *lamplight.Dialog) string {
	if d.Pinned > 0 {
		b := []byte{byte(d.Folder), sectionPinned}
		b = binary.BigEndian.AppendUint32(b, ^uint32(d.Pinned))
		return string(appendPeer(b, d.Peer))
	}
	return placeKey(d.Folder, d.TopDate, d.Top, d.Peer)
}

// placeKey returns the place in the unpinned part of a list. A zero id or peer sorts after every other of the same
// date.
func placeKey(folder int, date time.Time, top lamplight.MessageID, p lamplight.Peer) string {
	b := []byte{byte(folder), sectionRest}
	b = binary.BigEndian.AppendUint64(b, ^(uint64(seconds(date)) ^ 1<<63))
	b = binary.BigEndian.AppendUint32(b, ^uint32(top))
	b = append(b, ^byte(p.Kind))
	return string(binary.BigEndian.AppendUint64(b, ^uint64(p.ID)))
}

// orderPeer returns the peer in a key of orderKey.
func orderPeer(k string) lamplight.Peer {
	p := readPeer(k[len(k)-peerSize:])
	if k[1] == sectionRest {
		p = lamplight.Peer{Kind: ^p.Kind, ID: ^p.ID}
	}
	return p
}

// seconds returns t in Unix seconds, 0 for the zero time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// whole returns t in UTC without its fraction of a second; the zero time stays zero.
func whole(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.Unix(t.Unix(), 0).UTC()
}
