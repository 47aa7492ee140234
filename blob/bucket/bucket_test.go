package bucket

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lamplight"
	"lamplight/blob"
	"lamplight/blob/blobtest"
	"lamplight/internal/testenv"
)

func open(t *testing.T, url string) *Bucket {
	t.Helper()
	b, err := Open(t.Context(), url, Options{Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestDisk(t *testing.T) {
	url := "file:" + t.TempDir()
	blobtest.Run(t, open(t, url), func() blob.Store { return open(t, url) })
}

func TestS3(t *testing.T) {
	url := testenv.S3(t)
	blobtest.Run(t, open(t, url), func() blob.Store { return open(t, url) })
}

func TestWhatCannotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"", "mem:", "ftp://files", "file:" + file, "s3://files?nonsense=1", "%"} {
		if b, err := Open(t.Context(), url, Options{Now: time.Now()}); err == nil {
			t.Errorf("%q opens", url)
			b.Close()
		}
	}
}

// TestFullDisk has a device without room say what it says.
func TestFullDisk(t *testing.T) {
	err := failed("keep", syncedWrite("/dev/full"))
	if !errors.Is(err, blob.ErrFull) || !errors.Is(err, lamplight.ErrStorage) {
		t.Errorf("a full device: %v", err)
	}
	b, err := Open(t.Context(), "file:"+t.TempDir(), Options{Now: time.Now(), FreeBytes: 1 << 62})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	p := blobtest.Bytes(1, 10)
	if err := b.Put(t.Context(), sha256.Sum256(p), bytes.NewReader(p)); !errors.Is(err, blob.ErrFull) {
		t.Errorf("a disk that is to be kept free: %v", err)
	}
	if err := b.WriteScratch(t.Context(), "parts", p); !errors.Is(err, blob.ErrFull) {
		t.Errorf("a part on a disk that is to be kept free: %v", err)
	}
}

func syncedWrite(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Write([]byte("x"))
	return err
}

func TestWhatDidNotArriveIsSwept(t *testing.T) {
	dir := t.TempDir()
	open(t, "file:"+dir)
	old, young := filepath.Join(dir, arriving, "old"), filepath.Join(dir, arriving, "young")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	b := open(t, "file:"+dir)
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old one: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("the young one: %v", err)
	}
	// What is kept leaves nothing beside itself.
	p := blobtest.Bytes(1, 100)
	if err := b.Put(t.Context(), sha256.Sum256(p), bytes.NewReader(p)); err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), sha256.Sum256(nil), bytes.NewReader(p)); !errors.Is(err, blob.ErrMismatch) {
		t.Error(err)
	}
	left, err := os.ReadDir(filepath.Join(dir, arriving))
	if err != nil || len(left) != 1 {
		t.Errorf("left: %v, %v", left, err)
	}
}
