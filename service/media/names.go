package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"lamplight"
)

// A file reference is four bytes of the time its period began, in seconds, and a MAC of it, the viewer and the file.
const (
	referenceTime = 4                  // bytes
	referenceSize = referenceTime + 16 // bytes
)

// What a MAC is for: one is never good as another.
const (
	forAccess    byte = 1
	forReference byte = 2
)

// seal returns the MAC of the words under the service's secret.
func (s *Service) seal(purpose byte, words ...int64) []byte {
	mac := hmac.New(sha256.New, s.secret)
	b := []byte{purpose}
	for _, w := range words {
		b = binary.BigEndian.AppendUint64(b, uint64(w))
	}
	mac.Write(b)
	return mac.Sum(nil)
}

// Access returns the access hash by which viewer names a photo or a document, of any kind. It is never 0.
func (s *Service) Access(viewer lamplight.UserID, id int64) int64 {
	return s.access(viewer, lamplight.DocumentID(id))
}

// Reference returns the file reference of a photo or document for who meets it at o. It changes with each period
// (Limits.ReferenceRenewal), and is good for Limits.ReferenceAge.
func (s *Service) Reference(o lamplight.Origin, id int64) []byte {
	return s.reference(o.Viewer, lamplight.DocumentID(id), s.period())
}

// access returns the access hash by which viewer names a file. It is never 0.
func (s *Service) access(viewer lamplight.UserID, id lamplight.DocumentID) int64 {
	sum := s.seal(forAccess, int64(viewer), int64(id))
	if h := int64(binary.BigEndian.Uint64(sum)); h != 0 {
		return h
	}
	return 1
}

// period returns when the present period of file references began.
func (s *Service) period() time.Time { return s.now().Truncate(s.limits.ReferenceRenewal) }

// reference returns the file reference that viewer is given in the period that began at issued.
func (s *Service) reference(viewer lamplight.UserID, id lamplight.DocumentID, issued time.Time) []byte {
	seconds := uint32(issued.Unix())
	b := binary.BigEndian.AppendUint32(make([]byte, 0, referenceSize), seconds)
	sum := s.seal(forReference, int64(viewer), int64(id), int64(seconds))
	return append(b, sum[:referenceSize-referenceTime]...)
}

// checkReference returns ErrReferenceInvalid unless ref was given to viewer for the file, and ErrReferenceExpired if that
// was too long ago.
func (s *Service) checkReference(viewer lamplight.UserID, id lamplight.DocumentID, ref []byte) error {
	if len(ref) != referenceSize {
		return ErrReferenceInvalid
	}
	issued := time.Unix(int64(binary.BigEndian.Uint32(ref)), 0)
	if !hmac.Equal(ref, s.reference(viewer, id, issued)) {
		return ErrReferenceInvalid
	}
	if s.now().Sub(issued) >= s.limits.ReferenceAge {
		return ErrReferenceExpired
	}
	return nil
}

// name returns the file as viewer may fetch it.
func (s *Service) name(viewer lamplight.UserID, f *file, period time.Time) lamplight.Document {
	d := f.Document
	d.Access, d.Reference = s.access(viewer, d.ID), s.reference(viewer, d.ID, period)
	return d
}
