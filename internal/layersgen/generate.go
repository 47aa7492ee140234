package main

import "os"

const (
	tablesFile = "edge/mtproto/layers/tables.bin"
	pageFile   = "docs/layers.md"
)

// generate writes the tables and the page from the schemas.
func generate() error {
	all, err := loadAll(schemas)
	if err != nil {
		return err
	}
	tables, err := encode(all)
	if err != nil {
		return err
	}
	return os.WriteFile(tablesFile, tables, 0o644)
}
