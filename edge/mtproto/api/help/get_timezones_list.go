package help

import (
	"context"
	_ "embed" // timezones.txt
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the rules of the zones, on machines that have none

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// timezones has the name of a zone of the IANA time zone database in each line.
//
//go:embed timezones.txt
var timezones string

// zones reads the rules of all zones, once: that is some milliseconds of work.
var zones = sync.OnceValues(func() ([]*time.Location, error) {
	var all []*time.Location
	for name := range strings.FieldsSeq(timezones) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return nil, fmt.Errorf("time zone %s: %w", name, err)
		}
		all = append(all, zone)
	}
	return all, nil
})

// getTimezonesList answers help.getTimezonesList: the time zones and how far each is from UTC at present.
//
// https://core.telegram.org/method/help.getTimezonesList
func (h *Handlers) getTimezonesList(
	_ context.Context, _ rpc.Call, req *tg.HelpGetTimezonesListRequest,
) (tg.HelpTimezonesListClass, error) {
	all, err := zones()
	if err != nil {
		return nil, err
	}
	now := h.Now()
	list := &tg.HelpTimezonesList{Timezones: make([]tg.Timezone, 0, len(all))}
	for _, zone := range all {
		_, offset := now.In(zone).Zone()
		list.Timezones = append(list.Timezones, tg.Timezone{
			ID: zone.String(), Name: city(zone.String()), UtcOffset: offset,
		})
	}
	if list.Hash, err = stamp(list); err != nil {
		return nil, err
	}
	if req.Hash == list.Hash {
		return &tg.HelpTimezonesListNotModified{}, nil
	}
	return list, nil
}

// city returns the name that a zone goes by among people: Port Moresby of Pacific/Port_Moresby.
func city(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
}
