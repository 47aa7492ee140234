package layers

// A pairFunc converts a value between two types that have nothing in common but their meaning. It leaves the reader
// after the value.
type pairFunc func(x *run, p *pair, depth int) error

// A handPair is a conversion between two types, written by hand.
type handPair struct {
	src, dst string
	hand     pairFunc
	why      string // a sentence for docs/layers.md
}

// handPairs are the fields and results whose type changed while their name stayed.
var handPairs = []handPair{
	{"string", "TextWithEntities", textToMarked, "Text became text with entities: it has none."},
	{"TextWithEntities", "string", markedToText, "Text became text with entities: they are left out."},
	{"long", "Peer", userToPeer, "A user became a peer."},
	{"Peer", "long", peerToUser, "A user became a peer; other peers are left out."},
	{"InputChannel", "InputPeer", asPeer, "A channel became a peer."},
	{"InputUser", "InputPeer", asPeer, "A user became a peer."},
	{"long", "StarsAmount", starsToAmount, "A number of stars became an amount: it has no nanos."},
	{"StarsAmount", "long", amountToStars,
		"A number of stars became an amount: nanos are left out, and amounts in TON."},
	{"int", "PeerColor", numberToColor, "A colour became an object."},
	{"PeerColor", "int", takeNumber("peerColor", "color"), "A colour became an object."},
	{"int", "RecentStory", numberToStory, "The newest story became an object."},
	{"RecentStory", "int", takeNumber("recentStory", "max_id"), "The newest story became an object."},
	{"ChatTheme", "string", take("chatTheme", "emoticon"), "A theme was an emoticon; others are left out."},
	{"Bool", "PaidReactionPrivacy", boolToPrivacy, "Private reactions became one of three choices."},
	{"PaidReactionPrivacy", "Bool", is("paidReactionPrivacyAnonymous"),
		"Private reactions became one of three choices."},
	{"RequirementToContact", "Bool", is("requirementToContactPremium"),
		"Older layers know Premium as the only requirement."},

	{"messages.InvitedUsers", "Updates", take("messages.invitedUsers", "updates"),
		"The users that could not be invited are said beside the updates since layer 176."},
	{"messages.ChatInviteJoinResult", "Updates", take("messages.chatInviteJoinResultOk", "updates"),
		"Joining can ask for a web view since layer 227, which an older layer cannot show."},
	{"messages.DialogFilters", "Vector<DialogFilter>", take("messages.dialogFilters", "filters"),
		"The list got a flag beside it."},
	{"messages.WebPage", "WebPage", take("messages.webPage", "webpage"), "The page got chats and users beside it."},
	{"messages.WebPagePreview", "MessageMedia", take("messages.webPagePreview", "media"),
		"The preview got chats and users beside it."},
	{"ReportResult", "Bool", is("reportResultReported"),
		"A report became a walk through options; true says that it is complete."},
	{"stories.CanSendStoryCount", "Bool", isNot(""), "How many stories can be sent was an error or true."},
	{"Updates", "Bool", isNot(""), "Success was a Bool."},
}

// handPair returns the conversion that handPairs has between two types; nil if none. Pairs that it needs are made.
func (c *converter) handPair(src, dst int) pairFunc {
	a, b := c.t.typeName(src), c.t.typeName(dst)
	for i := range handPairs {
		if h := &handPairs[i]; h.src == a && h.dst == b {
			if src == dst {
				continue
			}
			c.needFields(src, dst)
			return h.hand
		}
	}
	return nil
}

// needFields makes the pairs from the fields of a type to another type, for what takes one of them.
func (c *converter) needFields(src, dst int) {
	if ty := c.t.types[src]; ty.kind == kindObject {
		for _, i := range c.t.ctors[ty.arg] {
			for _, f := range c.t.defs[i].fields {
				if c.t.types[dst].kind == c.t.types[f.typ].kind && f.typ != src {
					c.pair(f.typ, dst)
				}
			}
		}
	}
}

// readObject opens the object at the reader, and leaves the reader after it.
func (x *run) readObject(p *pair, depth int) (h *hand, ctor string, err error) {
	start := x.pos
	if _, err := x.object(x.c.t.types[p.src].arg); err != nil {
		return nil, "", err
	}
	x.pos = start
	if h, err = x.open(depth); err != nil {
		return nil, "", err
	}
	return h, x.c.t.names[h.d.name], nil
}

// put appends an object made by hand.
func (x *run) put(ctor string, parts ...part) error {
	b, err := x.make(ctor, parts...)
	x.out = append(x.out, b...)
	return err
}

func textToMarked(x *run, _ *pair, _ int) error {
	raw, _, err := x.text()
	if err != nil {
		return err
	}
	return x.put("textWithEntities", part{"text", raw})
}

func markedToText(x *run, p *pair, depth int) error {
	return take("textWithEntities", "text")(x, p, depth)
}

func userToPeer(x *run, _ *pair, _ int) error {
	b, err := x.take(8)
	if err != nil {
		return err
	}
	return x.put("peerUser", part{"user_id", b})
}

func peerToUser(x *run, p *pair, depth int) error { return take("peerUser", "user_id")(x, p, depth) }

// peers are the constructors of InputPeer that mean the same as one of InputUser or InputChannel.
var peers = map[string]string{
	"inputUserEmpty": "inputPeerEmpty", "inputUserSelf": "inputPeerSelf", "inputUser": "inputPeerUser",
	"inputUserFromMessage": "inputPeerUserFromMessage", "inputChannelEmpty": "inputPeerEmpty",
	"inputChannel":            "inputPeerChannel",
	"inputChannelFromMessage": "inputPeerChannelFromMessage",
}

func asPeer(x *run, p *pair, depth int) error {
	h, ctor, err := x.readObject(p, depth)
	if err != nil {
		return err
	}
	parts, err := h.all()
	if err != nil {
		return err
	}
	if same, ok := peers[ctor]; ok {
		ctor = same
	}
	return x.put(ctor, parts...)
}

func starsToAmount(x *run, _ *pair, _ int) error {
	b, err := x.take(8)
	if err != nil {
		return err
	}
	return x.put("starsAmount", part{"amount", b})
}

func amountToStars(x *run, p *pair, depth int) error {
	return take("starsAmount", "amount")(x, p, depth)
}

func numberToColor(x *run, _ *pair, _ int) error {
	b, err := x.take(4)
	if err != nil {
		return err
	}
	return x.put("peerColor", part{"color", b})
}

func numberToStory(x *run, _ *pair, _ int) error {
	b, err := x.take(4)
	if err != nil {
		return err
	}
	return x.put("recentStory", part{"max_id", b})
}

func boolToPrivacy(x *run, _ *pair, _ int) error {
	b, err := x.bool()
	if err != nil {
		return err
	}
	if b {
		return x.put("paidReactionPrivacyAnonymous")
	}
	return x.put("paidReactionPrivacyDefault")
}

// take says one field of a constructor in place of the whole; other constructors cannot be said.
func take(ctor, name string) pairFunc {
	return func(x *run, p *pair, depth int) error {
		h, got, err := x.readObject(p, depth)
		if err != nil {
			return err
		}
		s, f := h.field(name)
		if got != ctor || !s.there {
			return errUnsayable
		}
		b, err := h.convert(s.start, f.typ, p.dst)
		x.out = append(x.out, b...)
		return err
	}
}

// takeNumber is take for a number that may be missing: it is 0 then, so that its place in a list is kept.
func takeNumber(ctor, name string) pairFunc {
	return func(x *run, p *pair, depth int) error {
		h, got, err := x.readObject(p, depth)
		if err != nil {
			return err
		}
		if v := h.raw(name); got == ctor && v != nil {
			x.out = append(x.out, v...)
		} else {
			x.out = append(x.out, zeros[:4]...)
		}
		return nil
	}
}

// is says whether an object has that constructor.
func is(ctor string) pairFunc {
	return func(x *run, p *pair, depth int) error {
		_, got, err := x.readObject(p, depth)
		x.out = append(x.out, boolBytes(got == ctor)...)
		return err
	}
}

// isNot says whether an object has another constructor.
func isNot(ctor string) pairFunc {
	return func(x *run, p *pair, depth int) error {
		_, got, err := x.readObject(p, depth)
		x.out = append(x.out, boolBytes(got != ctor)...)
		return err
	}
}
