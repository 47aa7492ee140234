package messages

import (
	"context"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/polls"
)

// poll keeps the poll that a client wants to send, and returns what the message that asks carries. random is that of the
// message: sent again, it asks the same poll.
func (h *Handlers) poll(
	ctx context.Context, c rpc.Call, to lamplight.Peer, random int64, in *tg.InputMediaPoll,
) (*lamplight.Media, error) {
	d, err := h.pollDraft(ctx, c, in)
	if err != nil {
		return nil, err
	}
	d.To, d.Random = to, random
	m, err := h.Polls.Create(ctx, d)
	if err != nil {
		return nil, err
	}
	return &m, nil
}

// pollDraft returns the poll that a client wants to send. Answers that voters add, voters of some kinds or countries alone,
// and media in polls are not done: MEDIA_INVALID. Formatting of questions and answers is left out, since only custom emoji
// may stand there.
//
// https://core.telegram.org/api/poll
func (h *Handlers) pollDraft(ctx context.Context, c rpc.Call, in *tg.InputMediaPoll) (polls.Draft, error) {
	p := &in.Poll
	d := polls.Draft{
		Author: c.User, Question: lamplight.Text(p.Question.Text), Public: p.PublicVoters, Multiple: p.MultipleChoice, Quiz: p.Quiz,
		Shuffled: p.ShuffleAnswers, Final: p.RevotingDisabled, Secret: p.HideResultsUntilClose, Closed: p.Closed,
		Period: time.Duration(p.ClosePeriod) * time.Second, Closes: resolve.Time(p.CloseDate), Correct: in.CorrectAnswers,
		Solution: lamplight.Text(in.Solution),
	}
	if in.AttachedMedia != nil || in.SolutionMedia != nil || p.OpenAnswers || p.SubscribersOnly || len(p.CountriesISO2) > 0 {
		return d, rpc.ErrMediaInvalid
	}
	if len(p.Answers) > maxAnswers {
		return d, polls.ErrAnswersInvalid
	}
	for _, a := range p.Answers {
		switch a := a.(type) {
		case *tg.PollAnswer:
			if a.Media != nil {
				return d, rpc.ErrMediaInvalid
			}
			d.Answers = append(d.Answers, lamplight.PollAnswer{Text: lamplight.Text(a.Text.Text), Option: a.Option})
		case *tg.InputPollAnswer:
			if a.Media != nil {
				return d, rpc.ErrMediaInvalid
			}
			d.Answers = append(d.Answers, lamplight.PollAnswer{Text: lamplight.Text(a.Text.Text)})
		default:
			return d, polls.ErrAnswersInvalid
		}
	}
	var err error
	d.SolutionEntities, err = h.Resolve.Entities(ctx, c, in.SolutionEntities)
	return d, err
}

// maxAnswers is how many answers of a poll are looked at; the service allows fewer.
const maxAnswers = 100

// stopPoll closes the poll of a message: what an edit with a closed poll asks for.
//
// https://core.telegram.org/method/messages.editMessage
func (h *Handlers) stopPoll(ctx context.Context, c rpc.Call, in tg.InputPeerClass, msg int) (tg.UpdatesClass, error) {
	peer, err := h.Resolve.Peer(ctx, c, in)
	if err != nil {
		return nil, err
	}
	id := resolve.MessageID(msg)
	poll, err := h.Polls.Stop(ctx, polls.Caller{User: c.User, Origin: c.Session}, peer, id)
	if err != nil {
		return nil, err
	}
	return h.Render.PollUpdate(ctx, c, h.Now(), peer, id, poll)
}
