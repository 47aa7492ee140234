// Layersgen makes the tables of edge/mtproto/layers and the page docs/layers.md from the schemas in its folder schemas.
//
//	go run ./internal/layersgen                              regenerates both, from the root of the repository
//	go run ./internal/layersgen import 227=FILE 223=FILE …   takes published schemas over into schemas
package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

const schemas = "internal/layersgen/schemas"

func main() {
	var err error
	if len(os.Args) > 1 && os.Args[1] == "import" {
		err = importAll(os.Args[2:])
	} else {
		err = generate()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "layersgen:", err)
		os.Exit(1)
	}
}

// importAll replaces the layers that args name, each LAYER=FILE, and keeps the others.
func importAll(args []string) error {
	all, err := loadAll(schemas)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, arg := range args {
		number, path, _ := strings.Cut(arg, "=")
		layer, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("%s: want LAYER=FILE", arg)
		}
		var base *schema
		if i := slices.IndexFunc(all, func(s *schema) bool { return s.layer == newest }); i >= 0 {
			base = all[i]
		}
		s, err := readPublished(path, base)
		if err != nil {
			return err
		}
		if s.layer != 0 && s.layer != layer {
			return fmt.Errorf("%s is of layer %d", path, s.layer)
		}
		s.layer = layer
		for _, d := range s.sorted() {
			if d.number() != d.id {
				fmt.Fprintf(os.Stderr, "%d: the number of %v would be %x\n", layer, d, d.number())
			}
		}
		all = slices.DeleteFunc(all, func(s *schema) bool { return s.layer == layer })
		all = append(all, s)
	}
	return saveAll(schemas, all)
}
