package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"lamplight/internal/testenv"
)

// options are what a run can be told.
type options struct {
	server    string
	log       string // level of the server's log
	scenarios []string
	boxes     []string
	pairs     int
	warm      time.Duration
	time      time.Duration
	sessions  int
	file      int // MiB
	parts     int
	settle    time.Duration
	store     string // URL of the relational store; empty: the default, a file in the data folder
	members   int
	few       int
	listeners int
	joined    int
	each      time.Duration
	only      string
	messages  int
	askers    int
	profile   string
	commit    string // what is measured: others may commit while a run takes its time
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flag.StringVar(&o.server, "server", "bin/lamplight", "program of the server")
	flag.StringVar(&o.log, "log", "error", "least level of the server's log that is shown")
	scenarios := flag.String("scenarios", "private,idle,start,files,crowd,opened", "what is measured")
	boxes := flag.String("boxes", "pebble,postgres", "message logs that are measured")
	flag.IntVar(&o.pairs, "pairs", 64, "private: pairs that talk")
	flag.DurationVar(&o.warm, "warm", 5*time.Second, "private: how long they talk before it counts")
	flag.DurationVar(&o.time, "time", 20*time.Second, "private, opened: how long it counts")
	flag.IntVar(&o.sessions, "sessions", 2000, "idle: sessions, at most 10,000")
	flag.IntVar(&o.file, "file", 1024, "files: size of the file in MiB")
	flag.IntVar(&o.parts, "parts", 8, "files: parts on their way at a time")
	flag.DurationVar(&o.settle, "settle", 30*time.Second, "idle: wait before memory is read")
	flag.StringVar(&o.profile, "profile", "", "private: file for a CPU profile of the server; idle: for a heap profile; crowd: for a CPU profile of what is measured last")
	flag.IntVar(&o.members, "members", 200_000, "crowd: members of the large channel and supergroup")
	flag.IntVar(&o.few, "few", 200, "crowd: members of the small ones")
	flag.IntVar(&o.listeners, "listeners", 1000, "crowd: of the members, those who are online, at most 9,000")
	flag.IntVar(&o.joined, "joined", 500, "crowd: channels of the one whose list is read")
	flag.DurationVar(&o.each, "each", 2*time.Second, "crowd: how long each thing is measured")
	flag.StringVar(&o.only, "only", "", "crowd: measure only what has this in its name")
	flag.IntVar(&o.messages, "messages", 1_000_000, "opened: messages in the store, in all boxes")
	flag.IntVar(&o.askers, "askers", 1000, "opened: accounts whose conversations are opened")
	out := flag.String("out", "", "file for the results (JSON)")
	flag.Parse()
	o.scenarios, o.boxes = strings.Split(*scenarios, ","), strings.Split(*boxes, ",")

	o.commit = commit()
	rows, err := run(ctx, o)
	err = join(join(table(os.Stdout, rows), costTable(os.Stdout, rows)), err)
	if err == nil && *out != "" {
		err = record(*out, rows)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		stop()
		os.Exit(1)
	}
}

// run measures every scenario on every kind of boxes, each on a fresh folder.
func run(ctx context.Context, o options) (rows []row, err error) {
	for _, kind := range o.boxes {
		for _, scenario := range o.scenarios {
			fmt.Fprintf(os.Stderr, "%s on %s …\n", scenario, kind)
			r, err := one(ctx, o, scenario, kind)
			if err != nil {
				return rows, fmt.Errorf("%s on %s: %w", scenario, kind, err)
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// one measures one scenario on one kind of boxes.
func one(ctx context.Context, o options, scenario, kind string) (r row, err error) {
	folder, err := os.MkdirTemp("", "lamplight-bench")
	if err != nil {
		return row{}, err
	}
	defer func() { err = join(err, os.RemoveAll(folder)) }()
	data := filepath.Join(folder, "data")
	boxes := "pebble:" + filepath.Join(data, "boxes")
	if kind == "postgres" {
		url, drop, err := testenv.Database()
		if err != nil {
			return row{}, err
		}
		boxes = url
		defer func() { err = join(err, drop()) }()
	} else if kind != "pebble" {
		return row{}, errors.New("there are no such boxes")
	}
	if kind == "postgres" && scenario == "crowd" { // everything is in PostgreSQL: members are what is read most
		url, drop, err := testenv.Database()
		if err != nil {
			return row{}, err
		}
		o.store = url
		defer func() { err = join(err, drop()) }()
	}
	before := load()
	switch scenario {
	case "private":
		r, err = privateOn(ctx, o, boxes, data)
	case "idle":
		r, err = idle(ctx, o, boxes, data)
	case "crowd":
		r, err = crowdOn(ctx, o, boxes, data)
	case "opened":
		r, err = opened(ctx, o, boxes, data)
	case "files":
		r, err = filesOn(ctx, o, boxes, data)
	case "start":
		r, err = start(ctx, o, boxes, data)
	default:
		return row{}, errors.New("there is no such scenario")
	}
	r.Scenario, r.Boxes, r.Load, r.Commit = scenario, kind, before, o.commit
	return r, err
}

// filesOn measures files on a server of its own.
func filesOn(ctx context.Context, o options, boxes, folder string) (row, error) {
	s, err := serve(ctx, o, folder, boxes)
	if err != nil {
		return row{}, err
	}
	r, err := files(ctx, s, o)
	return r, join(err, s.stop())
}

// privateOn measures private messages on a server of its own.
func privateOn(ctx context.Context, o options, boxes, folder string) (row, error) {
	s, err := serve(ctx, o, folder, boxes)
	if err != nil {
		return row{}, err
	}
	r, err := private(ctx, s, o)
	return r, join(err, s.stop())
}
