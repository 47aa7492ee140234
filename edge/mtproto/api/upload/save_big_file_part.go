package upload

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// saveBigFilePart answers upload.saveBigFilePart: a part of a file that is on its way, which says how many there are.
//
// https://core.telegram.org/method/upload.saveBigFilePart
func (h *Handlers) saveBigFilePart(ctx context.Context, c rpc.Call, req *tg.UploadSaveBigFilePartRequest) (tg.BoolClass, error) {
	if err := h.Files.SavePart(ctx, media.FilePart{
		Upload: media.UploadID{User: c.User, File: req.FileID}, Part: req.FilePart, Bytes: req.Bytes, Big: true, Total: req.FileTotalParts,
	}); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
