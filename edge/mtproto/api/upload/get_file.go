package upload

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// getFile answers upload.getFile: a stretch of a file. Every file is here, so that none is looked for elsewhere.
//
// https://core.telegram.org/method/upload.getFile
func (h *Handlers) getFile(ctx context.Context, c rpc.Call, req *tg.UploadGetFileRequest) (tg.UploadFileClass, error) {
	l, err := h.location(ctx, c, req.Location)
	if err != nil {
		return nil, err
	}
	part, err := h.Files.Part(ctx, l, media.Span{Offset: req.Offset, Limit: req.Limit, Precise: req.Precise})
	if err != nil {
		return nil, err
	}
	return &tg.UploadFile{Type: fileType(part.MIME), Mtime: render.Date(part.Date), Bytes: part.Bytes}, nil
}

// fileType returns what the wire calls a kind of file. Most kinds have no name there.
func fileType(mime string) tg.StorageFileTypeClass {
	switch mime {
	case "image/jpeg":
		return &tg.StorageFileJpeg{}
	case "image/png":
		return &tg.StorageFilePng{}
	case "image/gif":
		return &tg.StorageFileGif{}
	case "image/webp":
		return &tg.StorageFileWebp{}
	case "application/pdf":
		return &tg.StorageFilePdf{}
	case "audio/mpeg":
		return &tg.StorageFileMp3{}
	case "video/quicktime":
		return &tg.StorageFileMov{}
	case "video/mp4":
		return &tg.StorageFileMp4{}
	default:
		return &tg.StorageFileUnknown{}
	}
}
