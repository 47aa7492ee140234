package chats

import (
	"context"
	"time"

	"lamplight"
	"lamplight/store"
)

// slowMode is how long members of a group wait between two messages.
func slowMode(c store.Chat) time.Duration { return time.Duration(c.SlowMode) * time.Second }

// ownerRights is what the owner of each kind of chat may do, and so at most what anybody may.
const (
	anyAdmin = lamplight.AdminChangeInfo | lamplight.AdminDelete | lamplight.AdminBan | lamplight.AdminInvite | lamplight.AdminPromote |
		lamplight.AdminCall | lamplight.AdminOther | lamplight.AdminPostStories | lamplight.AdminEditStories | lamplight.AdminDeleteStories
	channelRights    = anyAdmin | lamplight.AdminPost | lamplight.AdminEdit | lamplight.AdminDirectMessages
	supergroupRights = anyAdmin | lamplight.AdminPin | lamplight.AdminAnonymous | lamplight.AdminTopics | lamplight.AdminRanks
)

// possible returns which rights there are in a chat.
func possible(c store.Chat) lamplight.AdminRights {
	switch {
	case c.Peer.Kind == lamplight.PeerChat:
		return groupAdmin | lamplight.AdminPromote
	case c.Broadcast:
		return channelRights
	default:
		return supergroupRights
	}
}

// rightsOf returns what a member may do as an administrator. The owner may do everything, and chooses to be anonymous.
func rightsOf(c store.Chat, m store.Member) lamplight.AdminRights {
	switch m.Standing {
	case store.StandingOwner:
		return possible(c)&^lamplight.AdminAnonymous | m.Rights&lamplight.AdminAnonymous
	case store.StandingAdmin:
		if c.Peer.Kind == lamplight.PeerChat {
			return groupAdmin
		}
		if r := m.Rights & possible(c); r != 0 {
			return r
		}
		return lamplight.AdminOther
	default:
		return 0
	}
}

// mediaRights are what BannedMedia stands for.
const mediaRights = lamplight.BannedPhotos | lamplight.BannedVideos | lamplight.BannedRoundVideos | lamplight.BannedAudios |
	lamplight.BannedVoices | lamplight.BannedFiles | lamplight.BannedMedia | lamplight.BannedPolls | lamplight.BannedLinks

// MaySend returns nil if from may send messages of all the given kinds (BannedPlain, BannedPhotos and so on; 0: whatever
// kind) into a chat, else the error that says why not. It does not look at slow mode: Access says it.
func (s *Service) MaySend(
	ctx context.Context, from lamplight.UserID, to lamplight.Peer, kinds lamplight.BannedRights,
) (lamplight.Access, error) {
	a, err := s.Access(ctx, from, to)
	if err != nil {
		return a, err
	}
	return a, s.maySend(&a, kinds)
}

func (s *Service) maySend(a *lamplight.Access, kinds lamplight.BannedRights) error {
	c := &a.Chat
	switch {
	case c.Gone, c.Peer.Kind == lamplight.PeerChat && !a.Member:
		return ErrWriteForbidden
	case c.Broadcast && !c.May(lamplight.AdminPost):
		return ErrAdminRequired
	case !a.Member && (c.JoinToSend || a.Linked == 0):
		return ErrGuestForbidden
	case a.Leads():
		return nil
	}
	own, all := c.Own.At(s.now()), c.Default.At(s.now())
	switch {
	case own&lamplight.BannedSend != 0:
		return ErrBannedInChannel
	case all&lamplight.BannedSend != 0:
		return ErrWriteForbidden
	}
	banned := own | all
	if banned&lamplight.BannedMedia != 0 {
		banned |= mediaRights
	}
	for _, e := range sendErrors {
		if banned&kinds&e.right != 0 {
			return e.err
		}
	}
	return nil
}

// may reports whether a member may do what takes a right of an administrator, or in a group, where it has a counterpart
// among what members may be kept from, that nobody keeps them from it.
func (s *Service) mayToo(st stood, right lamplight.AdminRights, kept lamplight.BannedRights) bool {
	if st.may(right) {
		return true
	}
	if st.chat.Broadcast || !st.member.In() || st.chat.Default&kept != 0 {
		return false
	}
	return st.member.Leads() || st.member.Restraint.At(s.now())&kept == 0
}
