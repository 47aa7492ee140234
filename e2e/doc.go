// Package e2e shows with clients nobody here wrote that Lamplight is what it says: it starts the built binary and lets
// seven client libraries, unmodified, sign up, find each other and talk.
//
// The whole run happens in a network namespace in which there is nothing but loopback, because some of these libraries
// know the addresses of the servers they were written for and would try them. Each library is driven by a small program
// in its own language (see clients/README.md); what they act out is written once, here, and is the same for all.
//
//	sh e2e/setup.sh             installs the libraries into ignored folders (make deps does)
//	go test ./e2e               runs everything and compares what passed with docs/clients.md
//	go test ./e2e -update       writes docs/clients.md instead
//	go test ./e2e -short        leaves out all libraries but gotd/td, which needs nothing installed
package e2e
