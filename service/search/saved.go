package search

import "lamplight"

// saved returns whose message it was that somebody keeps in the conversation with themselves: the conversation it was taken
// from, its author where that is not said, or its keeper, who wrote it there; zero for messages of other conversations.
func saved(m *lamplight.Message) lamplight.Peer {
	owner := m.Box.User()
	switch {
	case owner == 0 || m.Peer.User() != owner:
		return lamplight.Peer{}
	case m.Forward == nil:
		return m.Peer
	case !m.Forward.SavedPeer.IsZero():
		return m.Forward.SavedPeer
	default:
		return m.Forward.From
	}
}
