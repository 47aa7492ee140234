package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/HugoSmits86/nativewebp"

	"lamplight"
)

// A file comes with the server.
type file struct {
	lamplight.Document // without what names it to a viewer
	bytes              []byte
}

// A library holds the files that come with the server.
type library struct {
	byID      map[lamplight.DocumentID]*file
	reactions []drawn
	sets      []lamplight.StickerSet
}

// drawn is a reaction and its files.
type drawn struct {
	emoji, title                                           string
	icon, appear, choose, activate, effect, around, center *file
}

// drawnOn is the date of the files that come with the server: when the drawings were made.
const drawnOn = 1_790_000_000 // seconds

// Kinds of file.
const (
	mimeWebP = "image/webp"
	mimeTGS  = "application/x-tgsticker"
)

// newLibrary makes the files that come with the server. They are the same on every node of one version.
func newLibrary() (*library, error) {
	l := &library{byID: map[lamplight.DocumentID]*file{}}
	for _, d := range designs {
		var picture bytes.Buffer
		if err := nativewebp.Encode(&picture, paint(d.shapes, iconSize), nil); err != nil {
			return nil, fmt.Errorf("media: the picture of %s: %w", d.emoji, err)
		}
		r := drawn{emoji: d.emoji, title: d.title, icon: l.add(d.emoji, "sticker.webp", mimeWebP, iconSize, picture.Bytes())}
		for _, m := range []struct {
			to    **file
			moves animation
		}{
			{&r.appear, appear(d)}, {&r.choose, choose(d)}, {&r.activate, activate(d)},
			{&r.effect, effect(d)}, {&r.around, around(d)}, {&r.center, center(d)},
		} {
			packed, err := m.moves.pack()
			if err != nil {
				return nil, fmt.Errorf("media: %s: %w", m.moves.Name, err)
			}
			*m.to = l.add(d.emoji, "AnimatedSticker.tgs", mimeTGS, canvas, packed)
		}
		l.reactions = append(l.reactions, r)
	}
	return l, l.drawSets()
}

// libraryID returns the id of a file that comes with the server.
func libraryID(sum [sha256.Size]byte) lamplight.DocumentID {
	return lamplight.DocumentID(binary.BigEndian.Uint64(sum[:])>>1 | 1)
}

// add keeps a file of size by size pixels.
func (l *library) add(emoji, name, mime string, size int, content []byte) *file {
	sum := sha256.Sum256(content)
	id := libraryID(sum)
	f := &file{bytes: content, Document: lamplight.Document{
		ID: id, Date: time.Unix(drawnOn, 0), MIME: mime, Name: name, Size: int64(len(content)),
		Width: size, Height: size, Sticker: emoji,
	}}
	l.byID[id] = f
	return f
}
