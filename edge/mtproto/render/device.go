package render

import (
	"strconv"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
)

// A Device is a signed-in device, as its owner sees it in the list of active sessions.
type Device struct {
	ID              lamplight.SessionID
	Current         bool
	PasswordPending bool
	Unconfirmed     bool
	NoSecret        bool
	NoCalls         bool
	APIID           int
	Device          string
	System          string
	App             string
	Address         string
	Created         time.Time
	Active          time.Time
}

// Authorization writes a device. The caller's own has the hash 0, as clients expect. We know no names of api_ids and
// look no addresses up.
func Authorization(d Device) tg.Authorization {
	a := tg.Authorization{
		Current: d.Current, PasswordPending: d.PasswordPending, Unconfirmed: d.Unconfirmed,
		EncryptedRequestsDisabled: d.NoSecret, CallRequestsDisabled: d.NoCalls,
		Hash: int64(d.ID), DeviceModel: d.Device, SystemVersion: d.System, APIID: d.APIID,
		AppName: "API " + strconv.Itoa(d.APIID), AppVersion: d.App,
		DateCreated: Date(d.Created), DateActive: Date(d.Active), IP: d.Address,
	}
	if d.Current {
		a.Hash = 0
	}
	return a
}

// NewAuthorization writes the push that tells the account's other devices of a new one.
func NewAuthorization(d Device) tg.UpdateNewAuthorization {
	u := tg.UpdateNewAuthorization{Unconfirmed: d.Unconfirmed, Hash: int64(d.ID)}
	if d.Unconfirmed {
		u.SetDate(Date(d.Created))
		u.SetDevice(d.App + ", " + d.Device)
		u.SetLocation(d.Address)
	}
	return u
}
