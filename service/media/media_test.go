package media

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/webp"

	"lamplight"
)

const (
	ann lamplight.UserID = 11
	bob lamplight.UserID = 12
)

// clock is a time that a test sets.
type clock struct{ time.Time }

// drawings are made once for all tests but the one that compares two makings.
var drawings = sync.OnceValues(newLibrary)

func newService(t testing.TB, c *clock) *Service {
	t.Helper()
	s := newNode(t, c)
	s.builtIn = drawings
	return s
}

// newNode returns a service that draws for itself.
func newNode(t testing.TB, c *clock) *Service {
	t.Helper()
	s, err := New(Options{Secret: bytes.Repeat([]byte{7}, SecretSize), Now: func() time.Time { return c.Time }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func noon() *clock { return &clock{time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)} }

func reactionsOf(t testing.TB, s *Service, viewer lamplight.UserID) Reactions {
	t.Helper()
	r, err := s.Reactions(context.Background(), viewer)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r Reaction) animations() map[string]lamplight.Document {
	return map[string]lamplight.Document{
		"appear": r.Appear, "select": r.Select, "activate": r.Activate, "effect": r.Effect, "around": r.Around, "center": r.Center,
	}
}

// place is where viewer finds a file that was given to it.
func place(viewer lamplight.UserID, d lamplight.Document) Location {
	return Location{Viewer: viewer, ID: int64(d.ID), Access: d.Access, Reference: d.Reference}
}

func named(viewer lamplight.UserID, id, access int64, reference []byte) Location {
	return Location{Viewer: viewer, ID: id, Access: access, Reference: reference}
}

// whole downloads a file in parts.
func whole(t testing.TB, s *Service, viewer lamplight.UserID, d lamplight.Document, span Span) []byte {
	t.Helper()
	var all []byte
	for {
		part, err := s.Part(context.Background(), place(viewer, d), span)
		if err != nil {
			t.Fatalf("%s of %s: %v", d.Name, d.Sticker, err)
		}
		if part.MIME != d.MIME || !part.Date.Equal(d.Date) {
			t.Errorf("a part of %v is of %v and %v", d, part.MIME, part.Date)
		}
		all = append(all, part.Bytes...)
		if len(part.Bytes) < span.Limit {
			return all
		}
		span.Offset += int64(span.Limit)
	}
}

func TestEveryReactionHasItsFiles(t *testing.T) {
	s := newService(t, noon())
	reactions := reactionsOf(t, s, ann)
	if len(reactions.List) < 12 || reactions.Hash <= 0 {
		t.Fatalf("%d reactions, hash %d", len(reactions.List), reactions.Hash)
	}
	seen := map[lamplight.DocumentID]bool{}
	var emoji []string
	for _, r := range reactions.List {
		emoji = append(emoji, r.Emoji)
		if r.Title == "" {
			t.Errorf("%s has no title", r.Emoji)
		}
		for role, d := range r.animations() {
			if d.MIME != mimeTGS || d.Sticker != r.Emoji || d.Width != canvas || d.Height != canvas || seen[d.ID] {
				t.Errorf("%s, %s: %+v", r.Emoji, role, d)
			}
			seen[d.ID] = true
			content := whole(t, s, ann, d, Span{Limit: 1 << 10, Precise: true})
			if int64(len(content)) != d.Size || d.Size > maxPacked {
				t.Errorf("%s, %s: %d bytes, %d are said", r.Emoji, role, len(content), d.Size)
			}
			checkAnimation(t, r.Emoji+", "+role, content)
		}
		content := whole(t, s, ann, r.Icon, Span{Limit: 4 << 10})
		picture, err := webp.Decode(bytes.NewReader(content))
		if err != nil || int64(len(content)) != r.Icon.Size {
			t.Errorf("%s: the picture has %d of %d bytes: %v", r.Emoji, len(content), r.Icon.Size, err)
			continue
		}
		b := picture.Bounds()
		if b.Dx() != r.Icon.Width || b.Dy() != r.Icon.Height || r.Icon.MIME != mimeWebP || seen[r.Icon.ID] {
			t.Errorf("%s: a picture of %v, said of it: %+v", r.Emoji, b, r.Icon)
		}
		seen[r.Icon.ID] = true
		opaque, clear := 0, 0
		for y := range b.Dy() {
			for x := range b.Dx() {
				switch _, _, _, a := picture.At(x, y).RGBA(); a {
				case 0:
					clear++
				case 0xffff:
					opaque++
				}
			}
		}
		if opaque < 1000 || clear < 1000 {
			t.Errorf("%s: %d points are drawn and %d are clear", r.Emoji, opaque, clear)
		}
	}
	if !slices.Equal(emoji, s.Emoji()) {
		t.Errorf("the list has %v, those by name are %v", emoji, s.Emoji())
	}
	slices.Sort(emoji)
	if len(slices.Compact(emoji)) != len(reactions.List) {
		t.Error("an emoji is there twice")
	}
}

// checkAnimation holds a file against what clients demand of an animated sticker.
func checkAnimation(t *testing.T, what string, content []byte) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	var a struct {
		TGS, FR, IP, OP, W, H int
		Layers                []struct {
			Ty     int
			Shapes []struct{ Ty string }
			KS     map[string]struct {
				A int
				K json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(text, &a); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if a.TGS != 1 || a.FR != frameRate || a.IP != 0 || a.OP <= 0 || a.OP > longestRun || a.W != canvas || a.H != canvas {
		t.Errorf("%s: %+v", what, a)
	}
	moves := false
	for _, l := range a.Layers {
		if l.Ty != 4 || len(l.Shapes) == 0 {
			t.Errorf("%s: a layer of kind %d with %d shapes", what, l.Ty, len(l.Shapes))
		}
		for name, v := range l.KS {
			if v.A == 0 {
				continue
			}
			moves = true
			var frames []struct {
				T int
				S []float64
			}
			if err := json.Unmarshal(v.K, &frames); err != nil || len(frames) < 2 {
				t.Errorf("%s: the frames of %s: %v", what, name, err)
				continue
			}
			for i := range frames {
				if frames[i].T >= a.OP || len(frames[i].S) == 0 || i > 0 && frames[i].T <= frames[i-1].T {
					t.Errorf("%s: the frames of %s are out of order: %+v", what, name, frames)
				}
			}
		}
	}
	if !moves {
		t.Errorf("%s does not move", what)
	}
}

func TestFilesAreTheSameOnEveryNode(t *testing.T) {
	one, other := reactionsOf(t, newNode(t, noon()), ann), reactionsOf(t, newNode(t, noon()), ann)
	if one.Hash != other.Hash {
		t.Errorf("hashes %d and %d", one.Hash, other.Hash)
	}
	for i, r := range one.List {
		for role, d := range r.animations() {
			if o := other.List[i].animations()[role]; o.ID != d.ID || o.Access != d.Access || !bytes.Equal(o.Reference, d.Reference) {
				t.Errorf("%s, %s: %+v and %+v", r.Emoji, role, d, o)
			}
		}
		if r.Icon.ID != other.List[i].Icon.ID {
			t.Errorf("the picture of %s is %d and %d", r.Emoji, r.Icon.ID, other.List[i].Icon.ID)
		}
	}
}

func TestPartsThatMayBeAskedFor(t *testing.T) {
	s := newService(t, noon())
	d := reactionsOf(t, s, ann).List[0].Icon
	for _, tt := range []struct {
		what string
		span Span
		want error
		size int64
	}{
		{"all", Span{0, 1 << 20, false}, nil, d.Size},
		{"no multiple of two", Span{0, 12 << 10, false}, nil, d.Size},
		{"a precise kibibyte", Span{1 << 10, 1 << 10, true}, nil, min(1<<10, d.Size-1<<10)},
		{"the end of a mebibyte", Span{1<<20 - 4<<10, 4 << 10, false}, nil, 0},
		{"after the end", Span{5 << 20, 1 << 20, false}, nil, 0},
		{"far after the end", Span{1<<63 - 1<<20, 1 << 20, false}, nil, 0},
		{"before the beginning", Span{-4 << 10, 4 << 10, false}, ErrOffsetInvalid, 0},
		{"a kibibyte, not precise", Span{0, 1 << 10, false}, lamplight.ErrLimitInvalid, 0},
		{"from a kibibyte on, not precise", Span{1 << 10, 4 << 10, false}, ErrOffsetInvalid, 0},
		{"half a kibibyte", Span{0, 512, true}, lamplight.ErrLimitInvalid, 0},
		{"from half a kibibyte on", Span{512, 1 << 10, true}, ErrOffsetInvalid, 0},
		{"nothing", Span{0, 0, false}, lamplight.ErrLimitInvalid, 0},
		{"less than nothing", Span{0, -4 << 10, false}, lamplight.ErrLimitInvalid, 0},
		{"more than a mebibyte", Span{0, 1<<20 + 4<<10, false}, lamplight.ErrLimitInvalid, 0},
		{"across a mebibyte", Span{1<<20 - 4<<10, 8 << 10, false}, lamplight.ErrLimitInvalid, 0},
		{"across a mebibyte, precise", Span{1<<20 - 1<<10, 2 << 10, true}, lamplight.ErrLimitInvalid, 0},
	} {
		part, err := s.Part(context.Background(), place(ann, d), tt.span)
		if !errors.Is(err, tt.want) || int64(len(part.Bytes)) != tt.size {
			t.Errorf("%s: %d bytes, %v; want %d, %v", tt.what, len(part.Bytes), err, tt.size, tt.want)
		}
	}
}

func TestWhoMayFetchAFile(t *testing.T) {
	c := noon()
	s := newService(t, c)
	d := reactionsOf(t, s, ann).List[0].Icon
	second := reactionsOf(t, s, ann).List[1].Icon
	forged := bytes.Clone(d.Reference)
	forged[referenceTime]++ // of a later period
	moved := bytes.Clone(d.Reference)
	moved[referenceID]++ // of another message
	for _, tt := range []struct {
		what string
		l    Location
		want error
	}{
		{"who was told of it", place(ann, d), nil},
		{"another, by the same name", Location{Viewer: bob, ID: int64(d.ID), Access: d.Access, Reference: d.Reference}, ErrFileInvalid},
		{"another, with a reference that is not theirs", named(bob, int64(d.ID), s.Access(bob, int64(d.ID)), d.Reference), ErrReferenceInvalid},
		{"no access hash", named(ann, int64(d.ID), 0, d.Reference), ErrFileInvalid},
		{"a wrong access hash", named(ann, int64(d.ID), d.Access+1, d.Reference), ErrFileInvalid},
		{"the access hash of another file", named(ann, int64(d.ID), second.Access, d.Reference), ErrFileInvalid},
		{"no such file", named(ann, 5, s.Access(ann, 5), s.Reference(lamplight.Origin{Viewer: ann}, 5)), ErrFileInvalid},
		{"a photo", Location{Kind: LocationPhoto, Viewer: ann, ID: int64(d.ID), Access: d.Access, Reference: d.Reference}, ErrFileInvalid},
		{"no reference", named(ann, int64(d.ID), d.Access, nil), ErrReferenceEmpty},
		{"half a reference", named(ann, int64(d.ID), d.Access, d.Reference[:10]), ErrReferenceInvalid},
		{"the reference of another file", named(ann, int64(d.ID), d.Access, second.Reference), ErrReferenceInvalid},
		{"a reference that was made younger", named(ann, int64(d.ID), d.Access, forged), ErrReferenceInvalid},
		{"a reference of another message", named(ann, int64(d.ID), d.Access, moved), ErrReferenceInvalid},
	} {
		if _, err := s.Part(context.Background(), tt.l, Span{Limit: 4 << 10}); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.want)
		}
		if _, err := s.Hashes(context.Background(), tt.l, 0); !errors.Is(err, tt.want) {
			t.Errorf("hashes, %s: %v, want %v", tt.what, err, tt.want)
		}
	}
}

// TestReferencesAreRenewedBeforeTheyExpire asks for the list as a client does that was told "not modified" while it could be.
func TestReferencesAreRenewedBeforeTheyExpire(t *testing.T) {
	c := noon()
	s := newService(t, c)
	first := reactionsOf(t, s, ann)
	d := first.List[0].Appear
	fetch := func() error {
		_, err := s.Part(context.Background(), place(ann, d), Span{Limit: 4 << 10})
		return err
	}
	c.Time = c.Add(s.limits.ReferenceRenewal - time.Second)
	if r := reactionsOf(t, s, ann); r.Hash != first.Hash {
		t.Error("the list changed within its period")
	}
	c.Time = c.Add(time.Second)
	renewed := reactionsOf(t, s, ann)
	if renewed.Hash == first.Hash || bytes.Equal(renewed.List[0].Appear.Reference, d.Reference) {
		t.Error("a new period brings no new references")
	}
	if renewed.List[0].Appear.ID != d.ID || renewed.List[0].Appear.Access != d.Access {
		t.Error("a new period brings another file")
	}
	if err := fetch(); err != nil {
		t.Errorf("a reference of the period before: %v", err)
	}
	c.Time = noon().Add(s.limits.ReferenceAge)
	if err := fetch(); !errors.Is(err, ErrReferenceExpired) {
		t.Errorf("an old reference: %v, want %v", err, ErrReferenceExpired)
	}
	d = reactionsOf(t, s, ann).List[0].Appear
	if err := fetch(); err != nil {
		t.Errorf("a fresh reference: %v", err)
	}
}

func TestHashesOfAFile(t *testing.T) {
	s := newService(t, noon())
	d := reactionsOf(t, s, ann).List[0].Icon
	content := whole(t, s, ann, d, Span{Limit: 4 << 10})
	for _, offset := range []int64{0, 1, d.Size - 1} {
		hashes, err := s.Hashes(context.Background(), place(ann, d), offset)
		if err != nil || len(hashes) != 1 || hashes[0] != (Hash{0, len(content), sha256.Sum256(content)}) {
			t.Errorf("from %d on: %+v, %v", offset, hashes, err)
		}
	}
	for _, offset := range []int64{-1, d.Size} {
		if _, err := s.Hashes(context.Background(), place(ann, d), offset); !errors.Is(err, ErrOffsetInvalid) {
			t.Errorf("from %d on: %v, want %v", offset, err, ErrOffsetInvalid)
		}
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	for _, o := range []Options{
		{Secret: make([]byte, 5)},
		{Secret: make([]byte, SecretSize), Limits: Limits{ReferenceRenewal: time.Millisecond}},
		{Secret: make([]byte, SecretSize), Limits: Limits{ReferenceRenewal: time.Hour, ReferenceAge: time.Minute}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("New(%+v) has no error", o.Limits)
		}
	}
}

// FuzzPart asks for whatever part of whatever file: it is a part of a file that the viewer was told of, or an error that
// clients know.
func FuzzPart(f *testing.F) {
	c := noon()
	s := newService(f, c)
	reactions := reactionsOf(f, s, ann)
	d := reactions.List[0].Icon
	f.Add(int64(d.ID), d.Access, d.Reference, int64(0), 4<<10, false)
	f.Add(int64(d.ID), d.Access, d.Reference, int64(1<<10), 1<<10, true)
	f.Add(int64(d.ID), d.Access, []byte{}, int64(1<<20), 1<<20, false)
	f.Add(int64(d.ID), int64(0), d.Reference[:4], int64(-1), -1, true)
	f.Add(int64(-1), int64(1)<<62, d.Reference, int64(1<<62), 1<<20, false)
	f.Fuzz(func(t *testing.T, id, access int64, reference []byte, offset int64, limit int, precise bool) {
		l := named(ann, id, access, reference)
		part, err := s.Part(context.Background(), l, Span{offset, limit, precise})
		if err != nil {
			if k := lamplight.KindOf(err); k != lamplight.Invalid || len(part.Bytes) != 0 {
				t.Fatalf("%v with %d bytes", err, len(part.Bytes))
			}
			return
		}
		if len(part.Bytes) > limit || offset < 0 || s.checkReference(ann, l.ID, reference) != nil {
			t.Fatalf("%d bytes of %d from %d on, for %v", len(part.Bytes), limit, offset, l)
		}
	})
}

func BenchmarkReactions(b *testing.B) {
	s := newService(b, noon())
	reactionsOf(b, s, ann)
	for b.Loop() {
		reactionsOf(b, s, ann)
	}
}

func BenchmarkDrawing(b *testing.B) {
	for b.Loop() {
		if _, err := newLibrary(); err != nil {
			b.Fatal(err)
		}
	}
}
