package media

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"lamplight"
	"lamplight/picture"
	"lamplight/store"
)

// Errors of making photos and documents.
var (
	ErrPhotoDimensions = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_INVALID_DIMENSIONS"}
	ErrPhotoExtension  = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_EXT_INVALID"}
	ErrPhotoProcessing = &lamplight.Error{Kind: lamplight.Invalid, Code: "IMAGE_PROCESS_FAILED"}
	ErrPhotoSave       = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHOTO_SAVE_FILE_INVALID"}
)

// Files is where uploads come from and where what is made of them is kept. *Service is one.
type Files interface {
	Assemble(ctx context.Context, u Uploaded) (*Upload, error)
	Keep(ctx context.Context, u *Upload) error
	KeepBytes(ctx context.Context, b []byte) (lamplight.FileHash, error)
	Open(ctx context.Context, h lamplight.FileHash, offset, length int64) (io.ReadCloser, error)
	NewID() int64
	AddPhoto(ctx context.Context, owner lamplight.UserID, p lamplight.Photo, uploaded store.File) error
	AddDocument(ctx context.Context, owner lamplight.UserID, d lamplight.Document, uploaded store.File) error
	Photo(ctx context.Context, n Named) (lamplight.Photo, error)
	Ours(h lamplight.FileHash) bool
}

// Notices tell somebody something, from the service account; the same key tells it once. service/messages is one.
type Notices interface {
	Notice(ctx context.Context, to lamplight.UserID, key string, text lamplight.Text, entities []lamplight.Entity) error
}

// MakerLimits bound what is made. A zero field has its default.
type MakerLimits struct {
	Photo     int64         // bytes of an uploaded photo; 10 MiB
	Thumb     int64         // bytes of a thumbnail that a client supplies; 1 MiB
	Picture   int64         // bytes of a document of which a thumbnail is made; as the decoder's
	Sides     int           // pixels of width and height of a photo together; 10,000
	Ratio     int           // of the longer side of a photo to the shorter one; 20
	Screening time.Duration // for which an answer of the screener is waited; 2 s
	Screens   int           // files that are screened at once; 32
	Video     int64         // bytes of a video of which a frame is taken; 512 MiB
	VideoTime time.Duration // of taking a frame; 10 s
}

// MakerOptions are what a Maker is built of. Fields without "optional" must be set.
type MakerOptions struct {
	Files    Files
	Store    store.Store
	Pictures *picture.Decoder
	Screener Screener
	Notices  Notices
	Now      func() time.Time
	FFmpeg   string // optional: the program that takes frames of videos; "": there are no previews of videos
	FFprobe  string // needed with FFmpeg
	Limits   MakerLimits
	Log      *slog.Logger // optional: none
}

// A Maker makes photos and documents of what was uploaded, and has each looked at before anybody else can see it. It is safe
// for concurrent use.
type Maker struct {
	files    Files
	store    store.Store
	pictures *picture.Decoder
	screener Screener
	notices  Notices
	now      func() time.Time
	video    video
	limits   MakerLimits
	log      *slog.Logger

	screens *semaphore.Weighted
	running sync.WaitGroup
}

// NewMaker returns a Maker.
func NewMaker(o MakerOptions) *Maker {
	l := &o.Limits
	orDefault(&l.Photo, 10<<20)
	orDefault(&l.Thumb, 1<<20)
	orDefault(&l.Picture, o.Pictures.Limits().Bytes)
	orDefault(&l.Sides, 10_000)
	orDefault(&l.Ratio, 20)
	orDefault(&l.Screening, 2*time.Second)
	orDefault(&l.Screens, 32)
	orDefault(&l.Video, 512<<20)
	orDefault(&l.VideoTime, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Maker{
		files: o.Files, store: o.Store, pictures: o.Pictures, screener: o.Screener, notices: o.Notices, now: o.Now, limits: o.Limits, log: o.Log,
		video: video{
			ffmpeg: o.FFmpeg, ffprobe: o.FFprobe, time: l.VideoTime, log: o.Log, slots: semaphore.NewWeighted(int64(runtime.GOMAXPROCS(0))),
		},
		screens: semaphore.NewWeighted(int64(l.Screens)),
	}
}

func orDefault[T comparable](v *T, fallback T) {
	var zero T
	if *v == zero {
		*v = fallback
	}
}

// small reads a file whole if it is one that may be decoded; else nothing.
func (m *Maker) small(
	ctx context.Context, size int64, open func(ctx context.Context, offset, length int64) (io.ReadCloser, error),
) ([]byte, error) {
	if size <= 0 || size > m.pictures.Limits().Bytes {
		return nil, nil
	}
	r, err := open(ctx, 0, -1)
	if err != nil {
		return nil, fmt.Errorf("open a file to be decoded: %w", err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, size))
	if err != nil {
		return nil, fmt.Errorf("read a file to be decoded: %w", err)
	}
	return b, nil
}

// keep stores sizes of a picture as photos and thumbnails have them.
func (m *Maker) keep(ctx context.Context, sizes []picture.Size) ([]lamplight.PhotoSize, error) {
	out := make([]lamplight.PhotoSize, len(sizes))
	for i, s := range sizes {
		p := lamplight.PhotoSize{Type: s.Type, Width: s.Width, Height: s.Height, Steps: s.Steps}
		if s.Type == "i" {
			p.Inline = s.JPEG
		} else {
			p.Size = int64(len(s.JPEG))
			var err error
			if p.Hash, err = m.files.KeepBytes(ctx, s.JPEG); err != nil {
				return nil, err
			}
		}
		out[i] = p
	}
	return out, nil
}

// hashesOf returns the hashes of sizes that are files.
func hashesOf(sizes []lamplight.PhotoSize) []lamplight.FileHash {
	var hs []lamplight.FileHash
	for _, s := range sizes {
		if s.Hash != (lamplight.FileHash{}) {
			hs = append(hs, s.Hash)
		}
	}
	return hs
}
