package contacts

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	tooNarrow   = "Its answer has 32 bits for an id, and ours are longer; contacts.getContacts tells the same."
	noReplies   = "There is no chat of replies, which come with channels."
	noTopPeers  = "Whom one talks to most is not reckoned."
	noBirthdays = "Birthdays are not built yet."
	noNearby    = "Finding strangers by where they are is not built: it has hurt people."
	noAds       = "There are no advertisements, and there will be none."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// The list.
		rpc.Refuse[tg.ContactsGetContactIDsRequest]("contacts.getContactIDs", lamplight.ErrMethodInvalid, tooNarrow),

		// Blocking.
		rpc.Refuse[tg.ContactsBlockFromRepliesRequest]("contacts.blockFromReplies", lamplight.ErrMethodInvalid, noReplies),

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
