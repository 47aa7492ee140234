package main

import (
	"os"
	"path/filepath"
)

const (
	layersDir  = "edge/mtproto/layers"
	tablesFile = layersDir + "/tables.bin"
	pageFile   = "docs/layers.md"
)

// outputs makes everything that is generated, for the repository at root; undecided are the differences that nobody has
// said a sentence about.
func outputs(root string) (files map[string][]byte, undecided []string, err error) {
	all, err := loadAll(filepath.Join(root, schemas))
	if err != nil {
		return nil, nil, err
	}
	tables, err := encode(all)
	if err != nil {
		return nil, nil, err
	}
	changes, pairs, err := handWritten(filepath.Join(root, layersDir))
	if err != nil {
		return nil, nil, err
	}
	text, undecided := page(all, changes, pairs)
	return map[string][]byte{tablesFile: tables, pageFile: []byte(text)}, undecided, nil
}

// generate writes the tables and the page from the schemas.
func generate() error {
	files, _, err := outputs(".")
	if err != nil {
		return err
	}
	for path, content := range files {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
