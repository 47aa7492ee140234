package channels

import (
	"context"
	"strconv"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/chats"
)

// exportMessageLink answers channels.exportMessageLink: it gives the address of a message. That of a private chat leads
// only its members anywhere. There is no page to embed.
//
// https://core.telegram.org/method/channels.exportMessageLink
func (h *Handlers) exportMessageLink(
	ctx context.Context, c rpc.Call, req *tg.ChannelsExportMessageLinkRequest,
) (*tg.ExportedMessageLink, error) {
	channel, err := h.Resolve.Channel(ctx, c, req.Channel)
	if err != nil {
		return nil, err
	}
	l, err := h.Chats.MessageLink(ctx, caller(c), channel, resolve.MessageID(req.ID), req.Grouped, req.Thread)
	if err != nil {
		return nil, err
	}
	return &tg.ExportedMessageLink{Link: address(h.Origin, l)}, nil
}

// address writes where a message is: <origin>/name/id, or <origin>/c/number/id in a private chat.
//
// https://core.telegram.org/api/links#message-links
func address(origin string, l chats.MessageLink) string {
	where := l.Username
	if where == "" {
		where = "c/" + strconv.FormatInt(int64(l.Channel), 10)
	}
	if l.Thread != 0 && !l.Comments {
		where += "/" + strconv.Itoa(int(l.Thread))
	}
	link := origin + where + "/" + strconv.Itoa(int(l.ID))
	sign := "?"
	if l.Comments && l.Thread != 0 {
		link, sign = link+sign+"thread="+strconv.Itoa(int(l.Thread)), "&"
	}
	if l.Single {
		link += sign + "single"
	}
	return link
}
