package phone

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noCalls       = "Calls are not built yet."
	noGroupCalls  = "Group calls are not built yet."
	noConferences = "Conferences with end-to-end encryption are not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Calls between two people.
		rpc.Refuse[tg.PhoneGetCallConfigRequest]("phone.getCallConfig", lamplight.ErrMethodInvalid, noCalls),
		rpc.Refuse[tg.PhoneRequestCallRequest]("phone.requestCall", lamplight.ErrUserInvalid, noCalls),
		rpc.Refuse[tg.PhoneAcceptCallRequest]("phone.acceptCall", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneConfirmCallRequest]("phone.confirmCall", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneReceivedCallRequest]("phone.receivedCall", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneDiscardCallRequest]("phone.discardCall", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneSetCallRatingRequest]("phone.setCallRating", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneSaveCallDebugRequest]("phone.saveCallDebug", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneSaveCallLogRequest]("phone.saveCallLog", rpc.ErrCallPeerInvalid, noCalls),
		rpc.Refuse[tg.PhoneSendSignalingDataRequest]("phone.sendSignalingData", rpc.ErrCallPeerInvalid, noCalls),

		// Group calls.
		rpc.Refuse[tg.PhoneCreateGroupCallRequest]("phone.createGroupCall", lamplight.ErrPeerInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneJoinGroupCallRequest]("phone.joinGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneLeaveGroupCallRequest]("phone.leaveGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneInviteToGroupCallRequest]("phone.inviteToGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneDiscardGroupCallRequest]("phone.discardGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneStartScheduledGroupCallRequest]("phone.startScheduledGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneToggleGroupCallSettingsRequest]("phone.toggleGroupCallSettings", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneToggleGroupCallRecordRequest]("phone.toggleGroupCallRecord", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneToggleGroupCallStartSubscriptionRequest]("phone.toggleGroupCallStartSubscription", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneEditGroupCallTitleRequest]("phone.editGroupCallTitle", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneEditGroupCallParticipantRequest]("phone.editGroupCallParticipant", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneGetGroupCallRequest]("phone.getGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneGetGroupParticipantsRequest]("phone.getGroupParticipants", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneCheckGroupCallRequest]("phone.checkGroupCall", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneGetGroupCallJoinAsRequest]("phone.getGroupCallJoinAs", lamplight.ErrPeerInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneSaveDefaultGroupCallJoinAsRequest]("phone.saveDefaultGroupCallJoinAs", lamplight.ErrPeerInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneSaveDefaultSendAsRequest]("phone.saveDefaultSendAs", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneExportGroupCallInviteRequest]("phone.exportGroupCallInvite", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneJoinGroupCallPresentationRequest]("phone.joinGroupCallPresentation", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneLeaveGroupCallPresentationRequest]("phone.leaveGroupCallPresentation", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneGetGroupCallStreamChannelsRequest]("phone.getGroupCallStreamChannels", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneGetGroupCallStreamRtmpURLRequest]("phone.getGroupCallStreamRtmpUrl", lamplight.ErrPeerInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneSendGroupCallMessageRequest]("phone.sendGroupCallMessage", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneSendGroupCallEncryptedMessageRequest]("phone.sendGroupCallEncryptedMessage", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneDeleteGroupCallMessagesRequest]("phone.deleteGroupCallMessages", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneDeleteGroupCallParticipantMessagesRequest]("phone.deleteGroupCallParticipantMessages", rpc.ErrGroupcallInvalid, noGroupCalls),
		rpc.Refuse[tg.PhoneGetGroupCallStarsRequest]("phone.getGroupCallStars", rpc.ErrGroupcallInvalid, noGroupCalls),

		// Conferences.
		rpc.Refuse[tg.PhoneCreateConferenceCallRequest]("phone.createConferenceCall", lamplight.ErrMethodInvalid, noConferences),
		rpc.Refuse[tg.PhoneDeleteConferenceCallParticipantsRequest]("phone.deleteConferenceCallParticipants", rpc.ErrGroupcallInvalid, noConferences),
		rpc.Refuse[tg.PhoneSendConferenceCallBroadcastRequest]("phone.sendConferenceCallBroadcast", rpc.ErrGroupcallInvalid, noConferences),
		rpc.Refuse[tg.PhoneInviteConferenceCallParticipantRequest]("phone.inviteConferenceCallParticipant", rpc.ErrGroupcallInvalid, noConferences),
		rpc.Refuse[tg.PhoneDeclineConferenceCallInviteRequest]("phone.declineConferenceCallInvite", lamplight.ErrMessageInvalid, noConferences),
		rpc.Refuse[tg.PhoneGetGroupCallChainBlocksRequest]("phone.getGroupCallChainBlocks", rpc.ErrGroupcallInvalid, noConferences),
	}
}
