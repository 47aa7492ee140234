package communities

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noCommunities = "Groups, and so communities of them, are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Groups that belong together.
		rpc.Nothing[tg.CommunitiesGetJoinedCommunitiesRequest]("communities.getJoinedCommunities", rpc.Users, &tg.MessagesChats{}, noCommunities),
		rpc.Refuse[tg.CommunitiesGetPeerLinkRequestsRequest]("communities.getPeerLinkRequests", lamplight.ErrChannelInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesGetParticipantJoinedChatsRequest]("communities.getParticipantJoinedChats", lamplight.ErrChannelInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesCreateRequest]("communities.create", lamplight.ErrMethodInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesTogglePeerLinkRequest]("communities.togglePeerLink", lamplight.ErrChannelInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesToggleCommunityCollapsedInDialogsRequest]("communities.toggleCommunityCollapsedInDialogs", lamplight.ErrChannelInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesTogglePeerLinkRequestApprovalRequest]("communities.togglePeerLinkRequestApproval", lamplight.ErrChannelInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesToggleAllPeerLinkRequestApprovalRequest]("communities.toggleAllPeerLinkRequestApproval", lamplight.ErrChannelInvalid, noCommunities),
		rpc.Refuse[tg.CommunitiesToggleParticipantBannedRequest]("communities.toggleParticipantBanned", lamplight.ErrChannelInvalid, noCommunities),
	}
}
