package updates

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/updates"
)

var (
	day     = time.Unix(1_800_000_000, 0)
	errDown = errors.New("down")
)

// fake answers with what it is given, and remembers what it was asked.
type fake struct {
	state updates.State
	diff  updates.Difference
	since updates.Since
	err   error
}

func (f *fake) State(context.Context, lamplight.UserID) (updates.State, error) { return f.state, f.err }

func (f *fake) Difference(_ context.Context, _ lamplight.UserID, s updates.Since) (updates.Difference, error) {
	f.since = s
	return f.diff, f.err
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
