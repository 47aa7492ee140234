package updates

import (
	"time"

	"lamplight"
)

// maxAnew is how many clients may be known to begin anew at once. Beyond that all are forgotten, and some are told so twice.
const maxAnew = 4096

// anew names a client by what it asks for next, once it was told that the difference is too long.
type anew struct {
	user lamplight.UserID
	pts  lamplight.PTS
	date time.Time
}

// begin reports whether a client is to be told that its difference is too long because of forgotten notes. Clients take the
// pts from that answer and keep their date, for which it has no field; so who asks again with the two is told what is
// left, or it would be told the same for ever.
//
// https://core.telegram.org/constructor/updates.differenceTooLong
func (s *Service) begin(user lamplight.UserID, since Since, state State) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := anew{user, since.PTS, since.Date.UTC()}
	if _, ok := s.anew[asked]; ok {
		delete(s.anew, asked)
		return false
	}
	if len(s.anew) >= maxAnew {
		clear(s.anew)
	}
	s.anew[anew{user, state.PTS, since.Date.UTC()}] = struct{}{}
	return true
}
