package server

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/pem"
	"math/rand/v2"
	"net"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"lamplight/edge/mtproto/api"
	"lamplight/edge/mtproto/rpc"
)

// answerWithin bounds one call of TestEveryMethodAnswers. None has much to do.
const answerWithin = 10 * time.Second

// TestEveryMethodAnswers calls each method of the layer over the wire, with gotd/td, as somebody who has not signed in
// and as somebody who has: first with the least that the schema admits, then with made-up values. Whatever is asked, the
// answer is what gotd decodes as the method's type, or a known 4xx; never silence, and never the end of the connection.
func TestEveryMethodAnswers(t *testing.T) {
	c := settings(t)
	c.TestAccounts = true
	c.Limits.ReadsPerSecond, c.Limits.WritesPerSecond, c.Limits.ExpensivePerSecond = 1e6, 1e6, 1e6
	at, _ := start(t, c)

	var dials atomic.Int32
	client := gotdClient(t, at, &dials)
	methods := everyMethod()
	const seed = 228
	made := filler{random: rand.New(rand.NewPCG(seed, seed)), kinds: constructors()}

	err := client.Run(t.Context(), func(ctx context.Context) error {
		before := dials.Load()
		count := func(who string, answered int) {
			t.Logf("%s: %d of %d methods gave an answer, the others an error that clients know", who, answered, len(methods))
		}
		call := func(who string, full bool) {
			answered := 0
			for _, m := range methods {
				if full && slices.Contains(endings, m.Method) {
					continue
				}
				made.full = full
				if callMethod(t, ctx, client.API(), m, &made, who) {
					answered++
				}
			}
			count(who, answered)
		}
		call("a stranger, the least", false)
		call("a stranger, made-up values", true)

		signUp(t, ctx, client.API(), "9996620001", "22222")
		methods = slices.DeleteFunc(methods, func(m rpc.Route) bool { return slices.Contains(endings, m.Method) })
		call("a person, the least", false)
		const rounds = 3
		for range rounds {
			call("a person, made-up values", true)
		}
		if _, err := client.API().UpdatesGetState(ctx); err != nil {
			t.Errorf("after all that: %v", err)
		}
		if n := dials.Load(); n != before {
			t.Errorf("the connection was lost %d times", n-before)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// endings are the methods after which there is nobody signed in.
var endings = []string{"account.deleteAccount", "auth.logOut"}

// everyMethod returns the rows of all methods, by name.
func everyMethod() []rpc.Route {
	all := slices.Concat(new(api.Namespaces).Routes()...)
	slices.SortFunc(all, func(a, b rpc.Route) int { return cmp.Compare(a.Method, b.Method) })
	return all
}

// gotdClient is gotd/td, told nothing but the server's address and key. It counts its connections.
func gotdClient(t *testing.T, at Ready, dials *atomic.Int32, with ...func(*telegram.Options)) *telegram.Client {
	t.Helper()
	block, _ := pem.Decode([]byte(at.Key.PEM))
	if block == nil {
		t.Fatal("the key is not a PEM block")
	}
	key, err := x509.ParsePKCS1PublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	address, err := net.ResolveTCPAddr("tcp", at.Listen)
	if err != nil {
		t.Fatal(err)
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		dials.Add(1)
		return new(net.Dialer).DialContext(ctx, network, at.Listen)
	}
	o := telegram.Options{
		PublicKeys:     []telegram.PublicKey{{RSA: key}},
		DC:             at.DC,
		DCList:         dcs.List{Options: []tg.DCOption{{ID: at.DC, IPAddress: address.IP.String(), Port: address.Port}}},
		Resolver:       dcs.Plain(dcs.PlainOptions{Dial: dial}),
		SessionStorage: &session.StorageMemory{},
		NoUpdates:      true,
	}
	for _, f := range with {
		f(&o)
	}
	return telegram.NewClient(1, "lamplight", o)
}

// signUp makes a test account.
func signUp(t *testing.T, ctx context.Context, client *tg.Client, phone, code string) {
	t.Helper()
	sent, err := client.AuthSendCode(ctx, &tg.AuthSendCodeRequest{PhoneNumber: phone, APIID: 1, APIHash: "lamplight"})
	if err != nil {
		t.Fatal(err)
	}
	hash := sent.(*tg.AuthSentCode).PhoneCodeHash
	in := &tg.AuthSignInRequest{PhoneNumber: phone, PhoneCodeHash: hash}
	in.SetPhoneCode(code)
	if _, err := client.AuthSignIn(ctx, in); err != nil {
		t.Fatal(err)
	}
	up := &tg.AuthSignUpRequest{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: "Ann"}
	if _, err := client.AuthSignUp(ctx, up); err != nil {
		t.Fatal(err)
	}
}

// simpleConfig stands among the methods of the schema though it is a type; gotd has no function for it.
const simpleConfig = "help.configSimple"

// symbol is the form of an error's name.
var symbol = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)

// callMethod calls the function that gotd has for a method, so that gotd decodes the answer, and reports whether it was
// something else than an error.
func callMethod(t *testing.T, ctx context.Context, client *tg.Client, m rpc.Route, made *filler, who string) bool {
	t.Helper()
	req := reflect.ValueOf(m.New())
	made.fill(req.Elem(), 0)
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	var err error
	if m.Method == simpleConfig {
		err = client.Invoker().Invoke(ctx, m.New(), new(tg.HelpConfigSimple))
	} else {
		call := reflect.ValueOf(client).MethodByName(strings.TrimSuffix(req.Elem().Type().Name(), "Request"))
		results := call.Call(arguments(call.Type(), reflect.ValueOf(ctx), req))
		err, _ = results[len(results)-1].Interface().(error)
	}
	if err == nil {
		return true
	}
	e, ok := tgerr.As(err)
	switch known := ok && (e.Code == http.StatusSeeOther || e.Code >= 400 && e.Code <= 499); {
	case !known:
		t.Errorf("%s: %s is answered with %v\n%+v", who, m.Method, err, req.Interface())
	case !symbol.MatchString(e.Message):
		t.Errorf("%s: %s is refused with %q, which is no symbol", who, m.Method, e.Message)
	case m.Who != rpc.Anyone && strings.HasPrefix(who, "a stranger") && e.Code != http.StatusUnauthorized && m.State == rpc.Done:
		t.Errorf("%s: %s is answered with %v, want 401", who, m.Method, err)
	}
	return false
}

// arguments are those of gotd's function: the request, or its fields where they are few, or nothing.
func arguments(f reflect.Type, ctx, req reflect.Value) []reflect.Value {
	in := []reflect.Value{ctx}
	if f.NumIn() == 2 && f.In(1) == req.Type() {
		return append(in, req)
	}
	for i := range req.Elem().NumField() {
		if field := req.Elem().Field(i); len(in) < f.NumIn() && field.Type() == f.In(len(in)) {
			in = append(in, field)
		}
	}
	return in
}

// constructors are all wire types that a field may hold, by the interface that they have; the smallest first.
func constructors() map[reflect.Type][]reflect.Type {
	var all []reflect.Type
	for _, blank := range tg.TypesConstructorMap() {
		all = append(all, reflect.TypeOf(blank()))
	}
	slices.SortFunc(all, func(a, b reflect.Type) int {
		return cmp.Or(cmp.Compare(a.Elem().NumField(), b.Elem().NumField()), cmp.Compare(a.Elem().Name(), b.Elem().Name()))
	})
	kinds := map[reflect.Type][]reflect.Type{nil: all}
	return kinds
}

// of returns the constructors of a kind.
func (f *filler) of(kind reflect.Type) []reflect.Type {
	if _, known := f.kinds[kind]; !known {
		for _, c := range f.kinds[nil] {
			if c.Implements(kind) {
				f.kinds[kind] = append(f.kinds[kind], c)
			}
		}
	}
	return f.kinds[kind]
}

// A filler fills requests: with the least that can be encoded or, if full, with values of all kinds.
type filler struct {
	random *rand.Rand
	kinds  map[reflect.Type][]reflect.Type // nil: all
	full   bool
}

// deepest is how far a filler nests values before it takes the smallest.
const deepest = 3

// words are texts, names, phones and codes that a method may look for.
var words = []string{"", "x", "Ann", "9996620001", "22222", "en", "\xff", "a b", "me@example.org", strings.Repeat("é", 5000)}

func (f *filler) fill(v reflect.Value, depth int) {
	full := f.full && f.random.IntN(4) > 0
	switch v.Kind() {
	case reflect.Interface:
		kinds := f.of(v.Type())
		one := reflect.New(kinds[0].Elem())
		if full && depth < deepest {
			one = reflect.New(kinds[f.random.IntN(len(kinds))].Elem())
		}
		f.fill(one.Elem(), depth+1)
		v.Set(one)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[bin.Fields]() {
			return
		}
		for i := range v.NumField() {
			f.fill(v.Field(i), depth)
		}
	case reflect.Slice:
		if !full || depth > deepest {
			return
		}
		s := reflect.MakeSlice(v.Type(), 1+f.random.IntN(3), 4)
		for i := range s.Len() {
			f.fill(s.Index(i), depth+1)
		}
		v.Set(s)
	case reflect.Bool:
		v.SetBool(full && f.random.IntN(2) > 0)
	case reflect.Int, reflect.Int32:
		if full {
			v.SetInt([]int64{1, -1, 100, 777000, 1<<31 - 1, -1 << 31}[f.random.IntN(6)])
		}
	case reflect.Int64:
		if full {
			v.SetInt([]int64{1, -1, 777000, 1 << 39, 1<<63 - 1, -1 << 63}[f.random.IntN(6)])
		}
	case reflect.Float64:
		if full {
			v.SetFloat(f.random.NormFloat64() * 100)
		}
	case reflect.Uint8:
		v.SetUint(uint64(f.random.IntN(256)))
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i), depth+1)
		}
	case reflect.String:
		if full {
			v.SetString(words[f.random.IntN(len(words))])
		}
	}
}
