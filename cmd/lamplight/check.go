package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"lamplight/config"
	"lamplight/server"
)

type checkCommand struct {
	config.Serve `embed:""`
	Config       config.Path `help:"Configuration file (YAML)." placeholder:"FILE"`
}

func (checkCommand) Example() string {
	return "lamplight check --config /etc/lamplight.yaml"
}

func (c *checkCommand) Run(ctx context.Context, parsed *kong.Context) error {
	wrong := 0
	for finding := range server.Check(ctx, c.Serve) {
		mark := "ok  "
		if finding.Err != nil {
			mark = "FAIL"
			wrong++
		}
		fmt.Fprintf(parsed.Stdout, "%s  %s", mark, finding.What)
		if finding.Err != nil {
			fmt.Fprintf(parsed.Stdout, ": %v", finding.Err)
		}
		fmt.Fprintln(parsed.Stdout)
	}
	if wrong > 0 {
		return fmt.Errorf("%d of the checks failed; mend what they say and run 'lamplight check' again", wrong)
	}
	return nil
}
