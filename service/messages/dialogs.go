package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// What the box answers.
type (
	DialogQuery = boxes.DialogQuery
	DialogPage  = boxes.DialogPage
)

// The folders that a conversation can be in.
const (
	FolderList    = 0
	FolderArchive = 1
	// AllFolders asks for both together.
	AllFolders = boxes.AllFolders
)

// Dialogs returns a page of the conversation list, at most Limits.Page conversations.
//
// https://core.telegram.org/method/messages.getDialogs
func (s *Service) Dialogs(ctx context.Context, user lamplight.UserID, q DialogQuery) (DialogPage, error) {
	if err := folder(q.Folder); err != nil && q.Folder != AllFolders {
		return DialogPage{}, err
	}
	q.Limit = min(max(q.Limit, 1), s.limits.Page)
	channels, err := s.channelDialogs(ctx, user)
	if err != nil {
		return DialogPage{}, err
	}
	if len(channels) > 0 {
		return s.merged(ctx, user, q, channels)
	}
	if err := s.place(ctx, lamplight.AccountBox(user), &q); err != nil {
		return DialogPage{}, fmt.Errorf("dialogs of %d: %w", user, err)
	}
	p, err := s.boxes.Dialogs(ctx, lamplight.AccountBox(user), q)
	if err != nil {
		return DialogPage{}, fmt.Errorf("dialogs of %d: %w", user, err)
	}
	return withTops(user, p), nil
}

// PinnedDialogs returns all pinned conversations of a folder, in their order.
func (s *Service) PinnedDialogs(ctx context.Context, user lamplight.UserID, in int) (DialogPage, error) {
	if err := folder(in); err != nil {
		return DialogPage{}, err
	}
	channels, err := s.channelDialogs(ctx, user)
	if err != nil {
		return DialogPage{}, err
	}
	p, err := s.pinned(ctx, user, in, channels)
	if err != nil {
		return DialogPage{}, err
	}
	return s.complete(ctx, user, p)
}

// PeerDialogs returns the conversations with the given peers, in their order, at most Limits.Peers.
func (s *Service) PeerDialogs(ctx context.Context, user lamplight.UserID, peers []lamplight.Peer) (DialogPage, error) {
	if len(peers) > s.limits.Peers {
		return DialogPage{}, lamplight.ErrLimitInvalid
	}
	if len(peers) == 0 {
		return DialogPage{}, nil
	}
	for _, p := range peers {
		if _, err := s.at(ctx, user, p); err != nil {
			return DialogPage{}, err
		}
	}
	box := lamplight.AccountBox(user)
	ds, err := s.boxes.Dialog(ctx, box, peers...)
	if err != nil {
		return DialogPage{}, fmt.Errorf("dialogs of %d: %w", user, err)
	}
	if err := s.fromChannels(ctx, ds); err != nil {
		return DialogPage{}, err
	}
	var ids []lamplight.MessageID
	for _, d := range ds {
		if d.Top != 0 && d.Peer.Channel() == 0 {
			ids = append(ids, d.Top)
		}
	}
	page := DialogPage{Dialogs: ds, Count: len(ds)}
	if len(ids) > 0 {
		if page.Top, err = s.boxes.Messages(ctx, box, ids); err != nil {
			return DialogPage{}, fmt.Errorf("top messages of %d: %w", user, err)
		}
	}
	return s.complete(ctx, user, page)
}

// MarkUnread sets or drops the mark by hand on a conversation.
func (s *Service) MarkUnread(ctx context.Context, c Caller, peer lamplight.Peer, unread bool) (Result, error) {
	if _, err := s.at(ctx, c.User, peer); err != nil {
		return Result{}, err
	}
	r, err := s.apply(ctx, c, s.now(), boxes.SetDialog{
		Box: c.box(), Peer: peer,
		Change: func(d *lamplight.Dialog) { d.UnreadMark = unread },
		Event:  lamplight.Event{Kind: lamplight.EventDialogUnread, Peer: peer, Flag: unread},
	})
	if err != nil {
		return Result{}, fmt.Errorf("mark of %d on %v: %w", c.User, peer, err)
	}
	return r, nil
}

// UnreadMarks returns the conversations marked as unread by hand.
func (s *Service) UnreadMarks(ctx context.Context, user lamplight.UserID) ([]lamplight.Peer, error) {
	var marked []lamplight.Peer
	err := s.eachDialog(ctx, user, func(d lamplight.Dialog) {
		if d.UnreadMark {
			marked = append(marked, d.Peer)
		}
	})
	return marked, err
}

// scanPage is how many conversations eachDialog reads at once.
const scanPage = 200

// eachDialog calls f for every listed conversation, in both folders, at most Limits.Scan in each. Of channels, what is
// unread is not counted.
func (s *Service) eachDialog(ctx context.Context, user lamplight.UserID, f func(lamplight.Dialog)) error {
	for in := FolderList; in <= FolderArchive; in++ {
		if err := s.eachIn(ctx, user, in, f); err != nil {
			return err
		}
	}
	return nil
}

// eachIn is eachDialog for one folder.
func (s *Service) eachIn(ctx context.Context, user lamplight.UserID, in int, f func(lamplight.Dialog)) error {
	channels, err := s.channelDialogs(ctx, user)
	if err != nil {
		return err
	}
	for _, d := range channels {
		if d.Folder == in {
			f(d)
		}
	}
	pinned, err := s.pinned(ctx, user, in, nil)
	if err != nil {
		return err
	}
	for _, d := range pinned.Dialogs {
		f(d)
	}
	q := boxes.DialogQuery{Folder: in, ExcludePinned: true, Limit: scanPage}
	for seen := 0; seen < s.limits.Scan; {
		page, err := s.boxes.Dialogs(ctx, lamplight.AccountBox(user), q)
		if err != nil {
			return fmt.Errorf("dialogs of %d: %w", user, err)
		}
		for _, d := range page.Dialogs {
			f(d)
		}
		seen += len(page.Dialogs)
		if len(page.Dialogs) < scanPage {
			break
		}
		last := page.Dialogs[len(page.Dialogs)-1]
		q.OffsetDate, q.OffsetID, q.OffsetPeer = last.TopDate, last.Top, last.Peer
	}
	return nil
}

func folder(in int) error {
	if in != FolderList && in != FolderArchive {
		return ErrFolderInvalid
	}
	return nil
}
