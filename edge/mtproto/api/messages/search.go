package messages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/messages"
	"lamplight/service/search"
)

// search answers messages.search: it finds messages in a conversation, or with inputPeerEmpty in all of them, by words, by
// author, by date and by kind. Pinned ones alone, and all of a kind of media, are read from the conversation, as they are;
// everything else is found by the index.
//
// https://core.telegram.org/method/messages.search
func (h *Handlers) search(ctx context.Context, c rpc.Call, req *tg.MessagesSearchRequest) (tg.MessagesMessagesClass, error) {
	var peer lamplight.Peer
	var err error
	if _, all := req.Peer.(*tg.InputPeerEmpty); !all {
		if peer, err = h.Resolve.Peer(ctx, c, req.Peer); err != nil {
			return nil, err
		}
	}
	least, most := within(c.Range, req.MinID, req.MaxID)
	q := search.Query{
		User: c.User, Peer: peer, Text: req.Q, Since: after(req.MinDate), Until: before(req.MaxDate), OffsetID: resolve.MessageID(req.OffsetID),
		AddOffset: req.AddOffset, Limit: req.Limit, MinID: least, MaxID: most,
	}
	if len(req.SavedReaction) > 0 { // labels of one's notes are not kept
		return nil, errNoFilter
	}
	if q.Thread, err = inThread(peer, req.TopMsgID); err != nil {
		return nil, err
	}
	if q.From, err = h.searchAuthor(ctx, c, req.FromID); err != nil {
		return nil, err
	}
	if q.Saved, err = h.searchSaved(ctx, c, req.SavedPeerID); err != nil {
		return nil, err
	}
	any, err := searchFilter(req.Filter, &q)
	if err != nil {
		return nil, err
	}
	if !any {
		return h.found(ctx, c, q, search.Page{})
	}
	if hq, ok := listed(q, req.Filter); ok {
		hq.OffsetID, hq.AddOffset, hq.Limit, hq.MinID, hq.MaxID = q.OffsetID, q.AddOffset, q.Limit, least, most
		pts, err := h.Messages.Position(ctx, peer)
		if err != nil {
			return nil, err
		}
		page, err := h.Messages.History(ctx, c.User, hq)
		if err != nil {
			return nil, err
		}
		return h.Render.HistoryAt(ctx, c, peer, pts, page.Messages, page.Count, page.OffsetIDOffset)
	}
	if peer.IsZero() && asksNothing(q) {
		return nil, errNoQuery
	}
	page, err := h.Search.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return h.found(ctx, c, q, page)
}

// What follows is for every method that searches.

// Errors of searches, as clients know them.
var (
	errNoQuery  = &lamplight.Error{Kind: lamplight.Invalid, Code: "SEARCH_QUERY_EMPTY"}
	errNoFilter = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_FILTER_INVALID"}
	errAuthor   = &lamplight.Error{Kind: lamplight.Invalid, Code: "FROM_PEER_INVALID"}
	errThread   = &lamplight.Error{Kind: lamplight.Invalid, Code: "MSG_ID_INVALID"}
)

// searchFilter narrows a query to what a filter asks for. It reports false if nothing can be of that kind.
func searchFilter(f tg.MessagesFilterClass, q *search.Query) (any bool, err error) {
	switch f := f.(type) {
	case *tg.InputMessagesFilterEmpty:
	case *tg.InputMessagesFilterPinned:
		q.Pinned = true
	case *tg.InputMessagesFilterURL:
		q.URL = true
	case *tg.InputMessagesFilterMyMentions:
		q.Mentioned = true
	case *tg.InputMessagesFilterPhoneCalls:
		return false, nil // there are no calls
	case nil:
		return false, errNoFilter
	default:
		if q.Filter = mediaFilter(f); q.Filter == lamplight.FilterNone {
			return false, errNoFilter.Because(fmt.Errorf("unknown %T", f))
		}
	}
	return true, nil
}

// inThread returns the thread or topic that a search is narrowed to; 0 if it is not.
func inThread(peer lamplight.Peer, top int) (lamplight.MessageID, error) {
	switch id := resolve.MessageID(top); {
	case top == 0:
		return 0, nil
	case id <= 0 || peer.Channel() == 0: // only supergroups have threads
		return 0, errThread
	default:
		return id, nil
	}
}

// generalTopic is the thread of what is in no other; the conversation has no list of it, the index has.
const generalTopic = 1

// listed returns the question to a conversation's own lists for a query that is for its pinned messages, for those with a
// kind of media, for those of a thread, or for those of one member of a group, and nothing else; false if it is for more than
// that.
func listed(q search.Query, f tg.MessagesFilterClass) (messages.HistoryQuery, bool) {
	hq := messages.HistoryQuery{Peer: q.Peer, Pinned: q.Pinned, Filter: mediaFilter(f), Thread: q.Thread}
	if hq.Filter == lamplight.FilterLink && q.Peer.User() != 0 {
		return hq, false // the index has the links of older messages, too
	}
	_, any := f.(*tg.InputMessagesFilterEmpty)
	switch {
	case q.Peer.IsZero() || q.Text != "" || !q.Saved.IsZero() || !q.Since.IsZero() || !q.Until.IsZero() || q.Thread == generalTopic:
		return hq, false
	case q.From.IsZero():
		return hq, hq.Pinned || hq.Filter != lamplight.FilterNone || any && hq.Thread != 0
	default: // what one member of a group wrote
		hq.Author = q.From.User()
		return hq, any && hq.Author != 0 && q.Peer.User() == 0 && hq.Thread == 0
	}
}

// mediaFilter returns the kind of media that a filter asks for, FilterNone if it asks for something else.
func mediaFilter(f tg.MessagesFilterClass) lamplight.Filter {
	switch f.(type) {
	case *tg.InputMessagesFilterPhotos:
		return lamplight.FilterPhoto
	case *tg.InputMessagesFilterVideo:
		return lamplight.FilterVideo
	case *tg.InputMessagesFilterPhotoVideo:
		return lamplight.FilterPhotoVideo
	case *tg.InputMessagesFilterDocument:
		return lamplight.FilterDocument
	case *tg.InputMessagesFilterURL:
		return lamplight.FilterLink
	case *tg.InputMessagesFilterGif:
		return lamplight.FilterGIF
	case *tg.InputMessagesFilterVoice:
		return lamplight.FilterVoice
	case *tg.InputMessagesFilterRoundVideo:
		return lamplight.FilterRound
	case *tg.InputMessagesFilterRoundVoice:
		return lamplight.FilterRoundVoice
	case *tg.InputMessagesFilterMusic:
		return lamplight.FilterMusic
	case *tg.InputMessagesFilterGeo:
		return lamplight.FilterGeo
	case *tg.InputMessagesFilterContacts:
		return lamplight.FilterContact
	case *tg.InputMessagesFilterPoll:
		return lamplight.FilterPoll
	case *tg.InputMessagesFilterChatPhotos:
		return lamplight.FilterChatPhoto
	default:
		return lamplight.FilterNone
	}
}

// asksNothing reports whether a query sets nothing to look for.
func asksNothing(q search.Query) bool {
	return q.Text == "" && q.From.IsZero() && q.Saved.IsZero() && !q.URL && !q.Mentioned && !q.Pinned &&
		q.Filter == lamplight.FilterNone
}

// searchAuthor returns whom messages are to be from; the zero Peer if anybody.
func (h *Handlers) searchAuthor(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	if !given(p) {
		return lamplight.Peer{}, nil
	}
	peer, err := h.Resolve.Peer(ctx, c, p)
	if errors.Is(err, lamplight.ErrPeerInvalid) {
		err = errAuthor.Because(err)
	}
	return peer, err
}

// searchSaved returns whose messages are meant among those kept in the conversation with oneself; the zero Peer if all.
func (h *Handlers) searchSaved(ctx context.Context, c rpc.Call, p tg.InputPeerClass) (lamplight.Peer, error) {
	if !given(p) {
		return lamplight.Peer{}, nil
	}
	return h.Resolve.Peer(ctx, c, p)
}

// given reports whether an optional peer is there: gotd/td writes inputPeerEmpty for one that is not.
func given(p tg.InputPeerClass) bool {
	_, empty := p.(*tg.InputPeerEmpty)
	return p != nil && !empty
}

// after and before make the bounds of dates, which clients mean exclusively, inclusive; zero: no bound.
func after(date int) time.Time {
	if date <= 0 {
		return time.Time{}
	}
	return resolve.Time(date).Add(time.Second)
}

func before(date int) time.Time {
	if date <= 0 {
		return time.Time{}
	}
	return resolve.Time(date).Add(-time.Second)
}

// found answers with a page of what was searched for in one conversation, or in all of the account's own.
func (h *Handlers) found(ctx context.Context, c rpc.Call, q search.Query, p search.Page) (tg.MessagesMessagesClass, error) {
	if q.Peer.Channel() == 0 {
		return h.Render.Found(ctx, c, found(q, p))
	}
	pts, err := h.Messages.Position(ctx, q.Peer)
	if err != nil {
		return nil, err
	}
	res, err := h.Render.HistoryAt(ctx, c, q.Peer, pts, p.Messages, p.Count, p.Newer)
	if in, ok := res.(*tg.MessagesChannelMessages); ok {
		in.Inexact = p.Inexact
	}
	return res, err
}

// found says what is to be rendered of a page.
func found(q search.Query, p search.Page) render.Found {
	return render.Found{Peer: q.Peer, Messages: p.Messages, Count: p.Count, Newer: p.Newer, Inexact: p.Inexact}
}
