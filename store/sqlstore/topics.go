package sqlstore

import (
	"lamplight"
	"lamplight/store"
)

const topicColumns = `chat, id, title, color, icon, creator, from_kind, from_id, created, closed, hidden, pinned`

func scanTopic(scan scanner) (p lamplight.Topic, err error) {
	err = scan(&p.Chat, &p.ID, &p.Title, &p.Color, &p.Icon, &p.Creator, &p.From.Kind, &p.From.ID, when(&p.Created), &p.Closed, &p.Hidden,
		&p.Pinned)
	return p, err
}

// AddTopic implements store.Topics.
func (t *tx) AddTopic(p lamplight.Topic) error {
	return t.must(store.ErrTaken, `INSERT INTO topics (`+topicColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.Chat, p.ID, p.Title, p.Color, int64(p.Icon), p.Creator, int64(p.From.Kind), p.From.ID, p.Created, p.Closed, p.Hidden, p.Pinned)
}

// Topic implements store.Topics.
func (t *tx) Topic(chat lamplight.ChannelID, id lamplight.MessageID) (lamplight.Topic, error) {
	return one(t, scanTopic, `SELECT `+topicColumns+` FROM topics WHERE chat = ? AND id = ?`, chat, id)
}

// TopicsOf implements store.Topics.
func (t *tx) TopicsOf(chat lamplight.ChannelID, limit int) ([]lamplight.Topic, error) {
	return many(t, scanTopic, `SELECT `+topicColumns+` FROM topics WHERE chat = ? AND id > 0 ORDER BY id LIMIT ?`, chat, limit)
}

// CountTopics implements store.Topics.
func (t *tx) CountTopics(chat lamplight.ChannelID) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM topics WHERE chat = ? AND id > 0`, chat)
}

// UpdateTopic implements store.Topics.
func (t *tx) UpdateTopic(p lamplight.Topic) error {
	return t.must(store.ErrNotFound, `UPDATE topics SET title = ?, color = ?, icon = ?, closed = ?, hidden = ?, pinned = ?
		WHERE chat = ? AND id = ?`, p.Title, p.Color, int64(p.Icon), p.Closed, p.Hidden, p.Pinned, p.Chat, p.ID)
}

// NumberTopic implements store.Topics.
func (t *tx) NumberTopic(chat lamplight.ChannelID, from, to lamplight.MessageID) error {
	n, err := one(t, value[int], `SELECT count(*) FROM topics WHERE chat = ? AND id = ?`, chat, to)
	if err != nil {
		return err
	}
	if n > 0 {
		return t.DeleteTopic(chat, from)
	}
	return t.must(store.ErrNotFound, `UPDATE topics SET id = ? WHERE chat = ? AND id = ?`, to, chat, from)
}

// DeleteTopic implements store.Topics.
func (t *tx) DeleteTopic(chat lamplight.ChannelID, id lamplight.MessageID) error {
	return t.run(`DELETE FROM topics WHERE chat = ? AND id = ?`, chat, id)
}

// DeleteTopicsOf implements store.Topics.
func (t *tx) DeleteTopicsOf(chat lamplight.ChannelID) error {
	return t.run(`DELETE FROM topics WHERE chat = ?`, chat)
}
