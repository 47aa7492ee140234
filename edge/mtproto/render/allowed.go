package render

import (
	"github.com/gotd/td/tg"

	"lamplight"
)

// AllowedReactions writes which reactions may be put to the messages of a group or channel, as they are kept with it.
//
// https://core.telegram.org/type/ChatReactions
func AllowedReactions(packed []byte) (allowed tg.ChatReactionsClass, limit int, err error) {
	a, err := lamplight.UnpackAllowedReactions(packed)
	switch {
	case err != nil:
		return nil, 0, err
	case a.None:
		return &tg.ChatReactionsNone{}, a.Limit, nil
	case a.Some == nil:
		return &tg.ChatReactionsAll{AllowCustom: a.Custom}, a.Limit, nil
	}
	some := &tg.ChatReactionsSome{Reactions: make([]tg.ReactionClass, len(a.Some))}
	for i, x := range a.Some {
		some.Reactions[i] = Reaction(x)
	}
	return some, a.Limit, nil
}

// Allowed is AllowedReactions alone; what cannot be read allows all, as an unset value does.
func Allowed(packed []byte) tg.ChatReactionsClass {
	allowed, _, err := AllowedReactions(packed)
	if err != nil {
		return &tg.ChatReactionsAll{}
	}
	return allowed
}
