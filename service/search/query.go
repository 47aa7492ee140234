package search

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lamplight"
	"lamplight/store"
)

// A Query asks for messages that an account has. All that is set has to hold.
type Query struct {
	User lamplight.UserID
	// Text is what was typed; each of its words has to begin a word of the message. A text without words, such as a question
	// mark, finds nothing.
	Text string
	Peer lamplight.Peer // the conversation; zero: all
	// PeerKind narrows it to conversations of a kind; 0: all.
	PeerKind lamplight.PeerKind
	// Folder narrows it to the conversations of the list (0) or of the archive (1), if InFolder is set.
	Folder   int
	InFolder bool
	From     lamplight.Peer // the author
	Saved    lamplight.Peer // of messages kept in the conversation with oneself: whose they were
	// Thread narrows it to a thread or topic of a supergroup, by the message that it began with; 0: all.
	Thread    lamplight.MessageID
	Filter    lamplight.Filter // of a kind
	URL       bool             // with a link
	Pinned    bool             // pinned in its conversation; looked up message by message
	Mentioned bool             // that mention the user
	// Since and Until bound when it was sent, both inclusive; zero: no bound.
	Since, Until time.Time
	// The page is cut out of what is found, newest first, where OffsetID stands or would (0: at the newest), AddOffset
	// further (negative: towards newer), at most Limit long.
	OffsetID  lamplight.MessageID
	AddOffset int
	Limit     int
	// MinID and MaxID bound the ids, both exclusive; 0: none.
	MinID, MaxID lamplight.MessageID
}

// A Page is a page of what was found, newest first.
type Page struct {
	Messages []lamplight.Message
	Count    int // of all that is found, without the page's bounds; counted up to Limits.Count
	// Newer is how many of them are newer than the page's first, counted up to Limits.Count.
	Newer int
	// More is set where there is more after the page.
	More bool
	// Inexact is set where the index had not got to all that was said, or counting ended early.
	Inexact bool
}

// MaxSkip is how far AddOffset may reach, in messages, either way.
const MaxSkip = 100_000

// query returns what the index is asked in a box of which the user may see what is not below least.
func (q Query) query(box lamplight.BoxID, least lamplight.MessageID) (store.SearchQuery, bool) {
	s := store.SearchQuery{
		Box: box, Peer: q.Peer, PeerKind: q.PeerKind, From: q.From, Saved: q.Saved, Thread: q.Thread, Since: q.Since, Until: q.Until,
		Words: QueryWords(q.Text), Kinds: store.SearchFilter(q.Filter), MinID: max(q.MinID, least-1, 0), MaxID: max(q.MaxID, 0),
	}
	if q.URL {
		s.Kinds |= store.SearchURL
	}
	if ch := box.Channel(); ch != 0 {
		if q.Mentioned {
			s.Mentions = q.User
		}
		// All of the box is of the one conversation: only who asks for all of it asks for that.
		s.Peer, s.PeerKind = lamplight.Peer{}, 0
		if len(s.Words) == 0 && s.From.IsZero() && s.Kinds == 0 && s.Thread == 0 && s.Mentions == 0 {
			s.Peer = lamplight.ChannelPeer(ch)
		}
	} else if q.Mentioned {
		s.Kinds |= store.SearchMentioned
	}
	if box.Channel() == 0 && s.Peer.IsZero() && s.PeerKind == 0 && s.From.IsZero() && s.Saved.IsZero() && s.Kinds == 0 && len(s.Words) == 0 && q.Text == "" {
		s.PeerKind = lamplight.PeerUser // of everything: all of one kind begin alike
	}
	return s, len(s.Words) > 0 || strings.TrimSpace(q.Text) == ""
}

// Search returns a page of what a query finds. The box of the user is caught up with first, for Limits.CatchUp at most; what
// that does not reach is not found, and the page is Inexact.
func (s *Service) Search(ctx context.Context, q Query) (Page, error) {
	if q.AddOffset > MaxSkip || q.AddOffset < -MaxSkip || q.Limit < 0 {
		return Page{}, lamplight.ErrLimitInvalid
	}
	start := s.now()
	var page Page
	err := s.inTurn(ctx, q.User, func(ctx context.Context) (err error) {
		page, err = s.search(ctx, q)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("search of %d: %w", q.User, err)
	}
	exact := "exact"
	if page.Inexact {
		exact = "inexact"
	}
	s.metrics.queries.WithLabelValues(exact).Observe(s.now().Sub(start).Seconds())
	return page, nil
}

// inTurn runs f, a search of user, as soon as it is its turn.
func (s *Service) inTurn(ctx context.Context, user lamplight.UserID, f func(context.Context) error) error {
	short, cancel := context.WithTimeout(ctx, s.limits.Query)
	defer cancel()
	leave, err := s.turns.take(short, user)
	if err == nil {
		defer leave() // also where f panics, which the request's door recovers from
		err = f(short)
	}
	if err != nil && short.Err() != nil && ctx.Err() == nil {
		return ErrTimeout.Because(err)
	}
	return err
}

func (s *Service) search(ctx context.Context, q Query) (Page, error) {
	ask, any, err := s.in(ctx, q)
	if err != nil || !any {
		return Page{}, err
	}
	exact, err := s.catchUp(ctx, ask.Box)
	if err != nil {
		return Page{}, err
	}
	page := Page{Inexact: !exact}
	skip, limit := q.AddOffset, min(q.Limit, s.limits.Page)
	bounded := ask
	if q.OffsetID > 0 {
		if skip < 0 {
			bounded.MaxID, limit, page.Newer, err = s.around(ctx, ask, q.OffsetID, -skip, limit)
			skip = 0
		} else {
			bounded.MaxID, page.Newer, err = s.cut(ctx, ask, q.OffsetID)
		}
		if err != nil {
			return Page{}, err
		}
	}
	if skip < 0 { // what reaches beyond the newest is cut off
		skip, limit = 0, limit+skip
	}
	page.Newer += skip
	if err := s.fill(ctx, q, bounded, skip, limit, &page); err != nil {
		return Page{}, err
	}
	if q.InFolder || q.Pinned { // what the index does not know it cannot count
		page.Inexact = page.Inexact || page.More || page.Newer > 0
		page.Count = page.Newer + len(page.Messages)
		if page.More {
			page.Count++
		}
		return page, nil
	}
	return page, s.count(ctx, ask, &page)
}

// cut returns the id below which a page begins that was asked for by an offset, and how many hits are newer.
func (s *Service) cut(ctx context.Context, ask store.SearchQuery, offset lamplight.MessageID) (below lamplight.MessageID, newer int, err error) {
	newer, err = s.countUpTo(ctx, above(ask, offset), s.limits.Count)
	if ask.MaxID > 0 {
		return min(ask.MaxID, offset), newer, err
	}
	return offset, newer, err
}

// around is cut for a page that begins with as many hits that are newer than the offset as reach says. What reaches beyond the
// newest is cut off, and the page is as much shorter. The hits are counted from the offset on, upwards: from the newest on the
// way may be longer than anybody counts, as it is for who reads what is found from the oldest on.
func (s *Service) around(
	ctx context.Context, ask store.SearchQuery, offset lamplight.MessageID, reach, limit int,
) (below lamplight.MessageID, left, newer int, err error) {
	up := above(ask, offset)
	n, err := s.countUpTo(ctx, up, max(s.limits.Count, reach))
	if err != nil {
		return 0, 0, 0, err
	}
	if n <= reach {
		return ask.MaxID, limit - (reach - n), 0, nil
	}
	up.Rising = true
	first, err := s.hits(ctx, up, reach-1, 1)
	if err != nil || len(first) == 0 {
		return ask.MaxID, 0, 0, err // deleted since they were counted
	}
	return first[0].ID + 1, limit, n - reach, nil
}

// above narrows a query to what is as new as an id, or newer.
func above(ask store.SearchQuery, id lamplight.MessageID) store.SearchQuery {
	ask.MinID = max(ask.MinID, id-1)
	return ask
}
