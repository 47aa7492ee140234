package main

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"
)

func (c *client) react(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	req := &tg.MessagesSendReactionRequest{Peer: to, MsgID: r.ID}
	for _, e := range r.Emoji {
		req.Reaction = append(req.Reaction, &tg.ReactionEmoji{Emoticon: e})
	}
	_, err = c.tg.API().MessagesSendReaction(ctx, req)
	return nil, err
}

// reactions are who put what to a message.
func (c *client) reactions(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetMessageReactionsList(ctx, &tg.MessagesGetMessageReactionsListRequest{Peer: to, ID: r.ID, Limit: 100})
	if err != nil {
		return nil, err
	}
	list := []result{}
	for _, x := range got.Reactions {
		if e, ok := x.Reaction.(*tg.ReactionEmoji); ok {
			list = append(list, result{"user": marked(x.PeerID), "emoji": e.Emoticon})
		}
	}
	return result{"list": list}, nil
}

// poll asks a question. The options' bytes are their numbers.
func (c *client) poll(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	media := &tg.InputMediaPoll{Poll: tg.Poll{
		PublicVoters: r.Public, MultipleChoice: r.Multiple, Quiz: r.Quiz, Question: tg.TextWithEntities{Text: r.Question},
	}}
	for i, o := range r.Options {
		media.Poll.Answers = append(media.Poll.Answers, &tg.PollAnswer{Text: tg.TextWithEntities{Text: o}, Option: []byte{byte('0' + i)}})
	}
	if r.Quiz {
		media.SetCorrectAnswers([]int{r.Correct})
	}
	return sent(c.tg.API().MessagesSendMedia(ctx, &tg.MessagesSendMediaRequest{Peer: to, Media: media, RandomID: random()}))
}

func (c *client) vote(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	m, err := c.message(ctx, r.To, r.ID)
	if err != nil {
		return nil, err
	}
	p, ok := m.Media.(*tg.MessageMediaPoll)
	if !ok {
		return nil, fmt.Errorf("message %d carries %T", r.ID, m.Media)
	}
	req := &tg.MessagesSendVoteRequest{Peer: to, MsgID: r.ID}
	for _, n := range r.Numbers {
		a, ok := p.Poll.Answers[n].(*tg.PollAnswer)
		if !ok {
			return nil, fmt.Errorf("option %d is %T", n, p.Poll.Answers[n])
		}
		req.Options = append(req.Options, a.Option)
	}
	_, err = c.tg.API().MessagesSendVote(ctx, req)
	return nil, err
}

func (c *client) closePoll(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	m, err := c.message(ctx, r.To, r.ID)
	if err != nil {
		return nil, err
	}
	p, ok := m.Media.(*tg.MessageMediaPoll)
	if !ok {
		return nil, fmt.Errorf("message %d carries %T", r.ID, m.Media)
	}
	p.Poll.Closed = true
	_, err = c.tg.API().MessagesEditMessage(ctx, &tg.MessagesEditMessageRequest{Peer: to, ID: r.ID, Media: &tg.InputMediaPoll{Poll: p.Poll}})
	return nil, err
}

// views counts that messages were seen, and how often they were.
func (c *client) views(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetMessagesViews(ctx, &tg.MessagesGetMessagesViewsRequest{Peer: to, ID: r.IDs, Increment: true})
	if err != nil {
		return nil, err
	}
	list := []int{}
	for _, v := range got.Views {
		list = append(list, v.Views)
	}
	return result{"views": list}, nil
}

// comment writes under a channel's post.
func (c *client) comment(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	d, err := c.tg.API().MessagesGetDiscussionMessage(ctx, &tg.MessagesGetDiscussionMessageRequest{Peer: to, MsgID: r.ID})
	if err != nil {
		return nil, err
	}
	if len(d.Messages) == 0 {
		return nil, fmt.Errorf("post %d has no discussion", r.ID)
	}
	root, ok := d.Messages[0].(*tg.Message)
	if !ok {
		return nil, fmt.Errorf("getDiscussionMessage gave %T", d.Messages[0])
	}
	c.meet(d.Chats, d.Users)
	group, err := c.peer(ctx, fmt.Sprint(marked(root.PeerID)))
	if err != nil {
		return nil, err
	}
	return sent(c.tg.API().MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{
		Peer: group, Message: r.Text, RandomID: random(), ReplyTo: &tg.InputReplyToMessage{ReplyToMsgID: root.ID},
	}))
}

func (c *client) comments(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetReplies(ctx, &tg.MessagesGetRepliesRequest{Peer: to, MsgID: r.ID, Limit: 100})
	if err != nil {
		return nil, err
	}
	list := []result{}
	if page, ok := got.(interface{ GetMessages() []tg.MessageClass }); ok {
		for _, m := range page.GetMessages() {
			if s := shape(m); s != nil {
				list = append(list, s)
			}
		}
	}
	return result{"messages": list}, nil
}

func (c *client) createTopic(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	return sent(c.tg.API().MessagesCreateForumTopic(ctx, &tg.MessagesCreateForumTopicRequest{Peer: to, Title: r.Title, RandomID: random()}))
}

func (c *client) editTopic(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	req := &tg.MessagesEditForumTopicRequest{Peer: to, TopicID: r.ID}
	if r.Title != "" {
		req.SetTitle(r.Title)
	}
	if r.Closed != nil {
		req.SetClosed(*r.Closed)
	}
	_, err = c.tg.API().MessagesEditForumTopic(ctx, req)
	return nil, err
}

func (c *client) topics(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetForumTopics(ctx, &tg.MessagesGetForumTopicsRequest{Peer: to, Limit: 100})
	if err != nil {
		return nil, err
	}
	list := []result{}
	for _, x := range got.Topics {
		if t, ok := x.(*tg.ForumTopic); ok {
			list = append(list, result{"id": t.ID, "title": t.Title, "closed": t.Closed, "pinned": t.Pinned, "unread": t.UnreadCount})
		}
	}
	return result{"topics": list}, nil
}

// mentions are the messages that name oneself and are not seen yet.
func (c *client) mentions(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetUnreadMentions(ctx, &tg.MessagesGetUnreadMentionsRequest{Peer: to, Limit: 100})
	if err != nil {
		return nil, err
	}
	list := []int{}
	if page, ok := got.(interface{ GetMessages() []tg.MessageClass }); ok {
		for _, m := range page.GetMessages() {
			list = append(list, m.GetID())
		}
	}
	return result{"ids": list}, nil
}

func (c *client) readMentions(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesReadMentions(ctx, &tg.MessagesReadMentionsRequest{Peer: to})
	return nil, err
}

// readers are who has read a message of a small group.
func (c *client) readers(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetMessageReadParticipants(ctx, &tg.MessagesGetMessageReadParticipantsRequest{Peer: to, MsgID: r.ID})
	if err != nil {
		return nil, err
	}
	users := []int64{}
	for _, x := range got {
		users = append(users, x.UserID)
	}
	return result{"users": users}, nil
}
