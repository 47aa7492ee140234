package messages

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/search"
)

// searcher stands for service/search: it remembers the last query, in words, and answers with page.
type searcher struct {
	call string
	page search.Page
}

func (s *searcher) did(what string, q search.Query) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %d", what, q.User)
	for _, part := range []struct {
		name string
		set  bool
		v    any
	}{
		{"text", q.Text != "", q.Text}, {"peer", !q.Peer.IsZero(), q.Peer}, {"kind", q.PeerKind != 0, q.PeerKind}, {"folder", q.InFolder, q.Folder},
		{"from", !q.From.IsZero(), q.From}, {"saved", !q.Saved.IsZero(), q.Saved}, {"url", q.URL, true}, {"mentioned", q.Mentioned, true}, {"filter", q.Filter != 0, q.Filter}, {"thread", q.Thread != 0, q.Thread},
		{"pinned", q.Pinned, true}, {"since", !q.Since.IsZero(), q.Since.Unix()}, {"until", !q.Until.IsZero(), q.Until.Unix()},
		{"offset", q.OffsetID != 0, q.OffsetID}, {"add", q.AddOffset != 0, q.AddOffset}, {"limit", q.Limit != 0, q.Limit},
		{"min", q.MinID != 0, q.MinID}, {"max", q.MaxID != 0, q.MaxID},
	} {
		if part.set {
			fmt.Fprintf(&b, ", %s %v", part.name, part.v)
		}
	}
	s.call = b.String()
}

func (s *searcher) Search(_ context.Context, q search.Query) (search.Page, error) {
	s.did("search", q)
	return s.page, nil
}

func (s *searcher) Global(_ context.Context, q search.GlobalQuery) (search.Page, error) {
	s.did(fmt.Sprintf("global %d", q.Where), q.Query)
	for _, part := range []struct {
		name string
		set  bool
		v    any
	}{
		{"rate", !q.OffsetRate.IsZero(), q.OffsetRate.Unix()}, {"after", q.OffsetID != 0, q.OffsetID}, {"with", !q.OffsetPeer.IsZero(), q.OffsetPeer},
		{"least", q.Least != 0, q.Least}, {"most", q.Most != 0, q.Most},
	} {
		if part.set {
			s.call += fmt.Sprintf(", %s %v", part.name, part.v)
		}
	}
	return s.page, nil
}

func (s *searcher) Count(_ context.Context, q search.Query) (int, bool, error) {
	s.did("count", q)
	return 7, false, nil
}

func (s *searcher) Calendar(_ context.Context, q search.Query) (search.Calendar, error) {
	s.did("calendar", q)
	return search.Calendar{
		Days: []search.Day{{Date: day, Min: 3, Max: 5, Count: 2}}, First: s.page.Messages, Count: 7, Newer: 1, MinDate: day, MinID: 3, Inexact: true,
	}, nil
}

func (s *searcher) Positions(_ context.Context, q search.Query) ([]search.Position, int, error) {
	s.did("positions", q)
	return []search.Position{{ID: 5, Date: day, Offset: 2}}, 7, nil
}

// one is a message that a search finds.
var one = lamplight.Message{Box: lamplight.AccountBox(ann), ID: 3, Peer: toBob, From: toBob, Content: 9, Sent: day, Text: "oil"}

func TestSearches(t *testing.T) {
	b := inBob()
	wrong := &tg.InputPeerUser{UserID: int64(bob), AccessHash: 1}
	empty, url, photos := &tg.InputMessagesFilterEmpty{}, &tg.InputMessagesFilterURL{}, &tg.InputMessagesFilterPhotos{}
	mentions, pinned := &tg.InputMessagesFilterMyMentions{}, &tg.InputMessagesFilterPinned{}
	in := func(f tg.MessagesFilterClass, q string) *tg.MessagesSearchRequest {
		return &tg.MessagesSearchRequest{Peer: b, Filter: f, Q: q}
	}
	with := func(r *tg.MessagesSearchRequest, change func(*tg.MessagesSearchRequest)) *tg.MessagesSearchRequest {
		change(r)
		return r
	}
	everywhere := func(f tg.MessagesFilterClass, q string, change func(*tg.MessagesSearchGlobalRequest)) *tg.MessagesSearchGlobalRequest {
		r := &tg.MessagesSearchGlobalRequest{Filter: f, Q: q, OffsetPeer: &tg.InputPeerEmpty{}}
		if change != nil {
			change(r)
		}
		return r
	}
	for _, tt := range []struct {
		name string
		req  rpc.Request
		call string // what the service is asked; "" if nothing
		err  error
	}{
		{"words", with(in(empty, "oil"), func(r *tg.MessagesSearchRequest) {
			r.OffsetID, r.AddOffset, r.Limit, r.MinID, r.MaxID, r.MinDate, r.MaxDate = 9, -2, 20, 1, 8, 100, 200
		}), "search of 1001, text oil, peer user 1002, since 101, until 199, offset 9, add -2, limit 20, min 1, max 8", nil},
		{"all of a conversation", in(empty, ""), "search of 1001, peer user 1002", nil},
		{"by author", with(in(empty, ""), func(r *tg.MessagesSearchRequest) { r.SetFromID(&tg.InputPeerSelf{}) }), "search of 1001, peer user 1002, from user 1001", nil},
		{"by an author who is nobody", with(in(empty, ""), func(r *tg.MessagesSearchRequest) { r.SetFromID(wrong) }), "", errAuthor},
		{"in everything", with(in(empty, "oil"), func(r *tg.MessagesSearchRequest) { r.Peer = &tg.InputPeerEmpty{} }), "search of 1001, text oil", nil},
		{"nothing in everything", with(in(empty, ""), func(r *tg.MessagesSearchRequest) { r.Peer = &tg.InputPeerEmpty{} }), "", errNoQuery},
		{"links", in(url, ""), "search of 1001, peer user 1002, url true", nil},
		{"mentions", in(mentions, "oil"), "search of 1001, text oil, peer user 1002, mentioned true", nil},
		{"pinned words", in(pinned, "oil"), "search of 1001, text oil, peer user 1002, pinned true", nil},
		{"pictures", in(photos, "oil"), "search of 1001, text oil, peer user 1002, filter 1", nil},
		{"no filter", in(nil, "oil"), "", errNoFilter},
		{"notes kept of somebody", with(in(empty, ""), func(r *tg.MessagesSearchRequest) { r.Peer = &tg.InputPeerSelf{}; r.SetSavedPeerID(b) }), "search of 1001, peer user 1001, saved user 1002", nil},
		{"in a thread", with(in(empty, "oil"), func(r *tg.MessagesSearchRequest) { r.SetTopMsgID(5) }), "", errThread},
		{"by a reaction", with(in(empty, ""), func(r *tg.MessagesSearchRequest) {
			r.SetSavedReaction([]tg.ReactionClass{&tg.ReactionEmoji{Emoticon: "👍"}})
		}), "", errNoFilter},
		{"a wrong hash", with(in(empty, "oil"), func(r *tg.MessagesSearchRequest) { r.Peer = wrong }), "", lamplight.ErrPeerInvalid},

		{"global", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.Limit = 20; r.MinDate, r.MaxDate = 100, 200 }),
			"global 0 of 1001, text oil, since 101, until 199, limit 20", nil},
		{"global, further", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.OffsetID, r.OffsetRate, r.OffsetPeer = 5, 150, b }),
			"global 0 of 1001, text oil, rate 150, after 5, with user 1002", nil},
		{"global, further by date", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.OffsetRate, r.MaxDate = 150, 200 }),
			"global 0 of 1001, text oil, until 199, rate 150", nil},
		{"global, of people", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.UsersOnly = true; r.SetFolderID(1) }),
			"global 1 of 1001, text oil, folder 1", nil},
		{"global, of groups", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.GroupsOnly = true; r.SetFolderID(0) }),
			"global 2 of 1001, text oil, folder 0", nil},
		{"global, of channels", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.BroadcastsOnly = true }), "global 3 of 1001, text oil", nil},
		{"global, links", everywhere(url, "", nil), "global 0 of 1001, url true", nil},
		{"global, pictures", everywhere(photos, "", nil), "global 0 of 1001, filter 1", nil},
		{"global, pinned", everywhere(pinned, "oil", nil), "", errNoFilter},
		{"global, nothing", everywhere(empty, "", nil), "", errNoQuery},
		{"global, in a folder there is not", everywhere(empty, "oil", func(r *tg.MessagesSearchGlobalRequest) { r.SetFolderID(7) }), "", resolve.ErrFolderInvalid},

		{"calendar", &tg.MessagesGetSearchResultsCalendarRequest{Peer: b, Filter: url, OffsetID: 9}, "calendar of 1001, peer user 1002, url true, offset 9", nil},
		{"calendar from a date on", &tg.MessagesGetSearchResultsCalendarRequest{Peer: b, Filter: url, OffsetDate: 100}, "calendar of 1001, peer user 1002, url true, until 99", nil},
		{"calendar of pictures", &tg.MessagesGetSearchResultsCalendarRequest{Peer: b, Filter: photos}, "calendar of 1001, peer user 1002, filter 1", nil},
		{"calendar of everything", &tg.MessagesGetSearchResultsCalendarRequest{Peer: b, Filter: empty}, "", errNoFilter},
		{"positions", &tg.MessagesGetSearchResultsPositionsRequest{Peer: b, Filter: url, OffsetID: 9, Limit: 20}, "positions of 1001, peer user 1002, url true, offset 9, limit 20", nil},
		{"positions of mentions", &tg.MessagesGetSearchResultsPositionsRequest{Peer: b, Filter: mentions}, "", errNoFilter},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &searcher{}
			h := handlers(&fake{})
			h.Search = s
			res, err := serve(t, h, tt.req)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if s.call != tt.call {
				t.Errorf("asked for %q, want %q", s.call, tt.call)
			}
			if err == nil && res == nil {
				t.Error("no answer")
			}
		})
	}
}

// TestFound looks at what becomes of a page.
func TestFound(t *testing.T) {
	s := &searcher{page: search.Page{Messages: []lamplight.Message{one}, Count: 1}}
	h := handlers(&fake{})
	h.Search = s
	ask := func(req rpc.Request) any {
		t.Helper()
		res, err := serve(t, h, req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	global := &tg.MessagesSearchGlobalRequest{Q: "oil", Filter: &tg.InputMessagesFilterEmpty{}, OffsetPeer: &tg.InputPeerEmpty{}}
	if all, ok := ask(global).(*tg.MessagesMessages); !ok || len(all.Messages) != 1 || len(all.Users) == 0 {
		t.Errorf("a whole page: %+v", all)
	}
	s.page.Count, s.page.More, s.page.Newer, s.page.Inexact = 5, true, 2, true
	part, ok := ask(global).(*tg.MessagesMessagesSlice)
	if !ok || part.Count != 5 || part.OffsetIDOffset != 2 || !part.Inexact || part.NextRate != int(day.Unix()) {
		t.Errorf("a part: %+v", part)
	}
	part, ok = ask(&tg.MessagesSearchRequest{Peer: inBob(), Q: "oil", Filter: &tg.InputMessagesFilterEmpty{}}).(*tg.MessagesMessagesSlice)
	if _, next := part.GetNextRate(); !ok || next || part.Count != 5 {
		t.Errorf("a part of a conversation: %+v", part)
	}
	c, ok := ask(&tg.MessagesGetSearchResultsCalendarRequest{Peer: inBob(), Filter: &tg.InputMessagesFilterURL{}}).(*tg.MessagesSearchResultsCalendar)
	want := tg.SearchResultsCalendarPeriod{Date: int(day.Unix()), MinMsgID: 3, MaxMsgID: 5, Count: 2}
	if !ok || len(c.Periods) != 1 || c.Periods[0] != want || len(c.Messages) != 1 || c.Count != 7 || c.OffsetIDOffset != 1 || c.MinMsgID != 3 || !c.Inexact {
		t.Errorf("calendar %+v", c)
	}
	p, ok := ask(&tg.MessagesGetSearchResultsPositionsRequest{Peer: inBob(), Filter: &tg.InputMessagesFilterURL{}}).(*tg.MessagesSearchResultsPositions)
	if !ok || p.Count != 7 || len(p.Positions) != 1 || p.Positions[0].MsgID != 5 || p.Positions[0].Offset != 2 {
		t.Errorf("positions %+v", p)
	}
}

// TestSearchInARange asks as an export does, which takes ids in portions.
func TestSearchInARange(t *testing.T) {
	c := asAnn
	c.Range = rpc.Range{Min: 5, Max: 9}
	for _, tt := range []struct {
		req  rpc.Request
		call string
	}{
		{&tg.MessagesSearchRequest{Peer: inBob(), Q: "oil", Filter: &tg.InputMessagesFilterEmpty{}, MinID: 6}, "search of 1001, text oil, peer user 1002, min 6, max 10"},
		{&tg.MessagesSearchGlobalRequest{Q: "oil", Filter: &tg.InputMessagesFilterEmpty{}, OffsetPeer: &tg.InputPeerEmpty{}}, "global 0 of 1001, text oil, least 5, most 9"},
	} {
		s, h := &searcher{}, handlers(&fake{})
		h.Search = s
		for _, r := range h.Routes() {
			if r.ID != tt.req.TypeID() {
				continue
			}
			if _, err := r.Serve(t.Context(), c, tt.req); err != nil || s.call != tt.call {
				t.Errorf("%T asked for %q, want %q: %v", tt.req, s.call, tt.call, err)
			}
		}
	}
}

func TestSearchCounters(t *testing.T) {
	s := &searcher{}
	h := handlers(&fake{})
	h.Search = s
	res, err := serve(t, h, &tg.MessagesGetSearchCountersRequest{Peer: inBob(), Filters: []tg.MessagesFilterClass{
		&tg.InputMessagesFilterPhotos{}, &tg.InputMessagesFilterURL{}, &tg.InputMessagesFilterPinned{},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := res.(*tg.MessagesSearchCounterVector).Elems
	if len(got) != 3 || got[0].Count != 9 || got[0].Inexact || got[1].Count != 7 || !got[1].Inexact || got[2].Count != 9 {
		t.Errorf("counters %+v", got)
	}
	if s.call != "count of 1001, peer user 1002, url true" {
		t.Errorf("asked for %q", s.call)
	}
	for _, tt := range []struct {
		req  *tg.MessagesGetSearchCountersRequest
		want error
	}{
		{&tg.MessagesGetSearchCountersRequest{Peer: inBob(), Filters: make([]tg.MessagesFilterClass, maxFilters+1)}, lamplight.ErrLimitInvalid},
		{&tg.MessagesGetSearchCountersRequest{Peer: &tg.InputPeerEmpty{}}, lamplight.ErrPeerInvalid},
		{&tg.MessagesGetSearchCountersRequest{Peer: inBob(), TopMsgID: 4}, errThread},
	} {
		if _, err := serve(t, h, tt.req); !errors.Is(err, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.req, err, tt.want)
		}
	}
}

func TestDatesAreExclusive(t *testing.T) {
	if got := after(100); !got.Equal(time.Unix(101, 0)) {
		t.Errorf("after 100: %v", got)
	}
	if got := before(100); !got.Equal(time.Unix(99, 0)) {
		t.Errorf("before 100: %v", got)
	}
	if !after(0).IsZero() || !before(-5).IsZero() {
		t.Error("no date is a bound")
	}
}
