package messages

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/boxes"
)

// DeleteIn removes messages of a supergroup or channel for everybody: one's own, or with the right to delete anybody's,
// else MESSAGE_DELETE_FORBIDDEN. Those that it does not have are passed over, and so are the ones that tell that it, or a topic of it, was made.
//
// https://core.telegram.org/method/channels.deleteMessages
func (s *Service) DeleteIn(
	ctx context.Context, c Caller, channel lamplight.ChannelID, ids []lamplight.MessageID,
) (Result, error) {
	if len(ids) > s.limits.IDs {
		return Result{}, lamplight.ErrLimitInvalid
	}
	p, err := s.at(ctx, c.User, lamplight.ChannelPeer(channel))
	if err != nil {
		return Result{}, err
	}
	ms, err := s.boxes.Messages(ctx, p.box, ids)
	if err != nil {
		return Result{}, fmt.Errorf("messages of %v to delete: %w", p.peer, err)
	}
	var gone []lamplight.MessageID
	var lost []lamplight.Message
	for _, m := range p.visible(ms) {
		if m.Action != nil && (m.Action.Kind == lamplight.ActionChannelCreate || m.Action.Kind == lamplight.ActionTopicCreate) {
			continue
		}
		if !p.mayDelete(c, m) {
			return Result{}, ErrDeleteForbidden
		}
		gone, lost = append(gone, m.ID), append(lost, m)
	}
	if len(gone) == 0 {
		return s.resultIn(ctx, c, p.box, boxes.Result{})
	}
	ops, err := s.uncountComments(ctx, p, copiesDeleted([]boxes.Op{boxes.Delete{Box: p.box, IDs: gone}}, lost), lost)
	if err != nil {
		return Result{}, err
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("delete messages of %v: %w", p.peer, err)
	}
	s.note(ctx, p, func(ctx context.Context, j Journal) error { return j.LogDelete(ctx, c.User, lost) })
	return r, nil
}

// ClearIn removes the messages of a supergroup or channel up to maxID (0: all) for everybody, in portions: Result.Remaining
// says whether to call again. CHAT_ADMIN_REQUIRED without the right to delete.
//
// https://core.telegram.org/method/channels.deleteHistory
func (s *Service) ClearIn(
	ctx context.Context, c Caller, channel lamplight.ChannelID, maxID lamplight.MessageID,
) (Result, error) {
	if maxID < 0 {
		return Result{}, lamplight.ErrMessageInvalid
	}
	p, err := s.at(ctx, c.User, lamplight.ChannelPeer(channel))
	if err != nil {
		return Result{}, err
	}
	if !p.access.Member || !p.access.Chat.May(lamplight.AdminDelete) {
		return Result{}, ErrAdminRequired
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), boxes.Clear{
		Box: p.box, Peer: p.peer, MaxID: maxID, Keep: true, Limit: s.limits.Clear,
	})
	if err != nil {
		return Result{}, fmt.Errorf("clear %v: %w", p.peer, err)
	}
	return r, nil
}

// DeleteOf removes what somebody wrote in a supergroup, in portions: Result.Remaining says whether to call again.
// CHAT_ADMIN_REQUIRED without the right to delete.
//
// https://core.telegram.org/method/channels.deleteParticipantHistory
func (s *Service) DeleteOf(
	ctx context.Context, c Caller, channel lamplight.ChannelID, author lamplight.UserID,
) (Result, error) {
	p, err := s.at(ctx, c.User, lamplight.ChannelPeer(channel))
	if err != nil {
		return Result{}, err
	}
	if !p.access.Member || !p.access.Chat.May(lamplight.AdminDelete) {
		return Result{}, ErrAdminRequired
	}
	page, err := s.boxes.History(ctx, p.box, boxes.HistoryQuery{Peer: p.peer, Author: author, Limit: s.limits.Clear})
	if err != nil {
		return Result{}, fmt.Errorf("what %d wrote in %v: %w", author, p.peer, err)
	}
	gone := make([]lamplight.MessageID, len(page.Messages))
	for i, m := range page.Messages {
		gone[i] = m.ID
	}
	ops, err := s.uncountComments(ctx, p, []boxes.Op{boxes.Delete{Box: p.box, IDs: gone}}, page.Messages)
	if err != nil {
		return Result{}, err
	}
	r, err := s.applyIn(ctx, c, p.box, s.now(), ops...)
	if err != nil {
		return Result{}, fmt.Errorf("delete what %d wrote in %v: %w", author, p.peer, err)
	}
	s.note(ctx, p, func(ctx context.Context, j Journal) error { return j.LogDelete(ctx, c.User, page.Messages) })
	r.Remaining = max(page.Count-len(gone), 0)
	return r, nil
}
