package users

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noProfileExtras = "Music and birthdays in a profile are not built yet."
	noPassport      = "The server keeps no identity papers."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// More in a profile.
		rpc.Nothing[tg.UsersGetSavedMusicRequest]("users.getSavedMusic", rpc.Users, &tg.UsersSavedMusic{}, noProfileExtras),
		rpc.Nothing[tg.UsersGetSavedMusicByIDRequest]("users.getSavedMusicByID", rpc.Users, &tg.UsersSavedMusic{}, noProfileExtras),
		rpc.Refuse[tg.UsersSuggestBirthdayRequest]("users.suggestBirthday", lamplight.ErrUserInvalid, noProfileExtras),

		// Identity papers.
		rpc.Refuse[tg.UsersSetSecureValueErrorsRequest]("users.setSecureValueErrors", lamplight.ErrMethodInvalid, noPassport),
	}
}
