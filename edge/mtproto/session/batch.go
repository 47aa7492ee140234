package session

import "lamplight"

// batch returns how many of the events go into one push, so that it holds about room bytes; one at least. The rest waits
// for the next one, and is rendered once there is room: so what waits to be written stays small with large events too.
func batch(events []lamplight.Event, room int) int {
	for i, e := range events {
		if room -= eventSize(e); room < 0 {
			return max(i, 1)
		}
	}
	return len(events)
}

// together returns how many of the events are told in one push. What is told to many goes by itself, so that it is the same
// for all; and what tells of a channel does not go with what tells of another box, so that it can be taken back.
func together(events []lamplight.Event) int {
	for i := range events {
		if events[i].Told != nil {
			return max(i, 1)
		}
		if i > 0 && events[i].Box != events[0].Box && (events[i].Box.Channel() != 0 || events[0].Box.Channel() != 0) {
			return i
		}
	}
	return len(events)
}

// Sizes of what an update holds, in bytes, roughly and rather too large than too small.
const (
	updateSize = 512 // one without a text, and its share of the people that it names
	entitySize = 32
	idSize     = 8
)

// eventSize estimates the bytes that an event takes in a push.
func eventSize(e lamplight.Event) int {
	size := updateSize + len(e.Text) + idSize*(len(e.IDs)+len(e.Peers))
	if m := e.Message; m != nil {
		size += textSize(m.Text, m.Entities)
		if m.Reply != nil {
			size += textSize(m.Reply.Quote, m.Reply.QuoteEntities)
		}
	}
	if d := e.Draft; d != nil {
		size += textSize(d.Text, d.Entities)
	}
	return size
}

func textSize(text lamplight.Text, entities []lamplight.Entity) int {
	size := len(text) + entitySize*len(entities)
	for _, e := range entities {
		size += len(e.URL) + len(e.Language)
	}
	return size
}
