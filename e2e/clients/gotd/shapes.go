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
			"id": m.ID, "chat": user(m.PeerID), "out": m.Out, "text": m.Message, "date": m.Date, "silent": m.Silent,
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
		if f, ok := m.GetFwdFrom(); ok {
			forward := result{"from": user(f.FromID), "name": f.FromName, "saved": user(f.SavedFromPeer)}
			r["forward"] = forward
		}
		return r
	case *tg.MessageService:
		r := result{
			"id": m.ID, "chat": user(m.PeerID), "out": m.Out, "date": m.Date, "silent": m.Silent, "ttl": m.TTLPeriod,
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
		"chat": user(d.Peer), "top": d.TopMessage, "unread": d.UnreadCount, "mark": d.UnreadMark,
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

func user(peer tg.PeerClass) int64 {
	if p, ok := peer.(*tg.PeerUser); ok {
		return p.UserID
	}
	return 0
}
