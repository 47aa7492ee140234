package langpack

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getDifference answers langpack.getDifference: all words of a language, or none if the client has this version. What
// changed between versions is not kept: the packs are small.
//
// https://core.telegram.org/method/langpack.getDifference
func (h *Handlers) getDifference(
	_ context.Context, _ rpc.Call, req *tg.LangpackGetDifferenceRequest,
) (*tg.LangPackDifference, error) {
	_, entries, err := find(req.LangPack, req.LangCode)
	if err != nil {
		return nil, err
	}
	answer := &tg.LangPackDifference{LangCode: req.LangCode, FromVersion: req.FromVersion, Version: Version}
	if req.FromVersion == Version {
		return answer, nil
	}
	for _, e := range entries {
		answer.Strings = append(answer.Strings, e.wire())
	}
	return answer, nil
}
