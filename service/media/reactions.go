package media

import (
	"context"
	"encoding/binary"
	"hash/fnv"

	"lamplight"
)

// Reactions are the emoji that there are reactions of, as one viewer may fetch their pictures.
type Reactions struct {
	// Hash changes with the list and with the file references in it, so that a client whose references are about to
	// expire is not told that nothing changed. It is positive.
	Hash int32
	List []Reaction
}

// A Reaction is an emoji to react with (https://core.telegram.org/api/reactions).
type Reaction struct {
	Emoji    string
	Title    string             // in English
	Icon     lamplight.Document // WebP; the others are animations
	Appear   lamplight.Document // once, when the list opens
	Select   lamplight.Document // again and again, while it can be chosen
	Activate lamplight.Document // once, when it is chosen
	Effect   lamplight.Document // once, over the message
	Around   lamplight.Document // once, around the emoji under the message
	Center   lamplight.Document // once, in its place under the message
}

// Reactions returns the emoji that there are reactions of.
func (s *Service) Reactions(_ context.Context, viewer lamplight.UserID) (Reactions, error) {
	files, err := s.builtIn()
	if err != nil {
		return Reactions{}, err
	}
	period := s.period()
	sum := fnv.New32a()
	number := func(n int64) { sum.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	number(period.Unix())
	answer := Reactions{List: make([]Reaction, 0, len(files.reactions))}
	for _, r := range files.reactions {
		give := func(f *file) lamplight.Document {
			number(int64(f.ID))
			return s.name(viewer, f, period)
		}
		answer.List = append(answer.List, Reaction{
			Emoji: r.emoji, Title: r.title,
			Icon: give(r.icon), Appear: give(r.appear), Select: give(r.choose), Activate: give(r.activate),
			Effect: give(r.effect), Around: give(r.around), Center: give(r.center),
		})
	}
	answer.Hash = int32(sum.Sum32()>>1) | 1
	return answer, nil
}

// Emoji returns the emoji that there are reactions of, those that people choose most often first.
func (s *Service) Emoji() []string {
	list := make([]string, 0, len(designs))
	for _, d := range designs {
		list = append(list, d.emoji)
	}
	return list
}
