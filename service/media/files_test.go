package media

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"lamplight"
	"lamplight/blob"
	"lamplight/blob/bucket"
	"lamplight/store"
	"lamplight/store/sqlstore"
)

// withdrawnSet is what a test withdraws.
type withdrawnSet struct {
	mu    sync.Mutex
	files map[lamplight.FileHash]bool
}

func (w *withdrawnSet) File(h lamplight.FileHash) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.files[h]
}

func (w *withdrawnSet) add(h lamplight.FileHash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[h] = true
}

// usedSet says which photos and documents a test refers to.
type usedSet map[int64]bool

func (u usedSet) Used(_ context.Context, rows []store.MediaRow) (map[int64]bool, error) {
	found := map[int64]bool{}
	for _, r := range rows {
		if u[r.ID()] {
			found[r.ID()] = true
		}
	}
	return found, nil
}

// A shelf is a service with a place for files.
type shelf struct {
	*Service
	clock     *clock
	store     store.Store
	blobs     *bucket.Bucket
	dir       string
	withdrawn *withdrawnSet
	used      usedSet
}

func newShelf(t testing.TB, l Limits) *shelf {
	t.Helper()
	f := &shelf{clock: noon(), dir: t.TempDir(), withdrawn: &withdrawnSet{files: map[lamplight.FileHash]bool{}}, used: usedSet{}}
	// Files on disk have the time of the machine.
	f.clock.Time = time.Now().Truncate(time.Second)
	var err error
	f.store, err = sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(f.dir, "store.db"), sqlstore.Options{
		Key: bytes.Repeat([]byte{3}, 32), Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.store.Close() })
	if f.blobs, err = bucket.Open(t.Context(), "file:"+filepath.Join(f.dir, "files"), bucket.Options{Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.blobs.Close() })
	f.Service = f.node(t, l)
	return f
}

// node returns another service over the same places, as after a new start or on another node.
func (f *shelf) node(t testing.TB, l Limits) *Service {
	t.Helper()
	s, err := New(Options{
		Secret: bytes.Repeat([]byte{7}, SecretSize), Now: func() time.Time { return f.clock.Time }, Limits: l,
		Blobs: f.blobs, Store: f.store, Withdrawn: f.withdrawn, Uses: []Uses{f.used},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.builtIn = drawings
	return s
}

// isError reports whether err is the error that a client is to see, number and all.
func isError(err, want error) bool {
	var got, w *lamplight.Error
	return errors.As(err, &got) && errors.As(want, &w) && got.Symbol() == w.Symbol() || err == nil && want == nil
}

func content(seed uint64, n int) []byte {
	p := make([]byte, n)
	var key [32]byte
	key[0] = byte(seed)
	rand.NewChaCha8(key).Read(p)
	return p
}

// send uploads p in parts of size bytes, in the order that a shuffle gives, and returns what the client names it by.
func (f *shelf) send(t testing.TB, s *Service, user lamplight.UserID, file int64, p []byte, size int) Uploaded {
	t.Helper()
	parts := slices.Collect(slices.Chunk(p, size))
	var all sync.WaitGroup
	for _, i := range rand.Perm(len(parts)) {
		all.Go(func() {
			if err := s.SavePart(context.Background(), FilePart{Upload: UploadID{user, file}, Part: i, Bytes: parts[i], Big: true, Total: len(parts)}); err != nil {
				t.Errorf("part %d: %v", i, err)
			}
		})
	}
	all.Wait()
	return Uploaded{Upload: UploadID{user, file}, Parts: len(parts), Name: "a file", Big: true}
}

func readAll(t testing.TB, r io.ReadCloser, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	p, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestUploadPutTogether(t *testing.T) {
	f := newShelf(t, Limits{})
	for _, tt := range []struct{ n, size int }{{1, 1 << 10}, {1 << 10, 1 << 10}, {5000, 1 << 10}, {300_000, 128 << 10}, {2<<20 + 77, 512 << 10}} {
		p := content(uint64(tt.size>>10), tt.n)
		u := f.send(t, f.Service, ann, int64(tt.n), p, tt.size)
		// Put together on another node, which knows of nothing but what is kept.
		other := f.node(t, Limits{})
		up, err := other.Assemble(t.Context(), u)
		if err != nil {
			t.Fatalf("%d bytes: %v", tt.n, err)
		}
		if up.Size != int64(tt.n) || up.MD5 != md5.Sum(p) || up.SHA1 != sha1.Sum(p) || up.Hash != sha256.Sum256(p) || up.Name != "a file" {
			t.Errorf("%d bytes: %+v", tt.n, up)
		}
		r, err := up.Open(t.Context(), 0, -1)
		if got := readAll(t, r, err); !bytes.Equal(got, p) {
			t.Errorf("%d bytes came back as %d others", tt.n, len(got))
		}
		from, to := int64(tt.n/3), int64(tt.n/2)
		r, err = up.Open(t.Context(), from, to-from)
		if got := readAll(t, r, err); !bytes.Equal(got, p[from:to]) {
			t.Errorf("%d bytes from %d: %d others", to-from, from, len(got))
		}
		for range 2 {
			if err := other.Keep(t.Context(), up); err != nil {
				t.Fatal(err)
			}
			r, err = up.Open(t.Context(), from, to-from)
			if got := readAll(t, r, err); !bytes.Equal(got, p[from:to]) {
				t.Errorf("kept, %d bytes from %d: %d others", to-from, from, len(got))
			}
		}
		// A client that did not learn of it asks again, when the parts have gone.
		if err := other.removeParts(t.Context(), u.Upload); err != nil {
			t.Fatal(err)
		}
		if again, err := f.Assemble(t.Context(), u); err != nil || again.Hash != up.Hash {
			t.Errorf("asked again: %v, %v", again, err)
		}
	}
}

func TestWhatMakesNoFile(t *testing.T) {
	f := newShelf(t, Limits{})
	ctx := t.Context()
	file := int64(0)
	for _, tt := range []struct {
		what  string
		sizes []int // of the parts; 0: it does not come
		parts int
		md5   string
		want  error
	}{
		{"no part at all", nil, 1, "", partMissing(0)},
		{"the first is missing", []int{0, 1024, 10}, 3, "", partMissing(0)},
		{"one between is missing", []int{1024, 0, 10}, 3, "", partMissing(1)},
		{"the last is missing", []int{1024, 1024}, 3, "", partMissing(2)},
		{"no parts are said", []int{1024}, 0, "", ErrPartsInvalid},
		{"too many are said", []int{1024}, 4001, "", ErrPartsInvalid},
		{"another MD5", []int{1024, 5}, 2, "00112233445566778899aabbccddeeff", ErrMD5Invalid},
		{"no MD5 but a word", []int{1024, 5}, 2, "md5", ErrMD5Invalid},
		{"fewer than there are", []int{1024, 1024, 5}, 2, "", nil},
	} {
		file++
		id := UploadID{ann, file}
		for i, n := range tt.sizes {
			if n == 0 {
				continue
			}
			if err := f.SavePart(ctx, FilePart{Upload: id, Part: i, Bytes: content(1, n)}); err != nil {
				t.Fatalf("%s: %v", tt.what, err)
			}
		}
		if _, err := f.Assemble(ctx, Uploaded{Upload: id, Parts: tt.parts, MD5: tt.md5}); !isError(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.want)
		}
	}
	// Of somebody else there is nothing.
	if _, err := f.Assemble(ctx, Uploaded{Upload: UploadID{bob, 7}, Parts: 2}); !isError(err, partMissing(0)) {
		t.Errorf("another's file: %v", err)
	}
	p := content(1, 1024)
	sum := md5.Sum(slices.Concat(p, content(1, 5)))
	if _, err := f.Assemble(ctx, Uploaded{Upload: UploadID{ann, 7}, Parts: 2, MD5: hex.EncodeToString(sum[:])}); err != nil {
		t.Errorf("the right MD5: %v", err)
	}
}

func TestPartsThatMayCome(t *testing.T) {
	f := newShelf(t, Limits{FileSize: 4 << 20})
	type part struct{ n, size, total int } // total 0: by saveFilePart
	file := int64(0)
	for _, tt := range []struct {
		what   string
		before []part
		then   part
		want   error
	}{
		{"one", nil, part{0, 1024, 0}, nil},
		{"the last of a file", nil, part{3, 77, 4}, nil},
		{"nothing", nil, part{0, 0, 0}, ErrPartEmpty},
		{"more than may be", nil, part{0, 512<<10 + 1, 0}, ErrPartTooBig},
		{"as much as may be", nil, part{0, 512 << 10, 0}, nil},
		{"before the first", nil, part{-1, 1024, 0}, ErrPartInvalid},
		{"after the last", nil, part{4000, 1024, 0}, ErrPartInvalid},
		{"after the last that was said", nil, part{4, 1024, 4}, ErrPartInvalid},
		{"of no parts", nil, part{0, 1024, -2}, ErrPartsInvalid},
		{"of too many parts", nil, part{0, 1024, 4001}, ErrPartsInvalid},
		{"of no known number", nil, part{0, 1024, -1}, nil},
		{"of another number", []part{{0, 1024, 3}}, part{1, 1024, 4}, ErrPartsInvalid},
		{"a number that is known at last", []part{{0, 1024, -1}, {1, 1024, -1}}, part{2, 5, 3}, nil},
		{"no multiple of a kibibyte", nil, part{0, 1025, 4}, ErrPartSizeInvalid},
		{"no divisor of 512 KiB", nil, part{0, 3 << 10, 4}, ErrPartSizeInvalid},
		{"the same again", []part{{0, 1024, 4}}, part{0, 1024, 4}, nil},
		{"another size", []part{{0, 1024, 4}}, part{1, 2048, 4}, ErrPartSizeChanged},
		{"a last one that is larger", []part{{0, 1024, 4}}, part{3, 2048, 4}, ErrPartSizeChanged},
		{"the one before was not whole", []part{{0, 1000, 0}}, part{1, 1024, 0}, ErrPartSizeInvalid},
		{"smaller than the last", []part{{3, 2048, 4}}, part{0, 1024, 4}, ErrPartSizeChanged},
		{"a last one that becomes whole", []part{{0, 1024, 0}, {1, 700, 0}}, part{1, 1024, 0}, nil},
		{"a file too large", []part{
			{0, 512 << 10, 9}, {1, 512 << 10, 9}, {2, 512 << 10, 9}, {3, 512 << 10, 9}, {4, 512 << 10, 9}, {5, 512 << 10, 9}, {6, 512 << 10, 9}, {7, 512 << 10, 9},
		}, part{8, 1, 9}, ErrPartsInvalid},
	} {
		file++
		save := func(p part) error {
			return f.SavePart(t.Context(), FilePart{Upload: UploadID{ann, file}, Part: p.n, Bytes: make([]byte, p.size), Big: p.total != 0, Total: p.total})
		}
		for _, p := range tt.before {
			if err := save(p); err != nil {
				t.Errorf("%s: %+v: %v", tt.what, p, err)
			}
		}
		if err := save(tt.then); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.want)
		}
	}
}

// TestUploadQuota has an account fill what it may have on its way: older files give way, after a while.
func TestUploadQuota(t *testing.T) {
	f := newShelf(t, Limits{Unfinished: 10 << 10})
	save := func(s *Service, user lamplight.UserID, file int64, part int) error {
		return s.SavePart(t.Context(), FilePart{Upload: UploadID{user, file}, Part: part, Bytes: make([]byte, 4<<10)})
	}
	for i := range 2 {
		if err := save(f.Service, ann, 1, i); err != nil {
			t.Fatal(err)
		}
	}
	after := f.node(t, Limits{Unfinished: 10 << 10}) // as after a new start
	for _, s := range []*Service{f.Service, after} {
		if err := save(s, ann, 2, 0); lamplight.KindOf(err) != lamplight.Flood {
			t.Errorf("more than may be on its way: %v", err)
		}
		if err := save(s, ann, 1, 1); err != nil {
			t.Errorf("a part again: %v", err)
		}
		if err := save(s, bob, 2, 0); err != nil {
			t.Errorf("another account: %v", err)
		}
	}
	f.clock.Time = f.clock.Add(2 * time.Hour)
	if err := save(after, ann, 2, 0); err != nil {
		t.Errorf("after a while: %v", err)
	}
	if _, err := f.Assemble(t.Context(), Uploaded{Upload: UploadID{ann, 1}, Parts: 2}); !isError(err, partMissing(0)) {
		t.Errorf("the older file: %v", err)
	}
}

func TestAbandonedPartsAreRemoved(t *testing.T) {
	f := newShelf(t, Limits{})
	u := f.send(t, f.Service, ann, 1, content(1, 3000), 1024)
	f.clock.Time = f.clock.Add(23 * time.Hour)
	if err := f.SweepParts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Assemble(t.Context(), u); err != nil {
		t.Errorf("after 23 hours: %v", err)
	}
	f.clock.Time = f.clock.Add(2 * time.Hour)
	if err := f.SweepParts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Assemble(t.Context(), u); !isError(err, partMissing(0)) {
		t.Errorf("after 25 hours: %v", err)
	}
	if left, err := f.blobs.ListScratch(t.Context(), "", "", 10); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	f.send(t, f.Service, ann, 1, content(1, 3000), 1024)
	if _, err := f.Assemble(t.Context(), u); err != nil {
		t.Errorf("sent again: %v", err)
	}
}

// TestDamagedPart has a power failure take what a part said.
func TestDamagedPart(t *testing.T) {
	f := newShelf(t, Limits{})
	u := f.send(t, f.Service, ann, 1, content(1, 3000), 1024)
	for what, p := range map[string][]byte{"zeros": make([]byte, partHeader+1024), "half": append([]byte{partForm}, make([]byte, partHeader+1023)...)} {
		if err := f.blobs.WriteScratch(t.Context(), u.Upload.part(1), p); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Assemble(t.Context(), u); !isError(err, partMissing(1)) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// stock keeps a document with a picture, and a photo in two sizes.
func (f *shelf) stock(t testing.TB) (lamplight.Document, lamplight.Photo, []byte) {
	t.Helper()
	ctx := context.Background()
	keep := func(p []byte) lamplight.FileHash {
		h, err := f.KeepBytes(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	p := content(1, 300_000)
	d := lamplight.Document{
		ID: lamplight.DocumentID(f.NewID()), Date: f.clock.Time, MIME: "application/pdf", Name: "a.pdf", Size: int64(len(p)), Hash: keep(p),
		Thumbs: []lamplight.PhotoSize{{Type: "m", Width: 320, Height: 200, Size: 500, Hash: keep(p[:500])}, {Type: "i", Inline: []byte{1, 2}}},
	}
	photo := lamplight.Photo{ID: lamplight.PhotoID(f.NewID()), Date: f.clock.Time, Sizes: []lamplight.PhotoSize{
		{Type: "i", Inline: []byte{1}}, {Type: "m", Size: 600, Hash: keep(p[:600])}, {Type: "x", Size: 700, Hash: keep(p[:700])},
	}}
	if err := errors.Join(f.AddDocument(ctx, ann, d, store.File{}), f.AddPhoto(ctx, ann, photo, store.File{Hash: keep(p[:800]), Size: 800})); err != nil {
		t.Fatal(err)
	}
	return d, photo, p
}

func (f *shelf) at(kind LocationKind, id int64, thumb string) Location {
	o := lamplight.Origin{Viewer: bob, Box: lamplight.AccountBox(bob), ID: 9}
	return Location{Kind: kind, Viewer: bob, ID: id, Access: f.Access(bob, id), Reference: f.Reference(o, id), Thumb: thumb}
}

func TestWhereFilesAreFound(t *testing.T) {
	f := newShelf(t, Limits{})
	d, photo, p := f.stock(t)
	for _, tt := range []struct {
		what string
		l    Location
		mime string
		n    int
		want error
	}{
		{"the document", f.at(LocationDocument, int64(d.ID), ""), "application/pdf", 300_000, nil},
		{"its picture", f.at(LocationDocument, int64(d.ID), "m"), mimeJPEG, 500, nil},
		{"what is in the message", f.at(LocationDocument, int64(d.ID), "i"), "", 0, ErrLocationInvalid},
		{"a picture that it has not", f.at(LocationDocument, int64(d.ID), "x"), "", 0, ErrLocationInvalid},
		{"the photo", f.at(LocationPhoto, int64(photo.ID), "x"), mimeJPEG, 700, nil},
		{"the photo, smaller", f.at(LocationPhoto, int64(photo.ID), "m"), mimeJPEG, 600, nil},
		{"the photo in no size", f.at(LocationPhoto, int64(photo.ID), ""), "", 0, ErrLocationInvalid},
		{"a document as a photo", f.at(LocationPhoto, int64(d.ID), "m"), "", 0, ErrFileInvalid},
		{"a photo as a document", f.at(LocationDocument, int64(photo.ID), ""), "", 0, ErrFileInvalid},
		{"nobody's photo", Location{Kind: LocationPeerPhoto, Viewer: bob, Peer: lamplight.UserPeer(ann)}, "", 0, ErrLocationInvalid},
		{"no set's picture", Location{Kind: LocationSetThumb, Viewer: bob, Set: 5}, "", 0, ErrLocationInvalid},
		{"nowhere", Location{Kind: 77, Viewer: bob}, "", 0, ErrLocationInvalid},
	} {
		var got []byte
		var err error
		for offset := int64(0); ; offset += 1 << 18 {
			var part Part
			if part, err = f.Part(t.Context(), tt.l, Span{Offset: offset, Limit: 1 << 18}); err != nil || len(part.Bytes) == 0 {
				break
			}
			if part.MIME != tt.mime {
				t.Errorf("%s is %s", tt.what, part.MIME)
			}
			got = append(got, part.Bytes...)
		}
		if !errors.Is(err, tt.want) || !bytes.Equal(got, p[:tt.n]) {
			t.Errorf("%s: %d bytes, %v; want %d, %v", tt.what, len(got), err, tt.n, tt.want)
		}
	}
	hashes, err := f.Hashes(t.Context(), f.at(LocationDocument, int64(d.ID), ""), 140_000)
	want := []Hash{{131_072, 131_072, sha256.Sum256(p[131_072:262_144])}, {262_144, 37_856, sha256.Sum256(p[262_144:])}}
	if err != nil || !slices.Equal(hashes, want) {
		t.Errorf("hashes: %+v, %v", hashes, err)
	}
}

func TestSentAgain(t *testing.T) {
	f := newShelf(t, Limits{})
	d, photo, _ := f.stock(t)
	name := func(id int64) Named {
		l := f.at(0, id, "")
		return Named{l.Viewer, l.ID, l.Access, l.Reference}
	}
	if got, err := f.Document(t.Context(), name(int64(d.ID))); err != nil || got.Hash != d.Hash || got.Name != d.Name || len(got.Thumbs) != 2 {
		t.Errorf("the document: %+v, %v", got, err)
	}
	if got, err := f.Photo(t.Context(), name(int64(photo.ID))); err != nil || len(got.Sizes) != 3 || got.ID != photo.ID {
		t.Errorf("the photo: %+v, %v", got, err)
	}
	icon := reactionsOf(t, f.Service, bob).List[0].Icon
	if got, err := f.Document(t.Context(), Named{bob, int64(icon.ID), icon.Access, icon.Reference}); err != nil || got.Size != icon.Size {
		t.Errorf("one that comes with the server: %+v, %v", got, err)
	}
	wrong := name(int64(d.ID))
	wrong.Viewer = ann
	if _, err := f.Document(t.Context(), wrong); !errors.Is(err, ErrMediaInvalid) {
		t.Errorf("by another's access hash: %v", err)
	}
	wrong = name(int64(d.ID))
	wrong.Reference = nil
	if _, err := f.Document(t.Context(), wrong); !errors.Is(err, ErrReferenceEmpty) {
		t.Errorf("without a reference: %v", err)
	}
	if _, err := f.Photo(t.Context(), name(int64(d.ID))); !errors.Is(err, ErrPhotoInvalid) {
		t.Errorf("a document as a photo: %v", err)
	}
	// What a photo was made of counts as the photo.
	row, err := f.row(t.Context(), int64(photo.ID))
	if err != nil {
		t.Fatal(err)
	}
	f.withdrawn.add(row.Uploaded.Hash)
	if _, err := f.Photo(t.Context(), name(int64(photo.ID))); !errors.Is(err, ErrPhotoInvalid) {
		t.Errorf("a photo made of what was withdrawn: %v", err)
	}
	if _, err := f.Part(t.Context(), f.at(LocationPhoto, int64(photo.ID), "x"), Span{Limit: 4096}); !errors.Is(err, ErrFileInvalid) {
		t.Errorf("a size made of what was withdrawn: %v", err)
	}
}

func TestWithdrawnIsRefused(t *testing.T) {
	f := newShelf(t, Limits{})
	d, _, p := f.stock(t)
	l := f.at(LocationDocument, int64(d.ID), "")
	if _, err := f.Part(t.Context(), l, Span{Limit: 4096}); err != nil {
		t.Fatal(err)
	}
	u := f.send(t, f.Service, ann, 4, p, 128<<10)
	up, err := f.Assemble(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	f.withdrawn.add(d.Hash)
	if _, err := f.Part(t.Context(), l, Span{Limit: 4096}); !errors.Is(err, ErrFileInvalid) {
		t.Errorf("by a reference given before: %v", err)
	}
	if _, err := f.Hashes(t.Context(), l, 0); !errors.Is(err, ErrFileInvalid) {
		t.Errorf("its hashes: %v", err)
	}
	if _, err := f.Open(t.Context(), d.Hash, 0, -1); !errors.Is(err, ErrFileInvalid) {
		t.Errorf("opened: %v", err)
	}
	if _, err := f.Assemble(t.Context(), u); !errors.Is(err, ErrMediaInvalid) {
		t.Errorf("uploaded again: %v", err)
	}
	if err := f.Keep(t.Context(), up); !errors.Is(err, ErrMediaInvalid) {
		t.Errorf("uploaded before: %v", err)
	}
	if _, err := f.KeepBytes(t.Context(), p); !errors.Is(err, ErrMediaInvalid) {
		t.Errorf("made by the server: %v", err)
	}
	if err := f.AddDocument(t.Context(), ann, lamplight.Document{ID: 5, Hash: d.Hash}, store.File{}); !errors.Is(err, ErrMediaInvalid) {
		t.Errorf("as another document: %v", err)
	}
}

func TestCollection(t *testing.T) {
	f := newShelf(t, Limits{})
	ctx := t.Context()
	d, photo, p := f.stock(t)
	loose, err := f.KeepBytes(ctx, p[:900])
	if err != nil {
		t.Fatal(err)
	}
	there := func(h lamplight.FileHash) bool {
		_, err := f.blobs.Stat(ctx, h)
		if err != nil && !errors.Is(err, blob.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	collect := func(media, files int) {
		t.Helper()
		done, err := f.Collect(ctx)
		if err != nil || done.Media != media || done.Files != files {
			t.Errorf("collected %+v, %v; want %d and %d", done, err, media, files)
		}
	}
	collect(0, 0)
	later := lamplight.Document{ID: 77, Date: f.clock.Time, Hash: d.Hash}
	if err := errors.Join(f.AddDocument(ctx, ann, later, store.File{}), f.KeepUntil(ctx, []int64{77}, f.clock.Add(300*24*time.Hour))); err != nil {
		t.Fatal(err)
	}
	f.clock.Time = f.clock.Add(6 * 24 * time.Hour)
	collect(0, 0)
	// The document is referred to; somebody keeps the bytes of the largest size anew.
	f.used[int64(d.ID)] = true
	if _, err := f.KeepBytes(ctx, p[:700]); err != nil {
		t.Fatal(err)
	}
	f.clock.Time = f.clock.Add(25 * time.Hour)
	collect(1, 3) // the photo, with its smaller size, what it was made of, and what is loose
	if !there(d.Hash) || !there(d.Thumbs[0].Hash) || there(photo.Sizes[1].Hash) || there(loose) || !there(photo.Sizes[2].Hash) {
		t.Error("other files than those are left")
	}
	if _, err := f.PhotoByID(ctx, photo.ID); !errors.Is(err, ErrPhotoInvalid) {
		t.Errorf("the photo: %v", err)
	}
	if _, err := f.DocumentByID(ctx, d.ID); err != nil {
		t.Errorf("the document: %v", err)
	}
	// The same bytes come again.
	h, err := f.KeepBytes(ctx, p[:900])
	if err != nil || h != loose || !there(loose) {
		t.Errorf("kept again: %v", err)
	}
	delete(f.used, int64(d.ID))
	f.clock.Time = f.clock.Add(8 * 24 * time.Hour)
	collect(1, 3) // the document's own file is that of one that waits to be sent
	f.clock.Time = f.clock.Add(308 * 24 * time.Hour)
	collect(1, 1)
	if there(d.Hash) || there(loose) {
		t.Error("what nobody refers to is left")
	}
}

// TestCollectionWaitsForWhoKeeps has a file be removed while its bytes come again.
func TestCollectionWaitsForWhoKeeps(t *testing.T) {
	f := newShelf(t, Limits{})
	ctx := t.Context()
	p := content(1, 2000)
	h, err := f.KeepBytes(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	doom := func(touched time.Time) {
		if err := f.store.Write(ctx, func(tx store.Tx) error {
			r, err := tx.File(h)
			r.State, r.Touched = store.FileDoomed, touched
			return errors.Join(err, tx.PutFile(r))
		}); err != nil {
			t.Fatal(err)
		}
	}
	doom(f.clock.Time)
	if done, err := f.Collect(ctx); err != nil || done.Files != 0 {
		t.Errorf("what another node removes just now: %+v, %v", done, err)
	}
	kept := make(chan error, 1)
	go func() {
		_, err := f.KeepBytes(ctx, p)
		kept <- err
	}()
	doom(f.clock.Add(-time.Hour)) // that node ended
	if done, err := f.Collect(ctx); err != nil || done.Files != 1 {
		t.Errorf("what was left: %+v, %v", done, err)
	}
	if err := <-kept; err != nil {
		t.Error(err)
	}
	r, err := f.Open(ctx, h, 0, -1)
	if got := readAll(t, r, err); !bytes.Equal(got, p) {
		t.Error("what was kept anew is not there")
	}
}

// FuzzReference shows whatever as a reference: it is one that was given out, or an error that clients know.
func FuzzReference(f *testing.F) {
	s := newService(f, noon())
	o := lamplight.Origin{Viewer: ann, Box: lamplight.ChannelBox(5), ID: 77}
	f.Add(int64(1), s.Reference(o, 1))
	f.Add(int64(2), s.Reference(o, 1))
	f.Add(int64(1), []byte{})
	f.Add(int64(1), s.Reference(o, 1)[:referenceSize-1])
	f.Fuzz(func(t *testing.T, id int64, ref []byte) {
		got, err := s.openReference(ann, id, ref)
		if err != nil {
			if lamplight.KindOf(err) != lamplight.Invalid {
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal(ref, s.Reference(got, id)) {
			t.Fatalf("%x is a reference of %+v", ref, got)
		}
	})
}

// FuzzPartName reads whatever as the name of a part: a name that is read is written the same.
func FuzzPartName(f *testing.F) {
	f.Add(UploadID{ann, -5}.part(3))
	f.Add(UploadID{ann, 5}.done())
	f.Add("parts/1/2/3")
	f.Fuzz(func(t *testing.T, name string) {
		id, part, ok := parsePart(name)
		if !ok {
			return
		}
		again := id.done()
		if part >= 0 {
			again = id.part(part)
		}
		if id2, part2, ok := parsePart(again); !ok || id2 != id || part2 != part {
			t.Fatalf("%q is %v, %d, and that %q", name, id, part, again)
		}
	})
}

func BenchmarkAssemble(b *testing.B) {
	f := newShelf(b, Limits{})
	const size = 64 << 20
	u := f.send(b, f.Service, ann, 1, content(1, size), 512<<10)
	b.SetBytes(size)
	for b.Loop() {
		if _, err := f.Assemble(context.Background(), u); err != nil {
			b.Fatal(err)
		}
	}
}
