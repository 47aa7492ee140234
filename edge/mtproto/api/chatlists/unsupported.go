package chatlists

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noFolders = "Folders of the list are not built yet, so there are none to share."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Folders to share.
		rpc.Refuse[tg.ChatlistsGetExportedInvitesRequest]("chatlists.getExportedInvites", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsExportChatlistInviteRequest]("chatlists.exportChatlistInvite", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsEditExportedInviteRequest]("chatlists.editExportedInvite", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsDeleteExportedInviteRequest]("chatlists.deleteExportedInvite", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsGetChatlistUpdatesRequest]("chatlists.getChatlistUpdates", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsJoinChatlistUpdatesRequest]("chatlists.joinChatlistUpdates", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsHideChatlistUpdatesRequest]("chatlists.hideChatlistUpdates", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsGetLeaveChatlistSuggestionsRequest]("chatlists.getLeaveChatlistSuggestions", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsLeaveChatlistRequest]("chatlists.leaveChatlist", rpc.ErrFilterIDInvalid, noFolders),
		rpc.Refuse[tg.ChatlistsCheckChatlistInviteRequest]("chatlists.checkChatlistInvite", rpc.ErrInviteSlugExpired, noFolders),
		rpc.Refuse[tg.ChatlistsJoinChatlistInviteRequest]("chatlists.joinChatlistInvite", rpc.ErrInviteSlugExpired, noFolders),
	}
}
