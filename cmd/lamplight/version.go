package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"lamplight/server"
)

type versionCommand struct{}

func (versionCommand) Example() string { return "lamplight version" }

func (versionCommand) Run(parsed *kong.Context) error {
	_, err := fmt.Fprintf(parsed.Stdout, "lamplight %s (API layer %d)\n", server.Version(), server.Layer)
	return err
}
