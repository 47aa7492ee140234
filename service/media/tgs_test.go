package media

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func packed(t testing.TB, text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const animated = `{"tgs":1,"fr":60,"ip":0,"op":180,"w":512,"h":512,"layers":[{"ty":4,"shapes":[]}]}`

func TestAnimationsOnlyDraw(t *testing.T) {
	ours, err := choose(designs[0]).pack()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		file []byte
		ok   bool
	}{
		{"one of ours", ours, true},
		{"the least", packed(t, animated), true},
		{"a script", packed(t, strings.Replace(animated, `"shapes":[]`, `"ks":{"r":{"a":0,"k":1,"x":"var $bm_rt"}}`, 1)), false},
		{"a picture", packed(t, strings.Replace(animated, `"ty":4`, `"ty":2`, 1)), false},
		{"a picture beside", packed(t, strings.Replace(animated, `"layers"`, `"assets":[{"p":"http://a/b.png"}],"layers"`, 1)), false},
		{"a text", packed(t, strings.Replace(animated, `"ty":4`, `"ty":5`, 1)), false},
		{"too long", packed(t, strings.Replace(animated, `"op":180`, `"op":200`, 1)), false},
		{"no length", packed(t, strings.Replace(animated, `"op":180`, `"op":0`, 1)), false},
		{"another size", packed(t, strings.Replace(animated, `"w":512`, `"w":100`, 1)), false},
		{"a bomb", packed(t, strings.Replace(animated, `{"tgs"`, strings.Repeat(" ", 2<<20)+`{"tgs"`, 1)), false},
		{"deep", packed(t, strings.Replace(animated, `"shapes":[]`, `"shapes":`+strings.Repeat("[", 100)+strings.Repeat("]", 100), 1)), false},
		{"not packed", []byte(animated), false},
		{"something behind", append(packed(t, animated), "PK\x03\x04"...), false},
		{"cut off", packed(t, animated)[:40], false},
		{"nothing", nil, false},
	} {
		if err := checkTGS(tt.file); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func FuzzAnimation(f *testing.F) {
	f.Add(packed(f, animated))
	f.Add([]byte(animated))
	f.Fuzz(func(t *testing.T, b []byte) {
		if checkTGS(b) == nil && len(b) > tgsPacked {
			t.Error("too large, and taken")
		}
		// What is within the packing, too: a fuzzer does not find its way through it.
		_ = checkTGS(packed(t, string(b)))
	})
}
