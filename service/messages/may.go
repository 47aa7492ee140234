package messages

import (
	"context"

	"lamplight"
)

// maySend returns nil if the caller may say something of that kind there now, else what they are told. media is nil for a
// text alone.
func (s *Service) maySend(ctx context.Context, c Caller, p place, media *lamplight.Media) error {
	if p.access == nil {
		return s.policy.MaySend(ctx, c.User, p.peer)
	}
	// Of a group or channel the policy knows nothing, but of the sender: who is frozen writes to nobody but themselves.
	if err := s.policy.MaySend(ctx, c.User, lamplight.UserPeer(c.User)); err != nil {
		return err
	}
	_, err := s.chats.MaySend(ctx, c.User, p.peer, kindOf(media))
	return err
}

// kindOf returns what one must not be kept from to send something.
//
// https://core.telegram.org/constructor/chatBannedRights
func kindOf(m *lamplight.Media) lamplight.BannedRights {
	if m == nil {
		return lamplight.BannedPlain
	}
	switch m.Kind {
	case lamplight.MediaPhoto:
		return lamplight.BannedPhotos
	case lamplight.MediaDocument:
		return kindOfDocument(m.Document)
	case lamplight.MediaPoll:
		return lamplight.BannedPolls
	case lamplight.MediaDice:
		return lamplight.BannedStickers
	case lamplight.MediaNone, lamplight.MediaPage, lamplight.MediaContact, lamplight.MediaGeo, lamplight.MediaLiveGeo,
		lamplight.MediaVenue:
		return lamplight.BannedPlain
	default:
		return lamplight.BannedMedia
	}
}

func kindOfDocument(d *lamplight.Document) lamplight.BannedRights {
	if d == nil {
		return lamplight.BannedMedia
	}
	switch d.Kind {
	case lamplight.DocumentFile:
		return lamplight.BannedFiles
	case lamplight.DocumentVideo:
		return lamplight.BannedVideos
	case lamplight.DocumentRoundVideo:
		return lamplight.BannedRoundVideos
	case lamplight.DocumentGIF:
		return lamplight.BannedGIFs
	case lamplight.DocumentAudio:
		return lamplight.BannedAudios
	case lamplight.DocumentVoice:
		return lamplight.BannedVoices
	case lamplight.DocumentSticker, lamplight.DocumentEmoji:
		return lamplight.BannedStickers
	default:
		return lamplight.BannedMedia
	}
}

// mayDelete reports whether the caller may delete a message for everybody. In a private conversation everybody may.
func (p place) mayDelete(c Caller, m lamplight.Message) bool {
	if p.access == nil {
		return true
	}
	chat := &p.access.Chat
	switch {
	case chat.Gone || !p.access.Member && !chat.Creator:
		return false
	case chat.May(lamplight.AdminDelete):
		return true
	case m.Wrote() != c.User:
		return false
	case chat.Broadcast:
		return chat.May(lamplight.AdminPost)
	default:
		return m.Action == nil || !p.own() // what tells of a supergroup is its administrators' own
	}
}

// mayPin returns nil if the caller may pin messages there for everybody.
func (s *Service) mayPin(ctx context.Context, c Caller, p place) error {
	if p.access == nil {
		return s.policy.MaySend(ctx, c.User, p.peer)
	}
	chat := &p.access.Chat
	right := lamplight.AdminPin
	if chat.Broadcast {
		right = lamplight.AdminEdit
	}
	switch {
	case chat.Gone:
		return ErrWriteForbidden
	case chat.Creator || chat.Admin&right != 0:
		return nil
	case !p.access.Member, chat.Broadcast, (chat.Own.At(s.now())|chat.Default.At(s.now()))&lamplight.BannedPin != 0:
		return ErrAdminRequired
	}
	return nil
}
