package contacts

import (
	"context"
	"slices"

	"lamplight"
	"lamplight/store"
)

// KeepsArchived reports whether a conversation of an account stays in the archive when something new comes: if it is
// muted, or if its owner wants that of all, or of those that a folder names.
//
// https://core.telegram.org/api/folders#peer-folders
func (s *Service) KeepsArchived(ctx context.Context, owner lamplight.UserID, peer lamplight.Peer) (keeps bool, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		r, err := rules(tx, owner)
		if err != nil {
			return err
		}
		if keeps = r.KeepUnmuted; keeps {
			return nil
		}
		n, err := readNotifies(tx, owner)
		if err != nil {
			return err
		}
		if keeps = s.muted(n, peer); keeps || !r.KeepFolders {
			return nil
		}
		folders, err := readFolders(tx, owner)
		keeps = slices.ContainsFunc(folders, func(f lamplight.Folder) bool {
			return slices.Contains(f.Pinned, peer) || slices.Contains(f.Include, peer)
		})
		return err
	})
	return keeps, err
}

// Muted reports which of some conversations make no sound now, in their order.
func (s *Service) Muted(ctx context.Context, owner lamplight.UserID, peers ...lamplight.Peer) ([]bool, error) {
	out := make([]bool, len(peers))
	err := s.store.Read(ctx, func(tx store.Tx) error {
		n, err := readNotifies(tx, owner)
		for i, p := range peers {
			out[i] = s.muted(n, p)
		}
		return err
	})
	return out, err
}

// muted reports whether a conversation makes no sound now. What is not set for it is as for its kind.
func (s *Service) muted(n notifies, peer lamplight.Peer) bool {
	until := n.Peers[notifyKey(peer)].MuteUntil
	if until == nil {
		until = n.Kinds[notifyKind(peer)].MuteUntil
	}
	return until != nil && int64(*until) > s.now().Unix()
}

// notifyKind returns the kind of peer whose settings hold where a peer has none of its own.
func notifyKind(p lamplight.Peer) string {
	switch p.Kind {
	case lamplight.PeerChat:
		return NotifyChats
	case lamplight.PeerChannel:
		return NotifyBroadcasts
	case lamplight.PeerUser:
		return NotifyUsers
	}
	return NotifyUsers
}
