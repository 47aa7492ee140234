package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"lamplight"
	"lamplight/boxes"
	"lamplight/boxes/pebble"
	"lamplight/boxes/postgres"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

const (
	// seedRows is how many rows are written in one transaction.
	seedRows = 5000
	// firstPerson is the id of the first of the people who are written into the store, and never signed up.
	firstPerson = lamplight.UserID(lamplight.MaxUserID - 1<<22)
)

// A seeder writes into the store and the boxes of a server that does not run.
type seeder struct {
	store *sqlstore.Store
	log   boxes.Log
	now   time.Time
}

// openSeeder opens what the server keeps in folder, and at url its boxes.
func openSeeder(ctx context.Context, o options, url, folder string) (*seeder, error) {
	text, err := os.ReadFile(filepath.Join(folder, "instance.key"))
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, err
	}
	at := o.store
	if at == "" {
		at = "sqlite:" + filepath.Join(folder, "store.db")
	}
	s := &seeder{now: time.Now().Truncate(time.Second)}
	if s.store, err = sqlstore.Open(ctx, at, sqlstore.Options{Key: key, Now: time.Now}); err != nil {
		return nil, err
	}
	if dir, ok := strings.CutPrefix(url, "pebble:"); ok {
		s.log, err = pebble.Open(pebble.Options{Dir: dir})
	} else {
		s.log, err = postgres.Open(ctx, postgres.Options{URL: url})
	}
	if err != nil {
		return nil, join(err, s.store.Close())
	}
	return s, nil
}

func (s *seeder) close() error { return join(s.log.Close(), s.store.Close()) }

// batches calls f in transactions, for each number from 0 to n-1.
func (s *seeder) batches(ctx context.Context, n int, f func(tx store.Tx, i int) error) error {
	for first := 0; first < n; first += seedRows {
		if err := s.store.Write(ctx, func(tx store.Tx) error {
			for i := first; i < min(first+seedRows, n); i++ {
				if err := f(tx, i); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// people adds n people who never come.
func (s *seeder) people(ctx context.Context, n int) error {
	return s.batches(ctx, n, func(tx store.Tx, i int) error { return tx.AddUser(s.person(firstPerson + lamplight.UserID(i))) })
}

func (s *seeder) person(id lamplight.UserID) store.User {
	return store.User{ID: id, Phone: fmt.Sprintf("888%012d", id), FirstName: fmt.Sprintf("Person %d", id), Created: s.now, TTLDays: 730}
}

// A seat is a chat to be made and who is in it: first its owner, then those who signed up, then people who never come.
type seat struct {
	id        lamplight.ChannelID
	broadcast bool
	title     string
	username  string
	owner     lamplight.UserID
	accounts  []lamplight.UserID
	members   int // in all
}

// chats makes chats, several at a time: PostgreSQL may write them at once.
func (s *seeder) chats(ctx context.Context, all []seat) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, c := range all {
		g.Go(func() error { return s.chat(ctx, c) })
	}
	return g.Wait()
}

func (s *seeder) chat(ctx context.Context, c seat) error {
	peer := lamplight.ChannelPeer(c.id)
	err := s.batches(ctx, max(c.members, 1), func(tx store.Tx, i int) error {
		m := store.Member{Chat: peer, Standing: store.StandingMember, Joined: s.now.Add(time.Duration(i-c.members) * time.Second)}
		switch {
		case i == 0:
			chat := store.Chat{Peer: peer, Broadcast: c.broadcast, Title: c.title, Creator: c.owner, Created: s.now}
			if err := tx.AddChat(chat); err != nil {
				return err
			}
			if c.username != "" {
				if err := tx.SetUsername(peer, c.username); err != nil {
					return err
				}
			}
			m.User, m.Standing = c.owner, store.StandingOwner
		case i <= len(c.accounts):
			m.User = c.accounts[i-1]
		default:
			m.User = firstPerson + lamplight.UserID(i-1-len(c.accounts))
		}
		return tx.PutMember(m)
	})
	if err != nil {
		return fmt.Errorf("seed %s: %w", c.title, err)
	}
	return nil
}

// posts writes n messages into each of the chats, of the owner or, in a channel, of the channel.
func (s *seeder) posts(ctx context.Context, all []seat, n int) error {
	content := lamplight.ContentID(1)
	for _, c := range all {
		g := boxes.Group{Now: s.now}
		for i := range n {
			peer := lamplight.ChannelPeer(c.id)
			m := lamplight.Message{Peer: peer, From: lamplight.UserPeer(c.owner), Content: content, Text: lamplight.Text(text(i))}
			if c.broadcast {
				m.From, m.Sender = peer, c.owner
			}
			g.Ops = append(g.Ops, boxes.Append{Box: lamplight.ChannelBox(c.id), Message: m, Fresh: true})
			content++
		}
		if _, err := s.log.Apply(ctx, g); err != nil {
			return fmt.Errorf("seed posts of %s: %w", c.title, err)
		}
	}
	return nil
}
