// Package help answers the help.* methods: what every client asks at its start, before anybody has signed in. The
// configuration and the limits, countries and their phone numbers, time zones, colours, and the few pages of words that
// a messenger shows of itself.
//
// Everything is served from the binary or from the operator's settings, so an answer costs no storage. Answers that
// clients keep carry a hash over their bytes; who sends it back is told that nothing changed.
//
// Each method has its own file, named as the method is. What we do not do is in unsupported.go, with the reason.
//
// Reference: https://core.telegram.org/api/config
package help

import (
	"context"
	"hash/fnv"
	"net/netip"
	"slices"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

// Handlers answers the methods. Settings and Now are required.
type Handlers struct {
	Settings Settings
	Now      func() time.Time
	Users    Users   // required by help.getSupport
	Freezes  Freezes // optional: without it nobody's configuration says that an account is frozen
	// Reactions are optional: without them the default reaction is the same for everybody.
	Reactions Reactions
}

// Reactions is the part of service/messages that this package calls.
type Reactions interface {
	// DefaultReaction returns what a double tap of user puts to a message; the zero Reaction if they did not say.
	DefaultReaction(ctx context.Context, user lamplight.UserID) (lamplight.Reaction, error)
}

// Settings are what the operator set and clients are told.
type Settings struct {
	Name        string           // of the messenger, as people see it
	DC          int              // the data centre that clients are on who named none, 1 to 5
	Addresses   []netip.AddrPort // where clients connect; IPv4, IPv6 or both; at least one
	MeURLPrefix string           // what links to people and public chats begin with; ends in a slash
	Country     string           // ISO 3166-1 code that sign-in offers first; "": the region of the client's language
	AppealURL   string           // where a person whose account is frozen may object; "" if nowhere

	Reactions int // that one account may put to one message; 0: 1

	Languages       []string // language packs that are served, see package langpack
	LanguageVersion int      // of the language packs; 0 if there are none
}

// Users is the part of edge/mtproto/render that this package calls.
type Users interface {
	// Users writes accounts as the caller may see them.
	Users(ctx context.Context, c rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error)
}

// Freezes is the part of service/accounts that this package calls.
type Freezes interface {
	// Frozen returns the account's freeze; nil if it is not frozen now.
	Frozen(ctx context.Context, user lamplight.UserID) (*accounts.Freezing, error)
}

// Routes is the plan of this package: every method of the namespace, who may call it, and what it costs.
func (h *Handlers) Routes() []rpc.Route {
	return slices.Concat([]rpc.Route{
		// Configuration.
		rpc.Handle("help.getConfig", rpc.Anyone, rpc.Read, h.getConfig),
		rpc.Handle("help.getNearestDc", rpc.Anyone, rpc.Read, h.getNearestDC),
		rpc.Handle("help.getAppConfig", rpc.Anyone, rpc.Read, h.getAppConfig),

		// Lists.
		rpc.Handle("help.getCountriesList", rpc.Anyone, rpc.Read, h.getCountriesList),
		rpc.Handle("help.getTimezonesList", rpc.Anyone, rpc.Read, h.getTimezonesList),
		rpc.Handle("help.getPeerColors", rpc.Anyone, rpc.Read, h.getPeerColors),
		rpc.Handle("help.getPeerProfileColors", rpc.Anyone, rpc.Read, h.getPeerProfileColors),

		// Words.
		rpc.Handle("help.getInviteText", rpc.Anyone, rpc.Read, h.getInviteText),
		rpc.Handle("help.getSupport", rpc.Users, rpc.Read, h.getSupport),
		rpc.Handle("help.getSupportName", rpc.Users, rpc.Read, h.getSupportName),
		rpc.Handle("help.getTermsOfServiceUpdate", rpc.Anyone, rpc.Read, h.getTermsOfServiceUpdate).
			Empty("The operator's terms are not shown by clients yet; there is nothing new to accept."),
		rpc.Handle("help.getPromoData", rpc.Anyone, rpc.Read, h.getPromoData).
			Empty("The server promotes nothing and asks nobody to do anything."),
	}, unsupported())
}

// stamp returns a number that changes when v does: what clients send back to ask whether anything changed. It is
// positive and never 0, which a client sends that has nothing yet.
func stamp(v bin.Encoder) (int, error) {
	var b bin.Buffer
	if err := v.Encode(&b); err != nil {
		return 0, err
	}
	sum := fnv.New32a()
	sum.Write(b.Buf)
	return int(sum.Sum32()>>1) | 1, nil
}
