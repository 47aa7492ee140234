// Package upload answers the upload.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package upload

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// Handlers answers the methods with the given service. All fields are required to serve.
type Handlers struct {
	Files Files
}

// Files is the part of service/media that this package calls.
type Files interface {
	Part(context.Context, media.Location, media.Span) (media.Part, error)
	Hashes(ctx context.Context, l media.Location, offset int64) ([]media.Hash, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Files.
		rpc.Handle("upload.getFile", rpc.UsersAndBots, rpc.Read, h.getFile),
		rpc.Handle("upload.getFileHashes", rpc.UsersAndBots, rpc.Read, h.getFileHashes),
	}, unsupported())
}

// location returns the file that a client names. There are documents without thumbnails alone: every other place is
// LOCATION_INVALID.
func location(c rpc.Call, l tg.InputFileLocationClass) (media.Location, error) {
	d, ok := l.(*tg.InputDocumentFileLocation)
	if !ok || d.ThumbSize != "" {
		return media.Location{}, rpc.ErrLocationInvalid
	}
	return media.Location{
		Viewer: c.User, ID: lamplight.DocumentID(d.ID), Access: d.AccessHash, Reference: d.FileReference,
	}, nil
}
