package contacts

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	later       = "This is not built yet."
	laterBlock  = "The block list is not built yet."
	noTopPeers  = "Whom one talks to most is not reckoned."
	noBirthdays = "Birthdays are not built yet."
	noNearby    = "Finding strangers by where they are is not built: it has hurt people."
	noAds       = "There are no advertisements, and there will be none."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// The list.
		rpc.Refuse[tg.ContactsGetContactIDsRequest]("contacts.getContactIDs", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsGetStatusesRequest]("contacts.getStatuses", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsGetContactsRequest]("contacts.getContacts", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsImportContactsRequest]("contacts.importContacts", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsDeleteContactsRequest]("contacts.deleteContacts", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsDeleteByPhonesRequest]("contacts.deleteByPhones", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsAddContactRequest]("contacts.addContact", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsAcceptContactRequest]("contacts.acceptContact", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsSearchRequest]("contacts.search", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsResolveUsernameRequest]("contacts.resolveUsername", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsResolvePhoneRequest]("contacts.resolvePhone", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsExportContactTokenRequest]("contacts.exportContactToken", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsImportContactTokenRequest]("contacts.importContactToken", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsEditCloseFriendsRequest]("contacts.editCloseFriends", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsUpdateContactNoteRequest]("contacts.updateContactNote", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsGetSavedRequest]("contacts.getSaved", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.ContactsResetSavedRequest]("contacts.resetSaved", lamplight.ErrMethodInvalid, later),

		// Blocking.
		rpc.Refuse[tg.ContactsBlockRequest]("contacts.block", lamplight.ErrMethodInvalid, laterBlock),
		rpc.Refuse[tg.ContactsUnblockRequest]("contacts.unblock", lamplight.ErrMethodInvalid, laterBlock),
		rpc.Refuse[tg.ContactsGetBlockedRequest]("contacts.getBlocked", lamplight.ErrMethodInvalid, laterBlock),
		rpc.Refuse[tg.ContactsSetBlockedRequest]("contacts.setBlocked", lamplight.ErrMethodInvalid, laterBlock),
		rpc.Refuse[tg.ContactsBlockFromRepliesRequest]("contacts.blockFromReplies", lamplight.ErrMethodInvalid, laterBlock),

		// Frequent conversations.
		rpc.Nothing[tg.ContactsGetTopPeersRequest]("contacts.getTopPeers", rpc.Users, &tg.ContactsTopPeersDisabled{}, noTopPeers),
		rpc.Refuse[tg.ContactsResetTopPeerRatingRequest]("contacts.resetTopPeerRating", lamplight.ErrMethodInvalid, noTopPeers),
		rpc.Refuse[tg.ContactsToggleTopPeersRequest]("contacts.toggleTopPeers", lamplight.ErrMethodInvalid, noTopPeers),

		// Birthdays.
		rpc.Nothing[tg.ContactsGetBirthdaysRequest]("contacts.getBirthdays", rpc.Users, &tg.ContactsContactBirthdays{}, noBirthdays),

		// People nearby.
		rpc.Refuse[tg.ContactsGetLocatedRequest]("contacts.getLocated", lamplight.ErrMethodInvalid, noNearby),

		// Advertisements.
		rpc.Nothing[tg.ContactsGetSponsoredPeersRequest]("contacts.getSponsoredPeers", rpc.Users, &tg.ContactsSponsoredPeersEmpty{}, noAds),
	}
}
