package render

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// A Saved is what somebody keeps of one origin: where it came from, and the newest of it.
type Saved struct {
	Peer   lamplight.Peer
	Top    lamplight.Message
	Pinned bool
}

// SavedDialogs writes a page of origins, of which there are count in all.
func (r *Renderer) SavedDialogs(ctx context.Context, c rpc.Call, list []Saved, count int) (tg.MessagesSavedDialogsClass, error) {
	dialogs := make([]tg.SavedDialogClass, len(list))
	top := make([]lamplight.Message, len(list))
	peers := make([]lamplight.Peer, len(list))
	for i, d := range list {
		peer, err := Peer(d.Peer)
		if err != nil {
			return nil, err
		}
		dialogs[i] = &tg.SavedDialog{Peer: peer, TopMessage: int(d.Top.ID), Pinned: d.Pinned}
		top[i], peers[i] = d.Top, d.Peer
	}
	messages, users, chats, err := r.messages(ctx, c, top, peers...)
	if err != nil {
		return nil, err
	}
	if len(list) == count {
		return &tg.MessagesSavedDialogs{Dialogs: dialogs, Messages: messages, Users: users, Chats: chats}, nil
	}
	return &tg.MessagesSavedDialogsSlice{Count: count, Dialogs: dialogs, Messages: messages, Users: users, Chats: chats}, nil
}
