package chatlists

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noLinks = "A link to a folder gives groups and channels, which are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Folders to share.
		rpc.Refuse[tg.ChatlistsGetExportedInvitesRequest]("chatlists.getExportedInvites", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsExportChatlistInviteRequest]("chatlists.exportChatlistInvite", rpc.ErrFilterNotSupported, noLinks),
		rpc.Refuse[tg.ChatlistsEditExportedInviteRequest]("chatlists.editExportedInvite", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsDeleteExportedInviteRequest]("chatlists.deleteExportedInvite", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsGetChatlistUpdatesRequest]("chatlists.getChatlistUpdates", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsJoinChatlistUpdatesRequest]("chatlists.joinChatlistUpdates", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsHideChatlistUpdatesRequest]("chatlists.hideChatlistUpdates", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsGetLeaveChatlistSuggestionsRequest]("chatlists.getLeaveChatlistSuggestions", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsLeaveChatlistRequest]("chatlists.leaveChatlist", rpc.ErrFilterIDInvalid, noLinks),
		rpc.Refuse[tg.ChatlistsCheckChatlistInviteRequest]("chatlists.checkChatlistInvite", rpc.ErrInviteSlugExpired, noLinks),
		rpc.Refuse[tg.ChatlistsJoinChatlistInviteRequest]("chatlists.joinChatlistInvite", rpc.ErrInviteSlugExpired, noLinks),
	}
}
