package boxes

import (
	"context"

	"lamplight"
)

// ahead fetches, where each read is a way, the messages that a group changes or deletes, all of them together: it may hold
// one operation for each member of a group, or for each of the many boxes that a withdrawal reaches.
func (p *planner) ahead(ctx context.Context) error {
	named := 0
	for _, op := range p.g.Ops {
		switch op.(type) {
		case Delete, Edit, React, Pin, SeeContents:
			named++
		}
	}
	if named < 2 || !p.rows.far() {
		return nil
	}
	keys := Needs(p.lim, p.g)
	for _, box := range p.g.Boxes() {
		keys = append(keys, headKey(box))
	}
	values, err := p.know(ctx, keys)
	if err != nil {
		return err
	}
	var ids, rest []Key
	copies := map[Key]lamplight.MessageID{}
	for i, k := range keys {
		switch {
		case values[i] == nil:
		case k.Kind == KindByID:
			ids = append(ids, k)
		case k.Kind == KindContent:
			copies[k] = messageKeyID(string(values[i]))
			ids = append(ids, Key{k.Box, KindByID, idKey(copies[k])})
		}
	}
	for _, op := range p.g.Ops {
		if r, ok := op.(React); ok && r.ID == 0 {
			if id := copies[Key{r.Box, KindContent, contentKey(r.Content)}]; id != 0 {
				rest = append(rest, Key{r.Box, KindReacted, reactedKey(id, r.Reactor)})
			}
		}
	}
	if values, err = p.know(ctx, ids); err != nil {
		return err
	}
	for i, k := range ids {
		if values[i] == nil {
			continue
		}
		peer := readPeer(string(values[i]))
		rest = append(rest, Key{k.Box, KindMessage, peerKey(peer) + k.Key}, dialogKey(k.Box, peer))
		if k.Box.Channel() != 0 {
			id := messageKeyID(k.Key)
			rest = append(rest, Key{k.Box, KindCounts, k.Key}, Key{k.Box, KindGap, gapKey(gapOf(id))})
		}
	}
	_, err = p.know(ctx, rest)
	return err
}

// know reads rows that are asked for again later.
func (p *planner) know(ctx context.Context, keys []Key) ([][]byte, error) {
	values, err := p.rows.Get(ctx, keys)
	if err == nil {
		p.rows.Know(keys, values)
	}
	return values, err
}
