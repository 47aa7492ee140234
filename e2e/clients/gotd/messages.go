package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/gotd/td/telegram/message"
	"github.com/gotd/td/telegram/message/entity"
	"github.com/gotd/td/telegram/message/styling"
	"github.com/gotd/td/telegram/query"
	"github.com/gotd/td/telegram/query/messages"
	"github.com/gotd/td/tg"
)

// serviceAccount is who sends codes and notices.
const serviceAccount = 777000

// page is how many messages the library's iterators ask for at once.
const page = 100

// to begins what is sent to somebody.
func (c *client) to(ctx context.Context, username string) (*message.RequestBuilder, error) {
	p, err := c.peer(ctx, username)
	if err != nil {
		return nil, err
	}
	return c.sender.To(p), nil
}

func (c *client) send(ctx context.Context, r *request) (result, error) {
	text, err := c.style(ctx, r.Text, r.Entities)
	if err != nil {
		return nil, err
	}
	if r.Quote != "" {
		return c.sendQuoting(ctx, r, text)
	}
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	b := &to.Builder
	if r.Reply != 0 {
		b = b.Reply(r.Reply)
	} else if r.Topic != 0 {
		b = b.Reply(r.Topic)
	}
	if r.Silent {
		b = b.Silent()
	}
	if r.Date != 0 {
		b = b.ScheduleTS(r.Date)
	}
	return sent(b.StyledText(ctx, text))
}

// sendQuoting replies to a part of a message, which the library's builder cannot.
func (c *client) sendQuoting(ctx context.Context, r *request, text styling.StyledTextOption) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	var b entity.Builder
	if err := styling.Perform(&b, text); err != nil {
		return nil, err
	}
	words, entities := b.Complete()
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, err
	}
	return sent(c.tg.API().MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{
		Peer: to, Message: words, Entities: entities, RandomID: int64(binary.LittleEndian.Uint64(random[:])),
		Silent: r.Silent, ScheduleDate: r.Date,
		ReplyTo: &tg.InputReplyToMessage{ReplyToMsgID: r.Reply, QuoteText: r.Quote},
	}))
}

// sent answers with the id of what was sent.
func sent(updates tg.UpdatesClass, err error) (result, error) {
	ids, err := ids(updates, err)
	if err != nil {
		return nil, err
	}
	return result{"id": ids[0]}, nil
}

// ids are those of all that was sent.
func ids(updates tg.UpdatesClass, err error) ([]int, error) {
	if err != nil {
		return nil, err
	}
	var list []int
	switch u := updates.(type) {
	case *tg.UpdateShortSentMessage:
		list = append(list, u.ID)
	case *tg.Updates:
		for _, x := range u.Updates {
			if id, ok := x.(*tg.UpdateMessageID); ok {
				list = append(list, id.ID)
			}
		}
	}
	if list == nil {
		return nil, fmt.Errorf("sending gave %T without a message id", updates)
	}
	return list, nil
}

func (c *client) edit(ctx context.Context, r *request) (result, error) {
	return c.change(ctx, r, 0)
}

// change edits a message, or with a date one that waits.
func (c *client) change(ctx context.Context, r *request, date int) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	text, err := c.style(ctx, r.Text, r.Entities)
	if err != nil {
		return nil, err
	}
	_, err = to.ScheduleTS(date).Edit(r.ID).StyledText(ctx, text)
	return nil, err
}

func (c *client) forward(ctx context.Context, r *request) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	from, err := c.peer(ctx, r.From)
	if err != nil {
		return nil, err
	}
	if len(r.IDs) == 0 {
		return nil, errors.New("nothing to forward")
	}
	f := to.ForwardIDs(from, r.IDs[0], r.IDs[1:]...)
	if r.NoAuthor {
		f = f.DropAuthor()
	}
	list, err := ids(f.Send(ctx))
	return result{"ids": list}, err
}

func (c *client) delete(ctx context.Context, r *request) (result, error) {
	if r.ForMe {
		_, err := c.sender.Delete().Messages(ctx, r.IDs...)
		return nil, err
	}
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = to.Revoke().Messages(ctx, r.IDs...)
	return nil, err
}

func (c *client) clear(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	for {
		done, err := c.tg.API().MessagesDeleteHistory(ctx, &tg.MessagesDeleteHistoryRequest{
			Peer: to, JustClear: true, Revoke: r.Both,
		})
		if err != nil || done.Offset == 0 {
			return nil, err
		}
	}
}

func (c *client) read(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChannel); ok {
		_, err = c.tg.API().ChannelsReadHistory(ctx, &tg.ChannelsReadHistoryRequest{
			Channel: &tg.InputChannel{ChannelID: p.ChannelID, AccessHash: p.AccessHash}, MaxID: r.Max,
		})
		return nil, err
	}
	_, err = c.tg.API().MessagesReadHistory(ctx, &tg.MessagesReadHistoryRequest{Peer: to, MaxID: r.Max})
	return nil, err
}

func (c *client) typing(ctx context.Context, r *request) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	return nil, to.TypingAction().Typing(ctx)
}

func (c *client) pin(ctx context.Context, r *request) (result, error) {
	return c.setPinned(ctx, r, false)
}

func (c *client) unpin(ctx context.Context, r *request) (result, error) {
	return c.setPinned(ctx, r, true)
}

func (c *client) setPinned(ctx context.Context, r *request, unpin bool) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesUpdatePinnedMessage(ctx, &tg.MessagesUpdatePinnedMessageRequest{
		Peer: to, ID: r.ID, Silent: r.Silent, PmOneside: r.ForMe, Unpin: unpin,
	})
	return nil, err
}

func (c *client) unpinAll(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	for {
		done, err := c.tg.API().MessagesUnpinAllMessages(ctx, &tg.MessagesUnpinAllMessagesRequest{Peer: to})
		if err != nil || done.Offset == 0 {
			return nil, err
		}
	}
}

func (c *client) query() *messages.QueryBuilder {
	return query.Messages(c.tg.API())
}

// collect reads up to a limit from one of the library's iterators.
func collect(ctx context.Context, i *messages.Iterator, limit int) ([]result, error) {
	list := []result{}
	for len(list) < limit && i.Next(ctx) {
		if r := shape(i.Value().Msg); r != nil {
			list = append(list, r)
		}
	}
	return list, i.Err()
}

func (c *client) history(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	list, err := collect(ctx, c.query().GetHistory(to).BatchSize(min(r.Limit, page)).Iter(), r.Limit)
	return result{"messages": list}, err
}

// notices finds the service account among the conversations, as nobody can look it up.
func (c *client) notices(ctx context.Context, r *request) (result, error) {
	list := []result{}
	i := query.GetDialogs(c.tg.API()).BatchSize(page).Iter()
	for i.Next(ctx) {
		if p, ok := i.Value().Peer.(*tg.InputPeerUser); ok && p.UserID == serviceAccount {
			var err error
			list, err = collect(ctx, c.query().GetHistory(p).BatchSize(min(r.Limit, page)).Iter(), r.Limit)
			return result{"messages": list}, err
		}
	}
	return result{"messages": list}, i.Err()
}

func (c *client) pinned(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	list := []int{}
	err = c.query().Search(to).Pinned().BatchSize(page).ForEach(ctx, func(_ context.Context, e messages.Elem) error {
		list = append(list, e.Msg.GetID())
		return nil
	})
	return result{"ids": list}, err
}

func (c *client) search(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	list, err := collect(ctx, c.query().Search(to).Q(r.Query).BatchSize(page).Iter(), page)
	return result{"messages": list}, err
}

func (c *client) searchAll(ctx context.Context, r *request) (result, error) {
	list, err := collect(ctx, c.query().SearchGlobal().Q(r.Query).BatchSize(page).Iter(), page)
	return result{"messages": list}, err
}
