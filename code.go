package lamplight

// CodeShape is how a client is told that a code comes: a constructor of https://core.telegram.org/type/auth.SentCodeType.
type CodeShape uint8

// The shapes.
const (
	CodeNone  CodeShape = iota
	CodeApp             // in the chat of the account's other devices
	CodeSMS             // by a message to the phone, however it gets there
	CodeCall            // by a call
	CodeEmail           // by e-mail
)
