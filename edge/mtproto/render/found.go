package render

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Found is a page of what was searched for.
type Found struct {
	Peer     lamplight.Peer // where; zero: everywhere
	Messages []lamplight.Message
	Count    int       // of all that is found
	Newer    int       // how many of them are newer than the page's first
	Inexact  bool      // Count may be wrong, or something missing
	Next     time.Time // what a further page begins with, where there is one
}

// Found writes a page of what was searched for. It is whole if it has all that is found.
func (r *Renderer) Found(ctx context.Context, c rpc.Call, f Found) (tg.MessagesMessagesClass, error) {
	out, users, chats, err := r.messages(ctx, c, f.Messages, f.Peer)
	if err != nil {
		return nil, err
	}
	if len(f.Messages) == f.Count && !f.Inexact {
		return &tg.MessagesMessages{Messages: out, Users: users, Topics: []tg.ForumTopicClass{}, Chats: chats}, nil
	}
	slice := &tg.MessagesMessagesSlice{
		Inexact: f.Inexact, Count: f.Count, OffsetIDOffset: f.Newer, Messages: out, Users: users, Topics: []tg.ForumTopicClass{},
		Chats: chats,
	}
	if !f.Next.IsZero() {
		slice.SetNextRate(Date(f.Next))
	}
	return slice, nil
}

// A Day says what was found among the messages of one day.
type Day struct {
	Date     time.Time
	Min, Max lamplight.MessageID
	Count    int
}

// Calendar is what was searched for, by days.
type Calendar struct {
	Peer     lamplight.Peer
	Days     []Day
	Messages []lamplight.Message // the first of each day
	Count    int                 // of all that is found
	Newer    int                 // how many of them are newer than the first day's
	MinDate  time.Time           // of the oldest message that the days count
	MinID    lamplight.MessageID
	Inexact  bool
}

// Calendar writes what was searched for, by days.
func (r *Renderer) Calendar(ctx context.Context, c rpc.Call, f Calendar) (*tg.MessagesSearchResultsCalendar, error) {
	ms, users, chats, err := r.messages(ctx, c, f.Messages, f.Peer)
	if err != nil {
		return nil, err
	}
	out := &tg.MessagesSearchResultsCalendar{
		Inexact: f.Inexact, Count: f.Count, MinDate: Date(f.MinDate), MinMsgID: int(f.MinID), OffsetIDOffset: f.Newer,
		Periods: make([]tg.SearchResultsCalendarPeriod, len(f.Days)), Messages: ms, Users: users, Chats: chats,
	}
	for i, d := range f.Days {
		out.Periods[i] = tg.SearchResultsCalendarPeriod{Date: Date(d.Date), MinMsgID: int(d.Min), MaxMsgID: int(d.Max), Count: d.Count}
	}
	return out, nil
}
