package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// Defaults returns the configuration of `lamplight serve` without arguments, not yet completed.
func Defaults() (Serve, error) {
	var c Serve
	parser, err := kong.New(&c)
	if err != nil {
		return c, err
	}
	_, err = parser.Parse(nil)
	return c, err
}

// A Path names the configuration file. It is a flag whose hook has kong read the file, by the loader that it was made with. An
// empty one, such as an environment variable that is set to nothing, names none.
type Path string

// BeforeResolve is called by kong when the flag was given, on the command line or in the environment.
func (Path) BeforeResolve(k *kong.Kong, ctx *kong.Context, trace *kong.Path) error {
	path, _ := ctx.FlagValue(trace.Flag).(Path)
	if path == "" || !selected(ctx, trace.Flag) {
		return nil
	}
	values, err := k.LoadConfig(string(path))
	if err != nil {
		return err
	}
	ctx.AddResolver(values)
	return nil
}

// selected reports whether a flag is one of the command that is run. kong calls the hooks of all commands' flags if their
// variable is set; the file that the variable names must not be read where the command line names another one.
func selected(ctx *kong.Context, flag *kong.Flag) bool {
	for n := ctx.Selected(); n != nil; n = n.Parent {
		if slices.Contains(n.Flags, flag) {
			return true
		}
	}
	return slices.Contains(ctx.Model.Flags, flag)
}

// maxFileBytes is the largest configuration file that is read.
const maxFileBytes = 1 << 20

// File is a kong.ConfigurationLoader: it reads a YAML file whose keys are the names of the flags, one a line.
func File(r io.Reader) (kong.Resolver, error) {
	what := "configuration file"
	if f, ok := r.(*os.File); ok {
		what += " " + f.Name()
	}
	data, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("%s: larger than %d bytes", what, maxFileBytes)
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(data, &values); err != nil {
		return nil, fmt.Errorf("%s: %w; it holds one 'key: value' a line, as 'lamplight serve --print-config' shows", what, err)
	}
	return file(values), nil
}

// file resolves flags from the keys of a configuration file.
type file map[string]any

// Validate refuses a key that no flag has, so that a misspelt one is not passed over.
func (f file) Validate(app *kong.Application) error {
	var known []string
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && flag.Name != "help" && flag.Name != "config" && flag.Name != "print-config" {
			known = append(known, flag.Name)
		}
		return next(nil)
	})
	var wrong []error
	for key := range f {
		if !slices.Contains(known, key) {
			wrong = append(wrong, fmt.Errorf("configuration file: there is no setting %q ('lamplight serve --print-config' shows all)", key))
		}
	}
	return errors.Join(wrong...)
}

// Resolve returns the file's value of a flag, or nil.
func (f file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	v, ok := f[flag.Name]
	if !ok || v == nil {
		return nil, nil
	}
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return nil, nil // kong asks resolvers after the environment, and the environment wins over the file
		}
	}
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i, p := range v {
			parts[i] = fmt.Sprint(p)
		}
		return strings.Join(parts, ","), nil
	case map[string]any:
		return nil, fmt.Errorf("configuration file: %s takes a value, not a list of keys", flag.Name)
	default:
		return fmt.Sprint(v), nil
	}
}

// secret names the settings whose values Print does not show.
var secret = map[string]bool{"code-webhook-secret": true}

// Print writes the whole configuration as an annotated file: what each setting is for, its environment variable, its
// default, and the value in force. What it writes can be read back as a configuration file, but for secrets.
func Print(w io.Writer, flags []*kong.Flag) error {
	var b strings.Builder
	b.WriteString("# Configuration of lamplight serve. Each key is also a flag (--key) and an environment variable.\n")
	group := ""
	for _, flag := range flags {
		if flag.Name == "help" || flag.Name == "config" || flag.Name == "print-config" {
			continue
		}
		if flag.Group != nil && flag.Group.Title != group {
			group = flag.Group.Title
			fmt.Fprintf(&b, "\n## %s\n", group)
		}
		b.WriteString("\n")
		for _, line := range wrap(flag.Help, 110) {
			fmt.Fprintf(&b, "# %s\n", line)
		}
		env := ""
		if len(flag.Envs) > 0 {
			env = flag.Envs[0]
		}
		fmt.Fprintf(&b, "# Environment: %s. Default: %s.\n", env, orNone(flag.Default))
		fmt.Fprintf(&b, "%s: %s\n", flag.Name, value(flag))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func value(flag *kong.Flag) string {
	v := flag.Target
	if secret[flag.Name] && v.String() != "" {
		return `"" # set, not shown`
	}
	var plain any
	switch {
	case v.Kind() == reflect.String && flag.PlaceHolder == "URL":
		plain = redact(v.String())
	case v.CanInterface():
		plain = v.Interface()
		if s, ok := plain.(fmt.Stringer); ok {
			plain = s.String()
		}
	}
	if list, ok := plain.([]string); ok {
		return "[" + strings.Join(list, ", ") + "]"
	}
	out, err := yaml.Marshal(plain)
	if err != nil {
		return fmt.Sprintf("%v", plain)
	}
	return strings.TrimSpace(string(out))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// wrap breaks text into lines of at most width characters, at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
