package server

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"time"

	"lamplight"
	"lamplight/picture"
	"lamplight/service/media"
)

// newMaker builds what makes photos and documents of uploads. Nothing is screened yet: the rooms that know lists come later.
func (h *house) newMaker() *media.Maker {
	ffmpeg, ffprobe := videoPrograms(h.config.FFmpeg)
	if ffmpeg == "" {
		h.log.Info("no previews of videos: there is no program for them", "ffmpeg", h.config.FFmpeg)
	}
	m := media.NewMaker(media.MakerOptions{
		Files: h.media, Store: h.store, Pictures: picture.New(picture.Limits{}), Screener: h.screener, Notices: notices{h},
		FFmpeg: ffmpeg, FFprobe: ffprobe, Now: time.Now, Log: h.log,
	})
	h.store.Jobs().Handle(media.JobRescreen, m.Rescreen)
	h.store.Jobs().Handle(media.JobJudged, func(ctx context.Context, args json.RawMessage) error { return m.Judged(ctx, h.messages, args) })
	h.opened.add("screening", func(context.Context) error {
		m.Wait()
		return nil
	})
	return m
}

// videoPrograms returns where FFmpeg and its probe are; "" where they are not, or not wanted.
func videoPrograms(setting string) (ffmpeg, ffprobe string) {
	switch setting {
	case "off":
		return "", ""
	case "", "auto":
		setting = "ffmpeg"
	}
	ffmpeg, err := exec.LookPath(setting)
	if err != nil {
		return "", ""
	}
	// The probe stands beside it, whatever stands elsewhere.
	ffprobe, err = exec.LookPath(filepath.Join(filepath.Dir(ffmpeg), "ffprobe"))
	if err != nil {
		return "", ""
	}
	return ffmpeg, ffprobe
}

// shown lets messages ask of their files, which are known a moment after they are.
type shown struct{ h *house }

// Standing implements messages.Screening.
func (s shown) Standing(
	ctx context.Context, who lamplight.UserID, where lamplight.Peer, m *lamplight.Media,
) (held bool, err error) {
	return s.h.maker.Standing(ctx, who, where, m)
}

// notices lets media tell people something.
type notices struct{ h *house }

// Notice implements media.Notices.
func (n notices) Notice(ctx context.Context, to lamplight.UserID, key string, text lamplight.Text, es []lamplight.Entity) error {
	return n.h.messages.Notice(ctx, to, key, text, es)
}

// KeepUntil implements messages.Keeper.
func (s shown) KeepUntil(ctx context.Context, ids []int64, t time.Time) error {
	return s.h.media.KeepUntil(ctx, ids, t)
}
