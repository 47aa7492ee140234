package layers

// peerToo are the types for which clients write an InputPeer, and Telegram's servers take it: Pyrogram has one name for
// a person wherever one is asked for. An InputPeer that means the same is read as if it had been written right.
var peerToo = map[string]map[string]string{
	"InputUser": {
		"inputPeerEmpty": "inputUserEmpty", "inputPeerSelf": "inputUserSelf", "inputPeerUser": "inputUser",
		"inputPeerUserFromMessage": "inputUserFromMessage",
	},
	"InputChannel": {
		"inputPeerEmpty": "inputChannelEmpty", "inputPeerChannel": "inputChannel",
		"inputPeerChannelFromMessage": "inputChannelFromMessage",
	},
	"InputDialogPeer": nil, // which has an InputPeer inside
}

// findPeerToo notes the names of peerToo; of no meaning downward.
func (c *converter) findPeerToo() {
	c.peerToo = make([]bool, len(c.t.names))
	if !c.exact {
		return
	}
	for name := range peerToo {
		if n, ok := c.t.name[name]; ok {
			c.peerToo[n] = true
		}
	}
	for i, ty := range c.t.types {
		if ty.kind == kindObject && c.t.names[ty.arg] == "InputPeer" {
			c.inputPeer = i
		}
	}
}

// isPeerToo reports whether a value of type got may stand where the type with the name want is asked for.
func (c *converter) isPeerToo(want, got int) bool {
	return c.peerToo[want] && got == c.t.types[c.inputPeer].arg
}

// fromPeer converts a value of one of peerToo, as which an InputPeer may stand.
func fromPeer(x *run, p *pair, depth int) error {
	start, want := x.pos, x.c.t.types[p.src].arg
	i, err := x.object(want)
	if err != nil {
		return err
	}
	x.pos = start
	d := &x.c.t.defs[i]
	if x.c.t.types[d.result].arg == want {
		return x.convertObject(p, depth)
	}
	name := x.c.t.names[want]
	if name == "InputDialogPeer" {
		x.out = appendUint32(x.out, x.c.t.defs[x.c.to.byName[x.c.t.name["inputDialogPeer"]]].id)
		return x.convert(&x.c.pairs[x.c.pairOf[[2]int{x.c.inputPeer, x.c.inputPeer}]], depth+1)
	}
	same, ok := peerToo[name][x.c.t.names[d.name]]
	if !ok {
		return errNumber // a conversation of another kind
	}
	h, err := x.open(depth)
	if err != nil {
		return err
	}
	parts, err := h.all()
	if err != nil {
		return err
	}
	return x.put(same, parts...)
}

// all are the fields of the source, for an object that has the same.
func (h *hand) all() ([]part, error) {
	var parts []part
	for i, f := range h.d.fields {
		v, err := h.same(i)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{h.x.c.t.names[f.name], v})
	}
	return parts, nil
}
