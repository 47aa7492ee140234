package chats

import (
	"context"

	"lamplight"
)

// A MessageLink is how others find a message of a supergroup or channel.
type MessageLink struct {
	Channel  lamplight.ChannelID
	Username string // "" if the chat is private: only members see what the link leads to
	ID       lamplight.MessageID
	Single   bool // one of an album, and not all of it
	// Thread is the topic of a forum that it is in, or where Comments is not 0 the post under which it stands.
	Thread   lamplight.MessageID
	Comments bool
}

// MessageLink returns how others find a message: MESSAGE_ID_INVALID if the caller sees none of that id. With whole, an album
// is meant as a whole, and with thread the message as a part of its thread.
//
// https://core.telegram.org/method/channels.exportMessageLink
func (s *Service) MessageLink(
	ctx context.Context, c Caller, channel lamplight.ChannelID, id lamplight.MessageID, whole, thread bool,
) (MessageLink, error) {
	a, err := s.Access(ctx, c.User, lamplight.ChannelPeer(channel))
	if err != nil {
		return MessageLink{}, err
	}
	m, err := s.message(ctx, c.User, channel, id)
	if err != nil {
		return MessageLink{}, err
	}
	l := MessageLink{Channel: channel, Username: a.Chat.Username, ID: id, Single: m.Group != 0 && !whole}
	if m.Reply != nil && (m.Reply.Topic || thread) {
		l.Thread, l.Comments = m.Reply.Thread, !m.Reply.Topic
	}
	return l, nil
}

// message returns a message of a channel's box that somebody may see.
func (s *Service) message(
	ctx context.Context, user lamplight.UserID, channel lamplight.ChannelID, id lamplight.MessageID,
) (lamplight.Message, error) {
	ms, err := s.ChannelMessages(ctx, user, channel, []lamplight.MessageID{id})
	if err != nil {
		return lamplight.Message{}, err
	}
	if len(ms) == 0 {
		return lamplight.Message{}, lamplight.ErrMessageInvalid
	}
	return ms[0], nil
}

// MessageAuthor returns who wrote a message that does not say so, for administrators. CHAT_ADMIN_REQUIRED for others.
//
// https://core.telegram.org/method/channels.getMessageAuthor
func (s *Service) MessageAuthor(
	ctx context.Context, c Caller, channel lamplight.ChannelID, id lamplight.MessageID,
) (lamplight.UserID, error) {
	a, err := s.Access(ctx, c.User, lamplight.ChannelPeer(channel))
	if err != nil {
		return 0, err
	}
	if !a.Leads() {
		return 0, ErrAdminRequired
	}
	m, err := s.message(ctx, c.User, channel, id)
	if err != nil {
		return 0, err
	}
	if m.Wrote() == 0 {
		return 0, lamplight.ErrMessageInvalid
	}
	return m.Wrote(), nil
}
