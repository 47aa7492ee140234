package render

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Folders writes how the caller sorted their conversations.
func (r *Renderer) Folders(c rpc.Call, fs lamplight.Folders) (*tg.MessagesDialogFilters, error) {
	out := &tg.MessagesDialogFilters{TagsEnabled: fs.Tags, Filters: make([]tg.DialogFilterClass, len(fs.List))}
	for i, f := range fs.List {
		var err error
		if out.Filters[i], err = r.Folder(c, f); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Folder writes one folder.
func (r *Renderer) Folder(c rpc.Call, f lamplight.Folder) (tg.DialogFilterClass, error) {
	if f.ID == lamplight.AllChats {
		return &tg.DialogFilterDefault{}, nil
	}
	t := &tg.DialogFilter{
		ID: f.ID, Title: tg.TextWithEntities{Text: string(f.Title), Entities: []tg.MessageEntityClass{}}, TitleNoanimate: f.Still,
		Emoticon: f.Emoticon,
		Contacts: f.Contacts, NonContacts: f.Strangers, Groups: f.Groups, Broadcasts: f.Channels, Bots: f.Bots,
		ExcludeMuted: f.NoMuted, ExcludeRead: f.NoRead, ExcludeArchived: f.NoArchived,
	}
	if f.Color != nil {
		t.SetColor(*f.Color)
	}
	for _, l := range []struct {
		to   *[]tg.InputPeerClass
		from []lamplight.Peer
	}{{&t.PinnedPeers, f.Pinned}, {&t.IncludePeers, f.Include}, {&t.ExcludePeers, f.Exclude}} {
		*l.to = make([]tg.InputPeerClass, len(l.from))
		for i, p := range l.from {
			var err error
			if (*l.to)[i], err = r.InputPeer(c, p); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// InputPeer writes a peer as the caller is to name it. The caller is named as everybody is: not each client knows the
// short form there.
func (r *Renderer) InputPeer(c rpc.Call, p lamplight.Peer) (tg.InputPeerClass, error) {
	hash := r.hashes.Of(c.User, p)
	switch p.Kind {
	case lamplight.PeerUser:
		return &tg.InputPeerUser{UserID: p.ID, AccessHash: hash}, nil
	case lamplight.PeerChat:
		return &tg.InputPeerChat{ChatID: p.ID}, nil
	case lamplight.PeerChannel:
		return &tg.InputPeerChannel{ChannelID: p.ID, AccessHash: hash}, nil
	default:
		return nil, fmt.Errorf("render: peer of unknown kind %d", p.Kind)
	}
}

// folderUpdate reads anew what an event says has changed. A folder that is gone is told of by its id alone.
func (r *Renderer) folderUpdate(ctx context.Context, c rpc.Call, e lamplight.Event) (tg.UpdateClass, error) {
	fs, err := r.settings.Folders(ctx, c.User)
	if err != nil {
		return nil, fmt.Errorf("folders of %d: %w", c.User, err)
	}
	if e.Kind == lamplight.EventFolderOrder {
		order := make([]int, len(fs.List))
		for i, f := range fs.List {
			order[i] = f.ID
		}
		return &tg.UpdateDialogFilterOrder{Order: order}, nil
	}
	u := &tg.UpdateDialogFilter{ID: int(e.Number)}
	for _, f := range fs.List {
		if f.ID != u.ID {
			continue
		}
		t, err := r.Folder(c, f)
		if err != nil {
			return nil, err
		}
		u.SetFilter(t)
	}
	return u, nil
}
