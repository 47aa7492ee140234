package server

import (
	"context"
	"log/slog"
	"reflect"
	"testing"

	"lamplight/config"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
)

// newHouse builds a server on embedded storage that listens nowhere.
func newHouse(t *testing.T) *house {
	t.Helper()
	c, err := config.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:0"
	if err := c.Complete(); err != nil {
		t.Fatal(err)
	}
	h, err := build(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return h
}

// TestEveryHandlerHasItsServices finds the field of a handler package that nobody filled: it would panic at the first call.
func TestEveryHandlerHasItsServices(t *testing.T) {
	h := newHouse(t)
	hashes, err := resolve.NewHashes(make([]byte, resolve.SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	n := reflect.ValueOf(h.namespaces(resolve.New(hashes, h.contacts, h.messages, h.chats), render.New(hashes, h.contacts, h.chats, h.settings(), h.config.DC))).Elem()
	for i := range n.NumField() {
		handlers := n.Field(i)
		for j := range handlers.NumField() {
			switch f := handlers.Field(j); f.Kind() {
			case reflect.Interface, reflect.Pointer, reflect.Func, reflect.Map:
				if f.IsNil() {
					t.Errorf("%s.%s is missing", n.Type().Field(i).Name, handlers.Type().Field(j).Name)
				}
			}
		}
	}
}
