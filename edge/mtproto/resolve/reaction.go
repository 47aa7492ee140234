package resolve

import (
	"github.com/gotd/td/tg"

	"lamplight"
)

// maxReactions is how many reactions one request may name.
const maxReactions = 100

// ErrReactionInvalid answers what is no reaction that can be put to a message.
var ErrReactionInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "REACTION_INVALID"}

// Reaction returns the reaction that a client names, the zero Reaction for none. Those that are paid for do not exist.
func Reaction(r tg.ReactionClass) (lamplight.Reaction, error) {
	switch r := r.(type) {
	case nil, *tg.ReactionEmpty:
		return lamplight.Reaction{}, nil
	case *tg.ReactionEmoji:
		return lamplight.Reaction{Emoji: r.Emoticon}, nil
	case *tg.ReactionCustomEmoji:
		return lamplight.Reaction{Document: lamplight.DocumentID(r.DocumentID)}, nil
	default:
		return lamplight.Reaction{}, ErrReactionInvalid
	}
}

// Reactions returns the reactions that a client names. What stands for none is left out.
func Reactions(rs []tg.ReactionClass) ([]lamplight.Reaction, error) {
	if len(rs) > maxReactions {
		return nil, lamplight.ErrLimitInvalid
	}
	var out []lamplight.Reaction
	for _, r := range rs {
		x, err := Reaction(r)
		if err != nil {
			return nil, err
		}
		if x != (lamplight.Reaction{}) {
			out = append(out, x)
		}
	}
	return out, nil
}

// AllowedReactions returns which reactions a client wants to allow. limit is how many different ones a message may have; 0
// is not said.
func AllowedReactions(r tg.ChatReactionsClass, limit int) (lamplight.AllowedReactions, error) {
	a := lamplight.AllowedReactions{Limit: limit}
	switch r := r.(type) {
	case *tg.ChatReactionsNone:
		a.None = true
	case *tg.ChatReactionsAll:
		a.Custom = r.AllowCustom
	case *tg.ChatReactionsSome:
		some, err := Reactions(r.Reactions)
		if err != nil {
			return a, err
		}
		a.Some, a.None = some, len(some) == 0
	default:
		return a, ErrReactionInvalid
	}
	return a, nil
}
