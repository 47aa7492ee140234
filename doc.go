// Package lamplight is the language of the messenger: the identifiers, values and errors that every other package
// speaks. It imports only the standard library and holds no behaviour beyond validation.
//
// Values that the message log keeps carry `cbor` tags: numbers that never change their meaning, so that a record
// written by one version is read by the next.
package lamplight
