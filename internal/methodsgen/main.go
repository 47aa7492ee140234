// Command methodsgen writes docs/methods.md, what becomes of each method of the API, and docs/errors.md, every error
// that a client can be answered. Both are read off the code: the rows of edge/mtproto/api, and the errors that the
// source makes.
//
//	go run ./internal/methodsgen
//
// A test fails while the files say something else than the code.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "methodsgen:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	pages, err := generate(root)
	if err != nil {
		return err
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the pages by their path below root.
func generate(root string) (map[string]string, error) {
	methods, err := methodsPage(root)
	if err != nil {
		return nil, err
	}
	symbols, err := errorsPage(root)
	if err != nil {
		return nil, err
	}
	return map[string]string{"docs/methods.md": methods, "docs/errors.md": symbols}, nil
}

// moduleRoot returns the folder that holds go.mod, from the working folder upwards.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod here or above: run it inside the repository")
		}
		dir = up
	}
}
