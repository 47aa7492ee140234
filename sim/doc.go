// Package sim lives the lives of a messenger from seeds.
//
// A run is one process: the real services for messages, updates and contacts, over the real boxes and the real store,
// with several people who have several devices each. What the people do, when connections are cut and programs start
// anew, in which order everything that goes on at once is carried out, which hints the bus loses, tells late, twice or
// out of order, what the clock says, and when the power fails: all of that is drawn from one seed. Time is the bubble's
// (testing/synctest), so minutes cost nothing.
//
//	outside.go, gates.go   one goroutine runs at a time, and the seed says which
//	door.go, hints.go,
//	disk.go, clock.go,
//	people.go              the seams: boxes, bus, disk, now, store and its jobs
//	world.go, run.go       the server, and what happens next
//	draw.go, act.go        what people do, and what must come of it
//	device.go              a client, written from https://core.telegram.org/api/updates
//	time.go                what the server does by itself
//	model.go, judge.go     what every account must show, written apart from the code
//	plant.go               bugs on purpose
//	square.go,
//	square_act.go,
//	reader.go              the same for channels: who is in them, what is said there, and the devices that read it
//
// README.md tells how to play a seed again, what is compared, and what is not.
package sim
