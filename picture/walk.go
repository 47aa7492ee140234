package picture

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// What a file may consist of. A picture of a camera has a few dozen segments, and a progressive one ten scans.
const (
	maxScans    = 64     // of a JPEG: each goes over the whole picture
	maxSegments = 20_000 // of any file
)

func is(err, target error) bool { return errors.Is(err, target) }

// walkedJPEG is what walkJPEG found.
type walkedJPEG struct {
	turn        turn
	progressive bool
	end         int // behind the end-of-image marker
}

// walkJPEG goes from marker to marker to the end of the image (ITU-T T.81, annex B). Behind it may stand nothing but zeros
// or further whole JPEGs: cameras put gain maps and previews there, which are not read.
func walkJPEG(data []byte) (walkedJPEG, error) {
	w, err := oneJPEG(data)
	if err != nil {
		return w, err
	}
	for rest := trimZeros(data[w.end:]); len(rest) > 0; {
		if sniff(rest) != JPEG {
			return w, ErrTrailing
		}
		more, err := oneJPEG(rest)
		if err != nil {
			return w, ErrTrailing
		}
		rest = trimZeros(rest[more.end:])
	}
	return w, nil
}

func oneJPEG(data []byte) (w walkedJPEG, err error) {
	scans := 0
	at := 2 // after the start of image
	for n := 0; ; n++ {
		if n > maxSegments {
			return w, fmt.Errorf("%w: too many segments", ErrBroken)
		}
		for at < len(data) && data[at] == 0xff && at+1 < len(data) && data[at+1] == 0xff {
			at++ // filling
		}
		if at+2 > len(data) || data[at] != 0xff {
			return w, ErrBroken
		}
		marker := data[at+1]
		at += 2
		switch {
		case marker == 0xd9:
			if scans == 0 {
				return w, ErrBroken
			}
			w.end = at
			return w, nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8:
			if marker == 0xd8 {
				return w, ErrBroken
			}
			continue // alone
		}
		if at+2 > len(data) {
			return w, ErrBroken
		}
		size := int(binary.BigEndian.Uint16(data[at:]))
		if size < 2 || at+size > len(data) {
			return w, ErrBroken
		}
		body := data[at+2 : at+size]
		at += size
		switch marker {
		case 0xc2, 0xc6, 0xca, 0xce:
			w.progressive = true
		case 0xe1:
			if len(body) > 6 && string(body[:6]) == "Exif\x00\x00" && w.turn == 0 {
				w.turn = exifTurn(body[6:])
			}
		case 0xda:
			if scans++; scans > maxScans {
				return w, fmt.Errorf("%w: too many scans", ErrBroken)
			}
			if at = entropyEnd(data, at); at < 0 {
				return w, ErrBroken
			}
		}
	}
}

// entropyEnd returns where the coded data that begins at at ends: at the next marker that is no restart. -1 if it does not.
func entropyEnd(data []byte, at int) int {
	for at+1 < len(data) {
		if data[at] != 0xff {
			at++
			continue
		}
		switch m := data[at+1]; {
		case m == 0 || m >= 0xd0 && m <= 0xd7:
			at += 2
		case m == 0xff:
			at++
		default:
			return at
		}
	}
	return -1
}

func trimZeros(b []byte) []byte {
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	return b
}

// walkPNG goes from chunk to chunk to the last one (PNG specification, section 5). Nothing may stand behind it.
func walkPNG(data []byte) (t turn, err error) {
	at := 8
	for n := 0; ; n++ {
		if n > maxSegments {
			return 0, fmt.Errorf("%w: too many chunks", ErrBroken)
		}
		if at+12 > len(data) {
			return 0, ErrBroken
		}
		size := int64(binary.BigEndian.Uint32(data[at:]))
		if int64(at)+12+size > int64(len(data)) {
			return 0, ErrBroken
		}
		kind := string(data[at+4 : at+8])
		body := data[at+8 : at+8+int(size)]
		at += 12 + int(size)
		switch kind {
		case "eXIf":
			t = exifTurn(body)
		case "IEND":
			if len(trimZeros(data[at:])) > 0 {
				return 0, ErrTrailing
			}
			return t, nil
		}
	}
}

// walkGIF goes from block to block to the trailer (GIF89a, section 27). Nothing may stand behind it.
func walkGIF(data []byte) error {
	if len(data) < 13 {
		return ErrBroken
	}
	at := 13
	if data[10]&0x80 != 0 {
		at += 3 << (data[10]&7 + 1)
	}
	frames := 0
	for n := 0; ; n++ {
		if n > maxSegments {
			return fmt.Errorf("%w: too many blocks", ErrBroken)
		}
		if at >= len(data) {
			return ErrBroken
		}
		switch data[at] {
		case 0x3b:
			if frames == 0 {
				return ErrBroken
			}
			if len(trimZeros(data[at+1:])) > 0 {
				return ErrTrailing
			}
			return nil
		case 0x21:
			at += 2
		case 0x2c:
			frames++
			if at+10 > len(data) {
				return ErrBroken
			}
			packed := data[at+9]
			at += 10
			if packed&0x80 != 0 {
				at += 3 << (packed&7 + 1)
			}
			at++ // the size of codes
		default:
			return ErrBroken
		}
		for {
			if at >= len(data) {
				return ErrBroken
			}
			size := int(data[at])
			if at += 1 + size; size == 0 {
				break
			}
		}
	}
}

// walkWebP goes from chunk to chunk to the end that the container names, where the file must end too. Of an animation it
// returns the first frame as a file of its own.
//
// https://developers.google.com/speed/webp/docs/riff_container
func walkWebP(data []byte) (t turn, still []byte, err error) {
	if len(data) < 20 {
		return 0, nil, ErrBroken
	}
	end := int64(binary.LittleEndian.Uint32(data[4:])) + 8
	if end%2 != 0 {
		end++
	}
	switch {
	case end > int64(len(data)):
		return 0, nil, ErrBroken
	case len(trimZeros(data[end:])) > 0:
		return 0, nil, ErrTrailing
	}
	data = data[:end]
	at := 12
	for n := 0; at < len(data); n++ {
		if n > maxSegments {
			return 0, nil, fmt.Errorf("%w: too many chunks", ErrBroken)
		}
		if at+8 > len(data) {
			return 0, nil, ErrBroken
		}
		kind := string(data[at : at+4])
		size := int64(binary.LittleEndian.Uint32(data[at+4:]))
		if int64(at)+8+size > int64(len(data)) {
			return 0, nil, ErrBroken
		}
		body := data[at+8 : at+8+int(size)]
		at += 8 + int(size) + int(size%2)
		switch kind {
		case "EXIF":
			body, _ = cutPrefix(body, "Exif\x00\x00")
			t = exifTurn(body)
		case "ANMF":
			if still == nil {
				if still, err = firstFrame(body); err != nil {
					return 0, nil, err
				}
			}
		}
	}
	if still == nil {
		still = data
	}
	return t, still, nil
}

// firstFrame makes a WebP of a frame of an animation: its size, and the chunks that hold its picture.
func firstFrame(frame []byte) ([]byte, error) {
	if len(frame) < 24 {
		return nil, ErrBroken
	}
	size, chunks := frame[6:12], frame[16:]
	out := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00"), 0, 0, 0, 0)
	if string(chunks[:4]) == "ALPH" {
		out[20] = 0x10
	}
	if string(chunks[:4]) == "VP8L" {
		out = out[:12] // it has its size and its transparency itself
	} else {
		out = append(out, size...)
	}
	out = append(out, chunks...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

func cutPrefix(b []byte, prefix string) ([]byte, bool) {
	if len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix {
		return b[len(prefix):], true
	}
	return b, false
}

// walkBMP holds the file to the size that its header names.
func walkBMP(data []byte) error {
	if len(data) < 26 {
		return ErrBroken
	}
	size := int64(binary.LittleEndian.Uint32(data[2:]))
	switch {
	case size > int64(len(data)) || size < 26:
		return ErrBroken
	case len(trimZeros(data[size:])) > 0:
		return ErrTrailing
	}
	return nil
}
