package media

import (
	"image/color"
	"slices"
)

// A design is a reaction as we draw it, what lies at the bottom first.
type design struct {
	emoji, title string
	shapes       []shape
}

// Colours of the drawings.
var (
	yellow = color.NRGBA{0xff, 0xc8, 0x3d, 0xff}
	amber  = color.NRGBA{0xf2, 0x9f, 0x1e, 0xff}
	orange = color.NRGBA{0xff, 0x8a, 0x1f, 0xff}
	red    = color.NRGBA{0xe6, 0x3b, 0x3b, 0xff}
	pink   = color.NRGBA{0xff, 0x7a, 0x8a, 0xff}
	green  = color.NRGBA{0x8f, 0xc2, 0x4a, 0xff}
	slime  = color.NRGBA{0x5b, 0x8f, 0x1e, 0xff}
	blue   = color.NRGBA{0x4a, 0xa3, 0xf0, 0xff}
	pale   = color.NRGBA{0x9c, 0xc9, 0xe8, 0xff}
	violet = color.NRGBA{0x8e, 0x5a, 0xd6, 0xff}
	brown  = color.NRGBA{0x8a, 0x5a, 0x33, 0xff}
	umber  = color.NRGBA{0x6e, 0x45, 0x25, 0xff}
	dark   = color.NRGBA{0x4a, 0x2d, 0x1a, 0xff}
	grey   = color.NRGBA{0xc4, 0xc9, 0xcf, 0xff}
	white  = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// designs are the reactions, in the order that clients show them.
var designs = []design{
	{"👍", "Thumbs Up", thumb()},
	{"👎", "Thumbs Down", upsideDown(thumb()...)},
	{"❤", "Red Heart", []shape{heart(256, 250, 200, red), ellipse(160, 170, 34, 26, pink)}},
	{"🔥", "Fire", flame()},
	{"🥰", "Smiling Face with Hearts", slices.Concat(
		face(yellow), []shape{
			arc(140, 220, 225, -75, -45, dark), arc(292, 372, 225, -75, -45, dark), arc(160, 352, 300, 60, 115, dark),
			heart(96, 120, 56, red), heart(424, 150, 50, red), heart(390, 410, 56, red),
		})},
	{"👏", "Clapping Hands", clap()},
	{"😁", "Beaming Face", slices.Concat(face(yellow), []shape{
		arc(140, 220, 225, -75, -45, dark), arc(292, 372, 225, -75, -45, dark), arc(126, 386, 280, -10, 190, dark),
		arc(146, 366, 292, -4, 100, white),
	})},
	{"🤔", "Thinking Face", slices.Concat(face(yellow), eyes(190, 322, 210), []shape{
		bar(150, 160, 220, 135, 18, dark), bar(296, 150, 366, 165, 18, dark), bar(220, 318, 320, 300, 20, dark),
		bar(170, 420, 280, 370, 46, amber), ellipse(170, 440, 70, 52, amber),
	})},
	{"🤯", "Exploding Head", []shape{
		ellipse(256, 320, 176, 160, yellow), bar(256, 110, 256, 230, 90, orange),
		ellipse(256, 92, 130, 74, grey), ellipse(140, 128, 80, 54, grey), ellipse(372, 128, 80, 54, grey), ellipse(190, 310, 34, 38, white), ellipse(322, 310, 34, 38, white),
		ellipse(190, 310, 14, 16, dark), ellipse(322, 310, 14, 16, dark), ellipse(256, 412, 46, 40, dark),
	}},
	{"😱", "Screaming Face", slices.Concat(face(pale), []shape{
		ellipse(186, 196, 42, 50, white), ellipse(326, 196, 42, 50, white), ellipse(186, 200, 16, 18, dark),
		ellipse(326, 200, 16, 18, dark), ellipse(256, 356, 54, 84, dark),
		bar(88, 320, 88, 440, 70, amber), bar(424, 320, 424, 440, 70, amber),
	})},
	{"🤬", "Cursing Face", slices.Concat(face(red), eyes(184, 328, 220), []shape{
		bar(130, 150, 220, 190, 22, dark), bar(382, 150, 292, 190, 22, dark), bar(140, 330, 372, 330, 96, dark),
		bar(150, 310, 180, 350, 16, white), bar(180, 310, 150, 350, 16, white), star(226, 330, 30, white),
		bar(290, 300, 270, 360, 14, white), bar(320, 300, 300, 360, 14, white), bar(350, 304, 350, 332, 16, white),
		ellipse(350, 354, 9, 9, white),
	})},
	{"😢", "Crying Face", slices.Concat(face(yellow), eyes(184, 328, 230), []shape{
		bar(140, 170, 210, 145, 18, dark), bar(372, 170, 302, 145, 18, dark), arc(180, 332, 370, -80, -50, dark),
		drop(140, 330, 46, blue),
	})},
	{"🎉", "Party Popper", []shape{
		polygon(amber, 60, 452, 160, 180, 332, 352), polygon(orange, 96, 354, 124, 278, 234, 388, 158, 416),
		ellipse(246, 266, 26, 120, red).turned45(), ellipse(330, 110, 22, 22, blue), ellipse(420, 210, 24, 24, violet),
		ellipse(230, 80, 18, 18, green), ellipse(440, 320, 18, 18, pink), star(400, 96, 40, red), star(300, 190, 26, blue),
		bar(360, 240, 440, 270, 18, green), bar(270, 150, 250, 40, 18, pink),
	}},
	{"🤩", "Star-Struck", slices.Concat(face(yellow), []shape{
		star(168, 206, 80, orange), star(344, 206, 80, orange), arc(146, 366, 310, 0, 150, dark), arc(176, 336, 318, 4, 60, white),
	})},
	{"🤮", "Vomiting Face", slices.Concat(face(green), []shape{
		bar(140, 190, 210, 220, 20, dark), bar(140, 250, 210, 220, 20, dark), bar(372, 190, 302, 220, 20, dark),
		bar(372, 250, 302, 220, 20, dark), ellipse(256, 340, 86, 60, dark), bar(256, 350, 256, 450, 110, slime),
		ellipse(256, 474, 130, 30, slime),
	})},
	{"💩", "Pile of Poo", []shape{
		ellipse(256, 400, 200, 80, umber), ellipse(256, 300, 156, 80, brown), ellipse(256, 210, 110, 70, umber),
		outlined(brown, corner(180, 190), smooth(240, 50, 60, 10), smooth(340, 170, 10, 40)),
		ellipse(196, 290, 38, 44, white), ellipse(316, 290, 38, 44, white), ellipse(200, 294, 16, 18, dark),
		ellipse(312, 294, 16, 18, dark), arc(176, 336, 370, 20, 80, white),
	}},
	{"🙏", "Folded Hands", pray()},
}

// face is a round face without anything in it.
func face(c color.NRGBA) []shape { return []shape{ellipse(256, 256, 210, 210, c)} }

// eyes are two of them.
func eyes(left, right, y float64) []shape {
	return []shape{ellipse(left, y, 26, 34, dark), ellipse(right, y, 26, 34, dark)}
}

// drop is a tear whose tip is r above its middle and more.
func drop(x, y, r float64, c color.NRGBA) shape {
	return outlined(c,
		corner(x, y-1.8*r), smooth(x+r, y+0.2*r, 0, 0.55*r), smooth(x, y+1.2*r, -0.55*r, 0), smooth(x-r, y+0.2*r, 0, -0.55*r))
}

// thumb is a fist with the thumb up.
func thumb() []shape {
	return []shape{
		bar(96, 270, 96, 410, 96, blue), bar(210, 320, 210, 380, 160, yellow), bar(230, 280, 270, 100, 84, yellow),
		bar(220, 252, 400, 252, 72, yellow), bar(220, 316, 412, 316, 68, yellow), bar(220, 376, 396, 376, 64, yellow),
		bar(220, 430, 370, 430, 60, yellow), bar(300, 286, 410, 286, 8, amber), bar(300, 346, 410, 346, 8, amber),
		bar(300, 404, 390, 404, 8, amber),
	}
}

// flame is a fire of three tongues, one within the other.
func flame() []shape {
	return []shape{
		outlined(red, corner(250, 24), smooth(420, 300, 10, 90), smooth(256, 488, -100, 0), smooth(92, 310, -5, -80),
			corner(160, 180), corner(210, 230)),
		outlined(orange, corner(262, 150), smooth(362, 340, 5, 70), smooth(256, 478, -70, 0), smooth(150, 350, -5, -60)),
		outlined(yellow, corner(258, 280), smooth(312, 392, 0, 40), smooth(256, 470, -40, 0), smooth(202, 392, 0, -40)),
	}
}

// clap is two hands, one behind the other, and what one hears of them.
func clap() []shape {
	hand := func(dx, dy float64, c color.NRGBA) []shape {
		return []shape{
			bar(200+dx, 360+dy, 260+dx, 300+dy, 170, c), bar(180+dx, 290+dy, 250+dx, 160+dy, 50, c),
			bar(220+dx, 280+dy, 310+dx, 150+dy, 50, c), bar(260+dx, 290+dy, 360+dx, 180+dy, 50, c),
			bar(290+dx, 320+dy, 390+dx, 230+dy, 46, c),
		}
	}
	return slices.Concat(hand(20, -20, amber), hand(-30, 30, yellow), []shape{
		bar(270, 90, 262, 40, 18, blue), bar(360, 84, 380, 36, 18, blue), bar(430, 140, 472, 110, 18, blue),
	})
}

// pray is two hands put together, with sleeves.
func pray() []shape {
	left := []shape{
		bar(236, 70, 222, 330, 60, yellow), bar(206, 150, 190, 360, 60, yellow), bar(180, 300, 150, 390, 70, amber),
		polygon(blue, 70, 400, 170, 340, 250, 420, 180, 490),
	}
	return slices.Concat(left, mirrored(left...), []shape{bar(256, 60, 256, 400, 8, amber)})
}

// turned45 returns the shape turned by an eighth of a circle around its middle, to the left.
func (s shape) turned45() shape {
	const half = 0.7071
	var x, y float64
	for _, n := range s.nodes {
		x, y = x+n.x/float64(len(s.nodes)), y+n.y/float64(len(s.nodes))
	}
	turn := func(px, py float64) (float64, float64) {
		return x + half*(px-x) + half*(py-y), y - half*(px-x) + half*(py-y)
	}
	out := shape{fill: s.fill, nodes: make([]node, len(s.nodes))}
	for i, n := range s.nodes {
		o := &out.nodes[i]
		o.x, o.y = turn(n.x, n.y)
		o.inX, o.inY = turn(n.inX, n.inY)
		o.outX, o.outY = turn(n.outX, n.outY)
	}
	return out
}
