package media

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"lamplight"
	"lamplight/picture"
	"lamplight/store"
)

// The jobs of screening.
const (
	// JobRescreen looks again at a file of which the screener did not come to an end: Maker.Rescreen.
	JobRescreen = "media.rescreen"
	// JobJudged shows or removes what waited for files that something was said of: its handler calls Maker.Judged.
	JobJudged = "media.judged"
)

// How a file is looked at again.
const (
	rescreenAfter = 2 * time.Second // after the screener was given up on; then as long again as it waits already, and at most
	rescreenMost  = 10 * time.Minute
	rescreenTime  = 5 * time.Minute // for which it is waited then
	// unkeptAge is how long what was held may not be kept yet. After that nobody went on with it, and there is nothing to look at.
	unkeptAge = time.Hour
)

// aboutFile is what the jobs of screening are told.
type aboutFile struct {
	Hash  string           `json:"hash"` // SHA-256 in hexadecimal digits
	Who   lamplight.UserID `json:"who,omitempty"`
	Where lamplight.Peer   `json:"where,omitzero"`
	Use   Use              `json:"use,omitempty"`
}

func readAbout(text json.RawMessage) (a aboutFile, h lamplight.FileHash, err error) {
	if err := json.Unmarshal(text, &a); err != nil {
		return a, h, err
	}
	b, err := hex.DecodeString(a.Hash)
	if err == nil && len(b) != len(h) {
		err = fmt.Errorf("media: a hash of %d bytes", len(b))
	}
	copy(h[:], b)
	return a, h, err
}

// rescreen is the job that looks again at what a subject is about.
func (m *Maker) rescreen(s Subject) store.Job {
	return store.Job{
		Kind: JobRescreen, At: m.now().Add(rescreenAfter),
		Args: aboutFile{Hash: hex.EncodeToString(s.File.Hash[:]), Who: s.Who, Where: s.Where, Use: s.Use},
	}
}

// Rescreen is the handler of JobRescreen. An error has it tried again later.
func (m *Maker) Rescreen(ctx context.Context, args json.RawMessage) error {
	a, h, err := readAbout(args)
	if err != nil {
		return err
	}
	known, err := m.screenedOf(ctx, []lamplight.FileHash{h})
	if err != nil {
		return err
	}
	row, ok := known[h]
	if !ok {
		return nil
	}
	if v := verdictOf(row); !v.open {
		// It was asked again meanwhile. What was made of it when it was not decided yet follows.
		_, err = m.judge(ctx, h, row.Version, v)
		return err
	}
	s := Subject{File: store.File{Hash: h}, Who: a.Who, Where: a.Where, Use: a.Use}
	err = m.store.Read(ctx, func(tx store.Tx) error {
		s.File, err = tx.File(h)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && s.File.State != store.FileStored {
		if m.now().Sub(row.At) > unkeptAge {
			return nil
		}
		return m.rescreenLater(ctx, a, row)
	}
	if err != nil {
		return fmt.Errorf("look again at a file: %w", err)
	}
	s.Open = func(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
		return m.files.Open(ctx, h, offset, length)
	}
	v, version, err := m.lookAgain(ctx, s)
	if err != nil {
		return err
	}
	if v.open {
		m.log.Warn("a file waits: it could not be screened", "reason", v.Reason, "since", row.At)
		return m.rescreenLater(ctx, a, row)
	}
	_, err = m.judge(ctx, h, version, v)
	return err
}

// rescreenLater has a file looked at again in a while. However long the screener is not there, what waits is not forgotten: the
// tries of one job come to an end.
func (m *Maker) rescreenLater(ctx context.Context, a aboutFile, row store.Screened) error {
	now := m.now()
	j := store.Job{Kind: JobRescreen, Args: a, At: now.Add(min(max(now.Sub(row.At), rescreenAfter), rescreenMost))}
	if err := m.store.Write(ctx, func(tx store.Tx) error { return tx.Enqueue(j) }); err != nil {
		return fmt.Errorf("have a file looked at again: %w", err)
	}
	return nil
}

// lookAgain asks the screener with as much time as it may need.
func (m *Maker) lookAgain(ctx context.Context, s Subject) (v Verdict, version string, err error) {
	version = m.screener.Version()
	b, err := m.small(ctx, s.File.Size, s.Open)
	if err != nil {
		return v, version, err
	}
	var shown *picture.Picture
	err = m.pictures.Decode(ctx, b, func(p *picture.Picture) error {
		shown, s.MIME = p.Clone(), p.Format.MIME()
		return nil
	})
	if err != nil && !undecodable(err) {
		return v, version, err
	}
	s.Picture = shown
	v = m.screenNow(ctx, s, rescreenTime)
	return v, version, ctx.Err()
}

// Judge replaces what was said of a file, and of everything that was made of it: a person, or the screener later, says pass, or
// block, or hold. It returns the hashes that it is about; a job shows or removes the messages that waited for them.
func (m *Maker) Judge(ctx context.Context, h lamplight.FileHash, v Verdict) (files []lamplight.FileHash, err error) {
	return m.judge(ctx, h, m.screener.Version(), v)
}

func (m *Maker) judge(ctx context.Context, h lamplight.FileHash, version string, v Verdict) (files []lamplight.FileHash, err error) {
	err = m.store.Write(ctx, func(tx store.Tx) error {
		rows, err := tx.ScreenedOf([]lamplight.FileHash{h})
		if err != nil {
			return err
		}
		source := h
		if len(rows) > 0 {
			source = rows[0].Source
		}
		files, err = tx.Judge(store.Screened{
			Source: source, Version: version, Outcome: uint8(v.Outcome), Reason: v.Reason, At: m.now().Truncate(time.Second),
		})
		if err != nil || v.Outcome == Hold {
			return err
		}
		for _, h := range files {
			if err := tx.Enqueue(store.Job{Kind: JobJudged, Args: aboutFile{Hash: hex.EncodeToString(h[:])}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("judge a file: %w", err)
	}
	return files, nil
}

// Waiting are the messages that wait for files. service/messages is one.
type Waiting interface {
	Release(ctx context.Context, file lamplight.FileHash) (released int, err error)
	// Refuse removes them; told is what their senders are told, under a key that tells it once.
	Refuse(ctx context.Context, file lamplight.FileHash, key string, told lamplight.Text) (removed int, err error)
}

// Judged is the handler of JobJudged: it has w show or remove what waited for a file.
func (m *Maker) Judged(ctx context.Context, w Waiting, args json.RawMessage) error {
	_, h, err := readAbout(args)
	if err != nil {
		return err
	}
	known, err := m.screenedOf(ctx, []lamplight.FileHash{h})
	if err != nil {
		return err
	}
	switch verdictOf(known[h]).Outcome {
	case Pass:
		_, err = w.Release(ctx, h)
	case Block:
		_, err = w.Refuse(ctx, h, blockedKey(h), blockedNotice)
	case Hold:
	default: // nothing is said of it
	}
	return err
}

// blockedKey is what a sender is told once by that a file was refused.
func blockedKey(h lamplight.FileHash) string { return fmt.Sprintf("blocked file %x", h) }
