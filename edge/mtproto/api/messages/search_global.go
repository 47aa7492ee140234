package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/search"
)

// searchGlobal answers messages.searchGlobal: it finds messages in all conversations of the caller, newest first. A page goes
// on from the last message of the one before (offset_id and offset_peer), or, where that is not said, from its date
// (offset_rate, the answer's next_rate).
//
// https://core.telegram.org/method/messages.searchGlobal
func (h *Handlers) searchGlobal(
	ctx context.Context, c rpc.Call, req *tg.MessagesSearchGlobalRequest,
) (tg.MessagesMessagesClass, error) {
	q := search.Query{
		User: c.User, Text: req.Q, Since: after(req.MinDate), Until: before(req.MaxDate), Limit: req.Limit,
		OffsetID: resolve.MessageID(req.OffsetID),
	}
	q.MinID, q.MaxID = within(c.Range, 0, 0)
	if _, err := h.Resolve.OffsetPeer(ctx, c, req.OffsetPeer); err != nil {
		return nil, err
	}
	if rate := resolve.Time(req.OffsetRate); q.OffsetID == 0 && req.OffsetRate > 0 && (q.Until.IsZero() || rate.Before(q.Until)) {
		q.Until = rate
	}
	if folder, ok := req.GetFolderID(); ok {
		if folder != 0 && folder != 1 {
			return nil, resolve.ErrFolderInvalid
		}
		q.Folder, q.InFolder = folder, true
	}
	any, err := searchFilter(req.Filter, &q)
	switch {
	case err != nil:
		return nil, err
	case q.Pinned: // of one conversation alone
		return nil, errNoFilter
	case any && asksNothing(q):
		return nil, errNoQuery
	}
	switch {
	case req.BroadcastsOnly, req.GroupsOnly && req.UsersOnly:
		any = false // there are no channels yet, and no group is a person
	case req.GroupsOnly:
		q.PeerKind = lamplight.PeerChat
	case req.UsersOnly:
		q.PeerKind = lamplight.PeerUser
	}
	if !any {
		return h.Render.Found(ctx, c, found(q, search.Page{}))
	}
	page, err := h.Search.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	f := found(q, page)
	if n := len(page.Messages); page.More && n > 0 {
		f.Next = page.Messages[n-1].Sent
	}
	return h.Render.Found(ctx, c, f)
}
