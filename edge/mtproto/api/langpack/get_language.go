package langpack

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getLanguage answers langpack.getLanguage: what there is in one language.
//
// https://core.telegram.org/method/langpack.getLanguage
func (h *Handlers) getLanguage(
	_ context.Context, _ rpc.Call, req *tg.LangpackGetLanguageRequest,
) (*tg.LangPackLanguage, error) {
	l, entries, err := find(req.LangPack, req.LangCode)
	if err != nil {
		return nil, err
	}
	answer := describe(l, entries)
	return &answer, nil
}
