// Package blobtest holds what every blob.Store is held to.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"lamplight"
	"lamplight/blob"
)

// Run holds a Store, which nothing was kept in, to the behaviour that blob describes. again opens the same place once more, as a
// program that was started anew does.
func Run(t *testing.T, s blob.Store, again func() blob.Store) {
	t.Run("files", func(t *testing.T) { testFiles(t, s, again) })
	t.Run("ranges", func(t *testing.T) { testRanges(t, s) })
	t.Run("what does not match", func(t *testing.T) { testMismatch(t, s) })
	t.Run("at once", func(t *testing.T) { testAtOnce(t, s) })
	t.Run("list", func(t *testing.T) { testList(t, s) })
	t.Run("scratch", func(t *testing.T) { testScratch(t, s, again) })
}

// Bytes returns n bytes that are the same for each seed.
func Bytes(seed uint64, n int) []byte {
	p := make([]byte, n)
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	rand.NewChaCha8(key).Read(p)
	return p
}

func put(t *testing.T, s blob.Store, p []byte) lamplight.FileHash {
	t.Helper()
	h := lamplight.FileHash(sha256.Sum256(p))
	if err := s.Put(t.Context(), h, bytes.NewReader(p)); err != nil {
		t.Fatal(err)
	}
	return h
}

func read(t *testing.T, s blob.Store, h lamplight.FileHash, offset, length int64) []byte {
	t.Helper()
	r, err := s.Open(t.Context(), h, offset, length)
	if err != nil {
		t.Fatalf("open %d from %d: %v", length, offset, err)
	}
	p, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatalf("read %d from %d: %v", length, offset, err)
	}
	return p
}

func testFiles(t *testing.T, s blob.Store, again func() blob.Store) {
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 1000, 1 << 20, 11<<20 + 3} {
		p := Bytes(uint64(n), n)
		h := lamplight.FileHash(sha256.Sum256(p))
		if _, err := s.Stat(t.Context(), h); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%d bytes that were never kept: %v", n, err)
		}
		if _, err := s.Open(t.Context(), h, 0, -1); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%d bytes that were never kept: %v", n, err)
		}
		put(t, s, p)
		put(t, s, p) // again
		for _, s := range []blob.Store{s, again()} {
			if got := read(t, s, h, 0, -1); !bytes.Equal(got, p) {
				t.Errorf("%d bytes came back as %d others", n, len(got))
			}
			if info, err := s.Stat(t.Context(), h); err != nil || info.Size != int64(n) || info.Hash != h || info.Written.IsZero() {
				t.Errorf("%d bytes: %+v, %v", n, info, err)
			}
		}
		for range 2 {
			if err := s.Delete(t.Context(), h); err != nil {
				t.Errorf("remove %d bytes: %v", n, err)
			}
		}
		if _, err := s.Stat(t.Context(), h); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%d bytes that were removed: %v", n, err)
		}
	}
}

func testRanges(t *testing.T, s blob.Store) {
	p := Bytes(7, 300_000)
	h := put(t, s, p)
	for _, r := range []struct{ offset, length, from, to int64 }{
		{0, -1, 0, 300_000}, {0, 1, 0, 1}, {0, 0, 0, 0}, {1, 2, 1, 3}, {131_072, 131_072, 131_072, 262_144},
		{299_999, 1, 299_999, 300_000}, {299_999, 50, 299_999, 300_000}, {262_144, 131_072, 262_144, 300_000},
		{300_000, 10, 0, 0}, {300_001, 10, 0, 0}, {1 << 40, 10, 0, 0}, {5, -1, 5, 300_000},
	} {
		if got := read(t, s, h, r.offset, r.length); !bytes.Equal(got, p[r.from:r.to]) {
			t.Errorf("%d from %d: %d bytes, want those from %d to %d", r.length, r.offset, len(got), r.from, r.to)
		}
	}
}

func testMismatch(t *testing.T, s blob.Store) {
	p := Bytes(8, 100_000)
	h := lamplight.FileHash(sha256.Sum256(p))
	broken := errors.New("the line is broken")
	ended, end := context.WithCancel(t.Context())
	end()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		from io.Reader
		want error
	}{
		{"another byte", t.Context(), bytes.NewReader(append(slices.Clone(p[:99_999]), p[99_999]^1)), blob.ErrMismatch},
		{"too short", t.Context(), bytes.NewReader(p[:99_999]), blob.ErrMismatch},
		{"too long", t.Context(), io.MultiReader(bytes.NewReader(p), strings.NewReader("x")), blob.ErrMismatch},
		{"nothing", t.Context(), strings.NewReader(""), blob.ErrMismatch},
		{"broken off", t.Context(), io.MultiReader(bytes.NewReader(p[:50_000]), iotest.ErrReader(broken)), broken},
		{"given up", ended, bytes.NewReader(p), context.Canceled},
	} {
		if err := s.Put(tt.ctx, h, tt.from); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if _, err := s.Stat(t.Context(), h); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s is there: %v", tt.name, err)
		}
	}
}

func testAtOnce(t *testing.T, s blob.Store) {
	p := Bytes(9, 2<<20)
	h := lamplight.FileHash(sha256.Sum256(p))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := s.Put(t.Context(), h, bytes.NewReader(p)); err != nil {
				t.Error(err)
			}
			if got := read(t, s, h, 1<<20, 4096); !bytes.Equal(got, p[1<<20:1<<20+4096]) {
				t.Error("another file")
			}
		})
	}
	all.Wait()
}

func testList(t *testing.T, s blob.Store) {
	all := map[lamplight.FileHash]int64{}
	var after lamplight.FileHash
	walk := func(limit int) map[lamplight.FileHash]int64 {
		got := map[lamplight.FileHash]int64{}
		for after = (lamplight.FileHash{}); ; {
			page, err := s.List(t.Context(), after, limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				return got
			}
			if len(page) > limit {
				t.Fatalf("%d files, at most %d were asked for", len(page), limit)
			}
			for _, i := range page {
				if bytes.Compare(i.Hash[:], after[:]) <= 0 {
					t.Fatalf("%x comes after %x", i.Hash, after)
				}
				after, got[i.Hash] = i.Hash, i.Size
			}
		}
	}
	for h, n := range walk(100) {
		all[h] = n
	}
	for i := range 40 {
		all[put(t, s, Bytes(uint64(1000+i), i))] = int64(i)
	}
	for _, limit := range []int{1, 7, 1000} {
		got := walk(limit)
		if len(got) != len(all) {
			t.Errorf("%d files at a time: %d, want %d", limit, len(got), len(all))
		}
		for h, n := range all {
			if got[h] != n {
				t.Errorf("%d files at a time: %x has %d bytes, want %d", limit, h, got[h], n)
			}
		}
	}
}

func testScratch(t *testing.T, s blob.Store, again func() blob.Store) {
	ctx := t.Context()
	if _, err := s.ReadScratch(ctx, "parts/7/1/00000", nil); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("what was never kept: %v", err)
	}
	names := []string{"parts/7/1/00000", "parts/7/1/00001", "parts/7/2/00000", "parts/8/1/00000", "parts/8/1/done"}
	for i, n := range names {
		for _, text := range []string{"first ", ""} { // the second takes its place
			if err := s.WriteScratch(ctx, n, fmt.Appendf(nil, "%s%d", text, i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, n := range names {
		got, err := again().ReadScratch(ctx, n, []byte("is "))
		if want := fmt.Sprintf("is %d", i); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", n, got, err, want)
		}
	}
	list := func(prefix, after string, limit int) (found []string) {
		t.Helper()
		objects, err := s.ListScratch(ctx, prefix, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			if o.Size != 1 || o.Written.IsZero() {
				t.Errorf("%+v", o)
			}
			found = append(found, o.Name)
		}
		return found
	}
	for _, tt := range []struct {
		prefix, after string
		limit         int
		want          []string
	}{
		{"", "", 10, names}, {"parts/", "", 2, names[:2]}, {"parts/7/", "", 10, names[:3]}, {"parts/7/1/", "", 10, names[:2]},
		{"parts/7/1/", names[0], 10, names[1:2]}, {"parts/", names[2], 10, names[3:]}, {"parts/", names[4], 10, nil}, {"parts/9/", "", 10, nil},
	} {
		if got := list(tt.prefix, tt.after, tt.limit); !slices.Equal(got, tt.want) {
			t.Errorf("%d of %s after %s: %q, want %q", tt.limit, tt.prefix, tt.after, got, tt.want)
		}
	}
	for _, n := range names {
		for range 2 {
			if err := s.RemoveScratch(ctx, n); err != nil {
				t.Error(err)
			}
		}
	}
	if got := list("", "", 10); got != nil {
		t.Errorf("left: %q", got)
	}
}
