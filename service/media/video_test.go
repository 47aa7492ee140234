package media

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/semaphore"

	"lamplight/picture"
)

func uploadOf(b []byte) *Upload {
	return &Upload{open: func(context.Context, int64, int64) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
}

func TestVideoFrame(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("FFmpeg is not here")
	}
	path := filepath.Join(t.TempDir(), "v.mp4")
	out, err := exec.CommandContext(t.Context(), ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=3",
		"-pix_fmt", "yuv420p", path).CombinedOutput()
	if err != nil {
		t.Skipf("FFmpeg makes no video: %s", out)
	}
	film, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := &video{
		ffmpeg: ffmpeg, ffprobe: filepath.Join(filepath.Dir(ffmpeg), "ffprobe"), time: 10 * time.Second,
		log: slog.New(slog.DiscardHandler), slots: semaphore.NewWeighted(1),
	}
	frame, about, err := v.frame(t.Context(), uploadOf(film))
	if err != nil || about.width != 320 || about.height != 240 || about.sound || about.duration < 2.5 {
		t.Fatalf("%+v, %v", about, err)
	}
	if h, err := picture.New(picture.Limits{}).Header(frame); err != nil || h.Width != 320 {
		t.Errorf("the frame: %+v, %v", h, err)
	}
	// A list of other files is read as nothing.
	for _, hostile := range []string{
		"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/x\n", "ffconcat version 1.0\nfile /etc/passwd\n", string(film[:len(film)/3]), "",
	} {
		if _, about, err := v.frame(t.Context(), uploadOf([]byte(hostile))); err == nil {
			t.Errorf("%.20q became a picture: %+v", hostile, about)
		}
	}
}
