package rpc

import "lamplight"

// Errors that clients know, for the rows of methods that we do not do. What a service answers stands beside the
// service.
//
// https://core.telegram.org/api/errors
var (
	ErrAccessTokenInvalid       = &lamplight.Error{Kind: lamplight.Invalid, Code: "ACCESS_TOKEN_INVALID"}
	ErrAuthBytesInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "AUTH_BYTES_INVALID"}
	ErrBankCardNumberInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "BANK_CARD_NUMBER_INVALID"}
	ErrBotAppInvalid            = &lamplight.Error{Kind: lamplight.Invalid, Code: "BOT_APP_INVALID"}
	ErrBotInvalid               = &lamplight.Error{Kind: lamplight.Invalid, Code: "BOT_INVALID"}
	ErrCDNMethodInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "CDN_METHOD_INVALID"}
	ErrCallPeerInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "CALL_PEER_INVALID"}
	ErrChatIDInvalid            = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHAT_ID_INVALID"}
	ErrChatlinkSlugExpired      = &lamplight.Error{Kind: lamplight.Invalid, Code: "CHATLINK_SLUG_EXPIRED"}
	ErrCollectibleInvalid       = &lamplight.Error{Kind: lamplight.Invalid, Code: "COLLECTIBLE_INVALID"}
	ErrConnectionIDInvalid      = &lamplight.Error{Kind: lamplight.Invalid, Code: "CONNECTION_ID_INVALID"}
	ErrDCInvalid                = &lamplight.Error{Kind: lamplight.Invalid, Code: "DC_ID_INVALID"}
	ErrDocumentInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "DOCUMENT_INVALID"}
	ErrEncryptionIDInvalid      = &lamplight.Error{Kind: lamplight.Invalid, Code: "ENCRYPTION_ID_INVALID"}
	ErrFilterIDInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILTER_ID_INVALID"}
	ErrFilterNotSupported       = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILTER_NOT_SUPPORTED"}
	ErrFolderIDInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "FOLDER_ID_INVALID"}
	ErrGiftSlugInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "GIFT_SLUG_INVALID"}
	ErrGraphInvalidReload       = &lamplight.Error{Kind: lamplight.Invalid, Code: "GRAPH_INVALID_RELOAD"}
	ErrGroupcallInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "GROUPCALL_INVALID"}
	ErrHashInvalid              = &lamplight.Error{Kind: lamplight.Invalid, Code: "HASH_INVALID"}
	ErrImportIDInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "IMPORT_ID_INVALID"}
	ErrInviteHashInvalid        = &lamplight.Error{Kind: lamplight.Invalid, Code: "INVITE_HASH_INVALID"}
	ErrInviteSlugExpired        = &lamplight.Error{Kind: lamplight.Invalid, Code: "INVITE_SLUG_EXPIRED"}
	ErrLangPackInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "LANG_PACK_INVALID"}
	ErrLocationInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "LOCATION_INVALID"}
	ErrMediaInvalid             = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEDIA_INVALID"}
	ErrMegagroupRequired        = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEGAGROUP_REQUIRED"}
	ErrNotEligible              = &lamplight.Error{Kind: lamplight.Invalid, Code: "NOT_ELIGIBLE"}
	ErrNotJoined                = &lamplight.Error{Kind: lamplight.Invalid, Code: "NOT_JOINED"}
	ErrPaymentUnsupported       = &lamplight.Error{Kind: lamplight.NotAcceptable, Code: "PAYMENT_UNSUPPORTED"}
	ErrPhotoFileMissing         = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_FILE_MISSING"}
	ErrPhotoInvalid             = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_INVALID"}
	ErrPremiumAccountRequired   = &lamplight.Error{Kind: lamplight.Forbidden, Code: "PREMIUM_ACCOUNT_REQUIRED"}
	ErrQueryIDInvalid           = &lamplight.Error{Kind: lamplight.Invalid, Code: "QUERY_ID_INVALID"}
	ErrReactionInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "REACTION_INVALID"}
	ErrRingtoneInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "RINGTONE_INVALID"}
	ErrSMSJobIDInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "SMSJOB_ID_INVALID"}
	ErrSensitiveChangeForbidden = &lamplight.Error{Kind: lamplight.Forbidden, Code: "SENSITIVE_CHANGE_FORBIDDEN"}
	ErrShortNameInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "SHORT_NAME_INVALID"}
	ErrShortcutInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "SHORTCUT_INVALID"}
	ErrStargiftInvalid          = &lamplight.Error{Kind: lamplight.Invalid, Code: "STARGIFT_INVALID"}
	ErrStargiftSlugInvalid      = &lamplight.Error{Kind: lamplight.Invalid, Code: "STARGIFT_SLUG_INVALID"}
	ErrStickerIDInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_ID_INVALID"}
	ErrStickerInvalid           = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKER_INVALID"}
	ErrStickersEmpty            = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERS_EMPTY"}
	ErrStickersetInvalid        = &lamplight.Error{Kind: lamplight.Invalid, Code: "STICKERSET_INVALID"}
	ErrStoryIDInvalid           = &lamplight.Error{Kind: lamplight.Invalid, Code: "STORY_ID_INVALID"}
	ErrThemeFileInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "THEME_FILE_INVALID"}
	ErrThemeInvalid             = &lamplight.Error{Kind: lamplight.Invalid, Code: "THEME_INVALID"}
	ErrThemeMimeInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "THEME_MIME_INVALID"}
	ErrTitleInvalid             = &lamplight.Error{Kind: lamplight.Invalid, Code: "TITLE_INVALID"}
	ErrTokenInvalid             = &lamplight.Error{Kind: lamplight.Invalid, Code: "TOKEN_INVALID"}
	ErrToneInvalid              = &lamplight.Error{Kind: lamplight.Invalid, Code: "AICOMPOSE_TONE_INVALID"}
	ErrTranslationsDisabled     = &lamplight.Error{Kind: lamplight.Invalid, Code: "TRANSLATIONS_DISABLED"}
	ErrURLInvalid               = &lamplight.Error{Kind: lamplight.Invalid, Code: "URL_INVALID"}
	ErrUserBotRequired          = &lamplight.Error{Kind: lamplight.Invalid, Code: "USER_BOT_REQUIRED"}
	ErrWallpaperFileInvalid     = &lamplight.Error{Kind: lamplight.Invalid, Code: "WALLPAPER_FILE_INVALID"}
	ErrWallpaperInvalid         = &lamplight.Error{Kind: lamplight.Invalid, Code: "WALLPAPER_INVALID"}
)
