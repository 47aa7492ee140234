package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// An Archive knows how people want to hear of what they archived.
type Archive interface {
	// KeepsArchived reports whether a conversation stays in the archive when something new comes.
	KeepsArchived(ctx context.Context, owner lamplight.UserID, peer lamplight.Peer) (bool, error)
	// Muted reports which of some conversations make no sound now, in their order.
	Muted(ctx context.Context, owner lamplight.UserID, peers ...lamplight.Peer) ([]bool, error)
}

// An ArchiveEntry is how the archive shows in the list.
type ArchiveEntry struct {
	Peer lamplight.Peer     // where something was said last; zero if nothing is archived
	Top  *lamplight.Message // what was said last; nil if nothing is left
	// What is unread there: conversations, and messages in them.
	MutedPeers, MutedMessages     int
	UnmutedPeers, UnmutedMessages int
}

// ArchiveEntry returns how an account's archive shows in its list. At most Limits.Scan conversations are counted.
//
// https://core.telegram.org/constructor/dialogFolder
func (s *Service) ArchiveEntry(ctx context.Context, user lamplight.UserID) (ArchiveEntry, error) {
	var top lamplight.Dialog
	var all, unread []lamplight.Dialog
	var peers []lamplight.Peer
	err := s.eachIn(ctx, user, FolderArchive, func(d lamplight.Dialog) {
		if top.Peer.IsZero() || d.TopDate.After(top.TopDate) {
			top = d
		}
		all = append(all, d)
	})
	if err == nil {
		err = s.countUnread(ctx, user, all)
	}
	if err != nil || top.Peer.IsZero() {
		return ArchiveEntry{}, err
	}
	for _, d := range all {
		if d.Unread > 0 || d.UnreadMark {
			unread, peers = append(unread, d), append(peers, d.Peer)
		}
	}
	e := ArchiveEntry{Peer: top.Peer}
	if top.Top != 0 {
		box := lamplight.AccountBox(user)
		if ch := top.Peer.Channel(); ch != 0 {
			box = lamplight.ChannelBox(ch)
		}
		ms, err := s.boxes.Messages(ctx, box, []lamplight.MessageID{top.Top})
		if err != nil {
			return ArchiveEntry{}, fmt.Errorf("last message in the archive of %d: %w", user, err)
		}
		if len(ms) > 0 {
			e.Top = &ms[0]
		}
	}
	muted := make([]bool, len(peers))
	if len(peers) > 0 && s.archive != nil {
		if muted, err = s.archive.Muted(ctx, user, peers...); err != nil {
			return ArchiveEntry{}, fmt.Errorf("what is muted in the archive of %d: %w", user, err)
		}
	}
	for i, d := range unread {
		if muted[i] {
			e.MutedPeers++
			e.MutedMessages += d.Unread
		} else {
			e.UnmutedPeers++
			e.UnmutedMessages += d.Unread
		}
	}
	return e, nil
}

// unarchive takes conversations into which something came out of the archive, but for those that stay there. It is
// after the message is in its box: most conversations are not archived, and for them nothing is asked. If it fails, or
// the process dies before, the next message does it.
//
// https://core.telegram.org/api/folders#peer-folders
func (s *Service) unarchive(ctx context.Context, archived []boxes.Conversation) {
	if len(archived) == 0 || s.archive == nil {
		return
	}
	var ops []boxes.Op
	for _, c := range archived {
		keeps, err := s.archive.KeepsArchived(ctx, c.Box.User(), c.Peer)
		if err != nil {
			s.log.ErrorContext(ctx, "look whether a conversation stays archived", "box", int64(c.Box), "err", err)
			continue
		}
		if !keeps {
			ops = append(ops, moveTo(c.Box, Move{Peer: c.Peer, Folder: FolderList}))
		}
	}
	if len(ops) == 0 {
		return
	}
	done, err := s.boxes.Apply(ctx, boxes.Group{Now: s.now(), Ops: ops})
	if err != nil {
		s.log.ErrorContext(ctx, "take conversations out of the archive", "err", err)
		return
	}
	s.tell(ctx, done)
}

// moveTo returns the operation that takes a conversation to a folder; it loses its pin.
func moveTo(box lamplight.BoxID, m Move) boxes.SetDialog {
	return boxes.SetDialog{
		Box: box, Peer: m.Peer,
		Change: func(d *lamplight.Dialog) {
			if d.Folder != m.Folder {
				d.Folder, d.Pinned = m.Folder, 0
			}
		},
		Event: lamplight.Event{Kind: lamplight.EventDialogFolder, Peer: m.Peer, Number: int64(m.Folder)},
	}
}
