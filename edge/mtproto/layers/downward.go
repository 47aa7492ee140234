package layers

// downGroupCall says the chat of a group call, which a channel's call does not have.
func downGroupCall(h *hand) error {
	h.put("chat_id", nil)
	if h.ctor("peer") == "peerChat" {
		h.put("chat_id", h.raw("peer")[4:])
		return nil
	}
	for _, f := range h.p.to.fields {
		if h.x.c.t.names[f.name] == "chat_id" && f.bit == always {
			return errUnsayable
		}
	}
	return nil
}

// daysPerMonth turns days back into the months that a gift was sold as.
const daysPerMonth = 30

func downMonths(h *hand) error {
	h.put("months", appendUint32(nil, uint32((h.int("days")+daysPerMonth/2)/daysPerMonth)))
	return nil
}

// downReplyTo says the number of the message that a draft answers.
func downReplyTo(h *hand) error {
	h.put("reply_to_msg_id", nil)
	if h.ctor("reply_to") != "inputReplyToMessage" {
		return nil
	}
	x := run{c: h.x.c, ids: h.x.ids, reader: reader{b: h.raw("reply_to")}}
	in, err := x.open(h.depth + 1)
	if err != nil {
		return err
	}
	h.put("reply_to_msg_id", in.raw("reply_to_msg_id"))
	return nil
}

// downEmojiStatus makes the constructor that older layers have for a status with an end.
func downEmojiStatus(h *hand) (err error) {
	if h.has("until") {
		h.whole, err = h.x.make("emojiStatusUntil", part{"document_id", h.raw("document_id")}, part{"until", h.raw("until")})
	}
	return err
}

// downPlainButton makes a button of layer 229 whose type says all but the text.
func downPlainButton(typ string) handFunc { return downButton(typ) }

// downButton makes a button of layer 229: fields of the button move into its type.
func downButton(typ string, fields ...string) handFunc {
	return func(h *hand) error {
		parts := make([]part, len(fields))
		for i, name := range fields {
			v, err := h.same(h.d.field(h.x.c.t.name[name]))
			if err != nil {
				return err
			}
			parts[i] = part{name, v}
		}
		b, err := h.x.make(typ, parts...)
		h.put("type", b)
		return err
	}
}
