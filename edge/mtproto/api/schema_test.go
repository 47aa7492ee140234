package api

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// methodsOfLayer is how many namespaced methods layer 228 has.
const methodsOfLayer = 798

// A schema is what the published schema of the newest layer says of its methods and types.
type schema struct {
	ids     map[string]uint32   // constructor of each method
	results map[string]string   // type that each method returns, such as Vector<User>
	ctors   map[string][]uint32 // constructors of each type
}

func readSchema(t *testing.T) schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/gotd/td").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_schema", "telegram.tl"))
	if err != nil {
		t.Fatal(err)
	}
	s := schema{ids: map[string]uint32{}, results: map[string]string{}, ctors: map[string][]uint32{}}
	types, functions, ok := strings.Cut(string(text), "---functions---")
	if !ok {
		t.Fatal("the schema has no functions")
	}
	line := regexp.MustCompile(`(?m)^([\w.]+)#([0-9a-f]+) .*?= ([\w.<>]+);`)
	for _, m := range line.FindAllStringSubmatch(types, -1) {
		s.ctors[m[3]] = append(s.ctors[m[3]], number(t, m[2]))
	}
	for _, m := range line.FindAllStringSubmatch(functions, -1) {
		if strings.Contains(m[1], ".") {
			s.ids[m[1]], s.results[m[1]] = number(t, m[2]), m[3]
		}
	}
	if len(s.ids) != methodsOfLayer {
		t.Fatalf("the schema has %d methods, want %d", len(s.ids), methodsOfLayer)
	}
	return s
}

func number(t *testing.T, hex string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}

// rows returns all rows. Those of handlers cannot be served here: they lack their services.
func rows() []rpc.Route { return slices.Concat(new(Namespaces).Routes()...) }

// fixed reports whether a row's answer was encoded when the row was made, so that it needs no services.
func fixed(r rpc.Route) bool { return r.Result.Kind() == reflect.Slice }

func TestEveryMethodOfTheSchemaHasOneRow(t *testing.T) {
	s := readSchema(t)
	count := map[string]int{}
	for _, r := range rows() {
		count[r.Method]++
		id, known := s.ids[r.Method]
		if !known {
			t.Errorf("%s is not a method of the schema", r.Method)
			continue
		}
		if r.ID != id || r.New().TypeID() != id {
			t.Errorf("%s: the row is for %#x, the schema says %#x", r.Method, r.ID, id)
		}
		if r.State != rpc.Done && r.Why == "" {
			t.Errorf("%s does not say why", r.Method)
		}
	}
	for m := range s.ids {
		if count[m] != 1 {
			t.Errorf("%s has %d rows, want 1", m, count[m])
		}
	}
}

func TestEachNamespaceHoldsItsOwnMethods(t *testing.T) {
	for _, routes := range new(Namespaces).Routes() {
		first, _, _ := strings.Cut(routes[0].Method, ".")
		for _, r := range routes {
			if ns, _, _ := strings.Cut(r.Method, "."); ns != first {
				t.Errorf("%s stands among the methods of %s", r.Method, first)
			}
		}
	}
}

// vector is the constructor of every Vector.
const vector = 0x1cb5c415

func TestEmptyAnswersAreOfTheRightType(t *testing.T) {
	s := readSchema(t)
	blank := tg.TypesConstructorMap()
	for _, r := range rows() {
		if r.State != rpc.Empty || !fixed(r) {
			continue
		}
		res, err := r.Serve(context.Background(), rpc.Call{User: 1, Bot: r.Who == rpc.Bots}, r.New())
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		var b bin.Buffer
		if err := res.Encode(&b); err != nil {
			t.Errorf("%s: %v", r.Method, err)
			continue
		}
		id, err := b.PeekID()
		if err != nil {
			t.Errorf("%s: %v", r.Method, err)
			continue
		}
		if strings.HasPrefix(s.results[r.Method], "Vector<") {
			if n, err := b.VectorHeader(); err != nil || n != 0 || b.Len() != 0 {
				t.Errorf("%s answers %d elements and %d bytes more (%v), want an empty vector", r.Method, n, b.Len(), err)
			}
			continue
		}
		if s.results[r.Method] == "Bool" {
			t.Errorf("%s answers Bool: an empty success is no answer", r.Method)
		}
		if !slices.Contains(s.ctors[s.results[r.Method]], id) {
			t.Errorf("%s answers %#x, which is no %s", r.Method, id, s.results[r.Method])
			continue
		}
		if v := blank[id](); v.Decode(&b) != nil || b.Len() != 0 {
			t.Errorf("%s: the answer does not decode as %T, or %d bytes are left", r.Method, v, b.Len())
		}
	}
}

func TestRefusalsAreErrorsThatClientsKnow(t *testing.T) {
	symbol := regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
	for _, r := range rows() {
		if r.State != rpc.Refused {
			continue
		}
		_, err := r.Serve(context.Background(), rpc.Call{User: 1, Bot: r.Who == rpc.Bots}, r.New())
		var e *lamplight.Error
		if !errors.As(err, &e) {
			t.Errorf("%s answers %v, which no client may see", r.Method, err)
			continue
		}
		if n := rpc.Status(e.Kind); n < 400 || n > 499 || !symbol.MatchString(e.Symbol()) {
			t.Errorf("%s answers %d %s, want a 4xx", r.Method, n, e.Symbol())
		}
	}
}

// TestHandlersReturnTheTypeOfTheirMethod compares what a handler is declared to return with the schema. Handlers that
// return only bin.Encoder are shown by tests of their own.
func TestHandlersReturnTheTypeOfTheirMethod(t *testing.T) {
	s := readSchema(t)
	encoder := reflect.TypeFor[bin.Encoder]()
	for _, r := range rows() {
		if r.State == rpc.Refused || fixed(r) || r.Result == encoder {
			continue
		}
		want := s.results[r.Method]
		if r.Result.Kind() == reflect.Interface {
			if got := strings.TrimSuffix(r.Result.Name(), "Class"); !strings.EqualFold(got, strings.ReplaceAll(want, ".", "")) {
				t.Errorf("%s returns %v, want %s", r.Method, r.Result, want)
			}
			continue
		}
		if r.Result.Kind() != reflect.Pointer {
			t.Errorf("%s returns %v, want a pointer or an interface", r.Method, r.Result)
			continue
		}
		v := reflect.New(r.Result.Elem()).Interface()
		if strings.HasPrefix(want, "Vector<") {
			of := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(want, "Vector<"), ">"), ".", "")
			got := strings.TrimSuffix(strings.TrimSuffix(r.Result.Elem().Name(), "Vector"), "Class")
			if !strings.EqualFold(got, of) {
				t.Errorf("%s returns %v, want %s", r.Method, r.Result, want)
			}
			continue
		}
		if _, ok := v.(*tg.BoolBox); ok && want == "Bool" {
			continue
		}
		typed, ok := v.(interface{ TypeID() uint32 })
		if !ok || !slices.Contains(s.ctors[want], typed.TypeID()) {
			t.Errorf("%s returns %v, want %s", r.Method, r.Result, want)
		}
	}
}
