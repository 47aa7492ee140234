package langpack

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getLangPack answers langpack.getLangPack: all words of a language.
//
// https://core.telegram.org/method/langpack.getLangPack
func (h *Handlers) getLangPack(
	_ context.Context, _ rpc.Call, req *tg.LangpackGetLangPackRequest,
) (*tg.LangPackDifference, error) {
	_, entries, err := find(req.LangPack, req.LangCode)
	if err != nil {
		return nil, err
	}
	answer := &tg.LangPackDifference{LangCode: req.LangCode, Version: Version}
	for _, e := range entries {
		answer.Strings = append(answer.Strings, e.wire())
	}
	return answer, nil
}
