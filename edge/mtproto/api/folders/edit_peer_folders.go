package folders

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

// editPeerFolders answers folders.editPeerFolders: it takes conversations to the archive or back.
//
// https://core.telegram.org/method/folders.editPeerFolders
func (h *Handlers) editPeerFolders(ctx context.Context, c rpc.Call, req *tg.FoldersEditPeerFoldersRequest) (tg.UpdatesClass, error) {
	if len(req.FolderPeers) > maxPeers {
		return nil, lamplight.ErrLimitInvalid
	}
	moves := make([]messages.Move, len(req.FolderPeers))
	for i, p := range req.FolderPeers {
		peer, err := h.Resolve.Peer(ctx, c, p.Peer)
		if err != nil {
			return nil, err
		}
		moves[i] = messages.Move{Peer: peer, Folder: p.FolderID}
	}
	res, err := h.Messages.MoveToFolder(ctx, messages.Caller{User: c.User, Origin: c.Session}, moves)
	if err != nil {
		return nil, err
	}
	return h.Render.Result(ctx, c, h.Now(), res.Events)
}
