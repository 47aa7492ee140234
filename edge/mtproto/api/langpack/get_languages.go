package langpack

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getLanguages answers langpack.getLanguages: the languages that there are words in.
//
// https://core.telegram.org/method/langpack.getLanguages
func (h *Handlers) getLanguages(
	_ context.Context, _ rpc.Call, req *tg.LangpackGetLanguagesRequest,
) (*tg.LangPackLanguageVector, error) {
	list := &tg.LangPackLanguageVector{}
	for _, l := range languages {
		_, entries, err := find(req.LangPack, l.code)
		if err != nil {
			return nil, err
		}
		list.Elems = append(list.Elems, describe(l, entries))
	}
	return list, nil
}
