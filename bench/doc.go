// Command bench measures a server from outside, as its clients see it: it starts `lamplight serve` on a fresh folder, talks to
// it through a light MTProto client of its own, and says how many messages a second arrive, how long they take, and what the
// server pays for them. README.md tells how to repeat a run.
//
// The client keeps to the protocol (acknowledgements, sequence numbers, salts), but leaves out what a measurement does not
// need: it keeps no state over a restart but its key, and it knows one transport, the intermediate one.
package main
