package folders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
)

type fake struct {
	call string
	err  error
}

func (f *fake) MoveToFolder(_ context.Context, c messages.Caller, moves []messages.Move) (messages.Result, error) {
	f.call = fmt.Sprintf("%d/%d %v", c.User, c.Origin, moves)
	return messages.Result{PTS: 4, Events: []lamplight.Event{{
		Kind: lamplight.EventDialogFolder, Peer: moves[0].Peer, Number: int64(moves[0].Folder), PTS: 4,
	}}}, f.err
}

func (f *fake) Persons(context.Context, lamplight.UserID, []lamplight.UserID) ([]lamplight.Person, error) {
	return nil, nil
}

func TestEditPeerFolders(t *testing.T) {
	hashes, err := resolve.NewHashes(bytes.Repeat([]byte{5}, resolve.SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	errNo := errors.New("no")
	bob := lamplight.UserPeer(1002)
	in := &tg.InputPeerUser{UserID: bob.ID, AccessHash: hashes.Of(1001, bob)}
	tests := []struct {
		name   string
		peers  []tg.InputFolderPeer
		refuse error
		call   string
		err    error
	}{
		{"moved", []tg.InputFolderPeer{{Peer: in, FolderID: 1}}, nil, "1001/11 [{user 1002 1}]", nil},
		{"wrong hash", []tg.InputFolderPeer{{Peer: &tg.InputPeerUser{UserID: bob.ID, AccessHash: 1}}}, nil, "", lamplight.ErrPeerInvalid},
		{"too many", make([]tg.InputFolderPeer, maxPeers+1), nil, "", lamplight.ErrLimitInvalid},
		{"refused", []tg.InputFolderPeer{{Peer: in, FolderID: 7}}, errNo, "1001/11 [{user 1002 7}]", errNo},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{err: tt.refuse}
			h := &Handlers{Messages: f, Resolve: resolve.New(hashes, nil, nil, nil), Render: render.New(hashes, f, nil, nil, 2), Now: time.Now}
			res, err := h.Routes()[0].Serve(t.Context(), rpc.Call{User: 1001, Session: 11}, &tg.FoldersEditPeerFoldersRequest{FolderPeers: tt.peers})
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if f.call != tt.call {
				t.Errorf("asked %q, want %q", f.call, tt.call)
			}
			if err != nil {
				return
			}
			u := res.(*tg.Updates).Updates[0].(*tg.UpdateFolderPeers)
			if u.Pts != 5 || u.PtsCount != 0 || u.FolderPeers[0].FolderID != 1 {
				t.Errorf("got %+v", u)
			}
		})
	}
}
