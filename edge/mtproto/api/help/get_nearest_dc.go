package help

import (
	"context"
	"strings"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getNearestDC answers help.getNearestDc: the country that the sign-in page offers first, and the data centre, of which
// there is one.
//
// The country is the operator's, else the region of the client's language (DE of de-DE). Nobody's address is looked up.
//
// https://core.telegram.org/method/help.getNearestDc
func (h *Handlers) getNearestDC(_ context.Context, c rpc.Call, _ *tg.HelpGetNearestDCRequest) (*tg.NearestDC, error) {
	country := h.Settings.Country
	if country == "" {
		country = region(c.Client.SystemLanguage)
	}
	dc, _ := c.DataCentre(h.Settings.DC)
	return &tg.NearestDC{Country: country, ThisDC: dc, NearestDC: dc}, nil
}

// region returns the two-letter region of a language tag such as de-DE or zh_Hant_TW, or "".
func region(tag string) string {
	parts := strings.FieldsFunc(tag, func(r rune) bool { return r == '-' || r == '_' })
	for _, p := range parts[min(1, len(parts)):] {
		if len(p) != 2 {
			continue
		}
		p = strings.ToUpper(p)
		if p[0] >= 'A' && p[0] <= 'Z' && p[1] >= 'A' && p[1] <= 'Z' {
			return p
		}
	}
	return ""
}
