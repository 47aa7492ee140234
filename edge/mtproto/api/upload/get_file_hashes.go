package upload

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getFileHashes answers upload.getFileHashes: the SHA-256 of each stretch of a file, from the one that the offset lies in.
//
// https://core.telegram.org/method/upload.getFileHashes
func (h *Handlers) getFileHashes(
	ctx context.Context, c rpc.Call, req *tg.UploadGetFileHashesRequest,
) (*tg.FileHashVector, error) {
	l, err := h.location(ctx, c, req.Location)
	if err != nil {
		return nil, err
	}
	hashes, err := h.Files.Hashes(ctx, l, req.Offset)
	if err != nil {
		return nil, err
	}
	answer := &tg.FileHashVector{}
	for _, f := range hashes {
		answer.Elems = append(answer.Elems, tg.FileHash{Offset: f.Offset, Limit: f.Limit, Hash: f.Sum[:]})
	}
	return answer, nil
}
