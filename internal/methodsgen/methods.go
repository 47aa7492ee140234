package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/api"
	"lamplight/edge/mtproto/rpc"
)

// methodsPage writes docs/methods.md.
func methodsPage(root string) (string, error) {
	namespaces := new(api.Namespaces).Routes()
	all := slices.Concat(namespaces...)
	count := map[rpc.State]int{}
	for _, r := range all {
		count[r.State]++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Methods\n\n%s\n\n", generated)
	fmt.Fprintf(&b, "The schema of layer %d has %d namespaced methods: **%d done**, **%d empty**, **%d refused**.\n\n",
		tg.Layer, len(all), count[rpc.Done], count[rpc.Empty], count[rpc.Refused])
	b.WriteString(`- *done*: does what the API says of it.
- *empty*: reads something that there is nothing of yet; answers the empty shape of the right type.
- *refused*: answers an error that clients know. Nothing that changes state is answered as if it had been done.

`)
	b.WriteString("| namespace | methods | done | empty | refused |\n| --- | --- | --- | --- | --- |\n")
	for _, rows := range namespaces {
		of := map[rpc.State]int{}
		for _, r := range rows {
			of[r.State]++
		}
		ns := namespace(rows[0])
		fmt.Fprintf(&b, "| [%s](#%s) | %d | %d | %d | %d |\n",
			ns, ns, len(rows), of[rpc.Done], of[rpc.Empty], of[rpc.Refused])
	}
	for _, rows := range namespaces {
		if err := writeNamespace(&b, root, rows); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func namespace(r rpc.Route) string {
	ns, _, _ := strings.Cut(r.Method, ".")
	return ns
}

func writeNamespace(b *strings.Builder, root string, rows []rpc.Route) error {
	ns := namespace(rows[0])
	fmt.Fprintf(b, "\n## %s\n\n| method | state | who | where | answer, and why |\n| --- | --- | --- | --- | --- |\n", ns)
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(x, y rpc.Route) int { return strings.Compare(x.Method, y.Method) })
	files, err := sources(root, ns)
	if err != nil {
		return err
	}
	for _, r := range rows {
		file, err := where(files, r)
		if err != nil {
			return err
		}
		what, err := answer(r)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | [%s](../edge/mtproto/api/%s/%s) | %s |\n",
			r.Method, state(r.State), who(r), file, ns, file, what)
	}
	return nil
}

func state(s rpc.State) string {
	switch s {
	case rpc.Done:
		return "done"
	case rpc.Empty:
		return "empty"
	case rpc.Refused:
		return "refused"
	}
	panic(fmt.Sprintf("methodsgen: unknown state %d", s))
}

// who says who may call a method. A refusal is the same for everybody.
func who(r rpc.Route) string {
	if r.State == rpc.Refused {
		return "–"
	}
	switch r.Who {
	case rpc.Anyone:
		return "anyone"
	case rpc.Users:
		return "people"
	case rpc.UsersAndBots:
		return "people, bots"
	case rpc.Bots:
		return "bots"
	}
	panic(fmt.Sprintf("methodsgen: unknown caller %d", r.Who))
}

// sources returns the files of a namespace's package, by name.
func sources(root, ns string) (map[string]string, error) {
	dir := filepath.Join(root, "edge", "mtproto", "api", ns)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, e := range entries {
		if path.Ext(e.Name()) != ".go" || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files[e.Name()] = string(text)
	}
	return files, nil
}

// where returns the file that a method is answered in: the one of its name, else the one that has its row.
func where(files map[string]string, r rpc.Route) (string, error) {
	_, name, _ := strings.Cut(r.Method, ".")
	row := ""
	for file, text := range files {
		if strings.EqualFold(strings.ReplaceAll(strings.TrimSuffix(file, ".go"), "_", ""), name) {
			return file, nil
		}
		if strings.Contains(text, `"`+r.Method+`"`) && (row == "" || file < row) {
			row = file
		}
	}
	if row == "" {
		return "", fmt.Errorf("%s stands in no file", r.Method)
	}
	return row, nil
}

// answer says what a method that is not done is answered with, and why.
func answer(r rpc.Route) (string, error) {
	switch r.State {
	case rpc.Done:
		return "", nil
	case rpc.Refused:
		_, err := serve(r)
		var e *lamplight.Error
		if !errors.As(err, &e) {
			return "", fmt.Errorf("%s is refused with %v, which no client may see", r.Method, err)
		}
		return fmt.Sprintf("%d `%s`. %s", rpc.Status(e.Kind), e.Symbol(), r.Why), nil
	case rpc.Empty:
		shape, err := shape(r)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("`%s`. %s", shape, r.Why), nil
	}
	panic(fmt.Sprintf("methodsgen: unknown state %d", r.State))
}

// shape returns the name of the type that an empty answer has. Fixed answers are asked for; of a handler, which may
// need more than is here, what it is declared to return is taken.
func shape(r rpc.Route) (string, error) {
	switch r.Result.Kind() {
	case reflect.Interface:
		return strings.TrimSuffix(r.Result.Name(), "Class"), nil
	case reflect.Pointer:
		if named, ok := reflect.New(r.Result.Elem()).Interface().(interface{ TypeName() string }); ok {
			return named.TypeName(), nil
		}
		return r.Result.Elem().Name(), nil
	default:
	}
	res, err := serve(r)
	if err != nil {
		return "", err
	}
	var b bin.Buffer
	if err := res.Encode(&b); err != nil {
		return "", err
	}
	id, err := b.PeekID()
	if err != nil {
		return "", err
	}
	if id == bin.TypeVector {
		return "vector", nil
	}
	name, ok := tg.TypesMap()[id]
	if !ok {
		return "", fmt.Errorf("%s answers %#x, which is no type", r.Method, id)
	}
	name, _, _ = strings.Cut(name, "#")
	return name, nil
}

func serve(r rpc.Route) (bin.Encoder, error) {
	return r.Serve(context.Background(), rpc.Call{User: 1, Bot: r.Who == rpc.Bots}, r.New())
}
