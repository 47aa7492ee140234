package rpc

// DataCentre returns the data centre that the caller is told it is on, and whether that is a test one, of the number that
// the client named when it made its key: 10000 + n is a test one, a negative one is for media. There is one data centre
// under all these numbers; own is its number for a client that named none that there may be.
func (c Call) DataCentre(own int) (dc int, test bool) {
	named := max(c.DC, -c.DC)
	dc, test = named%10_000, named > 10_000
	if dc < 1 || dc > 5 {
		dc = own
	}
	return dc, test
}
