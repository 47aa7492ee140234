package help

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// builtInColors is how many colours of names every client brings: red, orange, violet, green, cyan, blue, pink.
const builtInColors = 7

// getPeerColors answers help.getPeerColors: the colours that names and replies are shown in. They are those that
// clients bring, so that no values are given; each person has the one of their id modulo seven.
//
// https://core.telegram.org/api/colors
func (h *Handlers) getPeerColors(
	_ context.Context, _ rpc.Call, req *tg.HelpGetPeerColorsRequest,
) (tg.HelpPeerColorsClass, error) {
	list := &tg.HelpPeerColors{}
	for id := range builtInColors {
		list.Colors = append(list.Colors, tg.HelpPeerColorOption{ColorID: id})
	}
	var err error
	if list.Hash, err = stamp(list); err != nil {
		return nil, err
	}
	if req.Hash == list.Hash {
		return &tg.HelpPeerColorsNotModified{}, nil
	}
	return list, nil
}
