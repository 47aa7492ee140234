package admin

import (
	"net/http"
	"net/http/pprof"
)

// addProfiles lets the folder's owner see what the server is busy with, in the form that `go tool pprof` reads:
//
//	curl --unix-socket data/admin.sock 'http://operator/debug/pprof/profile?seconds=10' > cpu.pprof
//
// A profile tells names of functions and sizes; a trace or a dump of goroutines, addresses too. Nothing that people wrote is
// in them.
func addProfiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /debug/pprof/", pprof.Index) // heap, allocs, goroutine, mutex, block, …
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}
