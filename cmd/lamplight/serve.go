package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/alecthomas/kong"

	"lamplight/config"
	"lamplight/server"
)

type serveCommand struct {
	config.Serve `embed:""`
	Config       config.Path `help:"Configuration file (YAML): the names below are its keys." placeholder:"FILE"`
	PrintConfig  bool        `help:"Print the whole configuration in force, annotated, and end."`
}

func (serveCommand) Example() string {
	return "lamplight serve --data /var/lib/lamplight --listen :443 --public chat.example.org:443 \\\n" +
		"    --acme-host chat.example.org --code-by webhook --code-webhook https://sms.example.org/send"
}

func (c *serveCommand) Run(ctx context.Context, parsed *kong.Context) error {
	err := c.Serve.Complete()
	if c.PrintConfig {
		if err := config.Print(parsed.Stdout, parsed.Selected().Flags); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	if c.PrintConfig {
		return nil
	}
	return server.Run(ctx, c.Serve, logger(c.Logging), func(ready server.Ready) {
		fmt.Fprint(parsed.Stdout, ready.Greeting())
	})
}

// logger returns the log as the operator wants it, on standard error.
func logger(c config.Logging) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo // config's enum has no other value
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
