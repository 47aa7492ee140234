// Package web holds what browsers are served. The web apps are built with Node into dist; until they are, a committed page
// stands in for them, so that `go build ./...` works without Node.
package web

import (
	"embed"
	"io/fs"
)

//go:embed placeholder
var placeholder embed.FS

// Messenger returns the files of the messenger's web app, with index.html at the root.
func Messenger() (fs.FS, error) {
	return fs.Sub(placeholder, "placeholder")
}
