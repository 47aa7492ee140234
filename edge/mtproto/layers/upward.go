package layers

import (
	"bytes"
	"strings"
	"unicode"
)

// unsayable refuses: the newest layer has no word for it.
func unsayable(*hand) error { return errUnsayable }

// upReplyTo makes an InputReplyTo of the number of a message and of a topic.
func upReplyTo(h *hand) error {
	id, top := h.raw("reply_to_msg_id"), h.raw("top_msg_id")
	if id == nil && top == nil {
		h.put("reply_to", nil)
		return nil
	}
	if id == nil { // in a topic, but to no message of it: to the topic's first
		id = top
	}
	b, err := h.x.make("inputReplyToMessage", part{"reply_to_msg_id", id}, part{"top_msg_id", top})
	h.put("reply_to", b)
	return err
}

// upReason makes an option of a reason: inputReportReasonChildAbuse is child_abuse.
func upReason(h *hand) error {
	name, ok := strings.CutPrefix(h.ctor("reason"), "inputReportReason")
	if !ok {
		return errNumber
	}
	h.put("option", appendText(nil, []byte(snake(name))))
	return nil
}

func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func upColor(h *hand) error {
	if !h.has("color") && !h.has("background_emoji_id") {
		h.put("color", nil)
		return nil
	}
	b, err := h.x.make("peerColor", part{"color", h.raw("color")}, part{"background_emoji_id", h.raw("background_emoji_id")})
	h.put("color", b)
	return err
}

func upBotRights(h *hand) error {
	if !h.has("can_reply") {
		h.put("rights", nil)
		return nil
	}
	b, err := h.x.make("businessBotRights", part{"reply", []byte{}})
	h.put("rights", b)
	return err
}

func upChatTheme(h *hand) error {
	b, err := h.x.make("inputChatTheme", part{"emoticon", h.raw("emoticon")})
	h.put("theme", b)
	return err
}

func upSavedGift(h *hand) error {
	b, err := h.x.make("inputSavedStarGiftUser", part{"msg_id", h.raw("msg_id")})
	h.put("stargift", b)
	return err
}

func upNotEphemeral(h *hand) error {
	if h.has("from_ephemeral") {
		return errUnsayable
	}
	return nil
}

func upOnePeer(h *hand) error {
	if !h.has("max_quantity") {
		h.put("max_quantity", appendUint32(nil, 1))
	}
	return nil
}

func upNoGiftMessage(h *hand) error {
	if h.has("show_name") || h.has("message") {
		return errUnsayable
	}
	return nil
}

// upCorrectAnswers numbers the right answers, which older layers name by their option.
func upCorrectAnswers(h *hand) error {
	s, f := h.field("correct_answers")
	if !s.there || h.x.c.t.typeName(f.typ) != "Vector<bytes>" {
		return nil
	}
	answers, err := h.options()
	if err != nil {
		return err
	}
	r := reader{b: h.x.b[:s.end], pos: s.start}
	n, err := r.count()
	if err != nil {
		return err
	}
	out := appendUint32(appendUint32(nil, idVector), uint32(n))
	for range n {
		_, option, err := r.text()
		if err != nil {
			return err
		}
		at := -1
		for i, a := range answers {
			if bytes.Equal(a, option) {
				at = i
				break
			}
		}
		if at < 0 {
			return errUnsayable // an answer that the poll does not have
		}
		out = appendUint32(out, uint32(at))
	}
	h.put("correct_answers", out)
	return nil
}

// maxAnswers is how many answers of a poll are looked at. Clients send at most 12.
const maxAnswers = 100

// options returns the option of each answer of the poll at hand.
func (h *hand) options() ([][]byte, error) {
	x := run{c: h.x.c, ids: h.x.ids, reader: reader{b: h.raw("poll")}}
	poll, err := x.open(h.depth + 1)
	if err != nil {
		return nil, err
	}
	s, f := poll.field("answers")
	if !s.there {
		return nil, errNumber
	}
	in := &x.c.t.types[x.c.t.types[f.typ].arg]
	x.pos = s.start
	n, err := x.count()
	if err != nil {
		return nil, err
	}
	if n > maxAnswers {
		return nil, errUnsayable
	}
	var all [][]byte
	for range n {
		i, err := x.object(in.arg)
		if err != nil {
			return nil, err
		}
		a := hand{x: &x, d: &x.c.t.defs[i], depth: poll.depth, spans: make([]span, len(x.c.t.defs[i].fields))}
		if err := a.note(); err != nil {
			return nil, err
		}
		var option []byte
		if s, _ := a.field("option"); s.there {
			r := reader{b: x.b[:s.end], pos: s.start}
			if _, option, err = r.text(); err != nil {
				return nil, err
			}
		}
		all = append(all, option)
	}
	return all, nil
}

// open notes the fields of the object that x stands at, and leaves x after it.
func (x *run) open(depth int) (*hand, error) {
	id, err := x.uint32()
	if err != nil {
		return nil, err
	}
	i := x.lookup(id)
	if i < 0 {
		return nil, errNumber
	}
	h := &hand{x: x, d: &x.c.t.defs[i], depth: depth, spans: make([]span, len(x.c.t.defs[i].fields))}
	return h, h.note()
}

// upButton makes the button of the newest layer that a button with a type inside stands for: the type's name says
// which, and its fields become the button's.
func upButton(h *hand) error {
	x := run{c: h.x.c, ids: h.x.ids, reader: reader{b: h.raw("type")}}
	typ, err := x.open(h.depth + 1)
	if err != nil {
		return err
	}
	name := h.ctor("type")
	input, name := strings.HasPrefix(name, "input"), strings.TrimPrefix(name, "input")
	_, kind, ok := strings.Cut(name, "uttonType") // ButtonType, buttonType, inlineButtonType
	if !ok {
		return errUnsayable
	}
	ctor := "keyboardButton" + kind
	if kind == "Default" {
		ctor = "keyboardButton"
	}
	if input {
		ctor = "inputKeyboardButton" + kind
	}
	style, err := h.as("style", "KeyboardButtonStyle")
	if err != nil {
		return err
	}
	parts := []part{{"text", h.raw("text")}, {"style", style}}
	for i := range typ.d.fields {
		v, err := typ.same(i)
		if err != nil {
			return err
		}
		parts = append(parts, part{h.x.c.t.names[typ.d.fields[i].name], v})
	}
	h.whole, err = h.x.make(ctor, parts...)
	return err
}

// same converts field i of the source to the same type of the target; nil if the field is not there.
func (h *hand) same(i int) ([]byte, error) {
	s, f := h.spans[i], &h.d.fields[i]
	if !s.there {
		return nil, nil
	}
	switch h.x.c.t.types[f.typ].kind {
	case kindTrue:
		return []byte{}, nil
	case kindWord:
		return nil, nil
	}
	return h.convert(s.start, f.typ, f.typ)
}
