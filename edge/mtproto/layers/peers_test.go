package layers

import (
	"bytes"
	"errors"
	"testing"
)

// Pyrogram writes an InputPeer wherever a person, a channel or a conversation is asked for.
func TestPeersStandForOthers(t *testing.T) {
	peer := o{"inputPeerUser", "user_id", 5, "access_hash", 6}
	user := o{"inputUser", "user_id", 5, "access_hash", 6}
	far := func(ctor string) o { return o{ctor, "peer", peer, "msg_id", 3, "user_id", 5} }
	channel := func(ctor string) o { return o{ctor, "channel_id", 7, "access_hash", 8} }
	farChannel := func(ctor string) o { return o{ctor, "peer", peer, "msg_id", 3, "channel_id", 7} }
	entities := func(who o) o {
		return o{"messages.sendMessage", "peer", peer, "message", "hi", "random_id", 9,
			"entities", list{o{"inputMessageEntityMentionName", "offset", 0, "length", 2, "user_id", who}}}
	}
	tests := []struct{ said, meant o }{
		{o{"contacts.addContact", "id", peer, "first_name", "Ada"}, o{"contacts.addContact", "id", user, "first_name", "Ada"}},
		{o{"users.getUsers", "id", list{peer, user, o{"inputPeerSelf"}, o{"inputPeerEmpty"}, far("inputPeerUserFromMessage")}},
			o{"users.getUsers", "id", list{user, user, o{"inputUserSelf"}, o{"inputUserEmpty"}, far("inputUserFromMessage")}}},
		{o{"channels.deleteMessages", "channel", channel("inputPeerChannel"), "id", list{1}},
			o{"channels.deleteMessages", "channel", channel("inputChannel"), "id", list{1}}},
		{o{"channels.getChannels", "id", list{o{"inputPeerEmpty"}, farChannel("inputPeerChannelFromMessage")}},
			o{"channels.getChannels", "id", list{o{"inputChannelEmpty"}, farChannel("inputChannelFromMessage")}}},
		{o{"messages.markDialogUnread", "unread", true, "peer", peer},
			o{"messages.markDialogUnread", "unread", true, "peer", o{"inputDialogPeer", "peer", peer}}},
		{o{"messages.getPeerDialogs", "peers", list{peer, o{"inputDialogPeerFolder", "folder_id", 1}}},
			o{"messages.getPeerDialogs", "peers", list{o{"inputDialogPeer", "peer", peer},
				o{"inputDialogPeerFolder", "folder_id", 1}}}},
		{entities(peer), entities(user)},
		{o{"invokeWithoutUpdates", "query", o{"users.getFullUser", "id", peer}},
			o{"invokeWithoutUpdates", "query", o{"users.getFullUser", "id", user}}},
	}
	top := newBuilder(Newest)
	for _, layer := range []int{158, 198, Newest, 229} {
		for _, tt := range tests {
			out, _, err := Up(nil, layer, newBuilder(layer).object(tt.said))
			if want := top.object(tt.meant); err != nil || !bytes.Equal(out, want) {
				t.Errorf("layer %d: %v\n became %x, %v\n want   %x", layer, tt.said, out, err, want)
			}
		}
		// A method that moved, and whose channel became a peer.
		if layer < Newest {
			said := o{"channels.deleteTopicHistory", "channel", channel("inputPeerChannel"), "top_msg_id", 3}
			want := top.object(o{"messages.deleteTopicHistory", "peer", channel("inputPeerChannel"), "top_msg_id", 3})
			if out, _, err := Up(nil, layer, newBuilder(layer).object(said)); err != nil || !bytes.Equal(out, want) {
				t.Errorf("layer %d: %v\n became %x, %v\n want   %x", layer, said, out, err, want)
			}
		}
		for _, other := range []o{
			{"users.getUsers", "id", list{channel("inputPeerChannel")}},
			{"users.getUsers", "id", list{o{"inputPeerChat", "chat_id", 4}}},
			{"channels.getChannels", "id", list{peer}},
			{"users.getUsers", "id", list{channel("inputChannel")}},
			{"messages.readHistory", "peer", user},
		} {
			if _, _, err := Up(nil, layer, newBuilder(layer).object(other)); !errors.Is(err, ErrMalformed) {
				t.Errorf("layer %d: %v: %v, want ErrMalformed", layer, other, err)
			}
		}
	}
}
