package messages

import "lamplight"

func invalid(code string) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: code}
}

// Errors that the service returns, beside those of the language, Policy and Screener.
var (
	ErrEmpty          = invalid("MESSAGE_EMPTY") // nothing is left after trimming, or it is not UTF-8
	ErrTooLong        = invalid("MESSAGE_TOO_LONG")
	ErrCaptionLong    = invalid("MEDIA_CAPTION_TOO_LONG")
	ErrRandomEmpty    = invalid("RANDOM_ID_EMPTY")
	ErrRandomRepeated = invalid("RANDOM_ID_DUPLICATE") // of a message that is gone, or was sent to somebody else
	ErrRandomInvalid  = invalid("RANDOM_ID_INVALID")   // not one for each message
	ErrIDsEmpty       = invalid("MESSAGE_IDS_EMPTY")
	ErrProtected      = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "CHAT_FORWARDS_RESTRICTED"}
	ErrReplyInvalid   = invalid("REPLY_MESSAGE_ID_INVALID")
	ErrEntityBounds   = invalid("ENTITY_BOUNDS_INVALID")
	ErrEntitiesLong   = invalid("ENTITIES_TOO_LONG") // an address behind a text
	ErrMaxDate        = invalid("MAX_DATE_INVALID")
	ErrQuoteInvalid   = invalid("QUOTE_TEXT_INVALID")
	ErrNotReadYet     = invalid("MESSAGE_NOT_READ_YET")
	ErrReadTooOld     = invalid("MESSAGE_TOO_OLD")
	ErrNotModified    = invalid("MESSAGE_NOT_MODIFIED")
	ErrEditTime       = invalid("MESSAGE_EDIT_TIME_EXPIRED")
	ErrPinNotModified = invalid("CHAT_NOT_MODIFIED")
	ErrPinnedTooMuch  = invalid("PINNED_DIALOGS_TOO_MUCH")
	ErrNotChanged     = invalid("CHAT_NOT_MODIFIED") // the timer is that already
	ErrTTLInvalid     = invalid("TTL_PERIOD_INVALID")
	ErrMediaEmpty     = invalid("MEDIA_EMPTY")
	ErrMediaInvalid   = invalid("MEDIA_INVALID")
	ErrMediaPrevious  = invalid("MEDIA_PREV_INVALID") // an edit cannot make of one kind of media the other
	ErrAlbumLong      = invalid("MULTI_MEDIA_TOO_LONG")
	ErrGrouped        = invalid("GROUPED_MEDIA_INVALID")
	ErrScheduleDate   = invalid("SCHEDULE_DATE_INVALID")
	ErrScheduleLate   = invalid("SCHEDULE_DATE_TOO_LATE")
	ErrScheduleMuch   = invalid("SCHEDULE_TOO_MUCH")
	ErrScheduleStatus = invalid("SCHEDULE_STATUS_PRIVATE") // one may not know when the other is online
	ErrFolderInvalid  = invalid("FOLDER_ID_INVALID")
	ErrAuthorRequired = &lamplight.Error{Kind: lamplight.Forbidden, Code: "MESSAGE_AUTHOR_REQUIRED"}
	ErrWriteForbidden = forbidden("CHAT_WRITE_FORBIDDEN")
)

func forbidden(code string) *lamplight.Error {
	return &lamplight.Error{Kind: lamplight.Forbidden, Code: code}
}

// Errors of groups and channels.
var (
	ErrAdminRequired   = invalid("CHAT_ADMIN_REQUIRED")
	ErrDeleteForbidden = forbidden("MESSAGE_DELETE_FORBIDDEN")
	ErrSendAs          = invalid("SEND_AS_PEER_INVALID")
	ErrSlowSeveral     = invalid("SLOWMODE_MULTI_MSGS_DISABLED")
	ErrReaction        = invalid("REACTION_INVALID")
	ErrReactionsMany   = invalid("REACTIONS_TOO_MANY")
	ErrReactionsCount  = invalid("REACTIONS_COUNT_INVALID")
	ErrMsgTooOld       = invalid("MSG_TOO_OLD")
	ErrChatTooBig      = invalid("CHAT_TOO_BIG")
	ErrUnnamed         = forbidden("BROADCAST_FORBIDDEN") // nobody learns who reacted in a channel
	ErrAnonymous       = forbidden("ANONYMOUS_REACTIONS_DISABLED")
	ErrPremium         = forbidden("PREMIUM_ACCOUNT_REQUIRED")
	ErrThreadInvalid   = invalid("MSG_ID_INVALID") // nothing begins with that message
	ErrNoPage          = invalid("WEBPAGE_NOT_FOUND")
	ErrBannedHere      = invalid("USER_BANNED_IN_CHANNEL")
)
