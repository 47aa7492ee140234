package rpc

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
)

func nearestDC(country string) Route {
	return Handle("help.getNearestDc", Anyone, Read, func(context.Context, Call, *tg.HelpGetNearestDCRequest) (*tg.NearestDC, error) {
		return &tg.NearestDC{Country: country}, nil
	})
}

func testRouter(t *testing.T) *Router {
	t.Helper()
	return NewRouter(
		[]Route{nearestDC("AQ")},
		[]Route{
			Handle("users.getUsers", Users, Read, func(context.Context, Call, *tg.UsersGetUsersRequest) (*tg.UserClassVector, error) {
				return nil, lamplight.ErrUserInvalid
			}),
			Handle("updates.getState", Users, Read, func(context.Context, Call, *tg.UpdatesGetStateRequest) (*tg.UpdatesState, error) {
				panic(lamplight.Text("what somebody wrote"))
			}),
			Handle("messages.getDialogs", Users, Read, func(context.Context, Call, *tg.MessagesGetDialogsRequest) (tg.MessagesDialogsClass, error) {
				var none []int
				return nil, errors.New(string(rune(none[0])))
			}),
		},
	)
}

func TestRouterServes(t *testing.T) {
	ann := Call{User: 1, Session: 2}
	body := func(e bin.Encoder) []byte {
		var b bin.Buffer
		if err := e.Encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.Buf
	}
	tests := []struct {
		name   string
		call   Call
		body   []byte
		code   int
		symbol string // "" for no error
	}{
		{"an answer", Call{}, body(&tg.HelpGetNearestDCRequest{}), 0, ""},
		{"bytes behind it", Call{}, append(body(&tg.HelpGetNearestDCRequest{}), 1, 2, 3, 4), 0, ""},
		{"an error of the handler", ann, body(&tg.UsersGetUsersRequest{}), 400, "USER_ID_INVALID"},
		{"before sign-in", Call{}, body(&tg.UsersGetUsersRequest{}), 401, "AUTH_KEY_UNREGISTERED"},
		{"cut off", ann, body(&tg.UsersGetUsersRequest{})[:6], 400, "INPUT_REQUEST_INVALID"},
		{"nothing", ann, nil, 400, "INPUT_REQUEST_INVALID"},
		{"no such method", ann, []byte{1, 2, 3, 4}, 400, "INPUT_METHOD_INVALID"},
		{"a panic", ann, body(&tg.UpdatesGetStateRequest{}), 500, "INTERNAL_SERVER_ERROR"},
		{"a panic of the runtime", ann, body(&tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}}), 500, "INTERNAL_SERVER_ERROR"},
	}
	r := testRouter(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, err := r.Serve(t.Context(), tt.call, tt.body)
			if tt.symbol == "" {
				if err != nil || res == nil {
					t.Fatalf("got %v, %v", res, err)
				}
				return
			}
			if err == nil {
				t.Fatalf("got %v", res)
			}
			if code, symbol := Wire(err); code != tt.code || symbol != tt.symbol {
				t.Errorf("got %d %s, want %d %s", code, symbol, tt.code, tt.symbol)
			}
			if strings.Contains(err.Error(), "wrote") {
				t.Errorf("the error says what somebody wrote: %v", err)
			}
		})
	}
}

func TestRouterRoutes(t *testing.T) {
	r := testRouter(t)
	var names []string
	for _, row := range r.Routes() {
		names = append(names, row.Method)
	}
	if got := strings.Join(names, " "); got != "help.getNearestDc messages.getDialogs updates.getState users.getUsers" {
		t.Errorf("routes %s", got)
	}
	if row, ok := r.Route(tg.UsersGetUsersRequestTypeID); !ok || row.Method != "users.getUsers" {
		t.Errorf("row %+v, %v", row, ok)
	}
	if _, ok := r.Route(1); ok {
		t.Error("found what is not there")
	}
}

func TestRouterRefusesTwoOfAKind(t *testing.T) {
	renamed := nearestDC("B")
	renamed.Method = "help.getOther"
	other := Handle("help.getNearestDc", Anyone, Read, func(context.Context, Call, *tg.HelpGetConfigRequest) (*tg.Config, error) {
		return nil, nil
	})
	for name, routes := range map[string][]Route{
		"one constructor": {nearestDC("A"), renamed},
		"one method":      {nearestDC("A"), other},
		"no handler":      {{Method: "help.getNothing", ID: 5}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("built")
				}
			}()
			NewRouter(routes)
		})
	}
}

func TestWire(t *testing.T) {
	tests := []struct {
		err    error
		code   int
		symbol string
	}{
		{lamplight.FloodWait(30), 420, "FLOOD_WAIT_30"},
		{&lamplight.Error{Kind: lamplight.Moved, Code: "PHONE_MIGRATE", Arg: 2, HasArg: true}, 303, "PHONE_MIGRATE_2"},
		{&lamplight.Error{Kind: lamplight.Internal, Code: "THE_DISK_IS_FULL"}, 500, "INTERNAL_SERVER_ERROR"},
		{errors.New("the disk is full"), 500, "INTERNAL_SERVER_ERROR"},
		{lamplight.ErrUserInvalid.Because(errors.New("the disk is full")), 400, "USER_ID_INVALID"},
	}
	for _, tt := range tests {
		if code, symbol := Wire(tt.err); code != tt.code || symbol != tt.symbol {
			t.Errorf("%v: %d %s, want %d %s", tt.err, code, symbol, tt.code, tt.symbol)
		}
	}
}
