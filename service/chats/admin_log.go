package chats

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"lamplight"
	"lamplight/store"
)

// adminLog is the service's own log of administrators: rows of the store, written with what they tell of.
type adminLog struct{}

// A logTurn tells apart what one ActKind stands for and administrators ask for by itself. The numbers are stored.
type logTurn int

const (
	turnNone    logTurn = iota
	turnBan             // restrained, but may see it still
	turnUnban           // restrained no more
	turnKick            // kept out
	turnUnkick          // kept out no more
	turnPromote         // has rights that they had not
	turnDemote          // has fewer rights than before
	turns       = 8     // room for further ones
)

func logKind(k ActKind, t logTurn) int { return int(k)*turns + int(t) }

// logBody is what is kept of an act. Fields may be added, and none may change its meaning.
type logBody struct {
	Before, After             *store.Chat        `cbor:",omitempty"`
	MemberBefore, MemberAfter *store.Member      `cbor:",omitempty"`
	MessageBefore             *lamplight.Message `cbor:",omitempty"`
	MessageAfter              *lamplight.Message `cbor:",omitempty"`
	Message                   lamplight.MessageID
	LinkBefore, LinkAfter     *store.Invite    `cbor:",omitempty"`
	NamesBefore, NamesAfter   []string         `cbor:",omitempty"`
	TopicBefore, TopicAfter   *lamplight.Topic `cbor:",omitempty"`
}

// Did implements AdminLog.
func (adminLog) Did(tx store.Tx, a Act) error {
	b := logBody{
		Before: a.Before, After: a.After, MemberBefore: a.MemberBefore, MemberAfter: a.MemberAfter,
		MessageBefore: a.MessageBefore, MessageAfter: a.MessageAfter, LinkBefore: a.LinkBefore, LinkAfter: a.LinkAfter,
		NamesBefore: a.NamesBefore, NamesAfter: a.NamesAfter, TopicBefore: a.TopicBefore, TopicAfter: a.TopicAfter,
	}
	for _, m := range []*lamplight.Message{a.MessageBefore, a.MessageAfter} {
		if m != nil {
			b.Message = m.ID
		}
	}
	body, err := cbor.Marshal(b)
	if err != nil {
		return fmt.Errorf("log of %v: %w", a.Chat, err)
	}
	_, err = tx.AddLog(store.LogEntry{Chat: a.Chat.Channel(), At: a.At, By: a.By, Kind: logKind(a.Kind, turnOf(a)), Body: body})
	return err
}

// turnOf says which turn an act on a member took.
func turnOf(a Act) logTurn {
	var was, is store.Member
	if a.MemberBefore != nil {
		was = *a.MemberBefore
	}
	if a.MemberAfter != nil {
		is = *a.MemberAfter
	}
	switch a.Kind {
	case ActRestrain:
		before, after := was.Restraint.At(a.At), is.Restraint.At(a.At)
		switch {
		case after&lamplight.BannedView != 0:
			return turnKick
		case before&lamplight.BannedView != 0:
			return turnUnkick
		case before&^after != 0 && after&^before == 0:
			return turnUnban
		case before == 0 && after == 0:
			return turnKick // thrown out, and free to come back
		default:
			return turnBan
		}
	case ActAdmin:
		if was.Rights&^is.Rights != 0 && is.Rights&^was.Rights == 0 || was.Leads() && !is.Leads() {
			return turnDemote
		}
		return turnPromote
	case ActTransfer:
		return turnPromote
	}
	return turnNone
}

// LogFilter is what of a log is asked for; none of them is all.
type LogFilter struct {
	Joins, Leaves, Invites                        bool
	Bans, Unbans, Kicks, Unkicks, Promotes, Drops bool // Drops: rights taken
	Info, Settings, Pins, Edits, Deletes, Links   bool
	Topics                                        bool
}

// kinds returns the stored kinds that a filter asks for; none: all.
func (f LogFilter) kinds() (out []int) {
	add := func(on bool, t logTurn, kinds ...ActKind) {
		for _, k := range kinds {
			if on {
				out = append(out, logKind(k, t))
			}
		}
	}
	add(f.Joins, turnNone, ActJoin, ActJoinLink, ActJoinAsked)
	add(f.Leaves, turnNone, ActLeave)
	add(f.Invites, turnNone, ActInvite)
	add(f.Bans, turnBan, ActRestrain)
	add(f.Unbans, turnUnban, ActRestrain)
	add(f.Kicks, turnKick, ActRestrain)
	add(f.Unkicks, turnUnkick, ActRestrain)
	add(f.Promotes, turnPromote, ActAdmin, ActTransfer)
	add(f.Drops, turnDemote, ActAdmin)
	add(f.Info, turnNone, ActTitle, ActAbout, ActUsername, ActUsernames, ActPhoto, ActLinked, ActStickers)
	add(f.Settings, turnNone, ActFlags, ActDefault, ActSlowMode, ActTTL, ActReactions)
	add(f.Pins, turnNone, ActPin)
	add(f.Edits, turnNone, ActEdit, ActPollStop)
	add(f.Deletes, turnNone, ActDelete)
	add(f.Links, turnNone, ActInviteEdit, ActInviteRevoke, ActInviteDelete)
	add(f.Topics, turnNone, ActForum, ActTopicCreate, ActTopicEdit, ActTopicDelete, ActTopicPin)
	return out
}

// A LogQuery asks for what administrators of a supergroup or channel did.
type LogQuery struct {
	Filter LogFilter
	Text   string // what an entry has to have in it; "": anything
	By     []lamplight.UserID
	// MinID and MaxID bound the ids, both exclusive; 0: none.
	MinID, MaxID int64
	Limit        int
}

// Bounds of looking up the log.
const (
	maxLogPage   = 100
	maxLogScan   = 5000 // entries that a search for a text reads
	maxLogAdmins = 200
)

// Log returns what administrators of a supergroup or channel did, newest first. CHAT_ADMIN_REQUIRED for others.
//
// https://core.telegram.org/method/channels.getAdminLog
func (s *Service) Log(ctx context.Context, c Caller, channel lamplight.ChannelID, q LogQuery) ([]Logged, error) {
	if q.Limit <= 0 || q.Limit > maxLogPage {
		q.Limit = maxLogPage
	}
	if len(q.By) > maxLogAdmins || q.MinID < 0 || q.MaxID < 0 {
		return nil, lamplight.ErrLimitInvalid
	}
	var out []Logged
	err := s.store.Read(ctx, func(tx store.Tx) error {
		out = nil
		if _, err := s.led(tx, c.User, lamplight.ChannelPeer(channel), 0); err != nil {
			return err
		}
		ask := store.LogQuery{Chat: channel, Kinds: q.Filter.kinds(), By: q.By, MinID: q.MinID, MaxID: q.MaxID, Limit: q.Limit}
		for scanned := 0; len(out) < q.Limit && scanned < maxLogScan; {
			page, err := tx.Log(ask)
			if err != nil {
				return err
			}
			for _, e := range page {
				l, err := readLog(e)
				if err != nil {
					return err
				}
				if q.Text == "" || s.has(l.act, q.Text) {
					out = append(out, s.shown(l))
				}
			}
			scanned += len(page)
			if len(page) < ask.Limit {
				break
			}
			ask.MaxID = page[len(page)-1].ID
		}
		out = out[:min(len(out), q.Limit)]
		return nil
	})
	return out, err
}

// A loggedAct is an act as it was logged, with the id of its entry.
type loggedAct struct {
	id  int64
	act Act
}

// readLog reads an entry.
func readLog(e store.LogEntry) (loggedAct, error) {
	var b logBody
	if err := cbor.Unmarshal(e.Body, &b); err != nil {
		return loggedAct{}, fmt.Errorf("log entry %d of %d: %w", e.ID, e.Chat, err)
	}
	for _, m := range []*lamplight.Message{b.MessageBefore, b.MessageAfter} {
		if m != nil {
			m.ID, m.Box = b.Message, lamplight.ChannelBox(e.Chat)
		}
	}
	return loggedAct{e.ID, Act{
		Kind: ActKind(e.Kind / turns), Chat: lamplight.ChannelPeer(e.Chat), By: e.By, At: e.At, Before: b.Before, After: b.After,
		MemberBefore: b.MemberBefore, MemberAfter: b.MemberAfter, MessageBefore: b.MessageBefore, MessageAfter: b.MessageAfter,
		LinkBefore: b.LinkBefore, LinkAfter: b.LinkAfter, NamesBefore: b.NamesBefore, NamesAfter: b.NamesAfter,
		TopicBefore: b.TopicBefore, TopicAfter: b.TopicAfter,
	}}, nil
}

// has reports whether each word of a text begins a word of what an entry says.
func (s *Service) has(l Act, text string) bool {
	var b strings.Builder
	say := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
			b.WriteByte(' ')
		}
	}
	for _, c := range []*store.Chat{l.Before, l.After} {
		if c != nil && (l.Kind == ActTitle || l.Kind == ActAbout) {
			say(c.Title, c.About)
		}
	}
	for _, m := range []*lamplight.Message{l.MessageBefore, l.MessageAfter} {
		if m != nil {
			say(string(m.Text))
		}
	}
	for _, m := range []*store.Member{l.MemberBefore, l.MemberAfter} {
		if m != nil {
			say(m.Rank)
		}
	}
	for _, i := range []*store.Invite{l.LinkBefore, l.LinkAfter} {
		if i != nil {
			say(i.Title)
		}
	}
	for _, t := range []*lamplight.Topic{l.TopicBefore, l.TopicAfter} {
		if t != nil {
			say(t.Title)
		}
	}
	say(l.NamesBefore...)
	say(l.NamesAfter...)
	have := s.words.Words(b.String())
	for _, w := range s.words.QueryWords(text) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

// forgetLogJob removes old entries of logs.
const forgetLogJob = "chats.forget_log"

// forgetAtOnce is how many entries one transaction removes.
const forgetAtOnce = 1000

// runForgetLog removes what is older than Limits.LogAge.
func (s *Service) runForgetLog(ctx context.Context, _ json.RawMessage) error {
	before := s.now().Add(-s.limits.LogAge)
	for {
		var n int
		err := s.store.Write(ctx, func(tx store.Tx) (err error) {
			n, err = tx.DeleteLogBefore(before, forgetAtOnce)
			return err
		})
		if err != nil || n < forgetAtOnce {
			return err
		}
	}
}

// LogPin keeps that somebody pinned a message or (Pinned not set) took the pin away.
func (s *Service) LogPin(ctx context.Context, by lamplight.UserID, m lamplight.Message) error {
	return s.logMessages(ctx, []Act{{Kind: ActPin, By: by, MessageAfter: &m}})
}

// LogEdit keeps that somebody changed a message.
func (s *Service) LogEdit(ctx context.Context, by lamplight.UserID, before, after lamplight.Message) error {
	return s.logMessages(ctx, []Act{{Kind: ActEdit, By: by, MessageBefore: &before, MessageAfter: &after}})
}

// LogDelete keeps that somebody deleted messages, with what they said.
func (s *Service) LogDelete(ctx context.Context, by lamplight.UserID, ms []lamplight.Message) error {
	acts := make([]Act, len(ms))
	for i := range ms {
		acts[i] = Act{Kind: ActDelete, By: by, MessageBefore: &ms[i]}
	}
	return s.logMessages(ctx, acts)
}

// LogPollStop keeps that somebody closed a poll.
func (s *Service) LogPollStop(ctx context.Context, by lamplight.UserID, m lamplight.Message) error {
	return s.logMessages(ctx, []Act{{Kind: ActPollStop, By: by, MessageAfter: &m}})
}

// logMessages keeps acts on messages of channels' boxes; those in other boxes are passed over: nobody else saw them.
func (s *Service) logMessages(ctx context.Context, acts []Act) error {
	now := s.now()
	for some := range slices.Chunk(acts, 100) {
		err := s.store.Write(ctx, func(tx store.Tx) error {
			for _, a := range some {
				m := a.MessageAfter
				if m == nil {
					m = a.MessageBefore
				}
				a.Chat, a.At = m.Peer, now
				if err := s.did(tx, a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("log of administrators: %w", err)
		}
	}
	return nil
}
