package photos

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noMedia = "Photos come with media; nobody has one yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Photos of a profile.
		rpc.Nothing[tg.PhotosGetUserPhotosRequest]("photos.getUserPhotos", rpc.UsersAndBots, &tg.PhotosPhotos{}, noMedia),
		rpc.Refuse[tg.PhotosUpdateProfilePhotoRequest]("photos.updateProfilePhoto", rpc.ErrPhotoInvalid, noMedia),
		rpc.Refuse[tg.PhotosUploadProfilePhotoRequest]("photos.uploadProfilePhoto", rpc.ErrPhotoFileMissing, noMedia),
		rpc.Refuse[tg.PhotosUploadContactProfilePhotoRequest]("photos.uploadContactProfilePhoto", rpc.ErrPhotoFileMissing, noMedia),
		rpc.Refuse[tg.PhotosDeletePhotosRequest]("photos.deletePhotos", rpc.ErrPhotoInvalid, noMedia),
	}
}
