package layers

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// o is an object or a call: its name, then names and values of fields. Fields that are not named and always there have
// their emptiest value.
type o []any

// list is a vector.
type list []any

// raw is bytes as they are.
type raw string

// A builder makes bytes of a layer from objects.
type builder struct{ c *converter }

func newBuilder(l int) builder {
	c := &converter{t: tables(), to: tables().layers[l]}
	c.findEmpty()
	return builder{c}
}

func (b builder) object(v o) []byte {
	t := b.c.t
	n, ok := t.name[v[0].(string)]
	if !ok || b.c.to.byName[n] < 0 {
		panic(fmt.Sprintf("layer %d has no %v", b.c.to.number, v[0]))
	}
	d := &t.defs[b.c.to.byName[n]]
	var parts []part
	for i := 1; i < len(v); i += 2 {
		name := v[i].(string)
		n, ok := t.name[name]
		if !ok || d.field(n) < 0 {
			panic(fmt.Sprintf("%v of layer %d has no %s", v[0], b.c.to.number, name))
		}
		parts = append(parts, part{name, b.value(v[i+1], d.fields[d.field(n)].typ)})
	}
	x := run{c: b.c}
	out, err := x.make(v[0].(string), parts...)
	if err != nil {
		panic(fmt.Sprintf("%v: %v", v, err))
	}
	return out
}

func (b builder) value(v any, typ int) []byte {
	ty := b.c.t.types[typ]
	switch v := v.(type) {
	case o:
		return b.object(v)
	case list:
		out := appendUint32(appendUint32(nil, idVector), uint32(len(v)))
		for _, e := range v {
			out = append(out, b.value(e, ty.arg)...)
		}
		return out
	case string:
		return appendText(nil, []byte(v))
	case bool:
		if ty.kind == kindTrue {
			return []byte{}
		}
		return boolBytes(v)
	case int:
		if ty.kind == kindLong {
			return appendUint64(nil, uint64(v))
		}
		return appendUint32(nil, uint32(v))
	}
	panic(fmt.Sprintf("no value like %T", v))
}

func TestRequestsByHand(t *testing.T) {
	user := o{"inputPeerUser", "user_id", 5, "access_hash", 6}
	channel := o{"inputChannel", "channel_id", 7, "access_hash", 8}
	peer := o{"inputPeerChannel", "channel_id", 7, "access_hash", 8}
	poll := func(names ...any) o {
		var answers list
		for _, n := range names {
			answers = append(answers, o{"pollAnswer", "option", n})
		}
		return o{"poll", "answers", answers}
	}
	tests := []struct {
		layer    int
		old, new o
		err      error
	}{
		{158, o{"messages.sendMessage", "peer", user, "message", "hi", "random_id", 9, "silent", true},
			o{"messages.sendMessage", "peer", user, "message", "hi", "random_id", 9, "silent", true}, nil},
		{158, o{"messages.sendMessage", "peer", user, "reply_to_msg_id", 3, "top_msg_id", 2, "message", "hi"},
			o{"messages.sendMessage", "peer", user, "message", "hi",
				"reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3, "top_msg_id", 2}}, nil},
		{158, o{"messages.sendMessage", "top_msg_id", 2}, o{"messages.sendMessage",
			"reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 2, "top_msg_id", 2}}, nil},
		{158, o{"messages.sendMedia", "reply_to_msg_id", 3, "media", o{"inputMediaEmpty"}},
			o{"messages.sendMedia", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}, "media", o{"inputMediaEmpty"}}, nil},
		{158, o{"messages.sendMultiMedia", "reply_to_msg_id", 3},
			o{"messages.sendMultiMedia", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}}, nil},
		{158, o{"messages.sendInlineBotResult", "reply_to_msg_id", 3, "id", "x"},
			o{"messages.sendInlineBotResult", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}, "id", "x"}, nil},
		{158, o{"messages.saveDraft", "reply_to_msg_id", 3, "message", "later"},
			o{"messages.saveDraft", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}, "message", "later"}, nil},
		{158, o{"messages.prolongWebView", "reply_to_msg_id", 3},
			o{"messages.prolongWebView", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}}, nil},
		{158, o{"messages.requestWebView", "reply_to_msg_id", 3},
			o{"messages.requestWebView", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}}, nil},
		{158, o{"messages.sendScreenshotNotification", "reply_to_msg_id", 3, "random_id", 4},
			o{"messages.sendScreenshotNotification", "reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}, "random_id", 4}, nil},
		{185, o{"messages.report", "peer", user, "id", list{1, 2}, "reason", o{"inputReportReasonChildAbuse"}, "message", "see"},
			o{"messages.report", "peer", user, "id", list{1, 2}, "option", "child_abuse", "message", "see"}, nil},
		{158, o{"messages.report", "reason", o{"inputReportReasonSpam"}}, o{"messages.report", "option", "spam"}, nil},
		{170, o{"stories.report", "reason", o{"inputReportReasonIllegalDrugs"}}, o{"stories.report", "option", "illegal_drugs"}, nil},
		{198, o{"account.updateColor", "color", 3, "background_emoji_id", 4},
			o{"account.updateColor", "color", o{"peerColor", "color", 3, "background_emoji_id", 4}}, nil},
		{198, o{"account.updateColor", "for_profile", true}, o{"account.updateColor", "for_profile", true}, nil},
		{198, o{"account.updateConnectedBot", "can_reply", true},
			o{"account.updateConnectedBot", "rights", o{"businessBotRights", "reply", true}}, nil},
		{198, o{"account.updateConnectedBot", "deleted", true}, o{"account.updateConnectedBot", "deleted", true}, nil},
		{185, o{"channels.toggleSignatures", "channel", channel, "enabled", true},
			o{"channels.toggleSignatures", "channel", channel, "signatures_enabled", true}, nil},
		{185, o{"channels.toggleSignatures", "channel", channel, "enabled", false},
			o{"channels.toggleSignatures", "channel", channel}, nil},
		{167, o{"messages.sendBotRequestedPeer", "peer", user, "msg_id", 3, "requested_peer", user},
			o{"messages.sendBotRequestedPeer", "peer", user, "msg_id", 3, "requested_peers", list{user}}, nil},
		{204, o{"messages.setChatTheme", "emoticon", "🎄"},
			o{"messages.setChatTheme", "theme", o{"inputChatTheme", "emoticon", "🎄"}}, nil},
		{229, o{"messages.forwardMessages", "id", list{1}, "drop_author", true},
			o{"messages.forwardMessages", "id", list{1}, "drop_author", true}, nil},
		{229, o{"messages.forwardMessages", "id", list{1}, "from_ephemeral", true}, nil, ErrUnsayable},
		{189, o{"payments.convertStarGift", "msg_id", 4},
			o{"payments.convertStarGift", "stargift", o{"inputSavedStarGiftUser", "msg_id", 4}}, nil},
		{189, o{"payments.saveStarGift", "unsave", true, "msg_id", 4},
			o{"payments.saveStarGift", "unsave", true, "stargift", o{"inputSavedStarGiftUser", "msg_id", 4}}, nil},
		{189, o{"payments.getPaymentForm", "invoice", o{"inputInvoiceStarGift", "user_id",
			o{"inputUser", "user_id", 5, "access_hash", 6}, "gift_id", 3}},
			o{"payments.getPaymentForm", "invoice", o{"inputInvoiceStarGift", "peer", user, "gift_id", 3}}, nil},
		{181, o{"payments.getPaymentForm", "invoice", o{"inputInvoiceStars"}}, nil, ErrUnsayable},
		{229, o{"payments.getPaymentForm", "invoice", o{"inputInvoiceStarGiftResale", "show_name", true}}, nil, ErrUnsayable},
		{170, o{"messages.sendMessage", "reply_to", o{"inputReplyToStory", "user_id",
			o{"inputUser", "user_id", 5, "access_hash", 6}, "story_id", 3}},
			o{"messages.sendMessage", "reply_to", o{"inputReplyToStory", "peer", user, "story_id", 3}}, nil},
		{185, o{"payments.canPurchasePremium", "purpose", o{"inputStorePaymentStars", "stars", 3, "currency", "EUR", "amount", 4}},
			o{"payments.canPurchaseStore", "purpose", o{"inputStorePaymentStarsTopup", "stars", 3, "currency", "EUR", "amount", 4}}, nil},
		{223, o{"messages.sendMedia", "media", o{"inputMediaPoll", "poll", poll("a", "b", "c"), "correct_answers", list{"c"}}},
			o{"messages.sendMedia", "media", o{"inputMediaPoll", "poll", poll("a", "b", "c"), "correct_answers", list{2}}}, nil},
		{223, o{"messages.sendMedia", "media", o{"inputMediaPoll", "poll", poll("a", "b"), "correct_answers", list{"z"}}},
			nil, ErrUnsayable},
		{223, o{"messages.sendMedia", "media", o{"inputMediaPoll", "poll", poll("a", "b")}},
			o{"messages.sendMedia", "media", o{"inputMediaPoll", "poll", poll("a", "b")}}, nil},
		{158, o{"messages.sendMedia", "media", o{"inputMediaInvoice", "invoice", o{"invoice", "recurring_terms_url", "u"}}},
			o{"messages.sendMedia", "media", o{"inputMediaInvoice", "invoice", o{"invoice", "terms_url", "u", "recurring", true},
				"provider", ""}}, nil},
		{158, o{"account.updateEmojiStatus", "emoji_status", o{"emojiStatusUntil", "document_id", 3, "until", 4}},
			o{"account.updateEmojiStatus", "emoji_status", o{"emojiStatus", "document_id", 3, "until", 4}}, nil},
		{158, o{"messages.sendMessage", "reply_markup", o{"replyKeyboardMarkup", "rows", list{o{"keyboardButtonRow", "buttons", list{
			o{"keyboardButtonRequestPeer", "text", "who", "button_id", 3, "peer_type", o{"requestPeerTypeUser"}}}}}}},
			o{"messages.sendMessage", "reply_markup", o{"replyKeyboardMarkup", "rows", list{o{"keyboardButtonRow", "buttons", list{
				o{"keyboardButtonRequestPeer", "text", "who", "button_id", 3, "peer_type", o{"requestPeerTypeUser"}, "max_quantity", 1}}}}}}, nil},
		{198, o{"phone.discardCall", "reason", o{"phoneCallDiscardReasonAllowGroupCall"}},
			o{"phone.discardCall", "reason", o{"phoneCallDiscardReasonHangup"}}, nil},
		{198, o{"messages.sendPaidReaction", "private", true},
			o{"messages.sendPaidReaction", "private", o{"paidReactionPrivacyAnonymous"}}, nil},
		{158, o{"messages.updateDialogFilter", "id", 2, "filter", o{"dialogFilter", "title", "work"}},
			o{"messages.updateDialogFilter", "id", 2, "filter", o{"dialogFilter", "title", o{"textWithEntities", "text", "work"}}}, nil},
		{158, o{"contacts.addContact", "first_name", "Ada", "add_phone_privacy_exception", true},
			o{"contacts.addContact", "first_name", "Ada", "add_phone_privacy_exception", true}, nil},
		{158, o{"updates.getDifference", "pts", 3, "date", 4, "qts", 5}, o{"updates.getDifference", "pts", 3, "date", 4, "qts", 5}, nil},

		{227, o{"channels.createForumTopic", "channel", channel, "title", "news", "icon_color", 4},
			o{"messages.createForumTopic", "peer", peer, "title", "news", "icon_color", 4}, nil},
		{227, o{"channels.editForumTopic", "channel", channel, "topic_id", 3, "closed", true},
			o{"messages.editForumTopic", "peer", peer, "topic_id", 3, "closed", true}, nil},
		{158, o{"channels.getForumTopics", "channel", channel, "limit", 3},
			o{"messages.getForumTopics", "peer", peer, "limit", 3}, nil},
		{158, o{"channels.getForumTopicsByID", "channel", channel, "topics", list{3}},
			o{"messages.getForumTopicsByID", "peer", peer, "topics", list{3}}, nil},
		{158, o{"channels.updatePinnedForumTopic", "channel", channel, "topic_id", 3, "pinned", true},
			o{"messages.updatePinnedForumTopic", "peer", peer, "topic_id", 3, "pinned", true}, nil},
		{158, o{"channels.reorderPinnedForumTopics", "channel", channel, "order", list{3}},
			o{"messages.reorderPinnedForumTopics", "peer", peer, "order", list{3}}, nil},
		{158, o{"channels.deleteTopicHistory", "channel", channel, "top_msg_id", 3},
			o{"messages.deleteTopicHistory", "peer", peer, "top_msg_id", 3}, nil},
		{158, o{"channels.editCreator", "channel", channel}, o{"messages.editChatCreator", "peer", peer}, nil},
		{223, o{"channels.getFutureCreatorAfterLeave", "channel", channel}, o{"messages.getFutureChatCreatorAfterLeave", "peer", peer}, nil},
		{189, o{"channels.getSponsoredMessages", "channel", channel}, o{"messages.getSponsoredMessages", "peer", peer}, nil},
		{189, o{"channels.viewSponsoredMessage", "channel", channel, "random_id", "r"},
			o{"messages.viewSponsoredMessage", "random_id", "r"}, nil},
		{189, o{"channels.clickSponsoredMessage", "channel", channel, "random_id", "r"},
			o{"messages.clickSponsoredMessage", "random_id", "r"}, nil},
		{189, o{"channels.reportSponsoredMessage", "random_id", "r", "option", "o"},
			o{"messages.reportSponsoredMessage", "random_id", "r", "option", "o"}, nil},
		{204, o{"account.addNoPaidMessagesException", "refund_charged", true},
			o{"account.toggleNoPaidMessagesException", "refund_charged", true}, nil},
		{198, o{"users.getIsPremiumRequiredToContact"}, o{"users.getRequirementsToContact"}, nil},
		{198, o{"invokeWithoutUpdates", "query", o{"channels.deleteTopicHistory", "channel", channel}},
			o{"invokeWithoutUpdates", "query", o{"messages.deleteTopicHistory", "peer", peer}}, nil},
		{158, o{"help.getAppChangelog"}, nil, ErrMethod},

		{229, o{"messages.sendMessage", "reply_markup", o{"replyInlineMarkup", "rows", list{o{"keyboardInlineButtonRow", "buttons", list{
			o{"keyboardInlineButton", "text", "go", "type", o{"inlineButtonTypeUrl", "url", "u"},
				"style", o{"keyboardButtonStyle", "bg_danger", true}},
			o{"keyboardInlineButton", "text", "do", "type", o{"inlineButtonTypeCallback", "data", "d", "requires_password", true}},
		}}}}},
			o{"messages.sendMessage", "reply_markup", o{"replyInlineMarkup", "rows", list{o{"keyboardButtonRow", "buttons", list{
				o{"keyboardButtonUrl", "text", "go", "url", "u", "style", o{"keyboardButtonStyle", "bg_danger", true}},
				o{"keyboardButtonCallback", "text", "do", "data", "d", "requires_password", true},
			}}}}}, nil},
		{229, o{"messages.sendMessage", "reply_markup", o{"replyKeyboardMarkup", "rows", list{o{"keyboardButtonRow", "buttons", list{
			o{"keyboardButton", "text", "yes", "type", o{"buttonTypeDefault"}},
			o{"keyboardButton", "text", "who", "type", o{"inputButtonTypeRequestPeer", "button_id", 3, "name_requested", true,
				"peer_type", o{"requestPeerTypeUser"}, "max_quantity", 1}},
		}}}}},
			o{"messages.sendMessage", "reply_markup", o{"replyKeyboardMarkup", "rows", list{o{"keyboardButtonRow", "buttons", list{
				o{"keyboardButton", "text", "yes"},
				o{"inputKeyboardButtonRequestPeer", "text", "who", "button_id", 3, "name_requested", true,
					"peer_type", o{"requestPeerTypeUser"}, "max_quantity", 1},
			}}}}}, nil},
		{229, o{"messages.sendMessage", "reply_markup", o{"replyInlineMarkup", "rows", list{o{"keyboardInlineButtonRow", "buttons", list{
			o{"keyboardInlineButton", "text", "no", "type", o{"inlineButtonTypeDisabled"}}}}}}}, nil, ErrUnsayable},
	}
	top := newBuilder(Newest)
	for _, tt := range tests {
		out, _, err := Up(nil, tt.layer, newBuilder(tt.layer).object(tt.old))
		if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
			t.Errorf("layer %d: %v: %v; want %v", tt.layer, tt.old, err, tt.err)
			continue
		}
		if err == nil && !bytes.Equal(out, top.object(tt.new)) {
			t.Errorf("layer %d: %v\n became %x\n want   %x", tt.layer, tt.old, out, top.object(tt.new))
		}
	}
}

func TestAnswersByHand(t *testing.T) {
	user := o{"peerUser", "user_id", 5}
	chat := o{"peerChat", "chat_id", 6}
	empty := o{"updates"}
	some := o{"updates", "date", 3}
	button := func(ctor string, fields ...any) o {
		return o{"message", "peer_id", user, "reply_markup", o{"replyInlineMarkup", "rows",
			list{o{"keyboardButtonRow", "buttons", list{append(o{ctor, "text", "go"}, fields...)}}}}}
	}
	inline := func(ctor string, fields ...any) o {
		return o{"message", "peer_id", user, "reply_markup", o{"replyInlineMarkup", "rows",
			list{o{"keyboardInlineButtonRow", "buttons", list{o{"keyboardInlineButton", "text", "go", "type", append(o{ctor}, fields...)}}}}}}
	}
	keys := func(layer int, ctor string, fields ...any) o {
		b := append(o{ctor, "text", "go"}, fields...)
		if layer == 229 {
			b = o{"keyboardButton", "text", "go", "type", append(o{ctor}, fields...)}
		}
		return o{"message", "peer_id", user, "reply_markup",
			o{"replyKeyboardMarkup", "rows", list{o{"keyboardButtonRow", "buttons", list{b}}}}}
	}
	update := func(u o) o { return o{"updates", "updates", list{u}} }
	news := func(m o) o { return update(o{"updateNewMessage", "message", m}) }
	service := func(action o) o { return news(o{"messageService", "peer_id", user, "action", action}) }
	media := func(m o) o { return news(o{"message", "peer_id", user, "media", m}) }
	text := func(s string) o { return o{"textWithEntities", "text", s} }
	tests := []struct {
		layer    int
		method   string // as the layer calls it; empty for a push
		new, old any    // old is nil where it cannot be said
	}{
		{158, "messages.createChat", o{"messages.invitedUsers", "updates", some}, some},
		{158, "messages.addChatUser", o{"messages.invitedUsers", "updates", some}, some},
		{158, "channels.inviteToChannel", o{"messages.invitedUsers", "updates", some}, some},
		{223, "channels.joinChannel", o{"messages.chatInviteJoinResultOk", "updates", some}, some},
		{223, "messages.importChatInvite", o{"messages.chatInviteJoinResultWebView"}, nil},
		{158, "messages.getDialogFilters", o{"messages.dialogFilters", "filters", list{o{"dialogFilter", "title", text("work")}}},
			list{o{"dialogFilter", "title", "work"}}},
		{158, "messages.getWebPage", o{"messages.webPage", "webpage", o{"webPageNotModified"}}, o{"webPageNotModified"}},
		{189, "messages.getWebPagePreview", o{"messages.webPagePreview", "media", o{"messageMediaEmpty"}}, o{"messageMediaEmpty"}},
		{185, "messages.report", o{"reportResultReported"}, raw(trueBytes)},
		{185, "messages.report", o{"reportResultAddComment"}, raw(falseBytes)},
		{185, "stories.report", o{"reportResultReported"}, raw(trueBytes)},
		{158, "messages.requestSimpleWebView", o{"webViewResultUrl", "url", "u"}, o{"simpleWebViewResultUrl", "url", "u"}},
		{158, "messages.requestAppWebView", o{"webViewResultUrl", "url", "u"}, o{"appWebViewResultUrl", "url", "u"}},
		{216, "phone.sendGroupCallMessage", empty, raw(trueBytes)},
		{198, "stories.canSendStory", o{"stories.canSendStoryCount", "count_remains", 3}, raw(trueBytes)},
		{198, "stories.getPeerMaxIDs", list{o{"recentStory", "max_id", 4}, o{"recentStory"}}, list{4, 0}},
		{198, "users.getIsPremiumRequiredToContact", list{o{"requirementToContactPremium"}, o{"requirementToContactEmpty"}},
			raw(string(trueBytes) + string(falseBytes))},
		{189, "payments.getStarsStatus", o{"payments.starsStatus", "balance", o{"starsAmount", "amount", 7}},
			o{"payments.starsStatus", "balance", 7}},
		{158, "messages.getPollVotes", o{"messages.votesList", "votes", list{
			o{"messagePeerVote", "peer", user, "option", "a"}, o{"messagePeerVote", "peer", chat},
			o{"messagePeerVoteInputOption", "peer", user}, o{"messagePeerVoteMultiple", "peer", user}}},
			o{"messages.votesList", "votes", list{o{"messageUserVote", "user_id", 5, "option", "a"},
				o{"messageUserVoteInputOption", "user_id", 5}, o{"messageUserVoteMultiple", "user_id", 5}}}},
		{167, "payments.checkGiftCode", o{"payments.checkedGiftCode", "days", 365}, o{"payments.checkedGiftCode", "months", 12}},
		{204, "payments.getStarsTransactions", o{"payments.starsStatus", "history", list{o{"starsTransaction", "amount", o{"starsAmount", "amount", 3}}}},
			o{"payments.starsStatus", "history", list{o{"starsTransaction", "stars", o{"starsAmount", "amount", 3}}}}},
		{158, "users.getUsers", list{o{"user", "id", 5, "emoji_status", o{"emojiStatus", "document_id", 3, "until", 4}},
			o{"user", "id", 6, "emoji_status", o{"emojiStatus", "document_id", 3}}},
			list{o{"user", "id", 5, "emoji_status", o{"emojiStatusUntil", "document_id", 3, "until", 4}},
				o{"user", "id", 6, "emoji_status", o{"emojiStatus", "document_id", 3}}}},
		{198, "users.getUsers", list{o{"user", "id", 5, "stories_max_id", o{"recentStory", "max_id", 4}, "first_name", "Ada"}},
			list{o{"user", "id", 5, "stories_max_id", 4, "first_name", "Ada"}}},

		{158, "", update(o{"updateMessagePollVote", "poll_id", 3, "peer", user, "qts", 4}),
			update(o{"updateMessagePollVote", "poll_id", 3, "user_id", 5, "qts", 4})},
		{158, "", update(o{"updateMessagePollVote", "poll_id", 3, "peer", chat, "qts", 4}), empty},
		{189, "", update(o{"updateGroupCall", "peer", chat, "call", o{"groupCallDiscarded", "id", 4}}),
			update(o{"updateGroupCall", "chat_id", 6, "call", o{"groupCallDiscarded", "id", 4}})},
		{189, "", update(o{"updateGroupCall", "peer", user, "call", o{"groupCallDiscarded", "id", 4}}), empty},
		{216, "", update(o{"updateGroupCall", "peer", user, "call", o{"groupCallDiscarded", "id", 4}}),
			update(o{"updateGroupCall", "call", o{"groupCallDiscarded", "id", 4}})},
		{158, "", update(o{"updatePeerBlocked", "peer_id", user, "blocked", true}), update(o{"updatePeerBlocked", "peer_id", user, "blocked", true})},
		{158, "", update(o{"updatePeerBlocked", "peer_id", user}), update(o{"updatePeerBlocked", "peer_id", user, "blocked", false})},
		{170, "", news(o{"message", "peer_id", user, "reply_to", o{"messageReplyStoryHeader", "peer", user, "story_id", 3}}),
			news(o{"message", "peer_id", user, "reply_to", o{"messageReplyStoryHeader", "user_id", 5, "story_id", 3}})},
		{170, "", news(o{"message", "peer_id", user, "reply_to", o{"messageReplyStoryHeader", "peer", chat, "story_id", 3}}),
			news(o{"message", "peer_id", user})},
		{167, "", service(o{"messageActionRequestedPeer", "button_id", 3, "peers", list{user, chat}}),
			service(o{"messageActionRequestedPeer", "button_id", 3, "peer", user})},
		{204, "", service(o{"messageActionSetChatTheme", "theme", o{"chatTheme", "emoticon", "🎄"}}),
			service(o{"messageActionSetChatTheme", "emoticon", "🎄"})},
		{204, "", service(o{"messageActionSetChatTheme", "theme", o{"chatThemeUniqueGift"}}), service(o{"messageActionEmpty"})},
		{216, "", service(o{"messageActionGiftCode", "days", 90, "slug", "s"}), service(o{"messageActionGiftCode", "months", 3, "slug", "s"})},
		{158, "", service(o{"messageActionGiftPremium", "days", 186, "currency", "EUR"}),
			service(o{"messageActionGiftPremium", "months", 6, "currency", "EUR"})},
		{185, "", media(o{"messageMediaDocument", "alt_documents", list{o{"documentEmpty", "id", 3}, o{"documentEmpty", "id", 4}}}),
			media(o{"messageMediaDocument", "alt_document", o{"documentEmpty", "id", 3}})},
		{158, "", update(o{"updateDraftMessage", "peer", user, "draft", o{"draftMessage", "message", "later",
			"reply_to", o{"inputReplyToMessage", "reply_to_msg_id", 3}}}),
			update(o{"updateDraftMessage", "peer", user, "draft", o{"draftMessage", "message", "later", "reply_to_msg_id", 3}})},
		{198, "", media(o{"messageMediaToDo"}), media(o{"messageMediaUnsupported"})},
		{198, "", update(o{"updatePinnedForumTopics"}), empty},
		{198, "", o{"updateShort", "update", o{"updatePinnedForumTopics"}, "date", 9}, o{"updates", "date", 9}},
		{198, "", o{"updateShort", "update", o{"updateUserTyping", "user_id", 5, "top_msg_id", 4}, "date", 9},
			o{"updateShort", "update", o{"updateUserTyping", "user_id", 5}, "date", 9}},

		{229, "", news(keys(228, "keyboardButton")), news(keys(229, "buttonTypeDefault"))},
		{229, "", news(keys(228, "keyboardButtonRequestPhone")), news(keys(229, "buttonTypeRequestPhone"))},
		{229, "", news(keys(228, "keyboardButtonRequestGeoLocation")), news(keys(229, "buttonTypeRequestGeoLocation"))},
		{229, "", news(keys(228, "keyboardButtonRequestPoll", "quiz", true)), news(keys(229, "buttonTypeRequestPoll", "quiz", true))},
		{229, "", news(keys(228, "keyboardButtonSimpleWebView", "url", "u")), news(keys(229, "buttonTypeSimpleWebView", "url", "u"))},
		{229, "", news(keys(228, "keyboardButtonRequestPeer", "button_id", 3, "peer_type", o{"requestPeerTypeUser"}, "max_quantity", 2)),
			news(keys(229, "buttonTypeRequestPeer", "button_id", 3, "peer_type", o{"requestPeerTypeUser"}, "max_quantity", 2))},
		{229, "", news(button("keyboardButtonUrl", "url", "u")), news(inline("inlineButtonTypeUrl", "url", "u"))},
		{229, "", news(button("keyboardButtonCallback", "data", "d", "requires_password", true)),
			news(inline("inlineButtonTypeCallback", "data", "d", "requires_password", true))},
		{229, "", news(button("keyboardButtonSwitchInline", "query", "q", "same_peer", true)),
			news(inline("inlineButtonTypeSwitchInline", "query", "q", "same_peer", true))},
		{229, "", news(button("keyboardButtonGame")), news(inline("inlineButtonTypeGame"))},
		{229, "", news(button("keyboardButtonBuy")), news(inline("inlineButtonTypeBuy"))},
		{229, "", news(button("keyboardButtonUrlAuth", "url", "u", "button_id", 3)), news(inline("inlineButtonTypeUrlAuth", "url", "u", "button_id", 3))},
		{229, "", news(button("keyboardButtonUserProfile", "user_id", 5)), news(inline("inlineButtonTypeUserProfile", "user_id", 5))},
		{229, "", news(button("keyboardButtonWebView", "url", "u")), news(inline("inlineButtonTypeWebView", "url", "u"))},
		{229, "", news(button("keyboardButtonCopy", "copy_text", "c")), news(inline("inlineButtonTypeCopy", "copy_text", "c"))},
	}
	top := newBuilder(Newest)
	for _, tt := range tests {
		b := newBuilder(tt.layer)
		var got, want []byte
		var err error
		if tt.method == "" {
			got, err = Push(nil, tt.layer, top.object(tt.new.(o)))
			want = b.object(tt.old.(o))
		} else {
			_, req, e := Up(nil, tt.layer, b.object(o{tt.method}))
			if e != nil {
				t.Errorf("layer %d: %s: %v", tt.layer, tt.method, e)
				continue
			}
			got, err = req.Down(nil, top.value(tt.new, req.newer.result))
			switch old := tt.old.(type) {
			case nil:
			case raw:
				want = []byte(old)
				if strings.HasPrefix(tt.method, "users.") {
					want = append(appendUint32(appendUint32(nil, idVector), uint32(len(want)/4)), want...)
				}
			default:
				want = b.value(old, req.older.result)
			}
		}
		if tt.old == nil {
			if !errors.Is(err, ErrAnswer) {
				t.Errorf("layer %d: %s: %v became %x, %v; want ErrAnswer", tt.layer, tt.method, tt.new, got, err)
			}
			continue
		}
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("layer %d: %s: %v\n became %x, %v\n want   %x", tt.layer, tt.method, tt.new, got, err, want)
		}
	}
}

// Every change that is written by hand has a test that runs it, and a sentence.
func TestEveryChangeIsTested(t *testing.T) {
	source := readTestSource(t)
	for _, c := range changes {
		if c.why == "" {
			t.Errorf("%s: no sentence says why", c.name)
		}
		if !strings.Contains(source, `"`+c.name+`"`) {
			t.Errorf("%s: no test names it", c.name)
		}
	}
	for _, p := range handPairs {
		if p.why == "" {
			t.Errorf("%s to %s: no sentence says why", p.src, p.dst)
		}
	}
}
