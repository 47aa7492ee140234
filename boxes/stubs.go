package boxes

import (
	"context"
	"errors"

	"lamplight"
)

var errNotYet = errors.New("boxes: not there yet")

func (r *Reader) DialogsOf(context.Context, []Conversation) ([]lamplight.Dialog, error) {
	return nil, errNotYet
}
func (r *Reader) Counts(context.Context, []Conversation) ([]int, error) { return nil, errNotYet }
func (r *Reader) MessagesOf(context.Context, []Place) ([]lamplight.Message, error) {
	return nil, errNotYet
}
func (r *Reader) Channels(context.Context, lamplight.BoxID) ([]lamplight.Dialog, error) {
	return nil, errNotYet
}
func (r *Reader) ThreadMarks(context.Context, lamplight.BoxID, lamplight.Peer, ...lamplight.MessageID) ([]ThreadMark, error) {
	return nil, errNotYet
}
func (r *Reader) Threads(context.Context, lamplight.BoxID, ...lamplight.MessageID) ([]Thread, error) {
	return nil, errNotYet
}
func (r *Reader) Unread(context.Context, []UnreadQuery) ([]int, error) { return nil, errNotYet }
func (r *Reader) Readers(context.Context, lamplight.BoxID, lamplight.MessageID) ([]Reading, error) {
	return nil, errNotYet
}
func (r *Reader) Reactors(context.Context, lamplight.BoxID, ReactorQuery) (ReactorPage, error) {
	return ReactorPage{}, errNotYet
}
func (r *Reader) Reacted(context.Context, lamplight.BoxID, lamplight.Peer, []lamplight.MessageID) (map[lamplight.MessageID][]lamplight.Reaction, error) {
	return nil, errNotYet
}
func (r *Reader) Unseen(context.Context, lamplight.BoxID, lamplight.Peer, lamplight.UserID, []lamplight.MessageID) (map[lamplight.MessageID]UnseenKind, error) {
	return nil, errNotYet
}
func (r *Reader) UnseenCounts(context.Context, []UnseenQuery) ([]int, error) { return nil, errNotYet }
func (r *Reader) Held(context.Context, lamplight.BoxID, lamplight.UserID, ...lamplight.MessageID) ([]lamplight.Message, error) {
	return nil, errNotYet
}
func (r *Reader) CopiesOf(context.Context, lamplight.ContentID, Copy, int) ([]Copy, error) {
	return nil, errNotYet
}
func (r *Reader) Holding(context.Context, lamplight.FileHash, Copy, int) ([]Copy, error) {
	return nil, errNotYet
}
