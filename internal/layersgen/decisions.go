package main

// decisions say, for each difference that compare finds and that no change or pair of edge/mtproto/layers settles, why the
// rules of conversion by name are right for it. The key is the finding, up to the first parenthesis, brace, colon, dot
// after the method's name, or arrow; or the whole finding where several differ.
var decisions = map[string]string{
	// Methods that layer 228 no longer has, and that no method of it stands for.
	"auth.finishFirebasePnvLogin":                   "Refused: signing in by a phone number's carrier is of layer 229.",
	"auth.firebasePnvSignUp":                        "Refused, as auth.finishFirebasePnvLogin.",
	"auth.initFirebasePnvLogin":                     "Refused, as auth.finishFirebasePnvLogin.",
	"ephemeral.deleteAllWelcomeMessages":            "Refused: welcome messages are of layer 229.",
	"ephemeral.deleteWelcomeMessage":                "Refused, as ephemeral.deleteAllWelcomeMessages.",
	"ephemeral.editMessage":                         "Refused: editing ephemeral messages is of layer 229.",
	"ephemeral.getWelcomeMessages":                  "Refused, as ephemeral.deleteAllWelcomeMessages.",
	"help.getAppChangelog":                          "Refused: the server knows no versions of clients. Clients show nothing then.",
	"messages.getAllChats":                          "Refused: the method was taken out for its cost; clients use messages.getDialogs.",
	"payments.getUserStarGifts":                     "Refused: payments.getSavedStarGifts took its place with other objects. Gifts are not sold here.",
	"stats.getBroadcastRevenueStats":                "Refused: there are no advertisements to earn from.",
	"stats.getBroadcastRevenueTransactions":         "Refused, as stats.getBroadcastRevenueStats.",
	"stats.getBroadcastRevenueWithdrawalUrl":        "Refused, as stats.getBroadcastRevenueStats.",
	"stories.applyBoost":                            "Refused: boosts moved to premium, with slots that the older layer does not have.",
	"stories.canApplyBoost":                         "Refused, as stories.applyBoost.",
	"stories.getBoostersList":                       "Refused, as stories.applyBoost.",
	"stories.getBoostsStatus":                       "Refused, as stories.applyBoost.",
	"phone.createConferenceCall":                    "Refused in layer 198, where it made a conference of a call and answered with the call.",
	"stats.getMessagePublicForwards":                "Refused in layers up to 167: it answered with messages, and now with forwards that may be stories.",
	"PageBlock: pageBlockButtonRow":                 "Refused: of layer 229.",
	"PageBlock: pageBlockDocument":                  "Refused: of layer 229.",
	"PageButton: pageButton":                        "Refused: of layer 229.",
	"RichButtonStyle: richButtonStyle":              "Refused: of layer 229.",
	"RichText: textButton":                          "Refused: of layer 229.",
	"SendMessageAction: sendMessageStopDraftAction": "Refused: of layer 229; an action is shown for seconds alone.",

	"ButtonType":               "As keyboardButton: the button that stands around it takes its fields.",
	"InlineButtonType":         "As keyboardButton: the button that stands around it takes its fields.",
	"inlineButtonTypeDisabled": "Refused: layer 228 has no button that does nothing.",

	// Parameters that are left out.
	"chatAdminRights{manage_welcome_messages?: true}": "Left out: there are no welcome messages to manage.",
	"ephemeral.sendMessage":                           "Left out: flags of layer 229 for a method that is refused.",
	"inputSendMessageRichMessageDraftAction":          "Left out: whether a draft can be stopped is a hint to the reader's client.",
	"sendMessageRichMessageDraftAction":               "Left out, as in inputSendMessageRichMessageDraftAction.",
	"sendMessageTextDraftAction":                      "Left out, as in inputSendMessageRichMessageDraftAction.",
	"messages.clickSponsoredMessage":                  "Left out: the random id alone names the message.",
	"messages.reportSponsoredMessage":                 "Left out, as in messages.clickSponsoredMessage.",
	"messages.viewSponsoredMessage":                   "Left out, as in messages.clickSponsoredMessage.",
	"pageBlockBlockquote":                             "Left out: how a page is folded is looks.",
	"pageBlockTable":                                  "Left out: how dense a table is is looks.",
	"payments.getSavedStarGifts":                      "Left out: the flag was split into two; without them more gifts are listed.",
	"payments.getStarsRevenueWithdrawalUrl":           "Left out: the amount became optional beside a choice of currency. There is nothing to withdraw.",
	"payments.updateStarGiftPrice":                    "The price becomes nothing: gifts are not sold here, the method is refused.",
	"phone.joinGroupCall":                             "Left out: conference calls took another key exchange after layer 198.",
	"phone.requestCall":                               "Left out, as in phone.joinGroupCall.",
	"replyInlineMarkup{force_reply?: true}":           "Left out: it opens the reader's keyboard, which layer 228 asks for by a markup of its own.",
	"replyKeyboardMarkup{force_reply?: true}":         "Left out, as in replyInlineMarkup.",
	"starGiftAttributeBackdrop":                       "Never in a request that is answered: gifts are not sold here.",
	"starGiftAttributeModel":                          "As starGiftAttributeBackdrop.",
	"starGiftAttributePattern":                        "As starGiftAttributeBackdrop.",
	"starGiftUnique":                                  "As starGiftAttributeBackdrop.",
	"stickers.createStickerSet":                       "Left out: the kind of a set follows from its stickers.",
	"webPageAttributeStarGiftAuction":                 "As starGiftAttributeBackdrop.",
	"messageMediaDocument{alt_document?: Document}":   "Never in a request.",

	// Parameters that layer 228 requires.
	"autoDownloadSettings":          "0: the client's own settings hold.",
	"channels.toggleForum":          "False: topics are shown as a list, which was the only way.",
	"inputStorePaymentAuthCode":     "0: no days of Premium.",
	"messages.getPollResults":       "0: the client does not say which results it has.",
	"payments.getStarsTransactions": "0: no stars are kept here, so there is nothing to page through.",
	"poll(hash: long)":              "0, as in messages.getPollResults.",

	// Fields whose type changed where nothing has to be written by hand.
	"documentAttributeVideo.duration":                             "Seconds are rounded down the way to an int, and exact the other way.",
	"globalPrivacySettings.archive_and_mute_new_noncontact_peers": "A Bool became a flag without value: the engine turns one into the other.",
	"updatePeerBlocked.blocked":                                   "A Bool became a flag without value.",
	"pollResults.recent_voters":                                   "Voters that are no users are left out.",
	"updateMessageExtendedMedia.extended_media":                   "The first of the list is said.",
	"updateGroupCallMessage.message":                              "Left out of layer 216: the update is dropped.",
	"updateGroupCallMessage":                                      "Left out of layer 216: the update is dropped.",
	"replyInlineMarkup.rows":                                      "As keyboardButton, below.",
	"messages.votesList.votes":                                    "As messagePeerVote, below.",

	// Required fields that layer 228 no longer has.
	"messages.chatInviteJoinResultWebView": "Emptiest: joining never asks for a web view here.",
	"stats.broadcastStats":                 "Empty: statistics are not kept here.",
}
