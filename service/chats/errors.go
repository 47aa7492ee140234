package chats

import "lamplight"

func invalid(code string) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: code}
}

func forbidden(code string) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Forbidden, Code: code}
}

// Errors of this service, as clients know them.
var (
	ErrChatInvalid        = invalid("CHAT_ID_INVALID")
	ErrChannelPrivate     = invalid("CHANNEL_PRIVATE")
	ErrAdminRequired      = invalid("CHAT_ADMIN_REQUIRED")
	ErrNotParticipant     = invalid("USER_NOT_PARTICIPANT")
	ErrAlreadyParticipant = invalid("USER_ALREADY_PARTICIPANT")
	ErrUsersTooMany       = invalid("USERS_TOO_MUCH")
	ErrUsersTooFew        = invalid("USERS_TOO_FEW")
	ErrChannelsTooMany    = invalid("CHANNELS_TOO_MUCH")
	ErrUserChannels       = forbidden("USER_CHANNELS_TOO_MUCH") // the one who is brought in has too many
	ErrAdminsTooMany      = invalid("ADMINS_TOO_MUCH")
	ErrKicked             = invalid("USER_KICKED")
	ErrBannedInChannel    = invalid("USER_BANNED_IN_CHANNEL")
	ErrWriteForbidden     = forbidden("CHAT_WRITE_FORBIDDEN")
	ErrGuestForbidden     = forbidden("CHAT_GUEST_SEND_FORBIDDEN") // only members write
	ErrPrivacyRestricted  = forbidden("USER_PRIVACY_RESTRICTED")
	ErrTitleEmpty         = invalid("CHAT_TITLE_EMPTY")
	ErrAboutTooLong       = invalid("CHAT_ABOUT_TOO_LONG")
	ErrAboutNotModified   = invalid("CHAT_ABOUT_NOT_MODIFIED")
	ErrNotModified        = invalid("CHAT_NOT_MODIFIED")
	ErrRankInvalid        = invalid("ADMIN_RANK_INVALID")
	ErrRankEmoji          = invalid("ADMIN_RANK_EMOJI_NOT_ALLOWED")
	ErrRightForbidden     = forbidden("RIGHT_FORBIDDEN")
	ErrUserCreator        = invalid("USER_CREATOR")
	ErrUserAdminInvalid   = invalid("USER_ADMIN_INVALID")
	ErrAddForbidden       = forbidden("CHAT_ADMIN_INVITE_REQUIRED") // only those with the right bring others in
	ErrParticipantInvalid = invalid("PARTICIPANT_ID_INVALID")
	ErrMigrated           = invalid("CHANNEL_MIGRATED")
	ErrFlagInvalid        = invalid("CHANNEL_ADD_INVALID")
	ErrTooBig             = invalid("CHANNEL_TOO_LARGE")
	ErrUntilInvalid       = invalid("UNTIL_DATE_INVALID")
	ErrBannedInvalid      = invalid("BANNED_RIGHTS_INVALID")
)

// sendErrors are what somebody is told who may not send a kind of message.
var sendErrors = []struct {
	right lamplight.BannedRights
	err   *lamplight.Error
}{
	{lamplight.BannedPlain, forbidden("CHAT_SEND_PLAIN_FORBIDDEN")},
	{lamplight.BannedPhotos, forbidden("CHAT_SEND_PHOTOS_FORBIDDEN")},
	{lamplight.BannedVideos, forbidden("CHAT_SEND_VIDEOS_FORBIDDEN")},
	{lamplight.BannedRoundVideos, forbidden("CHAT_SEND_ROUNDVIDEOS_FORBIDDEN")},
	{lamplight.BannedAudios, forbidden("CHAT_SEND_AUDIOS_FORBIDDEN")},
	{lamplight.BannedVoices, forbidden("CHAT_SEND_VOICES_FORBIDDEN")},
	{lamplight.BannedFiles, forbidden("CHAT_SEND_DOCS_FORBIDDEN")},
	{lamplight.BannedMedia, forbidden("CHAT_SEND_MEDIA_FORBIDDEN")},
	{lamplight.BannedStickers, forbidden("CHAT_SEND_STICKERS_FORBIDDEN")},
	{lamplight.BannedGIFs, forbidden("CHAT_SEND_GIFS_FORBIDDEN")},
	{lamplight.BannedGames, forbidden("CHAT_SEND_GAME_FORBIDDEN")},
	{lamplight.BannedInline, forbidden("CHAT_SEND_INLINE_FORBIDDEN")},
	{lamplight.BannedLinks, forbidden("CHAT_SEND_WEBPAGE_FORBIDDEN")},
	{lamplight.BannedPolls, forbidden("CHAT_SEND_POLL_FORBIDDEN")},
}
