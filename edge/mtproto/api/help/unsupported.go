package help

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noTerms        = "Clients are shown no terms, so there are none to accept."
	noApps         = "The server has no apps of its own to update."
	noPremium      = "There is no premium subscription: everybody has everything."
	noCDN          = "Files never leave the server for another's machines."
	noPassport     = "The server keeps no identity papers."
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
		rpc.Refuse[tg.HelpAcceptTermsOfServiceRequest]("help.acceptTermsOfService", lamplight.ErrMethodInvalid, noTerms),

		// Updates of apps.
		rpc.Nothing[tg.HelpGetAppUpdateRequest]("help.getAppUpdate", rpc.Anyone, &tg.HelpNoAppUpdate{}, noApps),

		// Premium.
		rpc.Nothing[tg.HelpGetPremiumPromoRequest]("help.getPremiumPromo", rpc.Users, &tg.HelpPremiumPromo{
			StatusText: "There is no subscription here: everybody has everything.",
		}, noPremium),

		// Files kept elsewhere.
		rpc.Nothing[tg.HelpGetCDNConfigRequest]("help.getCdnConfig", rpc.Anyone, &tg.CDNConfig{}, noCDN),

		// Identity papers.
		rpc.Nothing[tg.HelpGetPassportConfigRequest]("help.getPassportConfig", rpc.Users, &tg.HelpPassportConfig{
			CountriesLangs: tg.DataJSON{Data: "{}"},
		}, noPassport),

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
		rpc.Nothing[tg.HelpGetUserInfoRequest]("help.getUserInfo", rpc.Users, &tg.HelpUserInfoEmpty{}, noSupportStaff),
		rpc.Refuse[tg.HelpEditUserInfoRequest]("help.editUserInfo", lamplight.ErrUserInvalid, noSupportStaff),

		// Not a method.
		rpc.Refuse[tg.HelpConfigSimple]("help.configSimple", lamplight.ErrMethodInvalid, notAMethod),
	}
}
