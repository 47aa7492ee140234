package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	callLimit  = 3 * time.Minute  // for one command: the slowest is 11 MiB under Python's own cipher
	eventLimit = 30 * time.Second // for something to arrive: a client may wait seconds before it dials again
)

// device is one running client: a driver and what it has told.
type device struct {
	name string
	kind kind
	log  string // the file that driver and library write to

	cmd   *exec.Cmd
	stdin io.WriteCloser

	mu      sync.Mutex
	next    int
	calls   map[int]chan answer
	events  []event
	changed chan struct{} // closed and replaced at every event
	gone    bool

	about struct {
		Library string `json:"library"`
		Version string `json:"version"`
		Layer   int    `json:"layer"`
	}
	port int   // where it is told that the server is
	id   int64 // of the account, once signed in
}

type answer struct {
	Call   int             `json:"call"`
	Result json.RawMessage `json:"result"`
	Error  string          `json:"error"`
}

// event is what a driver tells without being asked. Which fields it has, clients/README.md says.
type event struct {
	Event string `json:"event"`
	message
	raw      string
	IDs      []int `json:"ids"`
	Max      int   `json:"max"`
	Unread   any   `json:"unread"` // a number of messages, or whether there is a mark
	Online   bool  `json:"online"`
	Archived bool  `json:"archived"`
	Muted    bool  `json:"muted"`
	Seconds  int   `json:"seconds"`
	Left     bool  `json:"left"`
	Voters   int   `json:"voters"`
}

// message is what somebody said, as one device has it.
type message struct {
	ID        int      `json:"id"`
	Chat      int64    `json:"chat"`
	Out       bool     `json:"out"`
	Text      string   `json:"text"`
	Date      int64    `json:"date"`
	Entities  []entity `json:"entities"`
	Reply     *reply   `json:"reply"`
	Forward   *forward `json:"forward"`
	Silent    bool     `json:"silent"`
	Mentioned bool     `json:"mentioned"`
	Pinned    bool     `json:"pinned"`
	Edited    bool     `json:"edited"`
	TTL       int      `json:"ttl"`     // seconds
	Service   string   `json:"service"` // not empty if it is no text

	// Of groups and channels.
	From      int64          `json:"from"` // who or what it shows as its author
	Post      bool           `json:"post"`
	Author    string         `json:"author"` // the signature
	Views     int            `json:"views"`
	Replies   int            `json:"replies"`
	Thread    int            `json:"thread"`
	Group     bool           `json:"group"` // it is part of an album
	Reactions map[string]int `json:"reactions"`
	Media     *media         `json:"media"`
}

// media is what a message carries beside its text.
type media struct {
	Kind     string   `json:"kind"`
	Size     int64    `json:"size"`
	Width    int      `json:"width"`
	Height   int      `json:"height"`
	Duration int      `json:"duration"`
	MIME     string   `json:"mime"`
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Phone    string   `json:"phone"`
	Emoji    string   `json:"emoji"`
	Value    int      `json:"value"`
	Lat      float64  `json:"lat"`
	Long     float64  `json:"long"`
	Spoiler  bool     `json:"spoiler"`
	Question string   `json:"question"`
	Options  []string `json:"options"`
	Votes    []int    `json:"votes"`
	Voters   int      `json:"voters"`
	Closed   bool     `json:"closed"`
}

type reply struct {
	ID    int    `json:"id"`
	Quote string `json:"quote"`
}

type forward struct {
	From  int64  `json:"from"`
	Name  string `json:"name"`
	Saved int64  `json:"saved"`
}

// entity is a stretch of formatted text, in UTF-16 code units.
type entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	ID       int64  `json:"id,omitempty"`   // of who is named
	User     string `json:"user,omitempty"` // the same in a command, by username
	Folded   bool   `json:"folded,omitempty"`
}

// dialog is a conversation in the list of a device.
type dialog struct {
	Chat     int64  `json:"chat"`
	Top      int    `json:"top"`
	Unread   int    `json:"unread"`
	Mark     bool   `json:"mark"`
	ReadIn   int    `json:"readIn"`
	ReadOut  int    `json:"readOut"`
	Pinned   bool   `json:"pinned"`
	Archived bool   `json:"archived"`
	Muted    bool   `json:"muted"`
	TTL      int    `json:"ttl"`
	Draft    string `json:"draft"`
	LastText string `json:"lastText"`
}

// folder is a view of the list that somebody has made.
type folder struct {
	ID       int     `json:"id"`
	Title    string  `json:"title"`
	Include  []int64 `json:"include"`
	Exclude  []int64 `json:"exclude"`
	Pinned   []int64 `json:"pinned"`
	Contacts bool    `json:"contacts"`
	Archived bool    `json:"archived"`
}

// args are the fields of a command.
type args map[string]any

// newDevice starts a driver. It is killed when the test ends, if it has not ended by then.
func newDevice(t *testing.T, k kind, name string) *device {
	t.Helper()
	if missing := k.missing(); missing != "" {
		t.Fatalf("%s is not installed (no %s): run `make deps`", k.name, missing)
	}
	path, err := filepath.Abs(filepath.Join(logs(), k.name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(log, "\n=== %s %s\n", t.Name(), name)
	argv := k.argv()
	d := &device{
		name: name, kind: k, log: path, port: linkPort, cmd: exec.Command(argv[0], argv[1:]...),
		calls: make(map[int]chan answer), changed: make(chan struct{}),
	}
	d.cmd.Stderr = log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if d.stdin, err = d.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatalf("start the driver of %s: %v", k.name, err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.listen(stdout, log)
		d.cmd.Wait()
		log.Close()
	}()
	t.Cleanup(func() {
		d.stdin.Close()
		select {
		case <-ended:
		case <-time.After(time.Second):
			d.cmd.Process.Kill()
			<-ended
		}
	})
	return d
}

// listen takes in what the driver writes until it ends.
func (d *device) listen(stdout io.Reader, log io.Writer) {
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		fmt.Fprintf(log, "%s %s < %s\n", time.Now().Format("15:04:05.000"), d.name, lines.Bytes())
		var line struct {
			answer
			event
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			continue // Something a library wrote past its driver; it is in the log.
		}
		d.mu.Lock()
		if line.Event != "" {
			line.raw = lines.Text()
			d.events = append(d.events, line.event)
			close(d.changed)
			d.changed = make(chan struct{})
		} else if waiting := d.calls[line.Call]; waiting != nil {
			delete(d.calls, line.Call)
			waiting <- line.answer
		}
		d.mu.Unlock()
	}
	d.mu.Lock()
	d.gone = true
	for _, waiting := range d.calls {
		waiting <- answer{Error: "the driver has ended"}
	}
	d.calls = nil
	d.mu.Unlock()
}

// try gives a command and waits for its answer.
func (d *device) try(cmd string, a args, into any) error {
	line := args{"cmd": cmd}
	for key, value := range a {
		line[key] = value
	}
	waiting := make(chan answer, 1)
	d.mu.Lock()
	if d.gone {
		d.mu.Unlock()
		return fmt.Errorf("%s: %s: the driver has ended", d.name, cmd)
	}
	d.next++
	line["call"] = d.next
	d.calls[d.next] = waiting
	d.mu.Unlock()

	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err := d.stdin.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("%s: %s: %w", d.name, cmd, err)
	}
	select {
	case got := <-waiting:
		if got.Error != "" {
			return fmt.Errorf("%s: %s: %s", d.name, cmd, got.Error)
		}
		if into == nil {
			return nil
		}
		return json.Unmarshal(got.Result, into)
	case <-time.After(callLimit):
		return fmt.Errorf("%s: %s: no answer after %v", d.name, cmd, callLimit)
	}
}

// do gives a command that has to succeed.
func (d *device) do(t *testing.T, cmd string, a args, into any) {
	t.Helper()
	if err := d.try(cmd, a, into); err != nil {
		t.Fatal(err)
	}
}

// retry gives a command until it succeeds: some libraries fail what is asked of them while they are not connected.
func (d *device) retry(t *testing.T, cmd string) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(eventLimit)
	for {
		err := d.try(cmd, nil, nil)
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s did not come back: %v", d.name, err)
		}
	}
}

// heard returns how many events the driver has told of.
func (d *device) heard() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.events)
}

// wait waits until the driver has told of an event that matches, and returns it.
func (d *device) wait(t *testing.T, what string, match func(event) bool) event {
	t.Helper()
	return d.waitFrom(t, 0, what, match)
}

// waitFrom is wait without the first events.
func (d *device) waitFrom(t *testing.T, from int, what string, match func(event) bool) event {
	t.Helper()
	limit := time.After(eventLimit)
	for {
		d.mu.Lock()
		events, changed := d.events, d.changed
		d.mu.Unlock()
		for ; from < len(events); from++ {
			if match(events[from]) {
				return events[from]
			}
		}
		select {
		case <-changed:
		case <-limit:
			var told strings.Builder
			for _, e := range events[max(0, len(events)-10):] {
				fmt.Fprintf(&told, "\n\t%s", e.raw)
			}
			t.Fatalf("%s was not told of %s within %v; the last it was told:%s", d.name, what, eventLimit, &told)
		}
	}
}

// waitMessage waits for a text, new or by edit, in the chat with somebody.
func (d *device) waitMessage(t *testing.T, kind string, with *device, out bool, text string) event {
	t.Helper()
	return d.wait(t, fmt.Sprintf("%s %q with %s", kind, text, with.name), func(e event) bool {
		// Who edits what is said by the message itself in most libraries; TDLib's update of a content does not say.
		direction := e.Out == out || kind == "edit"
		return e.Event == kind && e.Text == text && e.Chat == with.id && direction
	})
}

func (d *device) waitDelete(t *testing.T, id int) {
	t.Helper()
	d.wait(t, fmt.Sprintf("the deletion of %d", id), func(e event) bool {
		return e.Event == "delete" && slices.Contains(e.IDs, id)
	})
}

func (d *device) waitRead(t *testing.T, with *device, out bool, upTo int) {
	t.Helper()
	d.wait(t, fmt.Sprintf("reading up to %d (out=%v)", upTo, out), func(e event) bool {
		return e.Event == "read" && e.Chat == with.id && e.Out == out && e.Max >= upTo
	})
}
