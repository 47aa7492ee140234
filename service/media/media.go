// Package media keeps files and gives them out. For now these are the files that come with the server: the pictures and
// animations of reactions, drawn by the program itself.
//
// A file has one identity: its id is taken from the SHA-256 of its bytes. What a viewer must show to fetch it is an access
// hash and a file reference, both keyed MACs, so that none is stored.
//
// Reference: https://core.telegram.org/api/files
package media

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"lamplight"
)

// SecretSize is the size of the secret that access hashes and file references are made with, in bytes.
const SecretSize = 32

// Errors of this service.
var (
	ErrFileInvalid      = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_ID_INVALID"}
	ErrReferenceInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_REFERENCE_INVALID"}
	ErrReferenceExpired = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_REFERENCE_EXPIRED"}
	ErrMediaInvalid     = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEDIA_INVALID"}
	ErrPhotoInvalid     = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_INVALID"}
	ErrOffsetInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "OFFSET_INVALID"}
)

// errNoFiles is what a service without a place for files says of them.
var errNoFiles = &lamplight.Error{Kind: lamplight.Unavailable, Code: "STORAGE_CHECK_FAILED", Err: errors.New("media: there is no place for files")}

// Limits bound the service. A zero field has its default.
type Limits struct {
	// ReferenceRenewal is how often file references change: 12 hours. It is counted in whole seconds.
	ReferenceRenewal time.Duration
	// ReferenceAge is how long a file reference holds, from the beginning of its period: 3 days.
	ReferenceAge time.Duration
}

// Options are what a Service needs.
type Options struct {
	Secret []byte // of SecretSize bytes, the same on every node
	Now    func() time.Time
	Limits Limits
}

// A Service gives out files. It is safe for concurrent use.
type Service struct {
	secret  []byte
	now     func() time.Time
	limits  Limits
	builtIn func() (*library, error)
}

// New returns a Service. Secret and Now are required. The files that come with the server are drawn when the first of them
// is asked for.
func New(o Options) (*Service, error) {
	if len(o.Secret) != SecretSize {
		return nil, fmt.Errorf("media: the secret has %d bytes, want %d", len(o.Secret), SecretSize)
	}
	if o.Limits.ReferenceRenewal == 0 {
		o.Limits.ReferenceRenewal = 12 * time.Hour
	}
	if o.Limits.ReferenceAge == 0 {
		o.Limits.ReferenceAge = 72 * time.Hour
	}
	if o.Limits.ReferenceRenewal < time.Second || o.Limits.ReferenceAge < o.Limits.ReferenceRenewal {
		return nil, errors.New("media: file references would expire before there are new ones")
	}
	return &Service{secret: o.Secret, now: o.Now, limits: o.Limits, builtIn: sync.OnceValues(newLibrary)}, nil
}
