package media

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
)

// Bounds of what a sender may say of a file.
const (
	maxName     = 255    // bytes of the name of a file
	maxTag      = 256    // code points of a title or a performer
	maxMIME     = 100    // bytes
	maxSide     = 65_535 // pixels
	maxDuration = 10 * 24 * 3600.0
	maxWaveform = 63 // bytes: 100 values of 5 bits
	maxAlt      = 64 // bytes of the emoji of a sticker
)

const anyMIME = "application/octet-stream"

var wellFormedMIME = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$`)

// cleaned brings what a sender says of a file to what can be, so that no client has to guard against it.
func cleaned(d lamplight.Document) lamplight.Document {
	d.MIME = strings.ToLower(strings.TrimSpace(d.MIME))
	if i := strings.IndexByte(d.MIME, ';'); i >= 0 {
		d.MIME = strings.TrimSpace(d.MIME[:i])
	}
	if len(d.MIME) > maxMIME || !wellFormedMIME.MatchString(d.MIME) {
		d.MIME = anyMIME
	}
	d.Name = fileName(d.Name)
	d.Title, d.Artist = tag(d.Title), tag(d.Artist)
	if d.Width < 1 || d.Height < 1 || d.Width > maxSide || d.Height > maxSide {
		d.Width, d.Height = 0, 0
	}
	d.Duration, d.Start = seconds(d.Duration), seconds(d.Start)
	if d.Start > d.Duration {
		d.Start = 0
	}
	if len(d.Waveform) > maxWaveform {
		d.Waveform = d.Waveform[:maxWaveform]
	}
	if len(d.Sticker) > maxAlt || !utf8.ValidString(d.Sticker) {
		d.Sticker = ""
	}
	d.Set, d.Free, d.Recolor, d.Animated, d.Access, d.Reference = 0, false, false, false, 0, nil
	return d
}

// seconds returns a duration that can be.
func seconds(v float64) float64 {
	if math.IsNaN(v) || v < 0 || v > maxDuration {
		return 0
	}
	return v
}

// fileName returns a name that no file system and no screen takes for something else: no folders, no control characters, and
// none of those that turn the direction of writing, by which "exe.jpg" can be shown for "gpj.exe".
func fileName(name string) string {
	if !utf8.ValidString(name) {
		name = strings.ToValidUTF8(name, "_")
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if name == "." || name == ".." {
		return ""
	}
	if len(name) <= maxName {
		return name
	}
	// The end says what kind of file it is.
	end := ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 && len(name)-i <= 16 {
		end = name[i:]
	}
	cut := maxName - len(end)
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + end
}

// tag returns a title or a performer without what cannot be shown.
func tag(t lamplight.Text) lamplight.Text {
	s := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(t), "")))
	if r := []rune(s); len(r) > maxTag {
		s = string(r[:maxTag])
	}
	return lamplight.Text(s)
}
