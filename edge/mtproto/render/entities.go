package render

import (
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight"
)

// Entities writes the formatting of a text; nil if there is none.
func Entities(es []lamplight.Entity) ([]tg.MessageEntityClass, error) {
	if len(es) == 0 {
		return nil, nil
	}
	out := make([]tg.MessageEntityClass, len(es))
	for i, e := range es {
		var err error
		if out[i], err = entity(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func entity(e lamplight.Entity) (tg.MessageEntityClass, error) {
	o, n := e.Offset, e.Length
	switch e.Kind {
	case lamplight.EntityUnknown:
		return &tg.MessageEntityUnknown{Offset: o, Length: n}, nil
	case lamplight.EntityMention:
		return &tg.MessageEntityMention{Offset: o, Length: n}, nil
	case lamplight.EntityHashtag:
		return &tg.MessageEntityHashtag{Offset: o, Length: n}, nil
	case lamplight.EntityBotCommand:
		return &tg.MessageEntityBotCommand{Offset: o, Length: n}, nil
	case lamplight.EntityURL:
		return &tg.MessageEntityURL{Offset: o, Length: n}, nil
	case lamplight.EntityEmail:
		return &tg.MessageEntityEmail{Offset: o, Length: n}, nil
	case lamplight.EntityBold:
		return &tg.MessageEntityBold{Offset: o, Length: n}, nil
	case lamplight.EntityItalic:
		return &tg.MessageEntityItalic{Offset: o, Length: n}, nil
	case lamplight.EntityCode:
		return &tg.MessageEntityCode{Offset: o, Length: n}, nil
	case lamplight.EntityPre:
		return &tg.MessageEntityPre{Offset: o, Length: n, Language: e.Language}, nil
	case lamplight.EntityTextURL:
		return &tg.MessageEntityTextURL{Offset: o, Length: n, URL: e.URL}, nil
	case lamplight.EntityMentionName:
		return &tg.MessageEntityMentionName{Offset: o, Length: n, UserID: int64(e.User)}, nil
	case lamplight.EntityPhone:
		return &tg.MessageEntityPhone{Offset: o, Length: n}, nil
	case lamplight.EntityCashtag:
		return &tg.MessageEntityCashtag{Offset: o, Length: n}, nil
	case lamplight.EntityUnderline:
		return &tg.MessageEntityUnderline{Offset: o, Length: n}, nil
	case lamplight.EntityStrike:
		return &tg.MessageEntityStrike{Offset: o, Length: n}, nil
	case lamplight.EntityBankCard:
		return &tg.MessageEntityBankCard{Offset: o, Length: n}, nil
	case lamplight.EntitySpoiler:
		return &tg.MessageEntitySpoiler{Offset: o, Length: n}, nil
	case lamplight.EntityCustomEmoji:
		return &tg.MessageEntityCustomEmoji{Offset: o, Length: n, DocumentID: e.Document}, nil
	case lamplight.EntityBlockquote:
		return &tg.MessageEntityBlockquote{Offset: o, Length: n, Collapsed: e.Folded}, nil
	case lamplight.EntityDate:
		has := func(f lamplight.DateForm) bool { return e.Shown&f != 0 }
		return &tg.MessageEntityFormattedDate{
			Offset: o, Length: n, Date: int(e.Moment), Relative: has(lamplight.DateRelative), ShortTime: has(lamplight.DateShortTime),
			LongTime: has(lamplight.DateLongTime), ShortDate: has(lamplight.DateShortDate), LongDate: has(lamplight.DateLongDate),
			DayOfWeek: has(lamplight.DateDayOfWeek),
		}, nil
	default:
		return nil, fmt.Errorf("render: entity of unknown kind %d", e.Kind)
	}
}
