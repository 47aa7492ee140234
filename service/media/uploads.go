package media

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"lamplight"
	"lamplight/store"
)

// An UploadID names what a client is uploading: the client chose File, and it is good within the account alone.
type UploadID struct {
	User lamplight.UserID
	File int64
}

// A FilePart is a part of a file that is being uploaded.
type FilePart struct {
	Upload UploadID
	Part   int    // from 0
	Bytes  []byte // kept only until the call returns
	// Big says that the part came by upload.saveBigFilePart; Total is then the number of parts, -1 while it is not known.
	Big   bool
	Total int
}

// An Uploaded is what a client says it has uploaded (inputFile, inputFileBig).
type Uploaded struct {
	Upload UploadID
	Parts  int
	Name   string // of the file, as the client says
	Big    bool
	MD5    string // of a file that is not Big: hexadecimal digits; "": not said
}

// An Upload is a file as it was uploaded, whole, with its hashes. Until it is kept nobody can fetch it. It is not safe for
// concurrent use, but what Open returns may be read while Open is called again.
type Upload struct {
	store.File // Hash, MD5, SHA1 and Size
	Name       string

	id   UploadID
	open func(ctx context.Context, offset, length int64) (io.ReadCloser, error)
}

// Open returns length bytes of the file from offset on; length -1: up to its end. Who opens closes.
func (u *Upload) Open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	return u.open(ctx, offset, length)
}

// Errors of uploads (https://core.telegram.org/api/files#uploading-files).
var (
	ErrPartsInvalid    = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PARTS_INVALID"}
	ErrPartInvalid     = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PART_INVALID"}
	ErrPartTooBig      = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PART_TOO_BIG"}
	ErrPartEmpty       = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PART_EMPTY"}
	ErrPartSizeInvalid = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PART_SIZE_INVALID"}
	ErrPartSizeChanged = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PART_SIZE_CHANGED"}
	ErrMD5Invalid      = &lamplight.Error{Kind: lamplight.Invalid, Code: "MD5_CHECKSUM_INVALID"}
)

// partMissing is the error that names a part which is not there.
func partMissing(part int) error {
	return &lamplight.Error{Kind: lamplight.Invalid, Code: "FILE_PART_X_MISSING", Arg: part, HasArg: true}
}

// What a part may be, in bytes.
const (
	maxPart  = 512 << 10
	partStep = 1 << 10 // the size of every part but the last is a multiple of it, and divides maxPart
)

// wholePart reports whether a part that is not the last may have that size.
func wholePart(size int) bool { return size > 0 && size%partStep == 0 && maxPart%size == 0 }

// A part is kept as scratch, after a header: a byte for the form, and a checksum, so that what a power failure left of it is
// not taken for it.
const (
	partHeader = 1 + 4
	partForm   = 1
)

var checksums = crc32.MakeTable(crc32.Castagnoli)

// uploadsOf is what the names of an account's uploads begin with, and (UploadID).name those of one upload.
func uploadsOf(user lamplight.UserID) string { return fmt.Sprintf("parts/%013d/", int64(user)) }

func (id UploadID) name() string { return fmt.Sprintf("%s%016x/", uploadsOf(id.User), uint64(id.File)) }

func (id UploadID) part(n int) string { return fmt.Sprintf("%s%05d", id.name(), n) }

// done is the name of what tells that an upload was kept, and as what.
func (id UploadID) done() string { return id.name() + "done" }

// parsePart takes the name of a part apart; part -1 is what tells that the upload was kept.
func parsePart(name string) (id UploadID, part int, ok bool) {
	words := strings.Split(name, "/")
	if len(words) != 4 || words[0] != "parts" {
		return UploadID{}, 0, false
	}
	user, err1 := strconv.ParseInt(words[1], 10, 64)
	file, err2 := strconv.ParseUint(words[2], 16, 64)
	id = UploadID{lamplight.UserID(user), int64(file)}
	if err1 != nil || err2 != nil {
		return UploadID{}, 0, false
	}
	if words[3] == "done" {
		return id, -1, true
	}
	part, err := strconv.Atoi(words[3])
	return id, part, err == nil && part >= 0
}

// uploading is what this node knows of the uploads that are on their way: what is kept of them says the same, but would have
// to be listed for each part. Other nodes may have parts that this one does not know of: Assemble looks.
type uploading struct {
	mu       sync.Mutex
	accounts map[lamplight.UserID]*uploader
}

// An uploader is an account that uploads.
type uploader struct {
	mu     sync.Mutex // held while what is kept is listed
	loaded bool
	files  map[int64]*upload
	bytes  int64     // of all its parts
	used   time.Time // under uploading.mu
}

// An upload is a file on its way.
type upload struct {
	sizes []int32 // of its parts; 0: not there
	whole int     // the size of every part but the last; 0: not known yet
	total int     // how many parts there are; 0: not known
	bytes int64
	used  time.Time
}

// uploader returns what is known of an account's uploads; the first time, what is kept of them is listed.
func (s *Service) uploader(ctx context.Context, user lamplight.UserID) (*uploader, error) {
	s.uploads.mu.Lock()
	u := s.uploads.accounts[user]
	if u == nil {
		if s.uploads.accounts == nil {
			s.uploads.accounts = map[lamplight.UserID]*uploader{}
		}
		u = &uploader{files: map[int64]*upload{}}
		s.uploads.accounts[user] = u
	}
	u.used = s.now()
	s.uploads.mu.Unlock()

	u.mu.Lock()
	defer u.mu.Unlock()
	if u.loaded {
		return u, nil
	}
	files, total := map[int64]*upload{}, int64(0)
	err := s.eachPart(ctx, uploadsOf(user), func(id UploadID, part int, size int64, written time.Time) {
		if part < 0 || part >= s.limits.Parts {
			return
		}
		f := files[id.File]
		if f == nil {
			f = new(upload)
			files[id.File] = f
		}
		f.set(part, int(size))
		f.bytes += size
		total += size
		if f.used.Before(written) {
			f.used = written
		}
	})
	if err != nil {
		return nil, fmt.Errorf("list the uploads of %d: %w", user, err)
	}
	for _, f := range files {
		f.whole = f.wholeSize()
	}
	u.files, u.bytes, u.loaded = files, total, true
	return u, nil
}

// eachPart calls f for all parts whose name begins with prefix, with their sizes without the header.
func (s *Service) eachPart(ctx context.Context, prefix string, f func(id UploadID, part int, size int64, written time.Time)) error {
	for after := ""; ; {
		page, err := s.blobs.ListScratch(ctx, prefix, after, scratchPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, o := range page {
			if id, part, ok := parsePart(o.Name); ok {
				f(id, part, max(0, o.Size-partHeader), o.Written)
			}
		}
		after = page[len(page)-1].Name
	}
}

// scratchPage is how many parts are listed at once.
const scratchPage = 4096

// set notes the size of a part.
func (f *upload) set(part, size int) {
	for len(f.sizes) <= part {
		f.sizes = append(f.sizes, 0)
	}
	f.sizes[part] = int32(size)
}

// last returns the number of the last part that is known of.
func (f *upload) last() int {
	if f.total > 0 {
		return f.total - 1
	}
	return len(f.sizes) - 1
}

// wholeSize returns the size of the parts that are not the last, 0 if there are none.
func (f *upload) wholeSize() int {
	for i, n := range f.sizes {
		if n > 0 && i < f.last() {
			return int(n)
		}
	}
	return 0
}

// check returns an error if a part of that size cannot belong to the file.
func (f *upload) check(part, size int) error {
	last := max(f.last(), part)
	if part < last {
		switch {
		case f.whole != 0 && size != f.whole:
			return ErrPartSizeChanged
		case !wholePart(size):
			return ErrPartSizeInvalid
		case last < len(f.sizes) && int(f.sizes[last]) > size:
			return ErrPartSizeChanged
		}
		return nil
	}
	// It is the last one now: what was the last before is not any more.
	if before := len(f.sizes) - 1; before >= 0 && before < part && f.sizes[before] > 0 {
		n := int(f.sizes[before])
		if !wholePart(n) {
			return ErrPartSizeInvalid
		}
		if f.whole != 0 && n != f.whole {
			return ErrPartSizeChanged
		}
		if size > n {
			return ErrPartSizeChanged
		}
	}
	if f.whole != 0 && size > f.whole {
		return ErrPartSizeChanged
	}
	return nil
}

// sealPart returns the header of a part.
func sealPart(bytes []byte) []byte {
	return binary.BigEndian.AppendUint32([]byte{partForm}, crc32.Checksum(bytes, checksums))
}

// openPart returns the bytes of a part that was kept; false if they are damaged.
func openPart(kept []byte) ([]byte, bool) {
	if len(kept) < partHeader || kept[0] != partForm {
		return nil, false
	}
	bytes := kept[partHeader:]
	return bytes, binary.BigEndian.Uint32(kept[1:]) == crc32.Checksum(bytes, checksums)
}
