package lint

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDependenciesAreExplained checks that each module that go.mod requires directly has its line in docs/dependencies.md.
func TestDependenciesAreExplained(t *testing.T) {
	mod := read(t, "go.mod")
	docs := read(t, "docs/dependencies.md")
	for _, m := range regexp.MustCompile(`(?m)^\s+(\S+\.\S+/\S+) v\S+$`).FindAllStringSubmatch(mod, -1) {
		if module := m[1]; !strings.Contains(docs, "| "+family(module)) {
			t.Errorf("%s has no line in docs/dependencies.md", module)
		}
	}
}

// family returns the module under whose line a module of several stands.
func family(module string) string {
	if strings.HasPrefix(module, "github.com/riverqueue/river/") {
		return "github.com/riverqueue/river"
	}
	return module
}

// TestNoRegistryHosts checks that lock files name packages, not the hosts that they came from on somebody's machine.
func TestNoRegistryHosts(t *testing.T) {
	for _, pattern := range []string{"e2e/clients/*/package-lock.json", "e2e/package-lock.json", "web/package-lock.json", "e2e/clients/*.txt"} {
		files, err := filepath.Glob(filepath.Join(root(t), pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if found := regexp.MustCompile(`"resolved": "https?://[^"]+"|--(extra-)?index-url.*`).Find(text); found != nil {
				t.Errorf("%s names a host: %s", filepath.Base(filepath.Dir(file)), found)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
