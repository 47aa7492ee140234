package layers

import (
	"sync"
	"testing"
)

// Sessions of all layers share the tables, and make them when the first of them comes.
func TestManySessions(t *testing.T) {
	tab := tables()
	updates := tab.defs[tab.newest().byName[tab.name["updates"]]].result
	var all sync.WaitGroup
	for _, l := range older() {
		for n := range 3 {
			all.Go(func() {
				b := newMaker(Newest, uint64(n)).value(nil, updates, 4)
				if _, err := Push(nil, l, b); err != nil {
					t.Errorf("layer %d: %v", l, err)
				}
				if _, _, err := Up(nil, l, newMaker(l, uint64(n)).method(nil, "messages.getDialogs", 3)); err != nil {
					t.Errorf("layer %d: %v", l, err)
				}
			})
		}
	}
	all.Wait()
}
