package main

import (
	"time"

	"github.com/gotd/td/telegram/query/dialogs"
	"github.com/gotd/td/tg"
)

// shape is a message in the words of the protocol, or nil if there is none.
func shape(message interface{ GetID() int }) result {
	switch m := message.(type) {
	case *tg.Message:
		r := result{
			"id": m.ID, "chat": marked(m.PeerID), "out": m.Out, "text": m.Message, "date": m.Date, "silent": m.Silent,
			"mentioned": m.Mentioned, "pinned": m.Pinned, "edited": m.EditDate != 0, "ttl": m.TTLPeriod,
		}
		var entities []styled
		for _, e := range m.Entities {
			entities = append(entities, told(e))
		}
		if entities != nil {
			r["entities"] = entities
		}
		shapeReply(r, m.ReplyTo)
		shapeSocial(r, m)
		if f, ok := m.GetFwdFrom(); ok {
			forward := result{"from": marked(f.FromID), "name": f.FromName, "saved": marked(f.SavedFromPeer)}
			r["forward"] = forward
		}
		return r
	case *tg.MessageService:
		r := result{
			"id": m.ID, "chat": marked(m.PeerID), "out": m.Out, "date": m.Date, "silent": m.Silent, "ttl": m.TTLPeriod,
		}
		shapeReply(r, m.ReplyTo)
		switch a := m.Action.(type) {
		case *tg.MessageActionPinMessage:
			r["service"] = "pin"
		case *tg.MessageActionSetMessagesTTL:
			r["service"], r["ttl"] = "ttl", a.Period
		case *tg.MessageActionContactSignUp:
			r["service"] = "joined"
		default:
			r["service"] = "other"
			if name, ok := services[a.TypeName()]; ok {
				r["service"] = name
			}
		}
		if m.FromID != nil {
			r["from"] = marked(m.FromID)
		}
		return r
	}
	return nil
}

func shapeReply(r result, to tg.MessageReplyHeaderClass) {
	if h, ok := to.(*tg.MessageReplyHeader); ok {
		r["reply"] = result{"id": h.ReplyToMsgID, "quote": h.QuoteText}
	}
}

// shapeDialog is a conversation in the words of the protocol, or nil for the entry of the archive.
func shapeDialog(e dialogs.Elem) result {
	d, ok := e.Dialog.(*tg.Dialog)
	if !ok {
		return nil
	}
	r := result{
		"chat": marked(d.Peer), "top": d.TopMessage, "unread": d.UnreadCount, "mark": d.UnreadMark,
		"readIn": d.ReadInboxMaxID, "readOut": d.ReadOutboxMaxID, "pinned": d.Pinned, "archived": d.FolderID == 1,
		"muted": muted(d.NotifySettings), "ttl": d.TTLPeriod, "draft": draft(d.Draft),
	}
	if last, ok := e.Last.(*tg.Message); ok && last.ID == d.TopMessage {
		r["lastText"] = last.Message
	}
	return r
}

func draft(d tg.DraftMessageClass) string {
	if d, ok := d.(*tg.DraftMessage); ok {
		return d.Message
	}
	return ""
}

func muted(s tg.PeerNotifySettings) bool {
	return int64(s.MuteUntil) > time.Now().Unix()
}

// services are the names of what service messages of groups tell.
var services = map[string]string{
	"messageActionChatCreate": "chatCreate", "messageActionChatEditTitle": "title", "messageActionChatEditPhoto": "photo",
	"messageActionChatDeletePhoto": "photo", "messageActionChatAddUser": "addUser", "messageActionChatDeleteUser": "deleteUser",
	"messageActionChatJoinedByLink": "joinLink", "messageActionChatJoinedByRequest": "joinRequest",
	"messageActionChannelCreate": "channelCreate", "messageActionChatMigrateTo": "migrateTo",
	"messageActionChannelMigrateFrom": "migrateFrom", "messageActionTopicCreate": "topicCreate", "messageActionTopicEdit": "topicEdit",
}

// shapeSocial adds what only messages of groups and channels have, and what a message carries.
func shapeSocial(r result, m *tg.Message) {
	if m.FromID != nil {
		r["from"] = marked(m.FromID)
	}
	r["post"], r["author"], r["views"], r["forwards"], r["group"] = m.Post, m.PostAuthor, m.Views, m.Forwards, m.GroupedID != 0
	if h, ok := m.ReplyTo.(*tg.MessageReplyHeader); ok {
		r["thread"] = h.ReplyToTopID
		if h.ReplyToTopID == 0 && h.ForumTopic {
			r["thread"] = h.ReplyToMsgID
		}
	}
	if n, ok := m.GetReplies(); ok {
		r["replies"] = n.Replies
	}
	if all, ok := m.GetReactions(); ok {
		counts := map[string]int{}
		for _, x := range all.Results {
			if e, ok := x.Reaction.(*tg.ReactionEmoji); ok {
				counts[e.Emoticon] = x.Count
			}
		}
		r["reactions"] = counts
	}
	if m.Media != nil {
		if x := shapeMedia(m.Media); x != nil {
			r["media"] = x
		}
	}
}

func shapeMedia(media tg.MessageMediaClass) result {
	switch x := media.(type) {
	case *tg.MessageMediaPhoto:
		r := result{"kind": "photo", "spoiler": x.Spoiler}
		if p, ok := x.Photo.AsNotEmpty(); ok {
			for _, s := range p.Sizes {
				switch s := s.(type) {
				case *tg.PhotoSize:
					r["width"], r["height"] = s.W, s.H
				case *tg.PhotoSizeProgressive:
					r["width"], r["height"] = s.W, s.H
				}
			}
		}
		return r
	case *tg.MessageMediaDocument:
		r := result{"kind": "file", "spoiler": x.Spoiler}
		d, ok := x.Document.AsNotEmpty()
		if !ok {
			return r
		}
		r["size"], r["mime"] = d.Size, d.MimeType
		for _, a := range d.Attributes {
			switch a := a.(type) {
			case *tg.DocumentAttributeFilename:
				r["name"] = a.FileName
			case *tg.DocumentAttributeVideo:
				r["kind"], r["width"], r["height"], r["duration"] = "video", a.W, a.H, int(a.Duration)
				if a.RoundMessage {
					r["kind"] = "round"
				}
			case *tg.DocumentAttributeAudio:
				r["kind"], r["duration"], r["title"] = "audio", a.Duration, a.Title
				if a.Voice {
					r["kind"] = "voice"
				}
			case *tg.DocumentAttributeSticker:
				r["kind"], r["emoji"] = "sticker", a.Alt
			}
		}
		for _, a := range d.Attributes {
			if _, ok := a.(*tg.DocumentAttributeAnimated); ok {
				r["kind"] = "gif"
			}
		}
		return r
	case *tg.MessageMediaContact:
		return result{"kind": "contact", "phone": x.PhoneNumber, "name": x.FirstName}
	case *tg.MessageMediaGeo:
		return shapeGeo("geo", x.Geo)
	case *tg.MessageMediaGeoLive:
		return shapeGeo("live", x.Geo)
	case *tg.MessageMediaVenue:
		r := shapeGeo("venue", x.Geo)
		r["title"] = x.Title
		return r
	case *tg.MessageMediaDice:
		return result{"kind": "dice", "emoji": x.Emoticon, "value": x.Value}
	case *tg.MessageMediaPoll:
		r := result{"kind": "poll", "question": x.Poll.Question.Text, "closed": x.Poll.Closed, "voters": x.Results.TotalVoters}
		var options []string
		var votes []int
		for _, a := range x.Poll.Answers {
			if a, ok := a.(*tg.PollAnswer); ok {
				options = append(options, a.Text.Text)
				n := 0
				for _, v := range x.Results.Results {
					if string(v.Option) == string(a.Option) {
						n = v.Voters
					}
				}
				votes = append(votes, n)
			}
		}
		r["options"], r["votes"] = options, votes
		return r
	case *tg.MessageMediaWebPage:
		if p, ok := x.Webpage.(*tg.WebPage); ok {
			return result{"kind": "page", "title": p.Title}
		}
	}
	return nil
}

func shapeGeo(kind string, at tg.GeoPointClass) result {
	r := result{"kind": kind}
	if p, ok := at.(*tg.GeoPoint); ok {
		r["lat"], r["long"] = p.Lat, p.Long
	}
	return r
}
