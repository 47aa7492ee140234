package channels

import (
	"context"
	"strings"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/render"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/search"
)

// errNoQuery is for a search that says nothing to look for.
var errNoQuery = &lamplight.Error{Kind: lamplight.Invalid, Code: "SEARCH_QUERY_EMPTY"}

// searchPosts answers channels.searchPosts: posts of public channels that have a hashtag, which anybody may look for as often as
// they like, or words, which everybody may so many times a day (checkSearchPostsFlood). Nothing costs anything.
//
// https://core.telegram.org/method/channels.searchPosts
func (h *Handlers) searchPosts(
	ctx context.Context, c rpc.Call, req *tg.ChannelsSearchPostsRequest,
) (tg.MessagesMessagesClass, error) {
	q := search.GlobalQuery{Query: search.Query{User: c.User, Text: req.Query, Limit: req.Limit}, OffsetID: resolve.MessageID(req.OffsetID)}
	tag, tagged := req.GetHashtag()
	if tag = strings.TrimLeft(strings.TrimSpace(tag), "#"); tagged {
		q.Text = "#" + tag
	}
	if strings.TrimSpace(strings.Trim(q.Text, "#")) == "" {
		return nil, errNoQuery
	}
	var err error
	if q.OffsetPeer, err = h.Resolve.OffsetPeer(ctx, c, req.OffsetPeer); err != nil {
		return nil, err
	}
	if req.OffsetRate > 0 {
		q.OffsetRate = resolve.Time(req.OffsetRate)
	}
	page, err := h.Search.Posts(ctx, q)
	if err != nil {
		return nil, err
	}
	f := render.Found{Messages: page.Messages, Count: page.Count, Inexact: page.Inexact}
	if n := len(page.Messages); page.More && n > 0 {
		f.Next = page.Messages[n-1].Sent
	}
	res, err := h.Render.Found(ctx, c, f)
	if slice, ok := res.(*tg.MessagesMessagesSlice); ok && !tagged {
		left, err := h.Search.PostsLeft(ctx, c.User)
		if err != nil {
			return nil, err
		}
		slice.SetSearchFlood(flood(left))
	}
	return res, err
}

// flood says how often somebody may still search.
func flood(a search.Allowance) tg.SearchPostsFlood {
	f := tg.SearchPostsFlood{TotalDaily: a.Daily, Remains: a.Left}
	if a.Left == 0 {
		f.SetWaitTill(render.Date(a.Until))
	}
	return f
}
