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

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// Handlers answers the methods with the given service. All fields are required to serve.
type Handlers struct {
	Files   Files
	Resolve *resolve.Resolver
}

// Files is the part of service/media that this package calls.
type Files interface {
	SavePart(context.Context, media.FilePart) error
	Part(context.Context, media.Location, media.Span) (media.Part, error)
	Hashes(ctx context.Context, l media.Location, offset int64) ([]media.Hash, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Files.
		rpc.Handle("upload.saveFilePart", rpc.UsersAndBots, rpc.Transfer, h.saveFilePart),
		rpc.Handle("upload.saveBigFilePart", rpc.UsersAndBots, rpc.Transfer, h.saveBigFilePart),
		rpc.Handle("upload.getFile", rpc.UsersAndBots, rpc.Transfer, h.getFile),
		rpc.Handle("upload.getFileHashes", rpc.UsersAndBots, rpc.Read, h.getFileHashes),
	}, unsupported())
}

// location returns the file that a client names. Files that are only in secret chats, passports, takeouts and calls have no
// place here: LOCATION_INVALID.
func (h *Handlers) location(ctx context.Context, c rpc.Call, l tg.InputFileLocationClass) (media.Location, error) {
	switch l := l.(type) {
	case *tg.InputDocumentFileLocation:
		return media.Location{
			Kind: media.LocationDocument, Viewer: c.User, ID: l.ID, Access: l.AccessHash, Reference: l.FileReference, Thumb: l.ThumbSize,
		}, nil
	case *tg.InputPhotoFileLocation:
		return media.Location{
			Kind: media.LocationPhoto, Viewer: c.User, ID: l.ID, Access: l.AccessHash, Reference: l.FileReference, Thumb: l.ThumbSize,
		}, nil
	case *tg.InputPeerPhotoFileLocation:
		peer, err := h.Resolve.Peer(ctx, c, l.Peer)
		if err != nil {
			return media.Location{}, err
		}
		return media.Location{Kind: media.LocationPeerPhoto, Viewer: c.User, Peer: peer, Large: l.Big, ID: l.PhotoID}, nil
	case *tg.InputStickerSetThumb:
		switch set := l.Stickerset.(type) {
		case *tg.InputStickerSetID:
			return media.Location{Kind: media.LocationSetThumb, Viewer: c.User, Set: set.ID, Access: set.AccessHash}, nil
		case *tg.InputStickerSetShortName:
			return media.Location{Kind: media.LocationSetThumb, Viewer: c.User, Name: set.ShortName}, nil
		}
	}
	return media.Location{}, rpc.ErrLocationInvalid
}
