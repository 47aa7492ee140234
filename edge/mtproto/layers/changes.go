package layers

// A change is what the names of a schema do not tell: a constructor, method or field that was renamed, or whose meaning
// moved. internal/layersgen lists the differences that need a decision; docs/layers.md says what was decided for each.
type change struct {
	name string            // what is read
	up   bool              // of a request, into the newest layer; else of an answer, into an older one
	to   string            // what becomes of it; the same name if empty
	has  string            // only if what is read has this field
	make string            // only if what becomes of it has this field
	lack string            // only if what becomes of it lacks this field
	from map[string]string // source field by the target's, where they differ
	hand handFunc
	why  string // a sentence for docs/layers.md
}

// A handFunc says the target fields that names cannot give. The others are converted by name afterwards.
type handFunc func(h *hand) error

func (c *change) target() string {
	if c.to == "" {
		return c.name
	}
	return c.to
}

func (c *change) applies(t *table, d *def) bool {
	if c.has == "" {
		return true
	}
	n, ok := t.name[c.has]
	return ok && d.field(n) >= 0
}

func (c *change) fits(t *table, to *def) bool {
	has := func(name string) bool {
		n, ok := t.name[name]
		return ok && to.field(n) >= 0
	}
	return (c.make == "" || has(c.make)) && (c.lack == "" || !has(c.lack))
}

// standIns are the constructors that say "something that you do not know", so that the reader learns that there is
// something, where a value cannot be said.
var standIns = map[string]string{
	"MessageMedia":           "messageMediaUnsupported",
	"MessageAction":          "messageActionEmpty",
	"PageBlock":              "pageBlockUnsupported",
	"Document":               "documentEmpty",
	"Photo":                  "photoEmpty",
	"ChatPhoto":              "chatPhotoEmpty",
	"EmojiStatus":            "emojiStatusEmpty",
	"SendMessageAction":      "sendMessageTypingAction",
	"PhoneCallDiscardReason": "phoneCallDiscardReasonHangup",
}

// emptiest are the constructors that stand for nothing where the shortest one would say something else.
var emptiest = map[string]string{
	"StarsAmount": "starsAmount",
	"Peer":        "peerUser",
}

var channelIsPeer = map[string]string{"peer": "channel"}

// changes are applied in this order: the last one that makes the same type wins.
var changes = []change{
	// Requests: methods that moved.
	{name: "channels.createForumTopic", up: true, to: "messages.createForumTopic", from: channelIsPeer,
		why: "Topics moved from channels to messages with layer 228, and their channel became a peer."},
	{name: "channels.editForumTopic", up: true, to: "messages.editForumTopic", from: channelIsPeer,
		why: "As createForumTopic."},
	{name: "channels.getForumTopics", up: true, to: "messages.getForumTopics", from: channelIsPeer,
		why: "As createForumTopic."},
	{name: "channels.getForumTopicsByID", up: true, to: "messages.getForumTopicsByID", from: channelIsPeer,
		why: "As createForumTopic."},
	{name: "channels.updatePinnedForumTopic", up: true, to: "messages.updatePinnedForumTopic", from: channelIsPeer,
		why: "As createForumTopic."},
	{name: "channels.reorderPinnedForumTopics", up: true, to: "messages.reorderPinnedForumTopics", from: channelIsPeer,
		why: "As createForumTopic."},
	{name: "channels.deleteTopicHistory", up: true, to: "messages.deleteTopicHistory", from: channelIsPeer,
		why: "As createForumTopic."},
	{name: "channels.editCreator", up: true, to: "messages.editChatCreator", from: channelIsPeer,
		why: "Basic groups got owners that can change, so the method moved and its channel became a peer."},
	{name: "channels.getFutureCreatorAfterLeave", up: true, to: "messages.getFutureChatCreatorAfterLeave", from: channelIsPeer,
		why: "As editCreator."},
	{name: "channels.getSponsoredMessages", up: true, to: "messages.getSponsoredMessages", from: channelIsPeer,
		why: "Sponsored messages moved from channels to messages."},
	{name: "channels.viewSponsoredMessage", up: true, to: "messages.viewSponsoredMessage",
		why: "As getSponsoredMessages; the random id alone names the message now."},
	{name: "channels.clickSponsoredMessage", up: true, to: "messages.clickSponsoredMessage",
		why: "As viewSponsoredMessage."},
	{name: "channels.reportSponsoredMessage", up: true, to: "messages.reportSponsoredMessage",
		why: "As viewSponsoredMessage."},
	{name: "account.addNoPaidMessagesException", up: true, to: "account.toggleNoPaidMessagesException",
		why: "The method can also take an exception back now; without require_payment it adds one."},
	{name: "payments.canPurchasePremium", up: true, to: "payments.canPurchaseStore",
		why: "Renamed when stars came to be sold, too."},
	{name: "users.getIsPremiumRequiredToContact", up: true, to: "users.getRequirementsToContact",
		why: "Each Bool says whether the requirement is Premium."},

	// Requests: what they hold.
	{name: "messages.sendMessage", up: true, has: "reply_to_msg_id", hand: upReplyTo,
		why: "reply_to_msg_id and top_msg_id became an InputReplyTo."},
	{name: "messages.sendMedia", up: true, has: "reply_to_msg_id", hand: upReplyTo, why: "As sendMessage."},
	{name: "messages.sendMultiMedia", up: true, has: "reply_to_msg_id", hand: upReplyTo, why: "As sendMessage."},
	{name: "messages.sendInlineBotResult", up: true, has: "reply_to_msg_id", hand: upReplyTo, why: "As sendMessage."},
	{name: "messages.saveDraft", up: true, has: "reply_to_msg_id", hand: upReplyTo, why: "As sendMessage."},
	{name: "messages.prolongWebView", up: true, has: "reply_to_msg_id", hand: upReplyTo, why: "As sendMessage."},
	{name: "messages.requestWebView", up: true, has: "reply_to_msg_id", hand: upReplyTo, why: "As sendMessage."},
	{name: "messages.sendScreenshotNotification", up: true, has: "reply_to_msg_id", hand: upReplyTo,
		why: "As sendMessage."},
	{name: "messages.report", up: true, has: "reason", hand: upReason,
		why: "A reason became an option that the server offers: the option's bytes are the reason's name, such as spam."},
	{name: "stories.report", up: true, has: "reason", hand: upReason, why: "As messages.report."},
	{name: "account.updateColor", up: true, has: "background_emoji_id", hand: upColor,
		why: "A colour and an emoji became one PeerColor."},
	{name: "account.updateConnectedBot", up: true, has: "can_reply", hand: upBotRights,
		why: "can_reply became one of many rights of a bot."},
	{name: "channels.toggleSignatures", up: true, has: "enabled", from: map[string]string{"signatures_enabled": "enabled"},
		why: "A Bool became a flag with another name."},
	{name: "messages.sendBotRequestedPeer", up: true, has: "requested_peer",
		from: map[string]string{"requested_peers": "requested_peer"}, why: "One peer became a list."},
	{name: "messages.setChatTheme", up: true, has: "emoticon", hand: upChatTheme,
		why: "An emoticon became an InputChatTheme."},
	{name: "messages.forwardMessages", up: true, has: "from_ephemeral", hand: upNotEphemeral,
		why: "Ephemeral messages are forwarded in layer 229 alone; without the flag another message would be."},
	{name: "payments.convertStarGift", up: true, has: "msg_id", hand: upSavedGift,
		why: "A message became an InputSavedStarGift."},
	{name: "payments.saveStarGift", up: true, has: "msg_id", hand: upSavedGift, why: "As convertStarGift."},
	{name: "inputInvoiceStarGift", up: true, has: "user_id", from: map[string]string{"peer": "user_id"},
		why: "Channels can get gifts, too: the user became a peer."},
	{name: "inputInvoiceStars", up: true, has: "option", hand: unsayable,
		why: "A purpose is needed that the older layer does not say; the request is refused."},
	{name: "inputInvoiceStarGiftResale", up: true, has: "show_name", hand: upNoGiftMessage,
		why: "A message or a name with a gift can be said in layer 229 alone; with them the request is refused."},
	{name: "inputReplyToStory", up: true, has: "user_id", from: map[string]string{"peer": "user_id"},
		why: "Channels got stories, too: the user became a peer."},
	{name: "inputStorePaymentStars", up: true, to: "inputStorePaymentStarsTopup", why: "Renamed."},
	{name: "inputMediaPoll", up: true, hand: upCorrectAnswers,
		why: "Right answers were named by their option's bytes, and are numbered from 0 now."},
	{name: "invoice", up: true, has: "recurring_terms_url", from: map[string]string{"terms_url": "recurring_terms_url"},
		why: "Renamed."},
	{name: "emojiStatusUntil", up: true, to: "emojiStatus", why: "An end became a field of emojiStatus."},
	{name: "phoneCallDiscardReasonAllowGroupCall", up: true, to: "phoneCallDiscardReasonHangup",
		why: "The reason was said in one layer alone; the call ends all the same."},
	{name: "keyboardButtonRequestPeer", up: true, make: "max_quantity", hand: upOnePeer,
		why: "Older layers ask for one peer; how many is said since layer 170."},
	{name: "keyboardButton", up: true, has: "type", hand: upButton,
		why: "Layer 229 tells buttons apart by a type inside of one constructor."},
	{name: "keyboardInlineButton", up: true, to: "keyboardButton", hand: upButton, why: "As keyboardButton."},
	{name: "keyboardInlineButtonRow", up: true, to: "keyboardButtonRow", why: "As keyboardButton."},

	// Answers: objects with another name or shape.
	{name: "webViewResultUrl", to: "simpleWebViewResultUrl", why: "Three results became one."},
	{name: "webViewResultUrl", to: "appWebViewResultUrl", why: "Three results became one."},
	{name: "messagePeerVote", to: "messageUserVote", from: map[string]string{"user_id": "peer"},
		why: "Voters were users only; the votes of others are left out."},
	{name: "messagePeerVoteInputOption", to: "messageUserVoteInputOption", from: map[string]string{"user_id": "peer"},
		why: "As messagePeerVote."},
	{name: "messagePeerVoteMultiple", to: "messageUserVoteMultiple", from: map[string]string{"user_id": "peer"},
		why: "As messagePeerVote."},
	{name: "updateMessagePollVote", make: "user_id", from: map[string]string{"user_id": "peer"},
		why: "As messagePeerVote."},
	{name: "updateGroupCall", make: "chat_id", hand: downGroupCall, why: "A chat's id became a peer."},
	{name: "messageReplyStoryHeader", make: "user_id", from: map[string]string{"user_id": "peer"},
		why: "A user became a peer; a reply to a channel's story is left out."},
	{name: "messageActionRequestedPeer", make: "peer", from: map[string]string{"peer": "peers"},
		why: "One peer became a list: the first is said."},
	{name: "messageActionSetChatTheme", make: "emoticon", from: map[string]string{"emoticon": "theme"},
		why: "A theme was an emoticon; others are left out."},
	{name: "messageActionGiftCode", make: "months", hand: downMonths, why: "Months became days."},
	{name: "messageActionGiftPremium", make: "months", hand: downMonths, why: "Months became days."},
	{name: "payments.checkedGiftCode", make: "months", hand: downMonths, why: "Months became days."},
	{name: "starsTransaction", make: "stars", from: map[string]string{"stars": "amount"}, why: "Renamed."},
	{name: "messageMediaDocument", make: "alt_document", from: map[string]string{"alt_document": "alt_documents"},
		why: "One document became a list: the first is said."},
	{name: "draftMessage", make: "reply_to_msg_id", hand: downReplyTo, why: "reply_to_msg_id became an InputReplyTo."},
	{name: "invoice", make: "recurring_terms_url", from: map[string]string{"recurring_terms_url": "terms_url"},
		why: "Renamed."},
	{name: "emojiStatus", lack: "until", hand: downEmojiStatus,
		why: "The end of a status had a constructor of its own."},

	// Answers: the buttons of layer 229.
	{name: "keyboardButtonRow", to: "keyboardInlineButtonRow",
		why: "Rows of inline buttons have a type of their own in layer 229."},
	{name: "keyboardButton", make: "type", hand: downPlainButton("buttonTypeDefault"),
		why: "As keyboardButton in requests."},
	{name: "keyboardButtonRequestPhone", to: "keyboardButton", make: "type",
		hand: downPlainButton("buttonTypeRequestPhone"),
		why:  "As keyboardButton."},
	{name: "keyboardButtonRequestGeoLocation", to: "keyboardButton", make: "type",
		hand: downPlainButton("buttonTypeRequestGeoLocation"), why: "As keyboardButton."},
	{name: "keyboardButtonRequestPoll", to: "keyboardButton", make: "type",
		hand: downButton("buttonTypeRequestPoll", "quiz"),
		why:  "As keyboardButton."},
	{name: "keyboardButtonRequestPeer", to: "keyboardButton", make: "type",
		hand: downButton("buttonTypeRequestPeer", "button_id", "peer_type", "max_quantity"), why: "As keyboardButton."},
	{name: "keyboardButtonSimpleWebView", to: "keyboardButton", make: "type",
		hand: downButton("buttonTypeSimpleWebView", "url"),
		why:  "As keyboardButton."},
	{name: "keyboardButtonUrl", to: "keyboardInlineButton", hand: downButton("inlineButtonTypeUrl", "url"),
		why: "As keyboardButton."},
	{name: "keyboardButtonCallback", to: "keyboardInlineButton",
		hand: downButton("inlineButtonTypeCallback", "data", "requires_password"),
		why:  "As keyboardButton."},
	{name: "keyboardButtonSwitchInline", to: "keyboardInlineButton",
		hand: downButton("inlineButtonTypeSwitchInline", "query", "peer_types", "same_peer"),
		why:  "As keyboardButton."},
	{name: "keyboardButtonGame", to: "keyboardInlineButton", hand: downPlainButton("inlineButtonTypeGame"),
		why: "As keyboardButton."},
	{name: "keyboardButtonBuy", to: "keyboardInlineButton", hand: downPlainButton("inlineButtonTypeBuy"),
		why: "As keyboardButton."},
	{name: "keyboardButtonUrlAuth", to: "keyboardInlineButton",
		hand: downButton("inlineButtonTypeUrlAuth", "fwd_text", "url", "button_id"), why: "As keyboardButton."},
	{name: "keyboardButtonUserProfile", to: "keyboardInlineButton",
		hand: downButton("inlineButtonTypeUserProfile", "user_id"),
		why:  "As keyboardButton."},
	{name: "keyboardButtonWebView", to: "keyboardInlineButton", hand: downButton("inlineButtonTypeWebView", "url"),
		why: "As keyboardButton."},
	{name: "keyboardButtonCopy", to: "keyboardInlineButton", hand: downButton("inlineButtonTypeCopy", "copy_text"),
		why: "As keyboardButton."},
}
