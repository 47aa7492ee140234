package updates

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/updates"
)

var (
	day     = time.Unix(1_800_000_000, 0)
	errDown = errors.New("down")
)

// fake answers with what it is given, and remembers what it was asked.
type fake struct {
	render.Settings // of which Notify alone is asked

	state updates.State
	diff  updates.Difference
	since updates.Since
	err   error

	channelDiff  updates.ChannelDifference
	channelSince updates.ChannelSince
	channel      lamplight.ChannelID
}

func (f *fake) State(context.Context, lamplight.UserID) (updates.State, error) { return f.state, f.err }

func (f *fake) Difference(_ context.Context, _ lamplight.UserID, s updates.Since) (updates.Difference, error) {
	f.since = s
	return f.diff, f.err
}

func (f *fake) ChannelDifference(
	_ context.Context, _ lamplight.UserID, _ lamplight.SessionID, channel lamplight.ChannelID, s updates.ChannelSince,
) (updates.ChannelDifference, error) {
	f.channel, f.channelSince = channel, s
	return f.channelDiff, f.err
}

func (f *fake) PeerDialogs(_ context.Context, _ lamplight.UserID, peers []lamplight.Peer) (messages.DialogPage, error) {
	return messages.DialogPage{Dialogs: []lamplight.Dialog{{Peer: peers[0], Unread: 3}}}, nil
}

func (f *fake) History(_ context.Context, _ lamplight.UserID, q messages.HistoryQuery) (messages.Page, error) {
	return messages.Page{Messages: []lamplight.Message{channelPost(9)}}, nil
}

func channelPost(id lamplight.MessageID) lamplight.Message {
	return lamplight.Message{
		Box: lamplight.ChannelBox(7), ID: id, Peer: lamplight.ChannelPeer(7), From: lamplight.ChannelPeer(7), Post: true, Text: "x", Sent: day,
	}
}

func (f *fake) Chats(_ context.Context, _ lamplight.UserID, peers []lamplight.Peer) ([]lamplight.Chat, error) {
	return []lamplight.Chat{{Peer: peers[0], Title: "News", Broadcast: true}}, nil
}

func (f *fake) Notify(_ context.Context, _ lamplight.UserID, peers ...lamplight.Peer) ([]tg.PeerNotifySettings, error) {
	return make([]tg.PeerNotifySettings, len(peers)), nil
}

func (f *fake) Of(lamplight.UserID, lamplight.Peer) int64 { return 1 }

func (f *fake) Persons(context.Context, lamplight.UserID, []lamplight.UserID) ([]lamplight.Person, error) {
	return nil, nil
}

func TestGetState(t *testing.T) {
	f := &fake{state: updates.State{PTS: 0, Date: day, Unread: 3}}
	h := &Handlers{Updates: f}
	s, err := h.getState(t.Context(), rpc.Call{User: 1}, &tg.UpdatesGetStateRequest{})
	if err != nil || s.Pts != 1 || s.Date != int(day.Unix()) || s.UnreadCount != 3 || s.Qts != 0 || s.Seq != 0 {
		t.Errorf("state of a new account: %+v, %v", s, err)
	}
	f.err = errDown
	if _, err := h.getState(t.Context(), rpc.Call{User: 1}, &tg.UpdatesGetStateRequest{}); !errors.Is(err, errDown) {
		t.Errorf("error = %v", err)
	}
}

func TestGetDifference(t *testing.T) {
	date := int(day.Unix())
	read := lamplight.Event{Kind: lamplight.EventReadOutbox, Peer: lamplight.UserPeer(2), MaxID: 3, PTS: 5, Count: 1}
	pin := lamplight.Event{Kind: lamplight.EventDialogUnread, Peer: lamplight.UserPeer(2), Seq: 1}
	tests := []struct {
		name  string
		req   tg.UpdatesGetDifferenceRequest
		diff  updates.Difference
		since updates.Since
		want  uint32
		err   error
	}{
		{"no pts", tg.UpdatesGetDifferenceRequest{Date: date}, updates.Difference{}, updates.Since{}, 0, errPTSEmpty},
		{"no date", tg.UpdatesGetDifferenceRequest{Pts: 1}, updates.Difference{}, updates.Since{}, 0, errDateEmpty},
		{"empty", tg.UpdatesGetDifferenceRequest{Pts: 6, Date: date}, updates.Difference{},
			updates.Since{PTS: 5, Date: day}, tg.UpdatesDifferenceEmptyTypeID, nil},
		{"full", tg.UpdatesGetDifferenceRequest{Pts: 5, Date: date},
			updates.Difference{Events: []lamplight.Event{read}, Notes: []lamplight.Event{pin}},
			updates.Since{PTS: 4, Date: day}, tg.UpdatesDifferenceTypeID, nil},
		{"slice", tg.UpdatesGetDifferenceRequest{Pts: 1, Date: date, PtsLimit: 1, PtsTotalLimit: 9},
			updates.Difference{Events: []lamplight.Event{read}, More: true},
			updates.Since{PTS: 0, Date: day, Limit: 1, Total: 9}, tg.UpdatesDifferenceSliceTypeID, nil},
		{"too long", tg.UpdatesGetDifferenceRequest{Pts: 1, Date: date}, updates.Difference{TooLong: true},
			updates.Since{PTS: 0, Date: day}, tg.UpdatesDifferenceTooLongTypeID, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{diff: tt.diff}
			f.diff.State = updates.State{PTS: 5, Date: day}
			h := &Handlers{Updates: f, Render: render.New(f, f, nil, nil, 2)}
			got, err := h.getDifference(t.Context(), rpc.Call{User: 1}, &tt.req)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if f.since != tt.since {
				t.Errorf("asked since %+v, want %+v", f.since, tt.since)
			}
			if err != nil {
				return
			}
			if got.TypeID() != tt.want {
				t.Errorf("got a %T", got)
			}
			switch d := got.(type) {
			case *tg.UpdatesDifference:
				if len(d.OtherUpdates) != 2 || d.State.Pts != 6 {
					t.Errorf("got %+v", d)
				}
			case *tg.UpdatesDifferenceSlice:
				if len(d.OtherUpdates) != 1 || d.IntermediateState.Pts != 6 {
					t.Errorf("got %+v", d)
				}
			case *tg.UpdatesDifferenceTooLong:
				if d.Pts != 6 {
					t.Errorf("got %+v", d)
				}
			}
		})
	}
}

func TestGetChannelDifference(t *testing.T) {
	hashes, err := resolve.NewHashes(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	channel := &tg.InputChannel{ChannelID: 7, AccessHash: hashes.Of(1, lamplight.ChannelPeer(7))}
	post := channelPost(4)
	sent := lamplight.Event{Kind: lamplight.EventNewMessage, Box: post.Box, Message: &post, PTS: 5, Count: 1}
	gone := lamplight.Event{Kind: lamplight.EventDeleteMessages, Box: post.Box, IDs: []lamplight.MessageID{2}, PTS: 6, Count: 1}
	private := &lamplight.Error{Kind: lamplight.Invalid, Code: "CHANNEL_PRIVATE"}
	filter := &tg.ChannelMessagesFilter{Ranges: []tg.MessageRange{{MinID: 3, MaxID: 4}}}
	tests := []struct {
		name  string
		req   tg.UpdatesGetChannelDifferenceRequest
		diff  updates.ChannelDifference
		fails error
		since updates.ChannelSince
		want  uint32
		err   error
	}{
		{"no pts", tg.UpdatesGetChannelDifferenceRequest{Channel: channel}, updates.ChannelDifference{}, nil, updates.ChannelSince{}, 0, errPTSEmpty},
		{"a pts below zero", tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Pts: -1}, updates.ChannelDifference{}, nil,
			updates.ChannelSince{}, 0, errPTSInvalid},
		{"a wrong hash", tg.UpdatesGetChannelDifferenceRequest{Channel: &tg.InputChannel{ChannelID: 7}, Pts: 1}, updates.ChannelDifference{}, nil,
			updates.ChannelSince{}, 0, lamplight.ErrChannelInvalid},
		{"no channel", tg.UpdatesGetChannelDifferenceRequest{Channel: &tg.InputChannelEmpty{}, Pts: 1}, updates.ChannelDifference{}, nil,
			updates.ChannelSince{}, 0, lamplight.ErrChannelInvalid},
		{"a private one", tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Pts: 1}, updates.ChannelDifference{}, private,
			updates.ChannelSince{}, 0, private},
		{"empty", tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Pts: 7}, updates.ChannelDifference{PTS: 6}, nil,
			updates.ChannelSince{PTS: 6}, tg.UpdatesChannelDifferenceEmptyTypeID, nil},
		{"all", tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Pts: 5, Limit: 30, Filter: filter},
			updates.ChannelDifference{PTS: 6, Events: []lamplight.Event{sent, gone}}, nil,
			updates.ChannelSince{PTS: 4, Limit: 30, Ranges: []updates.IDRange{{Min: 3, Max: 4}}}, tg.UpdatesChannelDifferenceTypeID, nil},
		{"a slice of which nothing is seen", tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Pts: 2},
			updates.ChannelDifference{PTS: 3, More: true}, nil, updates.ChannelSince{PTS: 1}, tg.UpdatesChannelDifferenceTypeID, nil},
		{"too long", tg.UpdatesGetChannelDifferenceRequest{Channel: channel, Pts: 2}, updates.ChannelDifference{PTS: 6, TooLong: true}, nil,
			updates.ChannelSince{PTS: 1}, tg.UpdatesChannelDifferenceTooLongTypeID, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{channelDiff: tt.diff, err: tt.fails}
			f.channelDiff.Again = time.Minute
			h := &Handlers{Updates: f, Messages: f, Resolve: resolve.New(hashes, nil, nil, nil), Render: render.New(f, f, f, f, 2)}
			got, err := h.getChannelDifference(t.Context(), rpc.Call{User: 1}, &tt.req)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if err != nil {
				return
			}
			if f.channel != 7 || !reflect.DeepEqual(f.channelSince, tt.since) {
				t.Errorf("asked of %d since %+v, want %+v", f.channel, f.channelSince, tt.since)
			}
			if got.TypeID() != tt.want {
				t.Fatalf("got a %T", got)
			}
			switch d := got.(type) {
			case *tg.UpdatesChannelDifferenceEmpty:
				if !d.Final || d.Pts != 7 || d.Timeout != 60 {
					t.Errorf("got %+v", d)
				}
			case *tg.UpdatesChannelDifference:
				if d.Final == tt.diff.More || d.Pts != int(tt.diff.PTS)+1 || len(d.NewMessages)+len(d.OtherUpdates) != len(tt.diff.Events) || len(d.Chats) != 1 {
					t.Errorf("got %+v", d)
				}
			case *tg.UpdatesChannelDifferenceTooLong:
				dialog := d.Dialog.(*tg.Dialog)
				if !d.Final || dialog.Pts != 7 || dialog.UnreadCount != 3 || dialog.TopMessage != 9 || len(d.Messages) != 1 || len(d.Chats) != 1 {
					t.Errorf("got %+v", d)
				}
			}
			if err := got.Encode(new(bin.Buffer)); err != nil {
				t.Error(err)
			}
		})
	}
}
