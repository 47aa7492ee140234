package messages

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
)

// customEmoji leaves out custom emoji that there are none of, and those beyond what a message may have: the emoji beneath stay
// in the text. A text without any costs nothing.
func (s *Service) customEmoji(ctx context.Context, es []lamplight.Entity) ([]lamplight.Entity, error) {
	if !slices.ContainsFunc(es, isCustomEmoji) {
		return es, nil
	}
	known := map[int64]bool{}
	out := make([]lamplight.Entity, 0, len(es))
	for _, e := range es {
		if isCustomEmoji(e) {
			ok, asked := known[e.Document]
			if !asked && s.reactable != nil && e.Document > 0 && len(known) < s.limits.Entities {
				var err error
				if ok, err = s.reactable.CustomEmoji(ctx, lamplight.DocumentID(e.Document)); err != nil {
					return nil, fmt.Errorf("is document %d an emoji: %w", e.Document, err)
				}
				known[e.Document] = ok
			}
			if !ok {
				continue
			}
		}
		out = append(out, e)
	}
	return out, nil
}

func isCustomEmoji(e lamplight.Entity) bool { return e.Kind == lamplight.EntityCustomEmoji }
