package main

import (
	"context"
	"encoding/json"

	"github.com/gotd/td/tg"
)

// firstFolder is the lowest id that a folder may have: 0 stands for all conversations and 1 for the archive.
const firstFolder = 2

func (c *client) filters(ctx context.Context) ([]*tg.DialogFilter, error) {
	all, err := c.tg.API().MessagesGetDialogFilters(ctx)
	if err != nil {
		return nil, err
	}
	var list []*tg.DialogFilter
	for _, f := range all.Filters {
		if f, ok := f.(*tg.DialogFilter); ok {
			list = append(list, f)
		}
	}
	return list, nil
}

func (c *client) folders(ctx context.Context, _ *request) (result, error) {
	filters, err := c.filters(ctx)
	if err != nil {
		return nil, err
	}
	list := []result{}
	for _, f := range filters {
		list = append(list, result{
			"id": f.ID, "title": f.Title.Text, "include": c.inputIDs(f.IncludePeers), "exclude": c.inputIDs(f.ExcludePeers),
			"pinned": c.inputIDs(f.PinnedPeers), "contacts": f.Contacts, "archived": f.ExcludeArchived,
		})
	}
	return result{"folders": list}, nil
}

func (c *client) inputIDs(peers []tg.InputPeerClass) []int64 {
	list := []int64{}
	for _, p := range peers {
		switch p := p.(type) {
		case *tg.InputPeerUser:
			list = append(list, p.UserID)
		case *tg.InputPeerSelf:
			list = append(list, c.self.Load())
		}
	}
	return list
}

func (c *client) setFolder(ctx context.Context, r *request) (result, error) {
	f := &tg.DialogFilter{
		ID: r.ID, Title: tg.TextWithEntities{Text: r.Title}, Contacts: r.Contacts, ExcludeArchived: r.Archived,
	}
	if f.ID == 0 {
		there, err := c.filters(ctx)
		if err != nil {
			return nil, err
		}
		f.ID = firstFolder
		for _, x := range there {
			f.ID = max(f.ID, x.ID+1)
		}
	}
	var pinned []string
	if r.Pinned != nil {
		if err := json.Unmarshal(r.Pinned, &pinned); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		usernames []string
		peers     *[]tg.InputPeerClass
	}{{pinned, &f.PinnedPeers}, {r.Include, &f.IncludePeers}, {r.Exclude, &f.ExcludePeers}} {
		var err error
		if *part.peers, err = c.peersOf(ctx, part.usernames); err != nil {
			return nil, err
		}
	}
	_, err := c.tg.API().MessagesUpdateDialogFilter(ctx, &tg.MessagesUpdateDialogFilterRequest{ID: f.ID, Filter: f})
	return result{"id": f.ID}, err
}

func (c *client) deleteFolder(ctx context.Context, r *request) (result, error) {
	_, err := c.tg.API().MessagesUpdateDialogFilter(ctx, &tg.MessagesUpdateDialogFilterRequest{ID: r.ID})
	return nil, err
}

func (c *client) orderFolders(ctx context.Context, r *request) (result, error) {
	_, err := c.tg.API().MessagesUpdateDialogFiltersOrder(ctx, r.IDs)
	return nil, err
}
