package messages

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamplight"
)

// withTops gives conversations that are listed although nothing is left of them what Telegram's servers leave there: a
// message that says that the history was cleared. Clients expect that every conversation of the list has a last message;
// Pyrogram fails on a page that ends with one that has none. It has the id of a message that is gone, so it is no other
// message's, and is in no history.
func withTops(user lamplight.UserID, p DialogPage) DialogPage {
	for i := range p.Dialogs {
		d := &p.Dialogs[i]
		// One whose last message has just gone by itself may still point at it.
		if d.Top != 0 && slices.ContainsFunc(p.Top, func(m lamplight.Message) bool { return m.ID == d.Top && m.Peer == d.Peer }) {
			continue
		}
		gone, sent := max(d.Top, lastGone(d)), d.TopDate
		if gone == 0 {
			continue
		}
		if d.Top == 0 {
			sent = emptyDate(d)
		}
		d.Top = gone
		m := lamplight.Message{
			ID: gone, Peer: d.Peer, From: lamplight.UserPeer(user), Out: true, Sent: sent,
			Action: &lamplight.Action{Kind: lamplight.ActionHistoryClear},
		}
		if ch := d.Peer.Channel(); ch != 0 {
			m.Box, m.From, m.Out = lamplight.ChannelBox(ch), d.Peer, false
		}
		p.Top = append(p.Top, m)
	}
	return p
}

// lastGone returns the id that stands for the last message of a conversation of which nothing is left, 0 if none can.
func lastGone(d *lamplight.Dialog) lamplight.MessageID {
	return max(d.Cleared, d.ReadInbox, d.ReadOutbox)
}

// emptyDate is when the last message of a conversation of which nothing is left was sent, as far as clients know: a second
// before. In the list it stands below all others of the same second, and TDLib, which orders by date and then by id, asks
// without end for the next page of a list that is in another order.
func emptyDate(d *lamplight.Dialog) time.Time { return d.TopDate.Add(-time.Second) }

// place undoes withTops in a page's offset: in the list, a conversation of which nothing is left has no last message. One
// whose last message went after its page was read keeps the place that the page says: what stands below it is still to
// come.
func (s *Service) place(ctx context.Context, box lamplight.BoxID, q *DialogQuery) error {
	if q.OffsetID == 0 || q.OffsetPeer.IsZero() {
		return nil
	}
	ds, err := s.boxes.Dialog(ctx, box, q.OffsetPeer)
	if err != nil {
		return fmt.Errorf("place of %v: %w", q.OffsetPeer, err)
	}
	if len(ds) == 1 && ds[0].Top == 0 && q.OffsetID == lastGone(&ds[0]) && emptyDate(&ds[0]).Unix() == q.OffsetDate.Unix() {
		q.OffsetID, q.OffsetDate = 0, ds[0].TopDate
	}
	return nil
}
