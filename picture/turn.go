package picture

import (
	"encoding/binary"
	"image"
)

// A turn is how a stored picture is turned and mirrored to be seen upright: the values of Exif's orientation, 0 for
// none, which is 1.
type turn uint8

// sideways reports whether width and height change places.
func (t turn) sideways() bool { return t >= 5 && t <= 8 }

// exifTurn reads the orientation from the first directory of a TIFF (Exif 2.3, section 4.6.4). What is not as it should be
// is none.
func exifTurn(b []byte) turn {
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	count := int64(order.Uint16(b[at:]))
	at += 2
	for ; count > 0 && at+12 <= int64(len(b)); count, at = count-1, at+12 {
		const orientation, short = 0x0112, 3
		if order.Uint16(b[at:]) != orientation {
			continue
		}
		if v := order.Uint16(b[at+8:]); order.Uint16(b[at+2:]) == short && v >= 1 && v <= 8 {
			return turn(v)
		}
		return 0
	}
	return 0
}

// upright returns the picture as it is to be seen.
func (t turn) upright(in *image.RGBA) *image.RGBA {
	if t <= 1 || t > 8 {
		return in
	}
	w, h := in.Rect.Dx(), in.Rect.Dy()
	ow, oh := w, h
	if t.sideways() {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			var sx, sy int
			switch t {
			case 2:
				sx, sy = w-1-x, y
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sx, sy = x, h-1-y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			default: // 8
				sx, sy = w-1-y, x
			}
			i, o := sy*in.Stride+4*sx, y*out.Stride+4*x
			copy(out.Pix[o:o+4:o+4], in.Pix[i:i+4])
		}
	}
	return out
}
