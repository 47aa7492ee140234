package storetest

import (
	"testing"

	"lamplight"
	"lamplight/store"
)

func testTopics(t *testing.T, s store.Store) {
	ann := user(t, s).ID
	chat, other := lamplight.ChannelID(newID()), lamplight.ChannelID(newID())
	one := lamplight.Topic{
		Chat: chat, ID: -5, Title: "Cats", Color: 0x6FB9F0, Icon: 77, Creator: ann, From: lamplight.UserPeer(ann), Created: at,
	}
	general := lamplight.Topic{Chat: chat, ID: lamplight.GeneralTopic, Title: "General", Created: at, Hidden: true, Closed: true}
	write(t, s, func(tx store.Tx) error { return tx.AddTopic(one) })
	write(t, s, func(tx store.Tx) error { return tx.AddTopic(general) })
	fails(t, "the same again", s.Write(t.Context(), func(tx store.Tx) error { return tx.AddTopic(general) }), store.ErrTaken)
	list := func(chat lamplight.ChannelID) []lamplight.Topic {
		return get(t, s, func(tx store.Tx) ([]lamplight.Topic, error) { return tx.TopicsOf(chat, 9) })
	}
	same(t, "what is being made is not listed", list(chat), []lamplight.Topic{general})
	same(t, "but found", get(t, s, func(tx store.Tx) (lamplight.Topic, error) { return tx.Topic(chat, -5) }), one)
	write(t, s, func(tx store.Tx) error { return tx.NumberTopic(chat, -5, 12) })
	one.ID = 12
	same(t, "numbered", list(chat), []lamplight.Topic{general, one})
	same(t, "counted", get(t, s, func(tx store.Tx) (int, error) { return tx.CountTopics(chat) }), 2)

	again := one
	again.ID, again.Title = -6, "Cats again"
	write(t, s, func(tx store.Tx) error { return tx.AddTopic(again) })
	write(t, s, func(tx store.Tx) error { return tx.NumberTopic(chat, -6, 12) })
	same(t, "made once", list(chat), []lamplight.Topic{general, one})
	fails(t, "and forgotten", errorOf(try(t.Context(), s, func(tx store.Tx) (lamplight.Topic, error) { return tx.Topic(chat, -6) })), store.ErrNotFound)

	one.Title, one.Color, one.Icon, one.Closed, one.Hidden, one.Pinned = "Dogs", 1, 2, true, true, 3
	write(t, s, func(tx store.Tx) error { return tx.UpdateTopic(one) })
	same(t, "changed", list(chat), []lamplight.Topic{general, one})
	missing := one
	missing.Chat = other
	fails(t, "elsewhere", s.Write(t.Context(), func(tx store.Tx) error { return tx.UpdateTopic(missing) }), store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteTopic(chat, 12) })
	same(t, "deleted", list(chat), []lamplight.Topic{general})
	write(t, s, func(tx store.Tx) error { return tx.DeleteTopicsOf(chat) })
	same(t, "none left", list(chat), []lamplight.Topic(nil))
}

func errorOf[T any](_ T, err error) error { return err }
