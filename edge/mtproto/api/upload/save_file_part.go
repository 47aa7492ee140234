package upload

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// saveFilePart answers upload.saveFilePart: a part of a file that is on its way.
//
// https://core.telegram.org/method/upload.saveFilePart
func (h *Handlers) saveFilePart(ctx context.Context, c rpc.Call, req *tg.UploadSaveFilePartRequest) (tg.BoolClass, error) {
	if err := h.Files.SavePart(ctx, media.FilePart{
		Upload: media.UploadID{User: c.User, File: req.FileID}, Part: req.FilePart, Bytes: req.Bytes,
	}); err != nil {
		return nil, err
	}
	return &tg.BoolTrue{}, nil
}
