package help

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// profileColors are the backgrounds of profile pages: a swatch for the choice, two ends of a gradient and two of the
// ring around stories, each for light and dark looks, as 0xRRGGBB.
var profileColors = [...]struct{ swatch, from, to, ringFrom, ringTo int }{
	{0xB5533C, 0x9E3F2C, 0xC96F4A, 0xE0804F, 0xB8322A},
	{0xC07A2B, 0xA8651C, 0xD6963F, 0xEBA63C, 0xC0571F},
	{0x7D5BA6, 0x694896, 0x9472BD, 0xA87FD6, 0x5E3FA0},
	{0x4E8F4B, 0x3B7A3C, 0x67A65C, 0x76BF63, 0x2F7F45},
	{0x3A8F96, 0x2A7780, 0x55A8A8, 0x5CC2BE, 0x1F7485},
	{0x3F76B5, 0x2E629F, 0x5A91CC, 0x63A5E6, 0x2A57AE},
	{0xB0557F, 0x9A416B, 0xC66F95, 0xE07FA8, 0xA3346E},
	{0x66727D, 0x535F6A, 0x7F8B95, 0x96A3AE, 0x46525E},
}

// getPeerProfileColors answers help.getPeerProfileColors: the backgrounds that a profile page can have.
//
// https://core.telegram.org/api/colors
func (h *Handlers) getPeerProfileColors(
	_ context.Context, _ rpc.Call, req *tg.HelpGetPeerProfileColorsRequest,
) (tg.HelpPeerColorsClass, error) {
	list := &tg.HelpPeerColors{}
	for id, c := range profileColors {
		option := tg.HelpPeerColorOption{ColorID: id}
		option.SetColors(&tg.HelpPeerColorProfileSet{
			PaletteColors: []int{c.swatch}, BgColors: []int{c.from, c.to}, StoryColors: []int{c.ringFrom, c.ringTo},
		})
		option.SetDarkColors(&tg.HelpPeerColorProfileSet{
			PaletteColors: []int{dark(c.swatch)}, BgColors: []int{dark(c.from), dark(c.to)},
			StoryColors: []int{c.ringFrom, c.ringTo},
		})
		list.Colors = append(list.Colors, option)
	}
	var err error
	if list.Hash, err = stamp(list); err != nil {
		return nil, err
	}
	if req.Hash == list.Hash {
		return &tg.HelpPeerColorsNotModified{}, nil
	}
	return list, nil
}

// dark returns a colour at two thirds of its brightness.
func dark(rgb int) int {
	part := func(shift int) int { return (rgb >> shift & 0xFF) * 2 / 3 << shift }
	return part(16) | part(8) | part(0)
}
