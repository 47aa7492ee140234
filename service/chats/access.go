package chats

import (
	"context"
	"fmt"
	"slices"

	"lamplight"
	"lamplight/store"
)

// seen is a chat as an account stands to it.
type seen struct {
	chat   store.Chat
	exists bool
	member store.Member // the zero value if there is no row
	name   string       // public name; "" if it is private
	open   bool         // it is where a channel is discussed that is public, or that the account is in
}

// Access returns what viewer may see of a chat and do in it, from memory where that is fresh: CHANNEL_PRIVATE if they may
// not see it, CHANNEL_INVALID or PEER_ID_INVALID if there is no such chat. Who left a basic group, or was removed, has
// still what was said while they were in it: Access.Member says whether they are in it.
func (s *Service) Access(ctx context.Context, viewer lamplight.UserID, peer lamplight.Peer) (lamplight.Access, error) {
	all, err := s.Accesses(ctx, viewer, peer)
	if err != nil {
		return lamplight.Access{}, err
	}
	return all[0], refusal(peer, all[0])
}

// refusal returns why there is no access.
func refusal(peer lamplight.Peer, a lamplight.Access) error {
	switch {
	case a.Chat.Peer.IsZero() && peer.Kind == lamplight.PeerChannel:
		return lamplight.ErrChannelInvalid
	case a.Chat.Peer.IsZero():
		return lamplight.ErrPeerInvalid
	case a.Chat.Forbidden && peer.Kind == lamplight.PeerChannel:
		return ErrChannelPrivate
	default:
		return nil
	}
}

// Accesses is Access for several chats, in their order. Where Access would return an error, Chat is zero if there is no
// such chat, and Forbidden if the viewer may not see it.
//
// Viewer 0 is nobody in particular: who sees what is shown to many at once. For it nothing is forbidden, and nothing says
// what anybody is in a chat.
func (s *Service) Accesses(ctx context.Context, viewer lamplight.UserID, peers ...lamplight.Peer) ([]lamplight.Access, error) {
	all, err := s.look(ctx, viewer, peers)
	if err != nil {
		return nil, fmt.Errorf("what %d may see: %w", viewer, err)
	}
	out := make([]lamplight.Access, len(all))
	for i, v := range all {
		out[i] = s.access(viewer, v)
	}
	return out, nil
}

// look returns how viewer stands to each of peers, from memory where that is fresh.
func (s *Service) look(ctx context.Context, viewer lamplight.UserID, peers []lamplight.Peer) ([]seen, error) {
	out := make([]seen, len(peers))
	var missing []lamplight.Peer
	for i, p := range peers {
		v, ok := s.cache.get(pair{viewer, p})
		if !ok && !slices.Contains(missing, p) {
			missing = append(missing, p)
		}
		out[i] = v
	}
	if len(missing) == 0 {
		return out, nil
	}
	versions := make(map[lamplight.Peer]uint64, len(missing))
	for _, p := range missing {
		versions[p] = s.cache.version(pair{viewer, p})
	}
	var fresh map[lamplight.Peer]seen
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		fresh, err = readSeen(tx, viewer, missing)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, p := range peers {
		if v, ok := fresh[p]; ok {
			out[i] = v
			s.cache.put(pair{viewer, p}, v, versions[p])
		}
	}
	return out, nil
}

// readSeen reads from the store how viewer stands to each of peers.
func readSeen(tx store.Tx, viewer lamplight.UserID, peers []lamplight.Peer) (map[lamplight.Peer]seen, error) {
	out := make(map[lamplight.Peer]seen, len(peers))
	for _, p := range peers {
		out[p] = seen{}
	}
	rows, err := tx.ChatsByPeer(peers)
	if err != nil || len(rows) == 0 {
		return out, err
	}
	named := slices.Clone(peers)
	for _, c := range rows {
		out[c.Peer] = seen{chat: c, exists: true}
		if c.Linked != 0 && !c.Broadcast {
			named = append(named, lamplight.ChannelPeer(c.Linked))
		}
	}
	usernames, err := tx.UsernamesOf(named)
	if err != nil {
		return nil, err
	}
	names := make(map[lamplight.Peer]string, len(usernames))
	for _, n := range usernames {
		names[n.Peer] = n.Name
	}
	var members []store.Member
	if viewer != 0 {
		if members, err = tx.MemberIn(viewer, named); err != nil {
			return nil, err
		}
	}
	in := make(map[lamplight.Peer]bool, len(members))
	for _, m := range members {
		in[m.Chat] = m.In()
	}
	for p, v := range out {
		if !v.exists {
			continue
		}
		v.name = names[p]
		discussed := lamplight.ChannelPeer(v.chat.Linked)
		v.open = v.chat.Linked != 0 && !v.chat.Broadcast && (names[discussed] != "" || in[discussed])
		out[p] = v
	}
	for _, m := range members {
		if v := out[m.Chat]; v.exists {
			v.member = m
			out[m.Chat] = v
		}
	}
	return out, nil
}

// access says what viewer may see and do.
func (s *Service) access(viewer lamplight.UserID, v seen) lamplight.Access {
	a := lamplight.Access{Viewer: viewer}
	if !v.exists {
		return a
	}
	row, m, now := v.chat, v.member, s.now()
	group := row.Peer.Kind == lamplight.PeerChat
	if group && m.Chat.IsZero() && viewer != 0 {
		return a // a basic group does not exist for those who never were in it
	}
	own := lamplight.Restraint{Rights: m.Restraint.At(now), Until: m.Restraint.Until}
	if own.Rights == 0 {
		own = lamplight.Restraint{}
	}
	banned := own.Rights&lamplight.BannedView != 0
	gone := !row.Gone.IsZero()
	a.Chat = lamplight.Chat{
		Peer: row.Peer, Title: row.Title, Broadcast: row.Broadcast, Forum: row.Forum, Own: own, Left: !m.In() && viewer != 0,
		Gone: gone,
	}
	switch {
	case group:
		a.Chat.Forbidden = banned
	case gone:
		a.Chat.Forbidden = true
	case viewer != 0 && !m.In():
		a.Chat.Forbidden = banned || v.name == "" && !v.open
	}
	a.Joined, a.Inviter = m.Joined, m.Inviter
	if a.Chat.Forbidden && !group || gone && !group {
		return a
	}
	c := &a.Chat
	c.Photo, c.Username, c.Created, c.Members, c.Version = row.Photo, v.name, row.Created, row.Members, row.Version
	c.Default = lamplight.Restraint{Rights: row.Default}
	c.Restricted = row.Restricted
	if row.MigratedTo != 0 {
		c.Migrated = lamplight.ChannelPeer(row.MigratedTo)
	}
	f := row.Flags
	c.Signatures, c.SignatureFace = f.Has(store.ChatSignatures), f.Has(store.ChatSignatureFaces)
	c.NoCopy, c.HiddenHistory, c.HiddenMembers = f.Has(store.ChatNoCopy), f.Has(store.ChatHiddenHistory), f.Has(store.ChatHiddenMembers)
	c.JoinToSend, c.JoinRequest = f.Has(store.ChatJoinToSend), f.Has(store.ChatJoinRequest)
	c.Verified, c.Scam, c.Fake = f.Has(store.ChatVerified), f.Has(store.ChatScam), f.Has(store.ChatFake)
	c.SlowMode, c.HasLink = row.SlowMode > 0, row.Linked != 0
	a.Linked, a.TTL, a.Reactions, a.MigratedFrom = row.Linked, row.TTL, row.Reactions, row.MigratedFrom
	if !m.In() {
		return a
	}
	a.Member, a.Rank, a.Spoke = true, m.Rank, m.Spoke
	c.Creator = m.Standing == store.StandingOwner
	c.Admin = rightsOf(row, m)
	if !group && !m.Joined.IsZero() {
		c.Created = m.Joined
	}
	if a.Leads() {
		return a
	}
	if c.HiddenHistory {
		a.From, c.Least = m.From, m.From
	}
	if !row.Broadcast {
		a.SlowMode = slowMode(row)
	}
	return a
}

// Chats shows chats as viewer may see them, in the order asked; those that never were are left out. One that the viewer may
// not see is Forbidden.
func (s *Service) Chats(ctx context.Context, viewer lamplight.UserID, peers []lamplight.Peer) ([]lamplight.Chat, error) {
	all, err := s.Accesses(ctx, viewer, peers...)
	if err != nil {
		return nil, fmt.Errorf("chats for %d: %w", viewer, err)
	}
	out := make([]lamplight.Chat, 0, len(all))
	for _, a := range all {
		if !a.Chat.Peer.IsZero() {
			out = append(out, a.Chat)
		}
	}
	return out, nil
}

// Knows reports whether an account is or was in a basic group, and so may name it.
func (s *Service) Knows(ctx context.Context, viewer lamplight.UserID, chat lamplight.ChatID) (bool, error) {
	all, err := s.look(ctx, viewer, []lamplight.Peer{lamplight.ChatPeer(chat)})
	return err == nil && !all[0].member.Chat.IsZero(), err
}

// ChannelMessages returns messages of a channel's box by id, in the order asked; those that viewer may not see, or that are
// not there, are left out.
func (s *Service) ChannelMessages(
	ctx context.Context, viewer lamplight.UserID, channel lamplight.ChannelID, ids []lamplight.MessageID,
) ([]lamplight.Message, error) {
	a, err := s.Access(ctx, viewer, lamplight.ChannelPeer(channel))
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id lamplight.MessageID) bool { return !a.Sees(id) })
	if len(ids) == 0 {
		return nil, nil
	}
	ms, err := s.boxes.Messages(ctx, lamplight.ChannelBox(channel), ids)
	if err != nil {
		return nil, fmt.Errorf("messages of %d: %w", channel, err)
	}
	return slices.DeleteFunc(ms, func(m lamplight.Message) bool { return m.Held && m.Wrote() != viewer }), nil
}
