package main

import "fmt"

func report() error {
	all, err := loadAll(schemas)
	if err != nil {
		return err
	}
	c := compare(all)
	for _, h := range []string{goneMethods, goneCtors, newCtors, changedResult, changedType, goneParams, newParams, goneFields} {
		fmt.Println("##", h)
		for _, f := range c.sorted(h) {
			fmt.Println(f.what, f.layers[0], f.layers[len(f.layers)-1])
		}
	}
	return nil
}
