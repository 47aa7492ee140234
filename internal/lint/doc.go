// Package lint holds tests of the source itself: where things may live, what they may import, and which words belong to
// one room. It has no code of its own.
package lint
