package chats

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamplight"
	"lamplight/store"
)

// ErrSendAsInvalid answers who may not write as somebody.
var ErrSendAsInvalid = invalid("SEND_AS_PEER_INVALID")

// sendAsSetting is the name under which is kept as whom an account writes in which chats.
const sendAsSetting = "send as"

// sendAs is that setting: by supergroup or channel, the peer.
type sendAs map[lamplight.ChannelID]lamplight.Peer

func readSendAs(tx store.Tx, user lamplight.UserID) (out sendAs, err error) {
	data, err := tx.Setting(user, sendAsSetting)
	if errors.Is(err, store.ErrNotFound) {
		return sendAs{}, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		return nil, fmt.Errorf("as whom %d writes: %w", user, err)
	}
	return out, nil
}

// SendAs returns as whom an account may write in a supergroup or channel, the one that it writes as of itself first: itself,
// or as an administrator who stays unnamed the group; and public channels of its own. In a channel it is the channel, and
// where posts show who wrote them the others, too. CHANNEL_PRIVATE for who may not see it.
//
// https://core.telegram.org/method/channels.getSendAs
func (s *Service) SendAs(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (out []lamplight.Peer, err error) {
	if _, err := s.Access(ctx, user, peer); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, user, peer)
		if err != nil {
			return err
		}
		out, err = s.sendAsIn(tx, user, st)
		return err
	})
	return out, err
}

func (s *Service) sendAsIn(tx store.Tx, user lamplight.UserID, st stood) ([]lamplight.Peer, error) {
	own, peer := lamplight.UserPeer(user), st.chat.Peer
	switch {
	case peer.Kind != lamplight.PeerChannel:
		return []lamplight.Peer{own}, nil
	case st.chat.Broadcast && !st.chat.Flags.Has(store.ChatSignatureFaces):
		return []lamplight.Peer{peer}, nil
	}
	first := own
	if st.chat.Broadcast || st.unnamed() {
		first = peer
	}
	out := []lamplight.Peer{first}
	if st.chat.Broadcast {
		out = append(out, own)
	}
	public, err := s.publicOf(tx, user)
	if err != nil {
		return nil, err
	}
	chats, err := tx.ChatsByPeer(public)
	if err != nil {
		return nil, err
	}
	for _, p := range public {
		broadcast := slices.ContainsFunc(chats, func(c store.Chat) bool { return c.Peer == p && c.Broadcast })
		if broadcast && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, nil
}

// unnamed reports whether they are an administrator who stays unnamed.
func (s stood) unnamed() bool {
	return s.member.Leads() && s.member.Rights&lamplight.AdminAnonymous != 0
}

// SaveSendAs keeps as whom an account writes in a supergroup of itself. SEND_AS_PEER_INVALID for whom it may not write as.
//
// https://core.telegram.org/method/messages.saveDefaultSendAs
func (s *Service) SaveSendAs(ctx context.Context, c Caller, peer, as lamplight.Peer) error {
	if peer.Kind != lamplight.PeerChannel {
		return lamplight.ErrPeerInvalid
	}
	if _, err := s.Access(ctx, c.User, peer); err != nil {
		return err
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		may, err := s.sendAsIn(tx, c.User, st)
		if err != nil {
			return err
		}
		if !slices.Contains(may, as) {
			return ErrSendAsInvalid
		}
		all, err := readSendAs(tx, c.User)
		if err != nil {
			return err
		}
		if all[peer.Channel()] = as; as == may[0] {
			delete(all, peer.Channel())
		}
		data, err := json.Marshal(all)
		if err != nil {
			return err
		}
		if len(data) > store.MaxSetting {
			return lamplight.ErrLimitInvalid
		}
		return tx.PutSetting(c.User, sendAsSetting, data)
	})
	s.authors.forget(c.User)
	return err
}

// DefaultSendAs returns as whom an account writes in a chat of itself, if it chose that; else the zero Peer.
func (s *Service) DefaultSendAs(ctx context.Context, user lamplight.UserID, peer lamplight.Peer) (lamplight.Peer, error) {
	all, err := s.authors.of(user, func() (all sendAs, err error) {
		err = s.store.Read(ctx, func(tx store.Tx) error {
			all, err = readSendAs(tx, user)
			return err
		})
		return all, err
	})
	return all[peer.Channel()], err
}

// Author returns whom the messages of the viewer of a show as their author there, and what stands beside it: as is what the
// client asks for (zero: what the viewer chose there, else what is usual: the viewer itself, for an administrator who
// stays unnamed the group, in a broadcast channel the channel). The signature is the author's name where posts are signed,
// the title of an unnamed administrator, else "". SEND_AS_PEER_INVALID if they may not write as that one.
func (s *Service) Author(
	ctx context.Context, a lamplight.Access, as lamplight.Peer,
) (author lamplight.Peer, signature lamplight.Text, err error) {
	user, chat := a.Viewer, a.Chat
	own, peer := lamplight.UserPeer(user), chat.Peer
	if peer.Kind != lamplight.PeerChannel {
		if !as.IsZero() && as != own {
			return lamplight.Peer{}, "", ErrSendAsInvalid
		}
		return own, "", nil
	}
	usual := own
	if unnamed := chat.Admin&lamplight.AdminAnonymous != 0; chat.Broadcast || unnamed {
		usual = peer
	}
	if author = as; as.IsZero() {
		if author, err = s.DefaultSendAs(ctx, user, peer); err != nil {
			return lamplight.Peer{}, "", err
		}
	}
	switch {
	case author.IsZero() || author == usual:
		author = usual
	default:
		may, err := s.SendAs(ctx, user, peer)
		if err != nil {
			return lamplight.Peer{}, "", err
		}
		if !slices.Contains(may, author) {
			if as.IsZero() { // what was chosen once is no longer allowed
				author = usual
				break
			}
			return lamplight.Peer{}, "", ErrSendAsInvalid
		}
	}
	if author != peer {
		return author, "", nil
	}
	signature, err = s.signature(ctx, a)
	return author, signature, err
}

// signature returns what stands beside a post, or beside what an unnamed administrator wrote.
func (s *Service) signature(ctx context.Context, a lamplight.Access) (lamplight.Text, error) {
	switch {
	case a.Chat.Broadcast && !a.Chat.Signatures:
		return "", nil
	case !a.Chat.Broadcast:
		return lamplight.Text(a.Rank), nil
	}
	people, err := s.people.Persons(ctx, a.Viewer, []lamplight.UserID{a.Viewer})
	if err != nil || len(people) == 0 {
		return "", err
	}
	return lamplight.Text(strings.TrimSpace(people[0].FirstName + " " + people[0].LastName)), nil
}
