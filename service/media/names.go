package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"lamplight"
)

// A file reference is a byte for its form, four of the time its period began, in seconds, eight of the box and four of the id
// of the message that its viewer met the file in, or zeros, and a MAC of it all, the viewer and the file.
const (
	referenceForm = 1
	referenceTime = 1                     // where the time stands
	referenceBox  = referenceTime + 4     // and the box
	referenceID   = referenceBox + 8      // and the message
	referenceMAC  = referenceID + 4       // and the MAC
	referenceSize = referenceMAC + macLen // bytes
	macLen        = 16                    // bytes
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
	sum := s.seal(forAccess, int64(viewer), id)
	if h := int64(binary.BigEndian.Uint64(sum)); h != 0 {
		return h
	}
	return 1
}

// Reference returns the file reference of a photo or document for who meets it at o. It changes with each period
// (Limits.ReferenceRenewal), and is good for Limits.ReferenceAge.
func (s *Service) Reference(o lamplight.Origin, id int64) []byte {
	return s.reference(o, id, s.period())
}

// period returns when the present period of file references began.
func (s *Service) period() time.Time { return s.now().Truncate(s.limits.ReferenceRenewal) }

// reference returns the file reference that is given in the period that began at issued.
func (s *Service) reference(o lamplight.Origin, id int64, issued time.Time) []byte {
	b := append(make([]byte, 0, referenceSize), referenceForm)
	b = binary.BigEndian.AppendUint32(b, uint32(issued.Unix()))
	b = binary.BigEndian.AppendUint64(b, uint64(o.Box))
	b = binary.BigEndian.AppendUint32(b, uint32(o.ID))
	sum := s.seal(forReference, int64(o.Viewer), id, issued.Unix(), int64(o.Box), int64(o.ID))
	return append(b, sum[:macLen]...)
}

// Errors of file references (https://core.telegram.org/api/file_reference).
var (
	ErrReferenceEmpty = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_REFERENCE_EMPTY"}
)

// checkReference returns ErrReferenceEmpty or ErrReferenceInvalid unless ref was given to viewer for the photo or document, and
// ErrReferenceExpired if that was too long ago.
func (s *Service) checkReference(viewer lamplight.UserID, id int64, ref []byte) error {
	_, err := s.openReference(viewer, id, ref)
	return err
}

// openReference is checkReference, and says where the viewer met it.
func (s *Service) openReference(viewer lamplight.UserID, id int64, ref []byte) (lamplight.Origin, error) {
	if len(ref) == 0 {
		return lamplight.Origin{}, ErrReferenceEmpty
	}
	if len(ref) != referenceSize || ref[0] != referenceForm {
		return lamplight.Origin{}, ErrReferenceInvalid
	}
	issued := time.Unix(int64(binary.BigEndian.Uint32(ref[referenceTime:])), 0)
	o := lamplight.Origin{
		Viewer: viewer, Box: lamplight.BoxID(binary.BigEndian.Uint64(ref[referenceBox:])),
		ID: lamplight.MessageID(binary.BigEndian.Uint32(ref[referenceID:])),
	}
	if !hmac.Equal(ref, s.reference(o, id, issued)) {
		return lamplight.Origin{}, ErrReferenceInvalid
	}
	if s.now().Sub(issued) >= s.limits.ReferenceAge {
		return lamplight.Origin{}, ErrReferenceExpired
	}
	return o, nil
}

// name returns the file as viewer may fetch it.
func (s *Service) name(viewer lamplight.UserID, f *file, period time.Time) lamplight.Document {
	d := f.Document
	d.Access = s.Access(viewer, int64(d.ID))
	d.Reference = s.reference(lamplight.Origin{Viewer: viewer}, int64(d.ID), period)
	return d
}
