package layers

import (
	"reflect"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// filled sets every field of an object that can be set without knowing what it is for, so that each of its flags is set;
// where an interface is asked for, of holds what goes there.
func filled[T any](v *T, of map[reflect.Type]any) *T {
	fill(reflect.ValueOf(v).Elem(), of, 0)
	return v
}

func fill(v reflect.Value, of map[reflect.Type]any, depth int) {
	if depth > 4 {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.String:
		v.SetString("x")
	case reflect.Slice:
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one, of, depth+1)
		if one.Kind() == reflect.Interface && one.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			return
		}
		v.Set(reflect.Append(reflect.MakeSlice(v.Type(), 0, 1), one))
	case reflect.Interface:
		if x, ok := of[v.Type()]; ok {
			v.Set(reflect.ValueOf(x))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Type == reflect.TypeFor[bin.Fields]() {
				continue
			}
			fill(v.Field(i), of, depth+1)
		}
		if set := v.Addr().MethodByName("SetFlags"); set.IsValid() {
			set.Call(nil)
		}
	}
}

// pieces are what stands where a group, a channel or a message asks for one of several forms.
func pieces() map[reflect.Type]any {
	return map[reflect.Type]any{
		reflect.TypeFor[tg.PeerClass]():               &tg.PeerChannel{ChannelID: 7},
		reflect.TypeFor[tg.ChatPhotoClass]():          &tg.ChatPhoto{PhotoID: 5, DCID: 2},
		reflect.TypeFor[tg.PhotoClass]():              &tg.Photo{ID: 5, FileReference: []byte("r"), Sizes: []tg.PhotoSizeClass{&tg.PhotoSize{Type: "m", W: 1, H: 1, Size: 9}}},
		reflect.TypeFor[tg.InputChannelClass]():       &tg.InputChannel{ChannelID: 7, AccessHash: 8},
		reflect.TypeFor[tg.EmojiStatusClass]():        &tg.EmojiStatus{DocumentID: 1},
		reflect.TypeFor[tg.PeerColorClass]():          &tg.PeerColor{Color: 1},
		reflect.TypeFor[tg.ExportedChatInviteClass](): &tg.ChatInviteExported{Link: "l", AdminID: 1},
		reflect.TypeFor[tg.ChatParticipantsClass]():   &tg.ChatParticipants{ChatID: 3, Participants: []tg.ChatParticipantClass{&tg.ChatParticipantCreator{UserID: 1}}},
		reflect.TypeFor[tg.ChatReactionsClass]():      &tg.ChatReactionsSome{Reactions: []tg.ReactionClass{&tg.ReactionEmoji{Emoticon: "x"}}},
		reflect.TypeFor[tg.MessageMediaClass]():       &tg.MessageMediaGeo{Geo: &tg.GeoPoint{Long: 1, Lat: 2}},
		reflect.TypeFor[tg.MessageEntityClass]():      &tg.MessageEntityBold{Length: 1},
		reflect.TypeFor[tg.MessageReplyHeaderClass](): &tg.MessageReplyHeader{ReplyToMsgID: 4, ReplyToTopID: 2, ForumTopic: true},
		reflect.TypeFor[tg.ReactionClass]():           &tg.ReactionEmoji{Emoticon: "x"},
		reflect.TypeFor[tg.MessageActionClass]():      &tg.MessageActionChatAddUser{Users: []int64{1}},
		reflect.TypeFor[tg.NotificationSoundClass]():  &tg.NotificationSoundDefault{},
		reflect.TypeFor[tg.SendMessageActionClass]():  &tg.SendMessageTypingAction{},
		reflect.TypeFor[tg.WebPageClass]():            &tg.WebPageEmpty{ID: 1},
		reflect.TypeFor[tg.DraftMessageClass]():       &tg.DraftMessageEmpty{},
		reflect.TypeFor[tg.StarsAmountClass]():        &tg.StarsAmount{Amount: 1},
		reflect.TypeFor[tg.WallPaperClass]():          &tg.WallPaperNoFile{ID: 1},
	}
}

// TestGroupsAndChannelsInOlderLayers has what groups and channels are written as, with every field set, said in each layer.
func TestGroupsAndChannelsInOlderLayers(t *testing.T) {
	of := pieces()
	message := filled(&tg.Message{}, of)
	service := filled(&tg.MessageService{}, of)
	chats := []tg.ChatClass{
		filled(&tg.Chat{}, of), filled(&tg.Channel{}, of), filled(&tg.ChatForbidden{}, of), filled(&tg.ChannelForbidden{}, of), &tg.ChatEmpty{ID: 1},
	}
	updates := []tg.UpdateClass{
		&tg.UpdateNewChannelMessage{Message: message, Pts: 2, PtsCount: 1},
		&tg.UpdateNewChannelMessage{Message: service, Pts: 2, PtsCount: 1},
		&tg.UpdateEditChannelMessage{Message: message, Pts: 2, PtsCount: 1},
	}
	for _, u := range []tg.UpdateClass{
		&tg.UpdateDeleteChannelMessages{}, &tg.UpdatePinnedChannelMessages{}, &tg.UpdateReadChannelInbox{}, &tg.UpdateReadChannelOutbox{},
		&tg.UpdateChannel{}, &tg.UpdateChat{}, &tg.UpdateChatParticipants{}, &tg.UpdateReadChannelDiscussionInbox{},
		&tg.UpdateReadChannelDiscussionOutbox{}, &tg.UpdateChannelReadMessagesContents{}, &tg.UpdateReadMessagesContents{},
		&tg.UpdateMessageReactions{}, &tg.UpdateChannelMessageViews{}, &tg.UpdateChannelMessageForwards{}, &tg.UpdateChannelUserTyping{},
		&tg.UpdateChatUserTyping{}, &tg.UpdatePendingJoinRequests{}, &tg.UpdateWebPage{}, &tg.UpdateChannelWebPage{}, &tg.UpdatePinnedForumTopic{},
		&tg.UpdatePinnedForumTopics{}, &tg.UpdateStickerSets{}, &tg.UpdateChannelTooLong{}, &tg.UpdatePeerHistoryTTL{},
	} {
		fill(reflect.ValueOf(u).Elem(), of, 0)
		updates = append(updates, u)
	}
	full := func(f tg.ChatFullClass) bin.Encoder {
		return &tg.MessagesChatFull{FullChat: f, Chats: chats, Users: []tg.UserClass{&tg.User{ID: 1}}}
	}
	dialog := filled(&tg.Dialog{}, of)
	answers := []struct {
		method string
		answer bin.Encoder
	}{
		{"messages.getFullChat", full(filled(&tg.ChatFull{}, of))},
		{"channels.getFullChannel", full(filled(&tg.ChannelFull{}, of))},
		{"messages.getChats", &tg.MessagesChats{Chats: chats}},
		{"updates.getChannelDifference", &tg.UpdatesChannelDifference{
			Final: true, Pts: 3, Timeout: 60, NewMessages: []tg.MessageClass{message, service}, OtherUpdates: updates, Chats: chats,
		}},
		{"updates.getChannelDifference", &tg.UpdatesChannelDifferenceEmpty{Final: true, Pts: 3, Timeout: 60}},
		{"updates.getChannelDifference", &tg.UpdatesChannelDifferenceTooLong{
			Final: true, Timeout: 60, Dialog: dialog, Messages: []tg.MessageClass{message}, Chats: chats,
		}},
	}
	tab := tables()
	encode := func(e bin.Encoder) []byte {
		var b bin.Buffer
		if err := e.Encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.Buf
	}
	result := tab.defs[tab.newest().byName[tab.name["updates"]]].result
	for _, l := range older() {
		check := checker{t: tab, l: tab.layers[l]}
		for _, u := range updates {
			out, err := Push(nil, l, encode(&tg.Updates{Updates: []tg.UpdateClass{u}, Chats: chats}))
			if err == nil {
				err = check.whole(out, result)
			}
			if err != nil {
				t.Errorf("layer %d: %T: %v", l, u, err)
			}
		}
		for _, a := range answers {
			_, req, err := Up(nil, l, newMaker(l, 1).method(nil, a.method, 0))
			if err != nil {
				t.Errorf("layer %d: %s: %v", l, a.method, err)
				continue
			}
			out, err := req.Down(nil, encode(a.answer))
			if err == nil {
				err = check.whole(out, tab.defs[tab.newest().byName[tab.name[a.method]]].result)
			}
			if err != nil {
				t.Errorf("layer %d: %s, a %T: %v", l, a.method, a.answer, err)
			}
		}
	}
}
