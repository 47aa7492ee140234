package rpc

import (
	"context"
	"errors"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
)

func TestFrozen(t *testing.T) {
	ok := func(context.Context, Call, *tg.AuthLogOutRequest) (bin.Encoder, error) { return &tg.BoolTrue{}, nil }
	for _, tt := range []struct {
		route Route
		may   bool
	}{
		{Handle("messages.sendMessage", Users, Write, ok), false},
		{Handle("messages.getHistory", Users, Read, ok), true},
		{Handle("messages.setTyping", Users, Read, ok), false},
		{Handle("contacts.search", Users, Expensive, ok), false},
		{Handle("auth.logOut", Anyone, Write, ok), true},
		{Handle("account.updateProfile", Users, Write, ok), false},
		{Handle("account.deleteAccount", Anyone, Expensive, ok), true},
		{Refuse[tg.AuthLogOutRequest]("messages.sendMedia", lamplight.ErrMethodInvalid, ""), true}, // its own refusal is the answer
	} {
		_, err := tt.route.Serve(t.Context(), Call{User: 1, Frozen: true}, &tg.AuthLogOutRequest{})
		if errors.Is(err, ErrFrozen) == tt.may {
			t.Errorf("%s of a frozen account: %v, want may = %v", tt.route.Method, err, tt.may)
		}
		if _, err := tt.route.Serve(t.Context(), Call{User: 1}, &tg.AuthLogOutRequest{}); errors.Is(err, ErrFrozen) {
			t.Errorf("%s of another account: %v", tt.route.Method, err)
		}
	}
}
