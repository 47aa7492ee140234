package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// getSavedGifs answers messages.getSavedGifs: the animations that the caller keeps.
//
// https://core.telegram.org/method/messages.getSavedGifs
func (h *Handlers) getSavedGifs(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSavedGifsRequest,
) (tg.MessagesSavedGifsClass, error) {
	list, hash, err := h.kept(ctx, c, lamplight.StickersGIFs)
	if err != nil {
		return nil, err
	}
	if req.Hash != 0 && req.Hash == hash {
		return &tg.MessagesSavedGifsNotModified{}, nil
	}
	return &tg.MessagesSavedGifs{Hash: hash, Gifs: h.Render.Documents(c, documentsOf(list))}, nil
}
