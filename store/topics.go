package store

import "lamplight"

// Topics are the topics of forums. One that is being made has an id below 0 until what it begins with is said: it is found by
// that id, and listed nowhere.
type Topics interface {
	// AddTopic adds a topic. ErrTaken if its chat has one of that id.
	AddTopic(t lamplight.Topic) error
	// Topic returns a topic of a forum.
	Topic(chat lamplight.ChannelID, id lamplight.MessageID) (lamplight.Topic, error)
	// TopicsOf returns the topics of a forum by id, at most limit.
	TopicsOf(chat lamplight.ChannelID, limit int) ([]lamplight.Topic, error)
	// CountTopics counts them.
	CountTopics(chat lamplight.ChannelID) (int, error)
	// UpdateTopic writes everything but Chat, ID, Creator, From and Created.
	UpdateTopic(t lamplight.Topic) error
	// NumberTopic gives a topic that is being made its id. If there is one of that id, what was being made is forgotten.
	NumberTopic(chat lamplight.ChannelID, from, to lamplight.MessageID) error
	// DeleteTopic forgets a topic, if there is one.
	DeleteTopic(chat lamplight.ChannelID, id lamplight.MessageID) error
	// DeleteTopicsOf forgets all topics of a chat.
	DeleteTopicsOf(chat lamplight.ChannelID) error
}
