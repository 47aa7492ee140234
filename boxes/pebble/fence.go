package pebble

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// lockFile is the name of the file by which Pebble keeps a second process out.
const lockFile = "LOCK"

// A fence is the file system that one opening of the database writes through. The first error of a write ends it: the
// database learns of no error then or later, but nothing that it writes goes anywhere any more.
//
// Pebble has no way on from an error of its log or its manifest: it panics with its locks held, or waits for ever. With
// the fence it runs on as if all were well and can be closed, while the store, which is told first, answers everybody
// with an error. What is in the files is what a crash at that moment would have left.
type fence struct {
	vfs.FS
	down func(error) // told of the first error, before the database is told that all is well

	mu    sync.RWMutex // held for reading while something is written: close waits for it
	ended bool
}

// close ends the fence and returns once nothing is being written through it.
func (f *fence) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
}

// write carries out a write, unless the fence ended: then it does nothing, successfully.
func (f *fence) write(do func() error) error {
	f.mu.RLock()
	var err error
	skip := f.ended
	if !skip {
		err = do()
	}
	f.mu.RUnlock()
	if skip || err == nil {
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		return err // the database asks for it: no fault of the disk
	}
	f.down(err)
	f.close()
	return nil
}

// file carries out what opens a file to write to; after the end it is one that keeps nothing.
func (f *fence) file(open func() (vfs.File, error)) (vfs.File, error) {
	var opened vfs.File
	err := f.write(func() (err error) {
		opened, err = open()
		return err
	})
	if err != nil {
		return nil, err
	}
	if opened == nil {
		return &sink{}, nil
	}
	return &fenced{File: opened, of: f}, nil
}

func (f *fence) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.file(func() (vfs.File, error) { return f.FS.Create(name, c) })
}

func (f *fence) OpenReadWrite(name string, c vfs.DiskWriteCategory, o ...vfs.OpenOption) (vfs.File, error) {
	return f.file(func() (vfs.File, error) { return f.FS.OpenReadWrite(name, c, o...) })
}

func (f *fence) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.file(func() (vfs.File, error) { return f.FS.ReuseForWrite(from, to, c) })
}

// OpenDir opens a folder, which is only ever synced.
func (f *fence) OpenDir(name string) (vfs.File, error) {
	return f.file(func() (vfs.File, error) { return f.FS.OpenDir(name) })
}

func (f *fence) Link(from, to string) error {
	return f.write(func() error { return f.FS.Link(from, to) })
}

func (f *fence) Remove(name string) error {
	return f.write(func() error { return f.FS.Remove(name) })
}

func (f *fence) RemoveAll(name string) error {
	return f.write(func() error { return f.FS.RemoveAll(name) })
}

func (f *fence) Rename(from, to string) error {
	return f.write(func() error { return f.FS.Rename(from, to) })
}

func (f *fence) MkdirAll(dir string, perm os.FileMode) error {
	return f.write(func() error { return f.FS.MkdirAll(dir, perm) })
}

// Lock locks nothing: the store holds the lock, over all openings of its database.
func (f *fence) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

func (f *fence) Unwrap() vfs.FS { return f.FS }

// fenced is a file behind a fence.
type fenced struct {
	vfs.File
	of *fence
}

func (f *fenced) Write(p []byte) (int, error) {
	return len(p), f.of.write(func() error {
		_, err := f.File.Write(p)
		return err
	})
}

func (f *fenced) WriteAt(p []byte, at int64) (int, error) {
	return len(p), f.of.write(func() error {
		_, err := f.File.WriteAt(p, at)
		return err
	})
}

// Preallocate asks for room ahead. Where there is none, the write that needs it will say so.
func (f *fenced) Preallocate(at, n int64) error {
	var err error
	_ = f.of.write(func() error { // which returns no error
		err = f.File.Preallocate(at, n)
		return nil
	})
	return err
}

func (f *fenced) Sync() error     { return f.of.write(f.File.Sync) }
func (f *fenced) SyncData() error { return f.of.write(f.File.SyncData) }

func (f *fenced) SyncTo(n int64) (full bool, err error) {
	err = f.of.write(func() (err error) {
		full, err = f.File.SyncTo(n)
		return err
	})
	return full, err
}

// sink is a file that keeps nothing of what is written to it.
type sink struct{ size int64 }

func (s *sink) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	return len(p), nil
}

func (s *sink) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }
func (s *sink) Read([]byte) (int, error)               { return 0, io.EOF }
func (s *sink) ReadAt([]byte, int64) (int, error)      { return 0, io.EOF }
func (s *sink) Close() error                           { return nil }
func (s *sink) Preallocate(int64, int64) error         { return nil }
func (s *sink) Sync() error                            { return nil }
func (s *sink) SyncTo(int64) (bool, error)             { return false, nil }
func (s *sink) SyncData() error                        { return nil }
func (s *sink) Prefetch(int64, int64) error            { return nil }
func (s *sink) Fd() uintptr                            { return vfs.InvalidFd }
func (s *sink) Stat() (vfs.FileInfo, error)            { return sinkInfo{s.size}, nil }

// sinkInfo is what can be said of a sink.
type sinkInfo struct{ size int64 }

func (i sinkInfo) Name() string           { return "" }
func (i sinkInfo) Size() int64            { return i.size }
func (i sinkInfo) Mode() fs.FileMode      { return 0o600 }
func (i sinkInfo) ModTime() time.Time     { return time.Time{} }
func (i sinkInfo) IsDir() bool            { return false }
func (i sinkInfo) Sys() any               { return nil }
func (i sinkInfo) DeviceID() vfs.DeviceID { return vfs.DeviceID{} }

// probe writes to the folder what a database would, and reports whether that worked.
func probe(on vfs.FS, dir string) (err error) {
	name := filepath.Join(dir, probeFile)
	f, err := on.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, probeSize))
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if e := on.Remove(name); err == nil {
		err = e
	}
	return err
}

const (
	probeFile = "probe"
	probeSize = 1 << 20 // bytes; opening the database again writes less
)
