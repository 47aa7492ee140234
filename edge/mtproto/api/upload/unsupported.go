package upload

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noWeb = "Maps, covers and the like are not fetched from elsewhere: there are those files alone that are kept here."
	noCDN = "Files never leave the server for another's machines."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Files.
		rpc.Refuse[tg.UploadGetWebFileRequest]("upload.getWebFile", rpc.ErrLocationInvalid, noWeb),

		// Files kept elsewhere.
		rpc.Refuse[tg.UploadGetCDNFileRequest]("upload.getCdnFile", rpc.ErrCDNMethodInvalid, noCDN),
		rpc.Refuse[tg.UploadReuploadCDNFileRequest]("upload.reuploadCdnFile", rpc.ErrCDNMethodInvalid, noCDN),
		rpc.Refuse[tg.UploadGetCDNFileHashesRequest]("upload.getCdnFileHashes", rpc.ErrCDNMethodInvalid, noCDN),
	}
}
