package media

import (
	"context"
	"fmt"
	"time"

	"lamplight"
)

// SavePart keeps a part of a file that is being uploaded. Parts come in any order and from several connections; one that
// comes again takes the place of the first. They outlive the program, and are removed after Limits.PartAge. Errors:
// FILE_PART_INVALID, FILE_PARTS_INVALID, FILE_PART_EMPTY, FILE_PART_TOO_BIG, FILE_PART_SIZE_INVALID, FILE_PART_SIZE_CHANGED, and
// FLOOD_WAIT where the account has too much on its way.
//
// https://core.telegram.org/api/files#uploading-files
func (s *Service) SavePart(ctx context.Context, p FilePart) error {
	if s.blobs == nil {
		return errNoFiles
	}
	switch size := len(p.Bytes); {
	case p.Big && p.Total != -1 && (p.Total < 1 || p.Total > s.limits.Parts):
		return ErrPartsInvalid
	case p.Part < 0 || p.Part >= s.limits.Parts, p.Big && p.Total != -1 && p.Part >= p.Total:
		return ErrPartInvalid
	case size == 0:
		return ErrPartEmpty
	case size > maxPart:
		return ErrPartTooBig
	}
	u, err := s.uploader(ctx, p.Upload.User)
	if err != nil {
		return err
	}
	if err := s.reservePart(ctx, u, p); err != nil {
		return err
	}
	if err := s.blobs.WriteScratch(ctx, p.Upload.part(p.Part), sealPart(p.Bytes), p.Bytes); err != nil {
		u.forget() // what is kept now is listed when the next part comes
		return fmt.Errorf("keep part %d of a file: %w", p.Part, err)
	}
	s.metrics.up(len(p.Bytes))
	return nil
}

// reservePart counts a part, if it may come.
func (s *Service) reservePart(ctx context.Context, u *uploader, p FilePart) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	f := u.files[p.Upload.File]
	if f == nil {
		// A client that draws its numbers badly may use one again that a file was kept under.
		if err := s.blobs.RemoveScratch(ctx, p.Upload.done()); err != nil {
			return fmt.Errorf("begin an upload: %w", err)
		}
		f = new(upload)
	}
	if p.Big && p.Total > 0 {
		if f.total == 0 {
			if len(f.sizes) > p.Total {
				return ErrPartsInvalid
			}
			f.total = p.Total
		} else if f.total != p.Total {
			return ErrPartsInvalid
		}
	}
	size, before := len(p.Bytes), 0
	if p.Part < len(f.sizes) {
		before = int(f.sizes[p.Part])
	}
	if err := f.check(p.Part, size); err != nil {
		return err
	}
	more := int64(size - before)
	if f.bytes+more > s.limits.FileSize {
		return ErrPartsInvalid
	}
	if more > 0 && u.bytes+more > s.limits.Unfinished {
		if err := s.makeRoom(ctx, u, p.Upload, more); err != nil {
			return err
		}
	}
	f.set(p.Part, size)
	f.whole = f.wholeSize()
	f.bytes += more
	u.bytes += more
	f.used = s.now()
	u.files[p.Upload.File] = f
	return nil
}

// makeRoom removes what the account stopped uploading a while ago, to let other files come; FLOOD_WAIT if that is not enough.
// u.mu is held.
func (s *Service) makeRoom(ctx context.Context, u *uploader, but UploadID, need int64) error {
	for id, f := range u.files {
		if u.bytes+need <= s.limits.Unfinished {
			break
		}
		if id == but.File || s.now().Sub(f.used) < s.limits.PartIdle {
			continue
		}
		if err := s.removeParts(ctx, UploadID{but.User, id}); err != nil {
			return err
		}
		u.bytes -= f.bytes
		delete(u.files, id)
	}
	if u.bytes+need > s.limits.Unfinished {
		return lamplight.FloodWait(int(time.Minute / time.Second))
	}
	return nil
}

// removeParts removes the parts of an upload, and not the word of what was kept of it.
func (s *Service) removeParts(ctx context.Context, id UploadID) error {
	var names []string
	if err := s.eachPart(ctx, id.name(), func(of UploadID, part int, _ int64, _ time.Time) {
		if part >= 0 {
			names = append(names, of.part(part))
		}
	}); err != nil {
		return fmt.Errorf("list the parts of a file: %w", err)
	}
	for _, name := range names {
		if err := s.blobs.RemoveScratch(ctx, name); err != nil {
			return fmt.Errorf("remove a part: %w", err)
		}
	}
	return nil
}

// forget has what is kept listed anew before the next part.
func (u *uploader) forget() {
	u.mu.Lock()
	u.loaded = false
	u.mu.Unlock()
}

// drop counts the parts of a file no longer.
func (u *uploader) drop(file int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if f := u.files[file]; f != nil {
		u.bytes -= f.bytes
		delete(u.files, file)
	}
}
