package main

import (
	"context"
	"encoding/json"
	"math"

	"github.com/gotd/td/telegram/query"
	"github.com/gotd/td/tg"
)

// dialogs reads the list or the archive. The library's query cannot name folder 0, and without a folder both come.
func (c *client) dialogs(ctx context.Context, r *request) (result, error) {
	b := query.GetDialogs(c.tg.API()).BatchSize(page)
	if r.Archived {
		b = b.FolderID(1)
	}
	list := []result{}
	i := b.Iter()
	for i.Next(ctx) {
		if d := shapeDialog(i.Value()); d != nil && d["archived"] == r.Archived {
			list = append(list, d)
		}
	}
	return result{"dialogs": list}, i.Err()
}

func (c *client) pinDialog(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	pinned := false
	if r.Pinned != nil {
		if err := json.Unmarshal(r.Pinned, &pinned); err != nil {
			return nil, err
		}
	}
	_, err = c.tg.API().MessagesToggleDialogPin(ctx, &tg.MessagesToggleDialogPinRequest{
		Peer: &tg.InputDialogPeer{Peer: to}, Pinned: pinned,
	})
	return nil, err
}

func (c *client) archive(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	folder := 0
	if r.Archived {
		folder = 1
	}
	_, err = c.tg.API().FoldersEditPeerFolders(ctx, []tg.InputFolderPeer{{Peer: to, FolderID: folder}})
	return nil, err
}

func (c *client) mute(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	return c.setMuted(ctx, &tg.InputNotifyPeer{Peer: to}, r.Muted)
}

func (c *client) muteAll(ctx context.Context, r *request) (result, error) {
	return c.setMuted(ctx, &tg.InputNotifyUsers{}, r.Muted)
}

func (c *client) setMuted(ctx context.Context, whom tg.InputNotifyPeerClass, muted bool) (result, error) {
	until := 0
	if muted {
		until = math.MaxInt32
	}
	var s tg.InputPeerNotifySettings
	s.SetMuteUntil(until)
	_, err := c.tg.API().AccountUpdateNotifySettings(ctx, &tg.AccountUpdateNotifySettingsRequest{Peer: whom, Settings: s})
	return nil, err
}

func (c *client) markUnread(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesMarkDialogUnread(ctx, &tg.MessagesMarkDialogUnreadRequest{
		Peer: &tg.InputDialogPeer{Peer: to}, Unread: r.Unread,
	})
	return nil, err
}

func (c *client) draft(ctx context.Context, r *request) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if r.Text == "" {
		return nil, to.ClearDraft(ctx)
	}
	b := &to.Builder
	if r.Reply != 0 {
		b = b.Reply(r.Reply)
	}
	return nil, b.SaveDraft(ctx, r.Text)
}

func (c *client) ttl(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesSetHistoryTTL(ctx, &tg.MessagesSetHistoryTTLRequest{Peer: to, Period: r.Seconds})
	return nil, err
}
