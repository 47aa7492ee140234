package lint

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// mayImport is the plan of the house. The first row whose pattern matches a package says which of our packages it may
// import. A package with no row fails the test: it has no room yet.
var mayImport = []struct{ pkg, deps string }{
	// The language, and the ground floor.
	{`lamplight`, ``},
	{`lamplight/(boxes|store|bus|blob)`, `lamplight`},
	{`lamplight/blob/bucket`, `lamplight(/blob)?`},
	{`lamplight/(boxes|store|bus|blob)/(boxes|store|bus|blob)test`, `lamplight(/(boxes|store|bus|blob))?`},
	{`lamplight/bus/nats`, `lamplight(/bus(/local)?)?`},
	{`lamplight/boxes/[a-z]+`, `lamplight(/boxes)?`},
	{`lamplight/store/[a-z]+`, `lamplight(/store)?`},
	{`lamplight/bus/[a-z]+`, `lamplight(/bus)?`},
	{`lamplight/(config|web)`, ``},
	{`lamplight/(picture|outbound)`, `lamplight`},
	{`lamplight/detect/video`, `lamplight(/detect/pdq)?`},
	{`lamplight/detect/[a-z]+`, `lamplight`},

	// What the messenger does, and what keeps people safe.
	{`lamplight/service/[a-z]+`, `lamplight(/(boxes|store|bus|blob|picture|outbound))?`},
	{`lamplight/safety/screen`, `lamplight(/(boxes|store|bus|blob|picture|detect/[a-z]+|safety/(lists|rules|audit)))?`},
	{`lamplight/safety/cases`, `lamplight(/(boxes|store|bus|blob|safety/(reports|evidence|audit)))?`},
	{`lamplight/safety/(hotline|orders)`, `lamplight(/(boxes|store|bus|blob|outbound|safety/(evidence|audit)))?`},
	{`lamplight/safety/audit`, `lamplight(/(store|bus))?`},
	{`lamplight/safety/[a-z]+`, `lamplight(/(boxes|store|bus|blob|picture|outbound|detect/[a-z]+|safety/audit))?`},
	{`lamplight/watch`, `lamplight(/(outbound|detect/[a-z]+|safety/evidence))?`},

	// Where bytes come in and go out.
	{`lamplight/edge/mtproto/transport`, ``},
	{`lamplight/edge/mtproto/(crypt|handshake|layers)`, `lamplight(/edge/mtproto/(transport|crypt))?`},
	{`lamplight/edge/mtproto/rpc`, `lamplight`},
	{`lamplight/edge/mtproto/(resolve|render)`, `lamplight(/edge/mtproto/(rpc|resolve))?`},
	{`lamplight/edge/mtproto/session`, `lamplight(/bus|/edge/mtproto/(layers|rpc|render|crypt|handshake|transport)|/service/(accounts|updates))?`},
	{`lamplight/edge/mtproto/api`, `lamplight(/edge/mtproto/(rpc|resolve|render|api/[a-z]+))?`},
	{`lamplight/edge/mtproto/api/[a-z]+`, `lamplight(/edge/mtproto/(rpc|resolve|render)|/service/[a-z]+|/safety/reports)?`},
	{`lamplight/edge/desk`, `lamplight(/service/[a-z]+|/safety/[a-z]+)?`},
	{`lamplight/edge/public`, `lamplight(/service/[a-z]+|/safety/(reports|cases|victims|transparency|audit))?`},
	{`lamplight/edge/web`, `lamplight(/service/[a-z]+|/web)?`},
	{`lamplight/edge/(port|botapi|push|admin)`, `lamplight(/service/[a-z]+)?`},

	// Above it all.
	{`lamplight/server`, `lamplight(/(config|boxes|store|bus|blob|picture|outbound|service|safety|detect|edge|watch|web)(/.*)?)?`},
	{`lamplight/cmd/lamplight`, `lamplight(/(config|server))?`},
	{`lamplight/e2e(/.*)?`, `lamplight(/(config|server|internal/.*))?`},
	// The simulation builds the rooms itself, with faults at their seams: so it knows services and drivers.
	{`lamplight/sim`, `lamplight(/((boxes|store|bus)(/.*)?|service/[a-z]+|internal/testenv))?`},
	{`lamplight/bench(/.*)?`, `lamplight(/(config|server|boxes|store|bus|internal)(/.*)?)?`},
	{`lamplight/internal/methodsgen`, `lamplight(/edge/mtproto/(rpc|api(/[a-z]+)?))?`},
	{`lamplight/internal/layersgen`, `lamplight(/edge/mtproto/layers)?`},
	{`lamplight/internal/.*`, ``},
}

// allowed reports whether pkg may import dep, and whether pkg has a row at all.
func allowed(pkg, dep string) (ok, known bool) {
	for _, row := range mayImport {
		if regexp.MustCompile(`^(` + row.pkg + `)$`).MatchString(pkg) {
			return regexp.MustCompile(`^(` + row.deps + `)$`).MatchString(dep), true
		}
	}
	return false, false
}

// TestPlanItself asks the plan what the house's rules answer, so that a loosened row is seen.
func TestPlanItself(t *testing.T) {
	tests := []struct {
		pkg, dep string
		want     bool
	}{
		{"lamplight", "lamplight/store", false},
		{"lamplight/service/messages", "lamplight/boxes", true},
		{"lamplight/service/messages", "lamplight/boxes/pebble", false},
		{"lamplight/service/messages", "lamplight/service/chats", false},
		{"lamplight/service/messages", "lamplight/safety/screen", false},
		{"lamplight/service/updates", "lamplight/edge/mtproto/session", false},
		{"lamplight/edge/mtproto/session", "lamplight/service/updates", true},
		{"lamplight/edge/mtproto/session", "lamplight/store", false},
		{"lamplight/edge/mtproto/api/messages", "lamplight/service/messages", true},
		{"lamplight/edge/mtproto/api/messages", "lamplight/boxes", false},
		{"lamplight/edge/mtproto/api/messages", "lamplight/safety/evidence", false},
		{"lamplight/edge/mtproto/layers", "lamplight/edge/mtproto/rpc", false},
		{"lamplight/edge/botapi", "lamplight/edge/mtproto/rpc", false},
		{"lamplight/edge/desk", "lamplight/safety/evidence", true},
		{"lamplight/edge/public", "lamplight/safety/evidence", false},
		{"lamplight/edge/web", "lamplight/safety/cases", false},
		{"lamplight/safety/rules", "lamplight/safety/evidence", false},
		{"lamplight/safety/cases", "lamplight/safety/evidence", true},
		{"lamplight/safety/enforce", "lamplight/service/accounts", false},
		{"lamplight/detect/pdq", "lamplight/store", false},
		{"lamplight/watch", "lamplight/store", false},
		{"lamplight/boxes/pebble", "lamplight/boxes/postgres", false},
		{"lamplight/server", "lamplight/boxes/pebble", true},
		{"lamplight/cmd/lamplight", "lamplight/store", false},
	}
	for _, tt := range tests {
		if got, known := allowed(tt.pkg, tt.dep); got != tt.want || !known {
			t.Errorf("%s → %s: allowed = %v (known %v), want %v", tt.pkg, tt.dep, got, known, tt.want)
		}
	}
	if _, known := allowed("lamplight/util", ""); known {
		t.Error("a package called util has a row")
	}
}

// foreign says which modules of others belong to which rooms. A package outside them must not import them.
var foreign = []struct{ path, rooms, why string }{
	{`github\.com/gotd/td/tg`, `lamplight/(edge/mtproto(/.*)?|watch|internal/.*|bench|e2e/clients/gotd)`, "wire types stay inside edge/mtproto"},
	{`github\.com/gotd/td/.*`, `lamplight/(edge/mtproto(/.*)?|watch|internal/.*|bench|e2e(/.*)?)`, "MTProto stays inside edge/mtproto"},
	{`database/sql`, `lamplight/(store|boxes)/.*`, "go through store.Tx or boxes.Log"},
	{`github\.com/jackc/pgx/.*`, `lamplight/((store|boxes)/.*|internal/testenv)`, "go through store.Tx or boxes.Log"},
	{`modernc\.org/sqlite`, `lamplight/store/sqlstore`, "go through store.Tx"},
	{`github\.com/riverqueue/.*`, `lamplight/store/sqlstore`, "register handlers with store.Jobs"},
	{`github\.com/cockroachdb/pebble/.*`, `lamplight/(boxes/(pebble|boxestest)|sim)`, "go through boxes.Log; the simulation cuts the power"},
	{`github\.com/nats-io/.*`, `lamplight/bus/nats`, "go through bus.Bus"},
	{`(gocloud\.dev|github\.com/aws)/.*`, `lamplight/blob/bucket`, "go through blob.Store"},
	{`github\.com/alecthomas/kong`, `lamplight/(config|cmd/lamplight)`, "settings belong to config"},
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		if _, known := allowed(p.ImportPath, ""); !known {
			t.Errorf("%s has no row in mayImport", p.ImportPath)
			continue
		}
		for _, dep := range p.Imports {
			if dep == "lamplight" || strings.HasPrefix(dep, "lamplight/") {
				if ok, _ := allowed(p.ImportPath, dep); !ok {
					t.Errorf("%s imports %s, which its row does not allow", p.ImportPath, dep)
				}
			} else if p.ImportPath == "lamplight" && strings.Contains(strings.Split(dep, "/")[0], ".") {
				t.Errorf("the language imports %s; it imports the standard library alone", dep)
			}
			for _, f := range foreign {
				if match(f.path, dep) && !match(f.rooms, p.ImportPath) {
					t.Errorf("%s imports %s: %s", p.ImportPath, dep, f.why)
				}
			}
		}
	}
}

// TestEvidenceIsPrivate holds the privacy promise: who can read sealed evidence is a short, named list.
func TestEvidenceIsPrivate(t *testing.T) {
	for _, p := range packages(t) {
		for _, dep := range p.Imports {
			if dep == "lamplight/safety/evidence" && !match(`lamplight/(safety/(cases|hotline|orders)|watch|edge/desk|server)`, p.ImportPath) {
				t.Errorf("%s imports safety/evidence", p.ImportPath)
			}
		}
	}
}

// TestNames refuses packages whose names say nothing.
func TestNames(t *testing.T) {
	for _, p := range packages(t) {
		if match(`.*/(utils?|common|helpers?|managers?|misc|shared)`, p.ImportPath) {
			t.Errorf("%s: the name does not say what is inside", p.ImportPath)
		}
	}
}

func match(pattern, s string) bool { return regexp.MustCompile(`^(` + pattern + `)$`).MatchString(s) }

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "lamplight/...")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}
