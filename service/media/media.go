// Package media keeps files and gives them out: those that people upload, and those that come with the server, the pictures
// and animations of reactions, drawn by the program itself.
//
// The bytes of a file are kept once, under their SHA-256 (lamplight/blob). What people meet are photos and documents, whose
// ids are drawn at random; what a viewer must show to fetch one is an access hash and a file reference, both keyed MACs, so
// that none is stored. A file that nobody refers to any more is removed after a while.
//
// Reference: https://core.telegram.org/api/files
package media

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lamplight"
	"lamplight/blob"
	"lamplight/store"
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

	FileSize   int64         // bytes of one file; 2,000 MiB
	Parts      int           // parts of one file; 4,000
	Unfinished int64         // bytes of one account's files that are on their way, on each node; 8,000 MiB
	PartIdle   time.Duration // after which a file that is on its way gives way to others of the account; 1 hour
	PartAge    time.Duration // after which parts are removed; 24 hours

	// Grace is how long a file stays that nobody refers to; 7 days. Touch is after how long it is noted anew that somebody is
	// about to refer to one; a twentieth of Grace.
	Grace time.Duration
	Touch time.Duration
}

func (l *Limits) fill() {
	durations := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	durations(&l.ReferenceRenewal, 12*time.Hour)
	durations(&l.ReferenceAge, 72*time.Hour)
	durations(&l.PartIdle, time.Hour)
	durations(&l.PartAge, 24*time.Hour)
	durations(&l.Grace, 7*24*time.Hour)
	durations(&l.Touch, l.Grace/20)
	if l.FileSize == 0 {
		l.FileSize = 2000 << 20
	}
	if l.Parts == 0 {
		l.Parts = 4000
	}
	if l.Unfinished == 0 {
		l.Unfinished = 8000 << 20
	}
}

// Withdrawn is the set of files that are nobody's to see any more. It is asked for every file, and quick.
type Withdrawn interface {
	File(h lamplight.FileHash) bool
}

type nothingWithdrawn struct{}

func (nothingWithdrawn) File(lamplight.FileHash) bool { return false }

// Options are what a Service needs. Without Blobs and Store it has the files alone that come with the server.
type Options struct {
	Secret    []byte // of SecretSize bytes, the same on every node
	Now       func() time.Time
	Limits    Limits
	Blobs     blob.Store
	Store     store.Store
	Withdrawn Withdrawn             // optional: nothing is
	Faces     Faces                 // optional: nobody has a photo
	Sets      Sets                  // optional: no sticker set has a picture
	Uses      []Uses                // who refers to files; see Collect
	Register  prometheus.Registerer // optional: none
	Log       *slog.Logger          // optional: none
}

// A Service gives out files. It is safe for concurrent use.
type Service struct {
	secret    []byte
	now       func() time.Time
	limits    Limits
	builtIn   func() (*library, error)
	blobs     blob.Store
	store     store.Store
	withdrawn Withdrawn
	faces     Faces
	sets      Sets
	uses      []Uses
	metrics   *metrics
	log       *slog.Logger

	uploads uploading
	rows    rowCache
	spent   chan UploadID // uploads that were kept, whose parts are to go
}

// New returns a Service. Secret and Now are required. The files that come with the server are drawn when the first of them
// is asked for.
func New(o Options) (*Service, error) {
	if len(o.Secret) != SecretSize {
		return nil, fmt.Errorf("media: the secret has %d bytes, want %d", len(o.Secret), SecretSize)
	}
	o.Limits.fill()
	if o.Limits.ReferenceRenewal < time.Second || o.Limits.ReferenceAge < o.Limits.ReferenceRenewal {
		return nil, errors.New("media: file references would expire before there are new ones")
	}
	if o.Withdrawn == nil {
		o.Withdrawn = nothingWithdrawn{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		secret: o.Secret, now: o.Now, limits: o.Limits, builtIn: sync.OnceValues(newLibrary), blobs: o.Blobs, store: o.Store,
		withdrawn: o.Withdrawn, faces: o.Faces, sets: o.Sets, uses: o.Uses, metrics: newMetrics(o.Register), log: o.Log,
		spent: make(chan UploadID, 256),
	}, nil
}

// Limits returns the limits that the service holds callers to.
func (s *Service) Limits() Limits { return s.limits }
