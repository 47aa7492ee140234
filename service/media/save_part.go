package media

import "context"

// SavePart keeps a part of a file that is being uploaded. Parts come in any order and from several connections; one that
// comes again takes the place of the first. Errors: FILE_PART_INVALID, FILE_PARTS_INVALID, FILE_PART_EMPTY, FILE_PART_TOO_BIG,
// FILE_PART_SIZE_INVALID, FILE_PART_SIZE_CHANGED, and FLOOD_WAIT where the account has too much on its way.
//
// https://core.telegram.org/api/files#uploading-files
func (s *Service) SavePart(ctx context.Context, p FilePart) error { return errNoFiles }
