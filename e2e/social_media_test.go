package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/HugoSmits86/nativewebp"
)

// samples are files to send, drawn and sounded here: nothing in them is anybody's.
var samples = sync.OnceValues(func() (map[string]string, error) {
	dir := filepath.Join(run.dir, "samples")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	all := map[string]string{}
	write := func(name string, b []byte) error {
		all[name] = filepath.Join(dir, name)
		return os.WriteFile(all[name], b, 0o644)
	}
	for i, size := range []image.Point{{1600, 1200}, {640, 480}, {500, 900}} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, drawing(size, uint8(40*i)), &jpeg.Options{Quality: 90}); err != nil {
			return nil, err
		}
		if err := write(fmt.Sprintf("photo%d.jpg", i+1), b.Bytes()); err != nil {
			return nil, err
		}
	}
	var sticker bytes.Buffer
	if err := nativewebp.Encode(&sticker, drawing(image.Pt(512, 512), 7), nil); err != nil {
		return nil, err
	}
	noise := func(n int, seed byte) []byte {
		b := make([]byte, n)
		rand.NewChaCha8([32]byte{seed}).Read(b) //nolint:errcheck // it never fails
		return b
	}
	for name, b := range map[string][]byte{
		"sticker.webp": sticker.Bytes(), "small.bin": noise(1_000, 1), "middle.bin": noise(700_001, 2), "big.bin": noise(11<<20+17, 3),
	} {
		if err := write(name, b); err != nil {
			return nil, err
		}
	}
	picture := []string{"-f", "lavfi", "-i", "testsrc=duration=2:size=320x240:rate=10"}
	sound := []string{"-f", "lavfi", "-i", "sine=frequency=440:duration=2"}
	for name, from := range map[string][]string{
		"film.mp4":  append(append([]string{}, picture...), append(sound, "-shortest", "-pix_fmt", "yuv420p", "-movflags", "+faststart")...),
		"mute.mp4":  append(append([]string{}, picture...), "-pix_fmt", "yuv420p", "-movflags", "+faststart"),
		"round.mp4": {"-f", "lavfi", "-i", "testsrc=duration=1:size=240x240:rate=10", "-pix_fmt", "yuv420p"},
		"voice.ogg": append(append([]string{}, sound...), "-c:a", "libopus"),
		"song.mp3":  append(append([]string{}, sound...), "-c:a", "libmp3lame"),
	} {
		all[name] = filepath.Join(dir, name)
		cmd := exec.Command("ffmpeg", append(append([]string{"-nostdin", "-y", "-loglevel", "error"}, from...), all[name])...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("make %s (run `make deps` for ffmpeg): %w\n%s", name, err, out)
		}
	}
	return all, nil
})

// drawing is a picture that no other one is like. It is smooth, so that a larger copy of it has more bytes: some clients
// take the largest one by those.
func drawing(size image.Point, hue uint8) image.Image {
	m := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			blue := uint8(127 + 120*math.Sin(float64(x)/40)*math.Cos(float64(y)/30))
			m.SetNRGBA(x, y, color.NRGBA{uint8(x*255/size.X) + hue, uint8(y * 255 / size.Y), blue, 255})
		}
	}
	return m
}

// sample returns the path of a sample, and the SHA-256 of what is in it.
func sample(t *testing.T, name string) (path, sum string) {
	t.Helper()
	all, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(all[name])
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(b)
	return all[name], hex.EncodeToString(hash[:])
}

// download fetches what a message carries.
func download(t *testing.T, d *device, chat string, id int, thumb bool) (size int, sum string) {
	t.Helper()
	var got struct {
		Size   int
		SHA256 string
	}
	path := filepath.Join(t.TempDir(), "download")
	d.do(t, "download", args{"to": chat, "id": id, "path": path, "thumb": thumb}, &got)
	return got.Size, got.SHA256
}

// sendsMedia sends something to somebody, waits until it came, and returns it as both ends know it.
func (s *social) sendsMedia(t *testing.T, from, to *device, name string, a args) (here int, there event) {
	t.Helper()
	to2, caption := s.Bob.name, fmt.Sprintf("a %v, %d", a["kind"], from.heard()+to.heard())
	if from == s.bob {
		to2 = s.Alice.name
	}
	if name != "" {
		a["file"], _ = sample(t, name)
	}
	kind := a["kind"]
	switch kind {
	case "contact", "geo", "live", "venue", "dice", "sticker", "round":
		caption = ""
	}
	a["to"], a["caption"] = to2, caption
	heard := to.heard()
	here = sends(t, from, "sendMedia", a)
	there = to.waitFrom(t, heard, fmt.Sprintf("a %v", kind), func(e event) bool {
		return e.Event == "message" && e.Chat == from.id && !e.Out && e.Media != nil && e.Text == caption
	})
	if there.Media.Kind != kind {
		t.Errorf("%s got %+v, want a %v", to.name, there.Media, kind)
	}
	return here, there
}

func (s *social) photos(t *testing.T) {
	here, there := s.sendsMedia(t, s.alice, s.bob, "photo1.jpg", args{"kind": "photo"})
	if m := there.Media; m.Width*3 != m.Height*4 || m.Width < 1280 {
		t.Errorf("Bob's photo is %d × %d, want four by three and 1280 wide or more", m.Width, m.Height)
	}
	_, his := download(t, s.bob, s.Alice.name, there.ID, false)
	_, hers := download(t, s.alice, s.Bob.name, here, false)
	if !s.alice.kind.can(ownPhotos) {
		hers = his
	}
	if his != hers || his == "" {
		t.Errorf("the photo is %q for Bob and %q for Alice", his, hers)
	}
	_, there = s.sendsMedia(t, s.bob, s.alice, "photo3.jpg", args{"kind": "photo", "spoiler": true})
	if size, _ := download(t, s.alice, s.Bob.name, there.ID, false); size == 0 || !there.Media.Spoiler {
		t.Errorf("Alice's photo has %d bytes: %+v", size, there.Media)
	}
}

func (s *social) files(t *testing.T) {
	for _, name := range []string{"small.bin", "middle.bin", "big.bin"} {
		_, want := sample(t, name)
		_, there := s.sendsMedia(t, s.alice, s.bob, name, args{"kind": "file"})
		if _, got := download(t, s.bob, s.Alice.name, there.ID, false); got != want || there.Media.Name != name {
			t.Errorf("Bob's %s is %q (%s)", name, there.Media.Name, got)
		}
		_, there = s.sendsMedia(t, s.bob, s.alice, name, args{"kind": "file"})
		if _, got := download(t, s.alice, s.Bob.name, there.ID, false); got != want {
			t.Errorf("Alice's %s is %s", name, got)
		}
	}
}

func (s *social) recordings(t *testing.T) {
	for _, x := range []struct {
		name string
		a    args
	}{
		{"film.mp4", args{"kind": "video", "width": 320, "height": 240, "duration": 2}},
		{"round.mp4", args{"kind": "round", "width": 240, "height": 240, "duration": 1}},
		{"mute.mp4", args{"kind": "gif", "width": 320, "height": 240, "duration": 2}},
		{"voice.ogg", args{"kind": "voice", "duration": 2}},
		{"song.mp3", args{"kind": "audio", "duration": 2, "title": "A", "first": "Tuning Fork"}},
		{"sticker.webp", args{"kind": "sticker", "width": 512, "height": 512}},
	} {
		_, want := sample(t, x.name)
		for _, way := range [][2]*device{{s.alice, s.bob}, {s.bob, s.alice}} {
			a := args{}
			for key, v := range x.a {
				a[key] = v
			}
			_, there := s.sendsMedia(t, way[0], way[1], x.name, a)
			with := s.Alice.name
			if way[1] == s.alice {
				with = s.Bob.name
			}
			if _, got := download(t, way[1], with, there.ID, false); got != want {
				t.Errorf("%s's %s is %s, want %s", way[1].name, x.name, got, want)
			}
			if x.a["kind"] == "video" {
				if size, _ := download(t, way[1], with, there.ID, true); size == 0 {
					t.Errorf("the video has an empty thumbnail")
				}
			}
		}
	}
}

func (s *social) places(t *testing.T) {
	for _, way := range [][2]*device{{s.alice, s.bob}, {s.bob, s.alice}} {
		near := func(a, b float64) bool { return a-b < 0.001 && b-a < 0.001 }
		for _, kind := range []string{"geo", "live", "venue"} {
			_, there := s.sendsMedia(t, way[0], way[1], "", args{"kind": kind, "lat": 48.2082, "long": 16.3738, "title": "Square", "about": "1"})
			if m := there.Media; !near(m.Lat, 48.2082) || !near(m.Long, 16.3738) || kind == "venue" && m.Title != "Square" {
				t.Errorf("%s got the place %+v", way[1].name, m)
			}
		}
		_, there := s.sendsMedia(t, way[0], way[1], "", args{"kind": "contact", "phone": "15550001", "first": "Dora"})
		if m := there.Media; m.Phone != "15550001" || m.Name != "Dora" {
			t.Errorf("%s got the contact %+v", way[1].name, m)
		}
		_, there = s.sendsMedia(t, way[0], way[1], "", args{"kind": "dice", "text": "🎲"})
		if m := there.Media; m.Emoji != "🎲" || m.Value < 1 || m.Value > 6 {
			t.Errorf("%s got the dice %+v", way[1].name, m)
		}
	}
}

func (s *social) albums(t *testing.T) {
	var paths []string
	for _, name := range []string{"photo1.jpg", "photo2.jpg", "photo3.jpg"} {
		path, _ := sample(t, name)
		paths = append(paths, path)
	}
	for _, way := range [][2]*device{{s.alice, s.bob}, {s.bob, s.alice}} {
		to := s.Bob.name
		if way[0] == s.bob {
			to = s.Alice.name
		}
		var sent struct{ IDs []int }
		heard := way[1].heard()
		way[0].do(t, "album", args{"to": to, "files": paths, "caption": "three"}, &sent)
		if len(sent.IDs) != 3 {
			t.Fatalf("%s sent an album as %v", way[0].name, sent.IDs)
		}
		first := way[1].waitFrom(t, heard, "the album", func(e event) bool {
			return e.Event == "message" && e.Text == "three" && e.Media != nil && e.Media.Kind == "photo"
		})
		soon(t, func() error {
			n := 0
			from := s.Alice.name
			if way[1] == s.alice {
				from = s.Bob.name
			}
			for _, m := range history(t, way[1], from) {
				if m.Group && m.ID >= first.ID && m.ID < first.ID+3 {
					n++
				}
			}
			if n != 3 {
				return fmt.Errorf("%s sees %d photos of the album", way[1].name, n)
			}
			return nil
		})
	}
}

func (s *social) faces(t *testing.T) {
	path, _ := sample(t, "photo2.jpg")
	s.alice.do(t, "setProfilePhoto", args{"file": path}, nil)
	soon(t, func() error {
		var got struct{ Count int }
		s.bob.do(t, "profilePhotos", args{"username": s.Alice.name}, &got)
		if got.Count != 1 {
			return fmt.Errorf("Alice shows %d photos", got.Count)
		}
		return nil
	})
	s.bob.do(t, "setProfilePhoto", args{"file": path}, nil)
	soon(t, func() error {
		var got struct{ Count int }
		s.alice.do(t, "profilePhotos", args{"username": s.Bob.name}, &got)
		if got.Count != 1 {
			return fmt.Errorf("Bob shows %d photos", got.Count)
		}
		return nil
	})
	chat := s.newGroup(t, "Faces")
	s.alice.do(t, "setPhoto", args{"to": id(chat), "file": path}, nil)
	s.bob.hearsOf(t, chat, "photo")
}
