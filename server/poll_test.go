package server

import (
	"testing"

	"github.com/gotd/td/tg"
)

// TestPollsAndReactionsInAGroup asks a group, votes and reacts, on one device; another one is told.
func TestPollsAndReactionsInAGroup(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and two clients")
	}
	c := settings(t)
	c.TestAccounts = true
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996620031", true)
	pad := newPhone(t, at, "ann's other device", "9996620031", false)

	made := answer[tg.UpdatesClass](ann)(ann.ChannelsCreateChannel(ann.ctx, &tg.ChannelsCreateChannelRequest{Megagroup: true, Title: "Trips"}))
	group := made.(*tg.Updates).Chats[0].(*tg.Channel)
	in := &tg.InputPeerChannel{ChannelID: group.ID, AccessHash: group.AccessHash}

	sent := answer[tg.UpdatesClass](ann)(ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{
		Peer: in, RandomID: 7, Media: &tg.InputMediaPoll{Poll: tg.Poll{
			Question: tg.TextWithEntities{Text: "Where to?"}, PublicVoters: true,
			Answers: []tg.PollAnswerClass{
				&tg.PollAnswer{Text: tg.TextWithEntities{Text: "Sea"}, Option: []byte("s")},
				&tg.PollAnswer{Text: tg.TextWithEntities{Text: "Hills"}, Option: []byte("h")},
			},
		}},
	}))
	var poll *tg.MessageMediaPoll
	id := 0
	for _, u := range sent.(*tg.Updates).Updates {
		if n, ok := u.(*tg.UpdateNewChannelMessage); ok {
			m := n.Message.(*tg.Message)
			id = m.ID
			poll, _ = m.Media.(*tg.MessageMediaPoll)
		}
	}
	if poll == nil || poll.Poll.Question.Text != "Where to?" || len(poll.Poll.Answers) != 2 {
		t.Fatalf("sent %+v", sent)
	}
	voted := answer[tg.UpdatesClass](ann)(ann.MessagesSendVote(ann.ctx, &tg.MessagesSendVoteRequest{Peer: in, MsgID: id, Options: [][]byte{[]byte("h")}}))
	now := voted.(*tg.Updates).Updates[0].(*tg.UpdateMessagePoll).Results
	if now.TotalVoters != 1 || len(now.Results) != 2 || now.Results[1].Voters != 1 || !now.Results[1].Chosen {
		t.Errorf("results %+v", now)
	}
	hears(pad, "the vote", func(u *tg.UpdateMessagePoll) bool {
		return u.PollID == poll.Poll.ID && u.Results.TotalVoters == 1 && len(u.Results.Results) == 2 && u.Results.Results[1].Chosen
	})
	votes := answer[*tg.MessagesVotesList](ann)(ann.MessagesGetPollVotes(ann.ctx, &tg.MessagesGetPollVotesRequest{Peer: in, ID: id, Limit: 10}))
	if votes.Count != 1 || len(votes.Users) != 1 {
		t.Errorf("votes %+v", votes)
	}

	like := &tg.MessagesSendReactionRequest{Peer: in, MsgID: id}
	like.SetReaction([]tg.ReactionClass{&tg.ReactionEmoji{Emoticon: "👍"}})
	answer[tg.UpdatesClass](ann)(ann.MessagesSendReaction(ann.ctx, like))
	hears(pad, "the reaction", func(u *tg.UpdateMessageReactions) bool {
		return u.MsgID == id && len(u.Reactions.Results) == 1 && u.Reactions.Results[0].Count == 1
	})
	_, err := ann.MessagesSendReaction(ann.ctx, like)
	ann.refused("MESSAGE_NOT_MODIFIED", err)

	closed := &tg.MessagesEditMessageRequest{Peer: in, ID: id}
	closed.SetMedia(&tg.InputMediaPoll{Poll: tg.Poll{Closed: true, Question: poll.Poll.Question, Answers: poll.Poll.Answers}})
	answer[tg.UpdatesClass](ann)(ann.MessagesEditMessage(ann.ctx, closed))
	_, err = ann.MessagesSendVote(ann.ctx, &tg.MessagesSendVoteRequest{Peer: in, MsgID: id})
	ann.refused("MESSAGE_POLL_CLOSED", err)
}
