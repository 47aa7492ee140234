// Command lamplight is the whole messenger: the server, and what an operator does with it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"lamplight/config"
)

// commands is the command line. Each command is a struct with a Run method, in a file of its own.
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Run the messenger."`
	Check   checkCommand   `cmd:"" help:"Say whether a configuration would work here: settings, keys, stores, reachability."`
	Keys    keysCommand    `cmd:"" help:"Print the public key that clients need, and its fingerprint. Makes the key if there is none."`
	User    userCommand    `cmd:"" help:"Look after accounts: list, show, invite, freeze, thaw, delete."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "lamplight: %v\n", err)
		stop()
		os.Exit(exitCode(err))
	}
}

// run parses the command line and runs the command.
func run(ctx context.Context, args []string) error {
	var c commands
	parser, err := kong.New(&c,
		kong.Name("lamplight"),
		kong.Description("A self-hosted messenger that Telegram's own clients can use, in which trust and safety is part of the server."),
		kong.DefaultEnvars("LAMPLIGHT"),
		kong.Configuration(config.File),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.Help(helpWithExample),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return usageError{err}
	}
	return parsed.Run(parsed)
}

// exampler is a command whose help ends in an example.
type exampler interface{ Example() string }

// helpWithExample prints kong's help, and after it the example of the command.
func helpWithExample(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	example := "lamplight serve --data ./data\n  lamplight serve --help"
	if node := ctx.Selected(); node != nil && node.Target.CanAddr() {
		if e, ok := node.Target.Addr().Interface().(exampler); ok {
			example = e.Example()
		}
	}
	_, err := fmt.Fprintf(ctx.Stdout, "\nExample:\n  %s\n", example)
	return err
}

// usageError is a command line that cannot be understood. It ends with status 2, as other programs' do.
type usageError struct{ error }

func exitCode(err error) int {
	if errors.As(err, &usageError{}) {
		return 2
	}
	return 1
}
