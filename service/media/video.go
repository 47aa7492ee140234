package media

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/semaphore"

	"lamplight"
)

// What the program that reads videos may take. It reads what strangers send, so it is given little: a file to read, no
// network, no other file.
const (
	videoMemory = 2 << 20  // KiB of addresses
	videoCPU    = 10       // seconds
	videoFrame  = 4 << 20  // bytes of the frame that it writes
	videoAbout  = 64 << 10 // bytes of what it says of a video
)

// video takes frames of videos with FFmpeg, one at a time for each processor.
type video struct {
	ffmpeg, ffprobe string
	time            time.Duration
	log             *slog.Logger
	slots           *semaphore.Weighted
}

// there reports whether there is a program for it.
func (v *video) there() bool { return v.ffmpeg != "" && v.ffprobe != "" }

// about is what a video says of itself.
type about struct {
	width, height int
	duration      float64
	sound         bool
}

// tell fills in what the sender of d did not say.
func (a about) tell(d *lamplight.Document) {
	if a.width > 0 && a.height > 0 && (d.Width == 0 || d.Height == 0) {
		d.Width, d.Height = a.width, a.height
	}
	if d.Duration == 0 {
		d.Duration = seconds(a.duration)
	}
	if !a.sound {
		if d.Kind == lamplight.DocumentVideo && !d.NoSound {
			// It is shown as a GIF, unless its sender knew of that and wants a video all the same.
			d.Kind, d.Animated = lamplight.DocumentGIF, true
		}
		d.NoSound = true
	}
}

// frame returns a frame of a video as a PNG, and what the video says of itself.
func (v *video) frame(ctx context.Context, up *Upload) ([]byte, about, error) {
	if err := v.slots.Acquire(ctx, 1); err != nil {
		return nil, about{}, err
	}
	defer v.slots.Release(1)
	ctx, cancel := context.WithTimeout(ctx, v.time)
	defer cancel()
	dir, err := os.MkdirTemp("", "lamplight-video-")
	if err != nil {
		return nil, about{}, fmt.Errorf("a place for a video: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "video")
	if err := save(ctx, up, path); err != nil {
		return nil, about{}, err
	}
	a, err := v.probe(ctx, dir)
	if err != nil {
		return nil, a, err
	}
	if int64(a.width)*int64(a.height) > 64_000_000 {
		return nil, a, errors.New("the video is too large to be looked at")
	}
	at := "0"
	if a.duration > 2 {
		at = "1"
	}
	png, err := v.run(ctx, dir, videoFrame, v.ffmpeg, "-v", "error", "-nostdin", "-threads", "1", "-protocol_whitelist", "file,pipe",
		"-ss", at, "-i", "video", "-map", "0:v:0", "-frames:v", "1", "-an", "-sn", "-dn",
		"-vf", "scale='min(1280,iw)':'min(1280,ih)':force_original_aspect_ratio=decrease", "-c:v", "png", "-f", "image2pipe", "pipe:1")
	if err == nil && len(png) == 0 {
		err = errors.New("no frame came")
	}
	return png, a, err
}

func save(ctx context.Context, up *Upload, path string) error {
	r, err := up.Open(ctx, 0, -1)
	if err != nil {
		return fmt.Errorf("open a video: %w", err)
	}
	defer r.Close()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("a place for a video: %w", err)
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("copy a video: %w", err)
	}
	return nil
}

func (v *video) probe(ctx context.Context, dir string) (a about, err error) {
	out, err := v.run(ctx, dir, videoAbout, v.ffprobe, "-v", "error", "-protocol_whitelist", "file,pipe", "-of", "json",
		"-show_entries", "format=duration:stream=codec_type,width,height:stream_side_data=rotation", "video")
	if err != nil {
		return a, err
	}
	var said struct {
		Streams []struct {
			Type   string `json:"codec_type"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
			Side   []struct {
				Rotation float64 `json:"rotation"`
			} `json:"side_data_list"`
		} `json:"streams"`
		Format struct {
			Duration string `json:"duration"`
		} `json:"format"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return a, fmt.Errorf("read what a video says of itself: %w", err)
	}
	a.duration, _ = strconv.ParseFloat(said.Format.Duration, 64)
	for _, s := range said.Streams {
		switch {
		case s.Type == "audio":
			a.sound = true
		case s.Type == "video" && a.width == 0:
			a.width, a.height = s.Width, s.Height
			for _, side := range s.Side {
				if int(side.Rotation)%180 != 0 {
					a.width, a.height = a.height, a.width
				}
			}
		}
	}
	if a.width <= 0 || a.height <= 0 {
		return a, errors.New("it has no picture")
	}
	return a, nil
}

// run runs a program in dir under limits, and returns what it writes. The shell sets the limits before it becomes the program,
// so that there is no moment without them; what is run is never part of its text.
func (v *video) run(ctx context.Context, dir string, limit int, program string, args ...string) ([]byte, error) {
	script := fmt.Sprintf(`ulimit -v %d && ulimit -t %d && ulimit -f 0 && ulimit -c 0 && exec "$@"`, videoMemory, videoCPU)
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, "sh", program}, args...)...)
	cmd.Dir, cmd.Env = dir, []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "HOME=" + dir}
	cmd.WaitDelay = time.Second
	var complaint bytes.Buffer
	cmd.Stderr = &atMost{to: &complaint, left: 1 << 10, quiet: true}
	var out bytes.Buffer
	cmd.Stdout = &atMost{to: &out, left: limit}
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, complaint.String())
	}
	return out.Bytes(), nil
}

// atMost takes so many bytes; more are an error, or passed over if it is quiet.
type atMost struct {
	to    *bytes.Buffer
	left  int
	quiet bool
}

func (a *atMost) Write(p []byte) (int, error) {
	n := min(len(p), a.left)
	a.to.Write(p[:n])
	a.left -= n
	if n < len(p) && !a.quiet {
		return n, errors.New("it writes too much")
	}
	return len(p), nil
}
