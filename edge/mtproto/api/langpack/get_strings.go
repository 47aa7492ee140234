package langpack

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// keysLimit is how many words can be asked for at once.
const keysLimit = 1000

// getStrings answers langpack.getStrings: some words of a language. A key that there is no word for is said to be
// deleted, so that the client shows its own.
//
// https://core.telegram.org/method/langpack.getStrings
func (h *Handlers) getStrings(
	_ context.Context, _ rpc.Call, req *tg.LangpackGetStringsRequest,
) (*tg.LangPackStringClassVector, error) {
	if len(req.Keys) > keysLimit {
		return nil, lamplight.ErrLimitInvalid
	}
	_, entries, err := find(req.LangPack, req.LangCode)
	if err != nil {
		return nil, err
	}
	byKey := make(map[string]entry, len(entries))
	for _, e := range entries {
		byKey[e.key] = e
	}
	answer := &tg.LangPackStringClassVector{}
	for _, k := range req.Keys {
		if e, ok := byKey[k]; ok {
			answer.Elems = append(answer.Elems, e.wire())
		} else {
			answer.Elems = append(answer.Elems, &tg.LangPackStringDeleted{Key: k})
		}
	}
	return answer, nil
}
