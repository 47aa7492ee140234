package e2e

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gotd/td/crypto"
)

// world is a server, the link to it, and the people on it.
type world struct {
	server *server
	link   *link
	people atomic.Int32
}

// newWorld starts a server with flags beside those that every test needs.
func newWorld(t *testing.T, flags ...string) *world {
	t.Helper()
	return &world{server: newServer(t, flags...), link: newLink(t, serverAddress)}
}

// person is an account.
type person struct {
	name  string // for people and for @username
	phone string
}

// code is what signs a test account in: five times the digit after 99966.
const code = "22222"

// newPerson names somebody whom the server does not know yet.
func (w *world) newPerson(name string) *person {
	return &person{name: name, phone: fmt.Sprintf("999662%04d", w.people.Add(1))}
}

// connect lets a device connect, which makes a key.
func (w *world) connect(t *testing.T, d *device, transport string, pfs bool) {
	t.Helper()
	keys, err := crypto.ParseRSAPublicKeys([]byte(w.server.about.PublicKey))
	if err != nil || len(keys) != 1 {
		t.Fatalf("public_key of lamplight.json: %d keys, %v", len(keys), err)
	}
	dir, err := os.MkdirTemp(run.dir, d.kind.name+"-")
	if err != nil {
		t.Fatal(err)
	}
	library := ""
	if d.kind.name == "tdlib" {
		library = tdlib(t, dir, w.server.about.PublicKey)
	}
	d.do(t, "open", args{
		"host": "127.0.0.1", "port": d.port, "dc": w.server.about.DC.ID,
		"key": w.server.about.PublicKey, "fingerprint": fmt.Sprint(crypto.RSAFingerprint(keys[0])),
		"transport": transport, "pfs": pfs, "library": library, "dir": dir, "log": d.log,
	}, &d.about)
	if d.about.Library == "" || d.about.Version == "" || d.about.Layer == 0 {
		t.Errorf("%s does not say what it is: %+v", d.kind.name, d.about)
	}
	run.report.about(d)
}

// signUp makes an account and gives it its username.
func (w *world) signUp(t *testing.T, d *device, p *person) {
	t.Helper()
	var me struct {
		ID int64 `json:"id"`
	}
	d.do(t, "signUp", args{"phone": p.phone, "code": code, "first": strings.ToUpper(p.name[:1]) + p.name[1:]}, &me)
	if me.ID <= 0 {
		t.Fatalf("%s signed up as user %d", d.name, me.ID)
	}
	d.id = me.ID
	d.do(t, "setUsername", args{"username": p.name}, nil)
}

// newcomer is a new account on a client of a kind, connected by the first of its transports.
func (w *world) newcomer(t *testing.T, k kind, p *person) *device {
	t.Helper()
	d := newDevice(t, k, p.name)
	w.connect(t, d, k.transports[0], false)
	w.signUp(t, d, p)
	return d
}

// partner is somebody with gotd/td, straight at the server, for whom the link is never cut.
func (w *world) partner(t *testing.T, p *person) *device {
	t.Helper()
	d := newDevice(t, gotd(), p.name)
	d.port = serverPort
	w.connect(t, d, d.kind.transports[0], false)
	w.signUp(t, d, p)
	return d
}

// again signs in on one more device of an account with a password, as a partner.
func (w *world) again(t *testing.T, p *person) *device {
	t.Helper()
	d := newDevice(t, gotd(), p.name+"_again")
	d.port = serverPort
	w.connect(t, d, d.kind.transports[0], false)
	var me struct{ ID int64 }
	d.do(t, "signIn", args{"phone": p.phone, "code": code, "password": password}, &me)
	d.id = me.ID
	return d
}

// say sends a text and returns the id that the sender knows it by.
func say(t *testing.T, from *device, to *person, text string) int {
	t.Helper()
	var message struct {
		ID int `json:"id"`
	}
	from.do(t, "send", args{"to": to.name, "text": text}, &message)
	if message.ID <= 0 {
		t.Fatalf("%s sent %q and learnt the id %d", from.name, text, message.ID)
	}
	return message.ID
}
