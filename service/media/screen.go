package media

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"lamplight"
	"lamplight/picture"
	"lamplight/store"
)

// An Outcome is what is to become of a file. The numbers are stored.
type Outcome uint8

// The outcomes.
const (
	Pass  Outcome = iota + 1
	Hold          // nobody but its sender sees it until a person, or the screener later, says pass
	Block         // it is refused, and its sender is told so
)

// A Use is what a file is to be seen as.
type Use uint8

// The uses.
const (
	UseMessage Use = iota + 1
	UseProfilePhoto
	UseChatPhoto
	UseThumbnail // supplied by the client with another file
	UseSticker
	UseWallpaper
	UsePreview // of a link
)

// A Subject is a file that somebody wants others to see.
type Subject struct {
	File  store.File // its hashes and size, as uploaded
	MIME  string
	Name  string // as its sender calls it
	Who   lamplight.UserID
	Where lamplight.Peer // the conversation; zero if it is for no one alone
	Use   Use
	// Open returns length bytes of the file from offset on; length -1: up to its end. Who opens closes.
	Open func(ctx context.Context, offset, length int64) (io.ReadCloser, error)
	// Picture is what it shows, or a frame of it; nil if it is no picture that is decoded here. It is the screener's own until
	// Screen returns.
	Picture *picture.Picture
}

// A Verdict is what a Screener says of a file. Reason is a word for those who decide, and is never shown to people.
type Verdict struct {
	Outcome Outcome
	Reason  string

	// open says that the screener did not come to an end: the file is held until it is looked at again (Maker.Rescreen).
	open bool
}

// A Screener looks at every file before anybody but its sender can see it, and before the method that makes it visible is
// answered. It has to end with ctx. An error, or an answer that comes after MakerLimits.Screening, means Hold; a job asks again then,
// with more time, and what waited is shown or removed by itself.
type Screener interface {
	// Version says with what it screens. What an older version said of a file is asked anew.
	Version() string
	Screen(ctx context.Context, s Subject) (Verdict, error)
}

// blockedNotice is what somebody is told whose file was refused.
const blockedNotice = "A file that you tried to send or set was refused: it matches a list of files that are not allowed here. " +
	"Nobody else has seen it. If you think that this is a mistake, write to those who run this server."

// heldNotice is what somebody is told whose photo cannot be set yet.
const heldNotice = "The photo that you tried to set has to be looked at by a person first. Nobody else has seen it. " +
	"Try again later: if it is allowed, it will be set then."

// asked says of a file whether others may see it: what was said of it before, if that was by this version of the screener,
// else what the screener says now.
func (m *Maker) asked(ctx context.Context, subject Subject) (Verdict, error) {
	version := m.screener.Version()
	known, err := m.screenedOf(ctx, []lamplight.FileHash{subject.File.Hash})
	if err != nil {
		return Verdict{}, err
	}
	row, ok := known[subject.File.Hash]
	if ok && (row.Version == version || Outcome(row.Outcome) == Block) {
		return verdictOf(row), nil
	}
	v := m.screenNow(ctx, subject, m.limits.Screening)
	if err := ctx.Err(); err != nil {
		return Verdict{}, err
	}
	switch {
	case v.open:
		return v, m.note(ctx, []store.Job{m.rescreen(subject)}, subject.File.Hash, version, v, subject.File.Hash)
	case ok && verdictOf(row).open:
		// What waits for it does not have to wait for the job.
		_, err := m.judge(ctx, subject.File.Hash, version, v)
		return v, err
	default:
		return v, m.note(ctx, nil, subject.File.Hash, version, v, subject.File.Hash)
	}
}

// screenNow asks the screener, for so long.
func (m *Maker) screenNow(ctx context.Context, subject Subject, wait time.Duration) Verdict {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := m.screens.Acquire(ctx, 1); err != nil {
		return Verdict{Outcome: Hold, Reason: "screener busy", open: true}
	}
	if subject.Picture != nil {
		subject.Picture = subject.Picture.Clone() // a screener that is late must not share it
	}
	answer := make(chan Verdict, 1)
	m.running.Add(1)
	go func() {
		defer m.running.Done()
		defer m.screens.Release(1)
		v := Verdict{Outcome: Hold, Reason: "screener failed", open: true}
		defer func() {
			if p := recover(); p != nil {
				m.log.Error("the screener panicked", "panic", p)
				v = Verdict{Outcome: Hold, Reason: "screener failed", open: true}
			}
			answer <- v
		}()
		got, err := m.screener.Screen(ctx, subject)
		switch {
		case err != nil:
			m.log.Warn("a file could not be screened and is held", "err", err)
		case got.Outcome >= Pass && got.Outcome <= Block:
			v = Verdict{Outcome: got.Outcome, Reason: got.Reason}
		}
	}()
	select {
	case v := <-answer:
		return v
	case <-ctx.Done():
		return Verdict{Outcome: Hold, Reason: "screener took too long", open: true}
	}
}

// verdictOf returns what a row says.
func verdictOf(row store.Screened) Verdict {
	return Verdict{Outcome: Outcome(row.Outcome), Reason: row.Reason, open: row.Version == "" && Outcome(row.Outcome) == Hold}
}

// Wait waits for screeners that were given up on; call it after everybody who makes things has stopped.
func (m *Maker) Wait() { m.running.Wait() }

// note keeps what was said of a file for it or for what is made of it, and enqueues jobs.
func (m *Maker) note(
	ctx context.Context, jobs []store.Job, source lamplight.FileHash, version string, v Verdict, hashes ...lamplight.FileHash,
) error {
	if v.open {
		version = ""
	}
	rows := make([]store.Screened, len(hashes))
	for i, h := range hashes {
		rows[i] = store.Screened{
			Hash: h, Source: source, Version: version, Outcome: uint8(v.Outcome), Reason: v.Reason, At: m.now().Truncate(time.Second),
		}
	}
	err := m.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.PutScreened(rows...); err != nil {
			return err
		}
		for _, j := range jobs {
			if err := tx.Enqueue(j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note what was said of a file: %w", err)
	}
	return nil
}

func (m *Maker) screenedOf(ctx context.Context, hashes []lamplight.FileHash) (map[lamplight.FileHash]store.Screened, error) {
	known := make(map[lamplight.FileHash]store.Screened, len(hashes))
	err := m.store.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.ScreenedOf(hashes)
		for _, r := range rows {
			known[r.Hash] = r
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what was said of files: %w", err)
	}
	return known, nil
}

// blocked tells user that a file was refused, once a file, and returns MEDIA_INVALID.
func (m *Maker) blocked(ctx context.Context, user lamplight.UserID, h lamplight.FileHash) error {
	if err := m.notices.Notice(ctx, user, blockedKey(h), blockedNotice, nil); err != nil {
		m.log.Error("a sender could not be told that a file was refused", "err", err)
	}
	return ErrMediaInvalid
}

// Standing says of what a message is about to show whether it may be shown: MEDIA_INVALID if a file of it is refused; held if
// one has to be looked at first. Files that were never looked at, or not by this version of the screener, are looked at now.
// Whatever makes a message visible asks it, so that neither sending by id nor forwarding goes around the screener.
func (m *Maker) Standing(
	ctx context.Context, who lamplight.UserID, where lamplight.Peer, media *lamplight.Media,
) (held bool, err error) {
	shown := lamplight.Message{Media: media}
	files := shown.Files()
	if len(files) == 0 {
		return false, nil
	}
	known, err := m.screenedOf(ctx, files)
	if err != nil {
		return false, err
	}
	version := m.screener.Version()
	for _, h := range files {
		row, ok := known[h]
		v := verdictOf(row)
		if !ok || row.Version != version && v.Outcome != Block && !v.open {
			if m.files.Ours(h) {
				continue
			}
			if v, err = m.again(ctx, who, where, media, h); err != nil {
				return false, err
			}
		}
		switch v.Outcome {
		case Pass:
		case Block:
			return false, m.blocked(ctx, who, h)
		case Hold:
			held = true
		default:
			held = true
		}
	}
	return held, nil
}

// again looks at a stored file.
func (m *Maker) again(
	ctx context.Context, who lamplight.UserID, where lamplight.Peer, media *lamplight.Media, h lamplight.FileHash,
) (v Verdict, err error) {
	s := Subject{File: store.File{Hash: h}, Who: who, Where: where, Use: UseMessage}
	err = m.store.Read(ctx, func(tx store.Tx) error {
		s.File, err = tx.File(h)
		return err
	})
	if err != nil {
		return v, ErrMediaInvalid.Because(err)
	}
	if d := media.Document; d != nil && d.Hash == h {
		s.MIME, s.Name = d.MIME, d.Name
	}
	s.Open = func(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
		return m.files.Open(ctx, h, offset, length)
	}
	b, err := m.small(ctx, s.File.Size, s.Open)
	if err != nil {
		return v, err
	}
	err = m.pictures.Decode(ctx, b, func(p *picture.Picture) error {
		s.Picture = p
		v, err = m.asked(ctx, s)
		return err
	})
	if v.Outcome == 0 && ctx.Err() == nil { // no picture that is decoded here
		v, err = m.asked(ctx, s)
	}
	return v, err
}

// PassAll is a Screener that passes everything: what a server has that knows no lists.
type PassAll struct{}

// Version implements Screener.
func (PassAll) Version() string { return "none" }

// Screen implements Screener.
func (PassAll) Screen(context.Context, Subject) (Verdict, error) {
	return Verdict{Outcome: Pass}, nil
}

// Ours reports whether a file is one of those that come with the server.
func (s *Service) Ours(h lamplight.FileHash) bool {
	files, err := s.builtIn()
	if err != nil {
		return false
	}
	f, ok := files.byID[libraryID(h)]
	return ok && sha256.Sum256(f.bytes) == h
}
