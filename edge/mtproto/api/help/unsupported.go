package help

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	later          = "This is not built yet."
	noLinks        = "There is nothing behind such links yet."
	noPromotion    = "The server promotes nothing, so there is nothing to hide or dismiss."
	noAppLog       = "What clients log about their people is not collected."
	noBots         = "Bots are not built yet."
	noSupportStaff = "Notes that support staff keep on people are not built."
	notAMethod     = "The schema lists a constructor among the methods: it is fetched from another place than the server."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Terms.
		rpc.Refuse[tg.HelpGetConfigRequest]("help.getConfig", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetNearestDCRequest]("help.getNearestDc", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetAppUpdateRequest]("help.getAppUpdate", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetInviteTextRequest]("help.getInviteText", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetSupportRequest]("help.getSupport", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetSupportNameRequest]("help.getSupportName", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetCDNConfigRequest]("help.getCdnConfig", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetTermsOfServiceUpdateRequest]("help.getTermsOfServiceUpdate", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpAcceptTermsOfServiceRequest]("help.acceptTermsOfService", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetAppConfigRequest]("help.getAppConfig", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetPassportConfigRequest]("help.getPassportConfig", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetCountriesListRequest]("help.getCountriesList", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetPeerColorsRequest]("help.getPeerColors", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetPeerProfileColorsRequest]("help.getPeerProfileColors", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetTimezonesListRequest]("help.getTimezonesList", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetUserInfoRequest]("help.getUserInfo", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetPremiumPromoRequest]("help.getPremiumPromo", lamplight.ErrMethodInvalid, later),
		rpc.Refuse[tg.HelpGetPromoDataRequest]("help.getPromoData", lamplight.ErrMethodInvalid, later),

		// Links and visits.
		rpc.Nothing[tg.HelpGetRecentMeURLsRequest]("help.getRecentMeUrls", rpc.Users, &tg.HelpRecentMeURLs{}, noLinks),
		rpc.Nothing[tg.HelpGetDeepLinkInfoRequest]("help.getDeepLinkInfo", rpc.Anyone, &tg.HelpDeepLinkInfoEmpty{}, noLinks),

		// Promotions and suggestions.
		rpc.Refuse[tg.HelpHidePromoDataRequest]("help.hidePromoData", lamplight.ErrMethodInvalid, noPromotion),
		rpc.Refuse[tg.HelpDismissSuggestionRequest]("help.dismissSuggestion", lamplight.ErrMethodInvalid, noPromotion),

		// Logs of clients.
		rpc.Refuse[tg.HelpSaveAppLogRequest]("help.saveAppLog", lamplight.ErrMethodInvalid, noAppLog),

		// Bots.
		rpc.Refuse[tg.HelpSetBotUpdatesStatusRequest]("help.setBotUpdatesStatus", rpc.ErrUserBotRequired, noBots),

		// Support staff.
		rpc.Refuse[tg.HelpEditUserInfoRequest]("help.editUserInfo", rpc.ErrUserInvalid, noSupportStaff),

		// Not a method.
		rpc.Refuse[tg.HelpConfigSimple]("help.configSimple", lamplight.ErrMethodInvalid, notAMethod),
	}
}
