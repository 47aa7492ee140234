// Command gotd drives github.com/gotd/td for the end-to-end tests, by the protocol that README.md one folder up tells.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// request is one line of standard input. Which fields a command reads, the table in README.md says.
type request struct {
	Call int    `json:"call"` // goes back with the answer
	Cmd  string `json:"cmd"`

	Host      string `json:"host"`
	Port      int    `json:"port"`
	DC        int    `json:"dc"`
	Key       string `json:"key"`
	Transport string `json:"transport"`
	PFS       bool   `json:"pfs"`

	Phone    string `json:"phone"`
	Code     string `json:"code"`
	First    string `json:"first"`
	Password string `json:"password"`
	Username string `json:"username"`

	To       string   `json:"to"` // a username, or me
	From     string   `json:"from"`
	Text     string   `json:"text"`
	Entities []styled `json:"entities"`
	ID       int      `json:"id"` // of a message or a folder
	IDs      []int    `json:"ids"`
	Reply    int      `json:"reply"`
	Quote    string   `json:"quote"`
	Silent   bool     `json:"silent"`
	NoAuthor bool     `json:"noAuthor"`
	ForMe    bool     `json:"forMe"`
	Both     bool     `json:"both"`
	Date     int      `json:"date"` // unix seconds
	Max      int      `json:"max"`
	Limit    int      `json:"limit"`
	Query    string   `json:"query"`

	Online   bool `json:"online"`
	Unread   bool `json:"unread"`
	Muted    bool `json:"muted"`
	Blocked  bool `json:"blocked"`
	Archived bool `json:"archived"`
	Seconds  int  `json:"seconds"`

	// The mark on a conversation, or the usernames of those that are pinned in a folder.
	Pinned   json.RawMessage `json:"pinned"`
	Title    string          `json:"title"`
	Include  []string        `json:"include"`
	Exclude  []string        `json:"exclude"`
	Contacts bool            `json:"contacts"`

	Users    []string `json:"users"` // usernames
	User     string   `json:"user"`
	Kind     string   `json:"kind"` // of a chat or of media
	About    string   `json:"about"`
	Rights   []string `json:"rights"`
	Rank     string   `json:"rank"`
	Until    int      `json:"until"` // unix seconds
	Link     string   `json:"link"`
	Approval bool     `json:"approval"`
	On       bool     `json:"on"`
	Filter   string   `json:"filter"`
	Offset   int      `json:"offset"`

	File     string   `json:"file"` // a path
	Files    []string `json:"files"`
	Path     string   `json:"path"`
	Thumb    bool     `json:"thumb"`
	Caption  string   `json:"caption"`
	Spoiler  bool     `json:"spoiler"`
	Width    int      `json:"width"`
	Height   int      `json:"height"`
	Duration int      `json:"duration"` // seconds
	Lat      float64  `json:"lat"`
	Long     float64  `json:"long"`

	Emoji    []string `json:"emoji"`
	Question string   `json:"question"`
	Options  []string `json:"options"`
	Numbers  []int    `json:"numbers"` // of options
	Quiz     bool     `json:"quiz"`
	Correct  int      `json:"correct"`
	Multiple bool     `json:"multiple"`
	Public   bool     `json:"public"`
	Topic    int      `json:"topic"` // id of what a topic began with
	Closed   *bool    `json:"closed"`

	Parallel int `json:"parallel"` // of flood
	Millis   int `json:"millis"`   // of flood
}

// result is what a command answers with.
type result map[string]any

// output writes lines to standard output, one at a time.
type output struct {
	mu  sync.Mutex
	enc *json.Encoder
}

func (o *output) write(line map[string]any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.enc.Encode(line); err != nil {
		os.Exit(0) // the test is gone
	}
}

func (o *output) emit(event string, data result) {
	data["event"] = event
	o.write(data)
}

func main() {
	out := &output{enc: json.NewEncoder(os.Stdout)}
	c := &client{out: out}
	ctx := context.Background()

	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		line := append([]byte(nil), in.Bytes()...)
		go func() {
			var r request
			if err := json.Unmarshal(line, &r); err != nil {
				fmt.Fprintln(os.Stderr, "gotd:", err)
				return
			}
			answer, err := c.do(ctx, &r)
			if err != nil {
				out.write(map[string]any{"call": r.Call, "error": err.Error()})
				return
			}
			out.write(map[string]any{"call": r.Call, "result": answer})
		}()
	}
}
