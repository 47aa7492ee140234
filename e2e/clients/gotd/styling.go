package main

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf16"

	"github.com/gotd/td/telegram/message/entity"
	"github.com/gotd/td/telegram/message/styling"
	"github.com/gotd/td/tg"
)

// styled is a part of a text that stands out.
type styled struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"` // UTF-16 code units
	Length   int    `json:"length"` // UTF-16 code units
	Language string `json:"language,omitempty"`
	URL      string `json:"url,omitempty"`
	Folded   bool   `json:"folded,omitempty"`
	User     string `json:"user,omitempty"` // a username, in commands
	ID       int64  `json:"id,omitempty"`   // of the same, in answers
}

func (s styled) end() int { return s.Offset + s.Length }

// formatter is what the library writes for it.
func (c *client) formatter(ctx context.Context, s styled) (entity.Formatter, error) {
	switch s.Type {
	case "bold":
		return entity.Bold(), nil
	case "italic":
		return entity.Italic(), nil
	case "underline":
		return entity.Underline(), nil
	case "strike":
		return entity.Strike(), nil
	case "spoiler":
		return entity.Spoiler(), nil
	case "code":
		return entity.Code(), nil
	case "pre":
		return entity.Pre(s.Language), nil
	case "link":
		return entity.TextURL(s.URL), nil
	case "quote":
		return entity.Blockquote(s.Folded), nil
	case "name":
		user, err := c.person(ctx, s.User)
		if err != nil {
			return nil, err
		}
		return entity.MentionName(user.AsInput()), nil
	}
	return nil, fmt.Errorf("no type of entity %q", s.Type)
}

// style has the library's builder write a text with its entities.
func (c *client) style(ctx context.Context, text string, entities []styled) (styling.StyledTextOption, error) {
	formatters := make([]entity.Formatter, len(entities))
	units := utf16.Encode([]rune(text))
	borders := []int{0, len(units)}
	for i, s := range entities {
		var err error
		if formatters[i], err = c.formatter(ctx, s); err != nil {
			return styling.StyledTextOption{}, err
		}
		borders = append(borders, s.Offset, s.end())
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	return styling.Custom(func(b *entity.Builder) error {
		begun := make([]entity.Token, len(entities))
		for i, at := range borders {
			for j, s := range entities {
				if s.end() == at {
					begun[j].Apply(b, formatters[j])
				}
				if s.Offset == at {
					begun[j] = b.Token()
				}
			}
			if i+1 < len(borders) {
				if _, err := b.WriteString(string(utf16.Decode(units[at:borders[i+1]]))); err != nil {
					return err
				}
			}
		}
		return nil
	}), nil
}

// told is an entity of a message in the words of the protocol.
func told(e tg.MessageEntityClass) styled {
	s := styled{Offset: e.GetOffset(), Length: e.GetLength()}
	switch e := e.(type) {
	case *tg.MessageEntityBold:
		s.Type = "bold"
	case *tg.MessageEntityItalic:
		s.Type = "italic"
	case *tg.MessageEntityUnderline:
		s.Type = "underline"
	case *tg.MessageEntityStrike:
		s.Type = "strike"
	case *tg.MessageEntitySpoiler:
		s.Type = "spoiler"
	case *tg.MessageEntityCode:
		s.Type = "code"
	case *tg.MessageEntityPre:
		s.Type, s.Language = "pre", e.Language
	case *tg.MessageEntityTextURL:
		s.Type, s.URL = "link", e.URL
	case *tg.MessageEntityBlockquote:
		s.Type, s.Folded = "quote", e.Collapsed
	case *tg.MessageEntityMentionName:
		s.Type, s.ID = "name", e.UserID
	case *tg.MessageEntityMention:
		s.Type = "mention"
	case *tg.MessageEntityHashtag:
		s.Type = "hashtag"
	case *tg.MessageEntityCashtag:
		s.Type = "cashtag"
	case *tg.MessageEntityBotCommand:
		s.Type = "command"
	case *tg.MessageEntityURL:
		s.Type = "url"
	case *tg.MessageEntityEmail:
		s.Type = "email"
	case *tg.MessageEntityPhone:
		s.Type = "phone"
	default:
		s.Type = e.TypeName()
	}
	return s
}
