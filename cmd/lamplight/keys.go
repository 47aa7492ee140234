package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"lamplight/server"
)

type keysCommand struct {
	Data string `help:"The server's data folder." default:"./data" placeholder:"DIR"`
}

func (keysCommand) Example() string {
	return "lamplight keys --data /var/lib/lamplight > server-key.pem"
}

func (c *keysCommand) Run(parsed *kong.Context) error {
	key, err := server.PublicKey(c.Data)
	if err != nil {
		return err
	}
	fmt.Fprint(parsed.Stdout, key.PEM)
	fmt.Fprintf(parsed.Stderr, "fingerprint %d (hex %016x)\n", key.Fingerprint, uint64(key.Fingerprint))
	return nil
}
