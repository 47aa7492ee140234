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
// author, by date and by kind. Pinned ones alone are read from the conversation, as they are; everything else is found by the
// index. Of kinds that nothing has yet, such as photos, none is found.
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
	if req.TopMsgID != 0 {
		return nil, errThread
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
	if !any || len(req.SavedReaction) > 0 { // nothing is of that kind, and no reaction is on any message
		return h.Render.Found(ctx, c, found(q, search.Page{}))
	}
	if onlyPinned(q) {
		page, err := h.Messages.History(ctx, c.User, messages.HistoryQuery{
			Peer: peer, Pinned: true, OffsetID: q.OffsetID, AddOffset: q.AddOffset, Limit: q.Limit, MinID: least, MaxID: most,
		})
		if err != nil {
			return nil, err
		}
		return h.Render.History(ctx, c, peer, page.Messages, page.Count, page.OffsetIDOffset)
	}
	if peer.IsZero() && asksNothing(q) {
		return nil, errNoQuery
	}
	page, err := h.Search.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return h.Render.Found(ctx, c, found(q, page))
}

// What follows is for every method that searches.

// Errors of searches, as clients know them.
var (
	errNoQuery  = &lamplight.Error{Kind: lamplight.Invalid, Code: "SEARCH_QUERY_EMPTY"}
	errNoFilter = &lamplight.Error{Kind: lamplight.Invalid, Code: "INPUT_FILTER_INVALID"}
	errAuthor   = &lamplight.Error{Kind: lamplight.Invalid, Code: "FROM_PEER_INVALID"}
	errThread   = &lamplight.Error{Kind: lamplight.Invalid, Code: "MSG_ID_INVALID"} // only groups have threads
)

// searchFilter narrows a query to what a filter asks for. It reports false if nothing can be of that kind yet.
func searchFilter(f tg.MessagesFilterClass, q *search.Query) (any bool, err error) {
	switch f := f.(type) {
	case *tg.InputMessagesFilterEmpty:
	case *tg.InputMessagesFilterPinned:
		q.Pinned = true
	case *tg.InputMessagesFilterURL:
		q.URL = true
	case *tg.InputMessagesFilterMyMentions:
		q.Mentioned = true
	case *tg.InputMessagesFilterPhotos, *tg.InputMessagesFilterVideo, *tg.InputMessagesFilterPhotoVideo, *tg.InputMessagesFilterDocument,
		*tg.InputMessagesFilterGif, *tg.InputMessagesFilterVoice, *tg.InputMessagesFilterMusic, *tg.InputMessagesFilterChatPhotos,
		*tg.InputMessagesFilterPhoneCalls, *tg.InputMessagesFilterRoundVoice, *tg.InputMessagesFilterRoundVideo,
		*tg.InputMessagesFilterGeo, *tg.InputMessagesFilterContacts, *tg.InputMessagesFilterPoll:
		return false, nil // there is no media yet, and there are no calls
	case nil:
		return false, errNoFilter
	default:
		return false, errNoFilter.Because(fmt.Errorf("unknown %T", f))
	}
	return true, nil
}

// onlyPinned reports whether a query is for the pinned messages of a conversation and nothing else.
func onlyPinned(q search.Query) bool {
	return q.Pinned && !q.Peer.IsZero() && q.Text == "" && q.From.IsZero() && q.Saved.IsZero() && q.Since.IsZero() && q.Until.IsZero()
}

// asksNothing reports whether a query sets nothing to look for.
func asksNothing(q search.Query) bool {
	return q.Text == "" && q.From.IsZero() && q.Saved.IsZero() && !q.URL && !q.Mentioned && !q.Pinned
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

// found says what is to be rendered of a page.
func found(q search.Query, p search.Page) render.Found {
	return render.Found{Peer: q.Peer, Messages: p.Messages, Count: p.Count, Newer: p.Newer, Inexact: p.Inexact}
}
