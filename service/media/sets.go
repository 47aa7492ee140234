package media

import (
	"fmt"
	"slices"
	"time"

	"lamplight"
)

// The ids of the sets that come with the server; those of others are drawn at random, and never as low.
const (
	builtInStickers = 1
	builtInEmoji    = 2
)

// drawSets makes the sets that come with the server: the reactions once more, as stickers and as custom emoji that anybody may
// use.
func (l *library) drawSets() error {
	stickers := lamplight.StickerSet{
		ID: builtInStickers, Kind: lamplight.StickerPictures, Name: "Lamplight", Title: "Lamplight", Created: time.Unix(drawnOn, 0), Version: 1,
	}
	emoji := lamplight.StickerSet{
		ID: builtInEmoji, Kind: lamplight.StickerEmoji, Name: "LamplightEmoji", Title: "Lamplight", Created: time.Unix(drawnOn, 0), Version: 1,
	}
	for _, d := range designs {
		for _, x := range []struct {
			set   *lamplight.StickerSet
			kind  lamplight.DocumentKind
			moves animation
		}{
			{&stickers, lamplight.DocumentSticker, asSticker(d)}, {&emoji, lamplight.DocumentEmoji, asEmoji(d)},
		} {
			packed, err := x.moves.pack()
			if err != nil {
				return fmt.Errorf("media: %s: %w", x.moves.Name, err)
			}
			f := l.add(d.emoji, "AnimatedSticker.tgs", mimeTGS, canvas, packed)
			f.Kind, f.Set, f.Free = x.kind, x.set.ID, x.kind == lamplight.DocumentEmoji
			x.set.Stickers = append(x.set.Stickers, lamplight.Sticker{Document: f.Document, Emoji: []string{d.emoji}})
		}
	}
	l.sets = []lamplight.StickerSet{stickers, emoji}
	return nil
}

// asSticker lets it rock gently.
func asSticker(d design) animation {
	p := resting()
	p.Rotation = moving(turned(0, 0), turned(30, -7), turned(80, 7), turned(119, 0))
	return newAnimation(d, "sticker", 120, p)
}

// asEmoji lets it breathe.
func asEmoji(d design) animation {
	p := resting()
	p.Scale = moving(at(0, 94), at(60, 106), at(119, 94))
	return newAnimation(d, "emoji", 120, p)
}

// StickerSets returns the sets that come with the server.
func (s *Service) StickerSets() ([]lamplight.StickerSet, error) {
	files, err := s.builtIn()
	if err != nil {
		return nil, err
	}
	return slices.Clone(files.sets), nil
}
