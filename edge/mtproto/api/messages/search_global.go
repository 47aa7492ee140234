package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/search"
)

// searchGlobal answers messages.searchGlobal: it finds messages in all conversations of the caller, and words in public
// channels too, newest first. A page goes on from the last message of the one before (offset_rate, the answer's next_rate, with
// offset_peer and offset_id).
//
// https://core.telegram.org/method/messages.searchGlobal
func (h *Handlers) searchGlobal(
	ctx context.Context, c rpc.Call, req *tg.MessagesSearchGlobalRequest,
) (tg.MessagesMessagesClass, error) {
	q := search.GlobalQuery{Query: search.Query{
		User: c.User, Text: req.Q, Since: after(req.MinDate), Until: before(req.MaxDate), Limit: req.Limit,
	}}
	q.Least, q.Most = lamplight.MessageID(c.Range.Min), lamplight.MessageID(c.Range.Max)
	q.OffsetID = resolve.MessageID(req.OffsetID)
	var err error
	if q.OffsetPeer, err = h.Resolve.OffsetPeer(ctx, c, req.OffsetPeer); err != nil {
		return nil, err
	}
	if req.OffsetRate > 0 {
		q.OffsetRate = resolve.Time(req.OffsetRate)
	}
	if folder, ok := req.GetFolderID(); ok {
		if folder != 0 && folder != 1 {
			return nil, resolve.ErrFolderInvalid
		}
		q.Folder, q.InFolder = folder, true
	}
	any, err := searchFilter(req.Filter, &q.Query)
	switch {
	case err != nil:
		return nil, err
	case q.Pinned: // of one conversation alone
		return nil, errNoFilter
	case any && asksNothing(q.Query):
		return nil, errNoQuery
	}
	flags := 0
	for where, only := range map[search.Where]bool{
		search.People: req.UsersOnly, search.Groups: req.GroupsOnly, search.Channels: req.BroadcastsOnly,
	} {
		if only {
			q.Where, flags = where, flags+1
		}
	}
	if !any || flags > 1 { // nothing is two of these
		return h.Render.Found(ctx, c, found(q.Query, search.Page{}))
	}
	page, err := h.Search.Global(ctx, q)
	if err != nil {
		return nil, err
	}
	f := found(q.Query, page)
	if n := len(page.Messages); page.More && n > 0 {
		f.Next = page.Messages[n-1].Sent
	}
	return h.Render.Found(ctx, c, f)
}
