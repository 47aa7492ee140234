package photos

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noSuggestions = "Photos of others, which one chooses for oneself alone or suggests to them, are not built."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Photos of a profile.
		rpc.Refuse[tg.PhotosUploadContactProfilePhotoRequest]("photos.uploadContactProfilePhoto", rpc.ErrPhotoFileMissing, noSuggestions),
	}
}
