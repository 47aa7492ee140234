package messages

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/boxes"
)

// The list of conversations is two lists in one: the private conversations and basic groups, which the account's box keeps
// in order, and the supergroups and channels that the account is in. What is last in those stands in their own boxes, since
// a post writes no other; so their part of the list is put together for whoever asks. There are at most 500 of them.

// channelDialogs returns the supergroups and channels that user is in, as their boxes and the user's say: all but what is
// unread there. They are in no order.
func (s *Service) channelDialogs(ctx context.Context, user lamplight.UserID) ([]lamplight.Dialog, error) {
	if s.chats == nil {
		return nil, nil
	}
	in, err := s.chats.ChannelsOf(ctx, user)
	if err != nil || len(in) == 0 {
		return nil, err
	}
	set, err := s.boxes.Channels(ctx, lamplight.AccountBox(user))
	if err != nil {
		return nil, fmt.Errorf("what %d set for channels: %w", user, err)
	}
	own := make(map[lamplight.Peer]lamplight.Dialog, len(set))
	for _, d := range set {
		own[d.Peer] = d
	}
	ds := make([]lamplight.Dialog, len(in))
	for i, ch := range in {
		peer := lamplight.ChannelPeer(ch)
		ds[i] = own[peer]
		ds[i].Peer = peer
	}
	return ds, s.fromChannels(ctx, ds)
}

// fromChannels adds to what somebody set for supergroups and channels, among other conversations, what stands in their own
// boxes.
func (s *Service) fromChannels(ctx context.Context, ds []lamplight.Dialog) error {
	var of []boxes.Conversation
	for _, d := range ds {
		if ch := d.Peer.Channel(); ch != 0 {
			of = append(of, boxes.Conversation{Box: lamplight.ChannelBox(ch), Peer: d.Peer})
		}
	}
	if len(of) == 0 {
		return nil
	}
	theirs, err := s.boxes.DialogsOf(ctx, of)
	if err != nil {
		return fmt.Errorf("dialogs of %d channels: %w", len(of), err)
	}
	for i := range ds {
		d := &ds[i]
		if d.Peer.Channel() == 0 {
			continue
		}
		t := theirs[0]
		theirs = theirs[1:]
		d.Top, d.TopDate, d.ReadOutbox, d.TTL, d.PTS, d.Hidden = t.Top, t.TopDate, t.ReadOutbox, t.TTL, t.PTS, false
	}
	return nil
}

// pinned returns the pinned conversations of a folder in their order, with the top messages of those in the account's box.
func (s *Service) pinned(
	ctx context.Context, user lamplight.UserID, in int, channels []lamplight.Dialog,
) (DialogPage, error) {
	p, err := s.boxes.Dialogs(ctx, lamplight.AccountBox(user), boxes.DialogQuery{
		Folder: in, PinnedOnly: true, Limit: max(s.limits.Pinned, s.limits.PinnedIn),
	})
	if err != nil {
		return DialogPage{}, fmt.Errorf("pinned dialogs of %d: %w", user, err)
	}
	for _, d := range channels {
		if d.Folder == in {
			p.Count++
			if d.Pinned > 0 {
				p.Dialogs = append(p.Dialogs, d)
			}
		}
	}
	slices.SortStableFunc(p.Dialogs, func(a, b lamplight.Dialog) int { return b.Pinned - a.Pinned })
	return p, nil
}

// merged returns a page of the list in which channels stand, too.
func (s *Service) merged(
	ctx context.Context, user lamplight.UserID, q DialogQuery, channels []lamplight.Dialog,
) (DialogPage, error) {
	var page DialogPage
	folders := []int{q.Folder}
	if q.Folder == AllFolders {
		folders = []int{FolderList, FolderArchive}
	}
	for _, in := range folders {
		p, err := s.pinned(ctx, user, in, channels)
		if err != nil {
			return page, err
		}
		page.Dialogs, page.Top = append(page.Dialogs, p.Dialogs...), append(page.Top, p.Top...)
		page.Count += p.Count
	}
	if err := s.placeAmong(ctx, user, &q, channels); err != nil {
		return page, err
	}
	at := slices.IndexFunc(page.Dialogs, func(d lamplight.Dialog) bool { return d.Peer == q.OffsetPeer })
	switch {
	case at >= 0: // the page before ended among the pinned ones
		page.Dialogs = page.Dialogs[at+1:]
		q.OffsetDate, q.OffsetID, q.OffsetPeer = lamplight.Dialog{}.TopDate, 0, lamplight.Peer{}
	case !q.OffsetDate.IsZero() || q.OffsetID != 0 || !q.OffsetPeer.IsZero():
		page.Dialogs = nil
	}
	if q.ExcludePinned {
		page.Dialogs = nil
	}
	page.Dialogs = page.Dialogs[:min(len(page.Dialogs), q.Limit)]
	if left := q.Limit - len(page.Dialogs); left > 0 && !q.PinnedOnly {
		rest, err := s.rest(ctx, user, q, left, channels)
		if err != nil {
			return page, err
		}
		page.Dialogs, page.Top = append(page.Dialogs, rest.Dialogs...), append(page.Top, rest.Top...)
	}
	page.Top = slices.DeleteFunc(page.Top, func(m lamplight.Message) bool {
		return !slices.ContainsFunc(page.Dialogs, func(d lamplight.Dialog) bool { return d.Peer == m.Peer })
	})
	return s.complete(ctx, user, page)
}

// placeAmong brings a page's offset to the place in the list that it means, as place does.
func (s *Service) placeAmong(ctx context.Context, user lamplight.UserID, q *DialogQuery, channels []lamplight.Dialog) error {
	if q.OffsetPeer.Channel() == 0 {
		if err := s.place(ctx, lamplight.AccountBox(user), q); err != nil || q.OffsetPeer.IsZero() || !q.OffsetDate.IsZero() {
			return err
		}
		d, err := s.dialog(ctx, user, q.OffsetPeer) // a client that names the peer alone means its place
		q.OffsetDate, q.OffsetID = d.TopDate, d.Top
		return err
	}
	for i := range channels {
		d := &channels[i]
		if d.Peer == q.OffsetPeer && (q.OffsetDate.IsZero() || d.Top == 0 && q.OffsetID == lastGone(d)) {
			q.OffsetDate, q.OffsetID = d.TopDate, d.Top
		}
	}
	return nil
}

// rest returns the unpinned conversations after a page's offset.
func (s *Service) rest(
	ctx context.Context, user lamplight.UserID, q DialogQuery, limit int, channels []lamplight.Dialog,
) (DialogPage, error) {
	q.ExcludePinned, q.Limit = true, limit
	p, err := s.boxes.Dialogs(ctx, lamplight.AccountBox(user), q)
	if err != nil {
		return p, fmt.Errorf("dialogs of %d: %w", user, err)
	}
	offset := lamplight.Dialog{Peer: q.OffsetPeer, Top: q.OffsetID, TopDate: q.OffsetDate}
	for _, d := range channels {
		if d.Pinned > 0 || q.Folder != AllFolders && d.Folder != q.Folder || !q.OffsetDate.IsZero() && listed(offset, d) >= 0 {
			continue
		}
		p.Dialogs = append(p.Dialogs, d)
	}
	slices.SortFunc(p.Dialogs, listed)
	p.Dialogs = p.Dialogs[:min(len(p.Dialogs), limit)]
	return p, nil
}

// listed orders conversations as the list does: what was said last first.
func listed(a, b lamplight.Dialog) int {
	return cmp.Or(
		cmp.Compare(unixOf(b), unixOf(a)), cmp.Compare(b.Top, a.Top),
		cmp.Compare(b.Peer.Kind, a.Peer.Kind), cmp.Compare(b.Peer.ID, a.Peer.ID),
	)
}

func unixOf(d lamplight.Dialog) int64 {
	if d.TopDate.IsZero() {
		return 0
	}
	return d.TopDate.Unix()
}
