package folders

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	later = "The archive is not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// The archive.
		rpc.Refuse[tg.FoldersEditPeerFoldersRequest]("folders.editPeerFolders", rpc.ErrFolderIDInvalid, later),
	}
}
