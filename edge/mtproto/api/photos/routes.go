// Package photos answers the photos.* methods.
//
// Each method has its own file, named as the method is. A handler resolves the wire's names, calls one service and
// renders what it returns; it decides nothing itself. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/methods
package photos

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// maxIDs is how many photos one call may name.
const maxIDs = 100

// Handlers answers the methods with the given services. All fields are required to serve.
type Handlers struct {
	People  People
	Maker   Maker
	Resolve *resolve.Resolver
	Render  *render.Renderer
}

// People is the part of service/contacts that this package calls.
type People interface {
	SetPhoto(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, photo lamplight.Photo, fallback bool) error
	HidePhoto(ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, fallback bool) error
	DeletePhotos(
		ctx context.Context, user lamplight.UserID, origin lamplight.SessionID, ids []lamplight.PhotoID,
	) ([]lamplight.PhotoID, error)
	Photos(ctx context.Context, viewer, user lamplight.UserID) ([]lamplight.Photo, error)
}

// Maker is the part of service/media that this package calls.
type Maker interface {
	Choose(context.Context, media.Choice) (lamplight.Photo, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Photos of a profile.
		rpc.Handle("photos.uploadProfilePhoto", rpc.Users, rpc.Write, h.uploadProfilePhoto),
		rpc.Handle("photos.updateProfilePhoto", rpc.Users, rpc.Write, h.updateProfilePhoto),
		rpc.Handle("photos.deletePhotos", rpc.Users, rpc.Write, h.deletePhotos),
		rpc.Handle("photos.getUserPhotos", rpc.UsersAndBots, rpc.Read, h.getUserPhotos),
	}, unsupported())
}

// shown answers with the photo that the caller shows from now on; p is nil for none.
func (h *Handlers) shown(ctx context.Context, c rpc.Call, p *lamplight.Photo) (*tg.PhotosPhoto, error) {
	users, err := h.Render.Users(ctx, c, c.User)
	if err != nil {
		return nil, err
	}
	return &tg.PhotosPhoto{Photo: h.Render.Photo(c, p), Users: users}, nil
}
