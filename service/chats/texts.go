package chats

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
)

// title returns a chat's name as it is kept: CHAT_TITLE_EMPTY if nothing is left of it, cut at Limits.TitleRunes.
func (s *Service) title(t string) (string, error) {
	t = line(t)
	if t == "" {
		return "", ErrTitleEmpty
	}
	return cut(t, s.limits.TitleRunes), nil
}

// about returns a description as it is kept.
func (s *Service) about(a string) (string, error) {
	a = strings.TrimSpace(strings.ToValidUTF8(a, ""))
	if utf8.RuneCountInString(a) > s.limits.AboutRunes {
		return "", ErrAboutTooLong
	}
	return a, nil
}

// rank returns an administrator's title as it is kept.
func (s *Service) rank(r string) (string, error) {
	r = line(r)
	if utf8.RuneCountInString(r) > s.limits.RankRunes {
		return "", ErrRankInvalid
	}
	for _, c := range r {
		if unicode.Is(unicode.So, c) || unicode.Is(unicode.Sk, c) && c > 0x2000 || c == 0xFE0F || c == 0x20E3 {
			return "", ErrRankEmoji
		}
	}
	return r, nil
}

// line makes one line of a text: no control characters, no space at its ends.
func line(t string) string {
	t = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(t, ""))
	return strings.TrimSpace(t)
}

// cut returns the first n characters of a text.
func cut(t string, n int) string {
	for i := range t {
		if n == 0 {
			return t[:i]
		}
		n--
	}
	return t
}

// sendable returns the rights that a restraint of members can name.
const sendable = lamplight.BannedSend | lamplight.BannedMedia | lamplight.BannedStickers | lamplight.BannedGIFs | lamplight.BannedGames |
	lamplight.BannedInline | lamplight.BannedLinks | lamplight.BannedPolls | lamplight.BannedChangeInfo | lamplight.BannedInvite |
	lamplight.BannedPin | lamplight.BannedTopics | lamplight.BannedPhotos | lamplight.BannedVideos | lamplight.BannedRoundVideos |
	lamplight.BannedAudios | lamplight.BannedVoices | lamplight.BannedFiles | lamplight.BannedPlain | lamplight.BannedReactions |
	lamplight.BannedRank
