package messages

import (
	"context"
	"errors"

	"lamplight"
)

// maxAlbum is how many messages an album has at most.
//
// https://core.telegram.org/api/files#albums-grouped-media
const maxAlbum = 10

// SendAlbum sends messages to one conversation as an album, all of them in one group: those that are held too, which show
// one by one when they are released. All drafts are of one caller, to one peer, at one time. One alone is no album. Repeated
// random numbers are treated as Forward treats them.
//
// Errors beside those of Send: MULTI_MEDIA_TOO_LONG, and GROUPED_MEDIA_INVALID for what clients do not show in one album:
// photos and videos go together, files with files, and music with music.
//
// https://core.telegram.org/method/messages.sendMultiMedia
func (s *Service) SendAlbum(ctx context.Context, drafts []Draft) (Result, error) {
	if err := checkAlbum(drafts); err != nil {
		return Result{}, err
	}
	first := drafts[0]
	f := Forwarding{Caller: first.Caller, To: first.To, At: first.At}
	for _, d := range drafts {
		f.Randoms = append(f.Randoms, d.Random)
	}
	p, err := s.at(ctx, first.User, first.To)
	if err != nil {
		return s.forwardedBefore(ctx, f, err)
	}
	var group int64
	if len(drafts) > 1 {
		group = int64(newContent())
	}
	ms := make([]lamplight.Message, len(drafts))
	for i, d := range drafts {
		if d.Entities, err = s.customEmoji(ctx, d.Entities); err != nil {
			return Result{}, err
		}
		text, entities, err := s.caption(d.Text, d.Entities, d.Media)
		if err != nil {
			return Result{}, err
		}
		d.Group = group
		if ms[i], err = s.compose(ctx, d, p, text, entities); err != nil {
			return s.forwardedBefore(ctx, f, err)
		}
	}
	if !first.At.IsZero() {
		if due, err := s.dueOr(ctx, first.Caller, p, first.At, f.Randoms...); err != nil {
			return s.forwardedBefore(ctx, f, err)
		} else if !due.IsZero() {
			if r, err := s.forwardedBefore(ctx, f, errNotBefore); !errors.Is(err, errNotBefore) {
				return r, err
			}
			return s.schedule(ctx, first.Caller, first.To, due, ms)
		}
	}
	if err := s.takeTurn(ctx, p); err != nil {
		return s.forwardedBefore(ctx, f, err)
	}
	to, err := s.others(ctx, first.Caller, p)
	if err != nil {
		return Result{}, err
	}
	done, err := s.forwardPart(ctx, f, p, to, ms)
	if err != nil {
		return Result{}, err
	}
	if len(done.Events) == 0 {
		return Result{}, ErrRandomRepeated
	}
	r, err := s.forwarded(ctx, f, done)
	if err == nil && first.ClearDraft {
		// The draft of a conversation goes with what was sent there. It is its own act: an album is many messages.
		var cleared Result
		if cleared, err = s.SaveDraft(ctx, first.Caller, first.To, lamplight.Draft{}); err == nil {
			r.Events = append(r.Events, cleared.Events...)
		}
	}
	return r, err
}

func checkAlbum(drafts []Draft) error {
	switch {
	case len(drafts) == 0:
		return ErrMediaEmpty
	case len(drafts) > maxAlbum:
		return ErrAlbumLong
	}
	if err := checkPeer(drafts[0].To); err != nil {
		return err
	}
	if drafts[0].To.User() == lamplight.ServiceUser {
		return ErrWriteForbidden
	}
	seen := map[int64]bool{}
	for _, d := range drafts {
		switch {
		case d.Random == 0:
			return ErrRandomEmpty
		case seen[d.Random]:
			return ErrRandomRepeated
		case d.Media == nil:
			return ErrMediaEmpty
		}
		seen[d.Random] = true
		if len(drafts) > 1 && (albumKind(d.Media) == 0 || albumKind(d.Media) != albumKind(drafts[0].Media)) {
			return ErrGrouped
		}
	}
	return nil
}

// albumKind says with what media may be in an album: with what has the same number. 0: with nothing.
func albumKind(m *lamplight.Media) int {
	const shown, files, music = 1, 2, 3
	switch {
	case m.TTL > 0:
		return 0
	case m.Kind == lamplight.MediaPhoto:
		return shown
	case m.Kind != lamplight.MediaDocument || m.Document == nil:
		return 0
	}
	switch m.Document.Kind {
	case lamplight.DocumentVideo:
		return shown
	case lamplight.DocumentFile:
		return files
	case lamplight.DocumentAudio:
		return music
	default:
		return 0
	}
}
