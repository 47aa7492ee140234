package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// complete adds to a page of conversations what is unread in the supergroups and channels among them, and their last
// messages, as far as user may see them.
func (s *Service) complete(ctx context.Context, user lamplight.UserID, page DialogPage) (DialogPage, error) {
	if err := s.countUnread(ctx, user, page.Dialogs); err != nil {
		return page, err
	}
	var tops []boxes.Place
	for _, d := range page.Dialogs {
		if ch := d.Peer.Channel(); ch != 0 && d.Top != 0 {
			tops = append(tops, boxes.Place{Box: lamplight.ChannelBox(ch), Peer: d.Peer, ID: d.Top})
		}
	}
	if len(tops) > 0 {
		ms, err := s.boxes.MessagesOf(ctx, tops)
		if err != nil {
			return page, fmt.Errorf("last messages of %d channels: %w", len(tops), err)
		}
		page.Top = append(page.Top, ms...)
	}
	return withTops(user, page), nil
}

// countUnread sets what is unread in the groups and channels among ds.
func (s *Service) countUnread(ctx context.Context, user lamplight.UserID, ds []lamplight.Dialog) error {
	var peers []lamplight.Peer
	var at []int
	for i, d := range ds {
		if d.Peer.Channel() != 0 {
			peers, at = append(peers, d.Peer), append(at, i)
		}
	}
	if len(peers) == 0 {
		return nil
	}
	accesses, err := s.chats.Accesses(ctx, user, peers...)
	if err != nil {
		return fmt.Errorf("channels of %d: %w", user, err)
	}
	unread := make([]boxes.UnreadQuery, len(peers))
	mentions := make([]boxes.UnseenQuery, 0, 2*len(peers))
	for i, peer := range peers {
		d, a := &ds[at[i]], &accesses[i]
		box := lamplight.ChannelBox(peer.Channel())
		after := d.ReadInbox
		if !a.Leads() {
			after = max(after, a.From-1)
			if d.Top < a.From { // all that is there was said before they came
				d.Top = 0
			}
		}
		if !a.Member {
			after = d.Top // to who only looks in, nothing is unread
		}
		unread[i] = boxes.UnreadQuery{Box: box, Peer: peer, After: after, By: user}
		for _, kind := range []boxes.UnseenKind{boxes.UnseenMention, boxes.UnseenReaction} {
			mentions = append(mentions, boxes.UnseenQuery{Box: box, Peer: peer, User: user, Kind: kind})
		}
	}
	counts, err := s.boxes.Unread(ctx, unread)
	if err != nil {
		return fmt.Errorf("what %d did not read in %d channels: %w", user, len(peers), err)
	}
	unseen, err := s.boxes.UnseenCounts(ctx, mentions)
	if err != nil {
		return fmt.Errorf("what %d did not see in %d channels: %w", user, len(peers), err)
	}
	for i := range peers {
		d := &ds[at[i]]
		d.Unread, d.Mentions, d.Reacted = counts[i], unseen[2*i], unseen[2*i+1]
	}
	return nil
}

// UnreadChannels counts the supergroups and channels in user's list in which something is unread, but for the archived.
func (s *Service) UnreadChannels(ctx context.Context, user lamplight.UserID) (int, error) {
	ds, err := s.channelDialogs(ctx, user)
	if err != nil || len(ds) == 0 {
		return 0, err
	}
	if err := s.countUnread(ctx, user, ds); err != nil {
		return 0, err
	}
	n := 0
	for _, d := range ds {
		if d.Folder == FolderList && (d.Unread > 0 || d.UnreadMark) {
			n++
		}
	}
	return n, nil
}
