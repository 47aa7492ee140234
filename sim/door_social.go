package sim

import (
	"context"

	"lamplight"
	"lamplight/boxes"
)

// What groups and channels read goes through the door as well. These questions are about several boxes at once.

// DialogsOf implements boxes.Log, as do the others below.
func (d *door) DialogsOf(ctx context.Context, cs []boxes.Conversation) ([]lamplight.Dialog, error) {
	return through(d, ctx, "dialogs of boxes", 0, func(ctx context.Context) ([]lamplight.Dialog, error) { return d.Log.DialogsOf(ctx, cs) })
}

func (d *door) Counts(ctx context.Context, cs []boxes.Conversation) ([]int, error) {
	return through(d, ctx, "counts", 0, func(ctx context.Context) ([]int, error) { return d.Log.Counts(ctx, cs) })
}

func (d *door) MessagesOf(ctx context.Context, at []boxes.Place) ([]lamplight.Message, error) {
	return through(d, ctx, "messages of boxes", 0, func(ctx context.Context) ([]lamplight.Message, error) { return d.Log.MessagesOf(ctx, at) })
}

func (d *door) Channels(ctx context.Context, box lamplight.BoxID) ([]lamplight.Dialog, error) {
	return through(d, ctx, "channels", box, func(ctx context.Context) ([]lamplight.Dialog, error) { return d.Log.Channels(ctx, box) })
}

func (d *door) ThreadMarks(
	ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, threads ...lamplight.MessageID,
) ([]boxes.ThreadMark, error) {
	return through(d, ctx, "thread marks", box, func(ctx context.Context) ([]boxes.ThreadMark, error) {
		return d.Log.ThreadMarks(ctx, box, peer, threads...)
	})
}

func (d *door) Threads(ctx context.Context, box lamplight.BoxID, roots ...lamplight.MessageID) ([]boxes.Thread, error) {
	return through(d, ctx, "threads", box, func(ctx context.Context) ([]boxes.Thread, error) { return d.Log.Threads(ctx, box, roots...) })
}

func (d *door) Unread(ctx context.Context, qs []boxes.UnreadQuery) ([]int, error) {
	return through(d, ctx, "unread", 0, func(ctx context.Context) ([]int, error) { return d.Log.Unread(ctx, qs) })
}

func (d *door) Readers(ctx context.Context, box lamplight.BoxID, id lamplight.MessageID) ([]boxes.Reading, error) {
	return through(d, ctx, "readers", box, func(ctx context.Context) ([]boxes.Reading, error) { return d.Log.Readers(ctx, box, id) })
}

func (d *door) Reactors(ctx context.Context, box lamplight.BoxID, q boxes.ReactorQuery) (boxes.ReactorPage, error) {
	return through(d, ctx, "reactors", box, func(ctx context.Context) (boxes.ReactorPage, error) { return d.Log.Reactors(ctx, box, q) })
}

func (d *door) Reacted(
	ctx context.Context, box lamplight.BoxID, reactor lamplight.Peer, ids []lamplight.MessageID,
) (map[lamplight.MessageID][]lamplight.Reaction, error) {
	return through(d, ctx, "reacted", box, func(ctx context.Context) (map[lamplight.MessageID][]lamplight.Reaction, error) {
		return d.Log.Reacted(ctx, box, reactor, ids)
	})
}

func (d *door) Unseen(
	ctx context.Context, box lamplight.BoxID, peer lamplight.Peer, user lamplight.UserID, ids []lamplight.MessageID,
) (map[lamplight.MessageID]boxes.UnseenKind, error) {
	return through(d, ctx, "unseen", box, func(ctx context.Context) (map[lamplight.MessageID]boxes.UnseenKind, error) {
		return d.Log.Unseen(ctx, box, peer, user, ids)
	})
}

func (d *door) UnseenCounts(ctx context.Context, qs []boxes.UnseenQuery) ([]int, error) {
	return through(d, ctx, "unseen counts", 0, func(ctx context.Context) ([]int, error) { return d.Log.UnseenCounts(ctx, qs) })
}

func (d *door) Held(
	ctx context.Context, box lamplight.BoxID, user lamplight.UserID, ids ...lamplight.MessageID,
) ([]lamplight.Message, error) {
	return through(d, ctx, "held", box, func(ctx context.Context) ([]lamplight.Message, error) { return d.Log.Held(ctx, box, user, ids...) })
}

func (d *door) CopiesOf(ctx context.Context, content lamplight.ContentID, after boxes.Copy, limit int) ([]boxes.Copy, error) {
	return through(d, ctx, "copies of", 0, func(ctx context.Context) ([]boxes.Copy, error) {
		return d.Log.CopiesOf(ctx, content, after, limit)
	})
}

func (d *door) Holding(ctx context.Context, file lamplight.FileHash, after boxes.Copy, limit int) ([]boxes.Copy, error) {
	return through(d, ctx, "holding", 0, func(ctx context.Context) ([]boxes.Copy, error) { return d.Log.Holding(ctx, file, after, limit) })
}
