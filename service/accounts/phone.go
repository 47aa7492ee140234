package accounts

import "strings"

// Lengths of a phone number in international form, in digits (ITU-T E.164 ends at 15).
const (
	minPhone = 7
	maxPhone = 15
)

// Phone writes a phone number the way it is kept: the digits of its international form. Spaces, dashes, dots, slashes,
// brackets and a leading + or 00 are what people write around them; anything else is ErrPhoneInvalid.
func Phone(s string) (string, error) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" -./()\u00a0\u2011", r):
		default:
			return "", ErrPhoneInvalid
		}
		if b.Len() > maxPhone+2 {
			return "", ErrPhoneInvalid
		}
	}
	p := strings.TrimPrefix(b.String(), "00")
	if len(p) < minPhone || len(p) > maxPhone || p[0] == '0' {
		return "", ErrPhoneInvalid
	}
	return p, nil
}

// testCode returns the code of a test phone, 99966XYYYY: XXXXX.
func testCode(phone string) (Code, bool) {
	if len(phone) != 10 || !strings.HasPrefix(phone, "99966") {
		return "", false
	}
	return Code(strings.Repeat(phone[5:6], 5)), true
}
