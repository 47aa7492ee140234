package server

import (
	"runtime/debug"

	"lamplight/edge/mtproto/layers"
)

// Layer is the newest API layer that the server speaks.
const Layer = layers.Newest

// version is set by the build (-ldflags -X).
var version string

// Version returns what this binary was built from.
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value[:min(len(s.Value), 12)]
			}
		}
	}
	return "unknown"
}
