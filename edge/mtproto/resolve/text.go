package resolve

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// MaxEntities is the most formatted stretches that a request may carry. A message keeps fewer: the service decides.
const MaxEntities = 1000

// What a text can be refused for.
var (
	ErrEntitiesTooLong = &lamplight.Error{Kind: lamplight.Invalid, Code: "ENTITIES_TOO_LONG"}
	ErrMentionInvalid  = &lamplight.Error{Kind: lamplight.Invalid, Code: "ENTITY_MENTION_USER_INVALID"}
	ErrReplyInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "REPLY_TO_INVALID"}
	ErrStoryInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "STORY_ID_INVALID"}
	ErrMonoforum       = &lamplight.Error{Kind: lamplight.Invalid, Code: "REPLY_TO_MONOFORUM_PEER_INVALID"}
	ErrTopicInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "TOPIC_ID_INVALID"}
)

// Entities returns the formatting that a client asks for, as the client says it: the service checks it against the
// text. ENTITY_MENTION_USER_INVALID if it mentions somebody whom the caller may not name; ENTITIES_TOO_LONG above
// MaxEntities. Kinds that we do not keep, such as marked changes, are left out: the text stays as it is.
func (r *Resolver) Entities(ctx context.Context, c rpc.Call, es []tg.MessageEntityClass) ([]lamplight.Entity, error) {
	if len(es) > MaxEntities {
		return nil, ErrEntitiesTooLong
	}
	if len(es) == 0 {
		return nil, nil
	}
	out := make([]lamplight.Entity, 0, len(es))
	for _, e := range es {
		if e == nil {
			continue
		}
		in := lamplight.Entity{Offset: e.GetOffset(), Length: e.GetLength()}
		switch e := e.(type) {
		case *tg.MessageEntityBold:
			in.Kind = lamplight.EntityBold
		case *tg.MessageEntityItalic:
			in.Kind = lamplight.EntityItalic
		case *tg.MessageEntityUnderline:
			in.Kind = lamplight.EntityUnderline
		case *tg.MessageEntityStrike:
			in.Kind = lamplight.EntityStrike
		case *tg.MessageEntitySpoiler:
			in.Kind = lamplight.EntitySpoiler
		case *tg.MessageEntityCode:
			in.Kind = lamplight.EntityCode
		case *tg.MessageEntityPre:
			in.Kind, in.Language = lamplight.EntityPre, e.Language
		case *tg.MessageEntityBlockquote:
			in.Kind, in.Folded = lamplight.EntityBlockquote, e.Collapsed
		case *tg.MessageEntityTextURL:
			in.Kind, in.URL = lamplight.EntityTextURL, e.URL
		case *tg.MessageEntityCustomEmoji:
			in.Kind, in.Document = lamplight.EntityCustomEmoji, e.DocumentID
		case *tg.InputMessageEntityMentionName:
			u, err := r.User(ctx, c, e.UserID)
			if lamplight.KindOf(err) == lamplight.Invalid && err != nil {
				return nil, ErrMentionInvalid
			}
			if err != nil {
				return nil, err
			}
			in.Kind, in.User = lamplight.EntityMentionName, u
		case *tg.MessageEntityMention, *tg.MessageEntityHashtag, *tg.MessageEntityBotCommand, *tg.MessageEntityURL,
			*tg.MessageEntityEmail, *tg.MessageEntityPhone, *tg.MessageEntityCashtag, *tg.MessageEntityBankCard:
			continue // found in the text by the service, whatever the client says
		case *tg.MessageEntityFormattedDate:
			in.Kind, in.Moment, in.Shown = lamplight.EntityDate, int64(e.Date), dateForm(e)
		case *tg.MessageEntityMentionName, *tg.MessageEntityUnknown,
			*tg.MessageEntityDiffInsert, *tg.MessageEntityDiffReplace, *tg.MessageEntityDiffDelete:
			continue
		default:
			continue
		}
		out = append(out, in)
	}
	return out, nil
}

// dateForm returns how a moment is to be shown.
func dateForm(e *tg.MessageEntityFormattedDate) (f lamplight.DateForm) {
	for _, x := range []struct {
		on   bool
		flag lamplight.DateForm
	}{
		{e.Relative, lamplight.DateRelative}, {e.ShortTime, lamplight.DateShortTime}, {e.LongTime, lamplight.DateLongTime},
		{e.ShortDate, lamplight.DateShortDate}, {e.LongDate, lamplight.DateLongDate}, {e.DayOfWeek, lamplight.DateDayOfWeek},
	} {
		if x.on {
			f |= x.flag
		}
	}
	return f
}

// Reply returns what a message to the given peer answers, nil if nothing: a message of the same conversation, or one of
// another, which Peer names then. Thread is what the client says that the answer belongs to; the service knows better.
// Stories cannot be answered.
func (r *Resolver) Reply(ctx context.Context, c rpc.Call, peer lamplight.Peer, to tg.InputReplyToClass) (*lamplight.Reply, error) {
	switch to := to.(type) {
	case nil:
		return nil, nil
	case *tg.InputReplyToMessage:
		thread := MessageID(to.TopMsgID)
		if to.TopMsgID != 0 && to.TopMsgID != to.ReplyToMsgID && (thread == 0 || peer.Kind != lamplight.PeerChannel) {
			return nil, ErrTopicInvalid
		}
		if to.MonoforumPeerID != nil {
			return nil, ErrMonoforum
		}
		if to.TodoItemID != 0 || len(to.PollOption) > 0 {
			return nil, ErrReplyInvalid
		}
		var other lamplight.Peer
		if to.ReplyToPeerID != nil {
			in, err := r.Peer(ctx, c, to.ReplyToPeerID)
			if err != nil {
				return nil, err
			}
			if in != peer {
				other = in
			}
		}
		if to.ReplyToMsgID == 0 {
			if thread == 0 {
				return nil, nil
			}
			return &lamplight.Reply{Thread: thread}, nil
		}
		es, err := r.Entities(ctx, c, to.QuoteEntities)
		if err != nil {
			return nil, err
		}
		return &lamplight.Reply{
			ID: lamplight.MessageID(to.ReplyToMsgID), Peer: other, Thread: thread,
			Quote: lamplight.Text(to.QuoteText), QuoteEntities: es, QuoteOffset: to.QuoteOffset,
		}, nil
	case *tg.InputReplyToStory:
		return nil, ErrStoryInvalid
	case *tg.InputReplyToMonoForum:
		return nil, ErrMonoforum
	default:
		return nil, ErrReplyInvalid
	}
}
