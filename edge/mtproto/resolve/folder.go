package resolve

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// maxFolderPeers is the most conversations that each list of a folder may name. The service takes fewer.
const maxFolderPeers = 1000

// Folder returns the folder that a client describes, under the given id: LIMIT_INVALID if it names too many
// conversations, FILTER_NOT_SUPPORTED for one that came by a link (there are none here), FILTER_ID_INVALID for the whole list, and what Peer
// says of whom it names. Formatting of a title is left out: nothing of what titles may have can be shown yet.
func (r *Resolver) Folder(ctx context.Context, c rpc.Call, id int, f tg.DialogFilterClass) (lamplight.Folder, error) {
	in, ok := f.(*tg.DialogFilter)
	if !ok {
		if _, whole := f.(*tg.DialogFilterDefault); whole {
			return lamplight.Folder{}, rpc.ErrFilterIDInvalid
		}
		return lamplight.Folder{}, rpc.ErrFilterNotSupported
	}
	out := lamplight.Folder{
		ID: id, Title: lamplight.Text(in.Title.Text), Still: in.TitleNoanimate, Emoticon: in.Emoticon,
		Contacts: in.Contacts, Strangers: in.NonContacts, Groups: in.Groups, Channels: in.Broadcasts, Bots: in.Bots,
		NoMuted: in.ExcludeMuted, NoRead: in.ExcludeRead, NoArchived: in.ExcludeArchived,
	}
	if color, ok := in.GetColor(); ok {
		out.Color = &color
	}
	for _, l := range []struct {
		to   *[]lamplight.Peer
		from []tg.InputPeerClass
	}{{&out.Pinned, in.PinnedPeers}, {&out.Include, in.IncludePeers}, {&out.Exclude, in.ExcludePeers}} {
		if len(l.from) > maxFolderPeers {
			return lamplight.Folder{}, lamplight.ErrLimitInvalid
		}
		for _, in := range l.from {
			p, err := r.Peer(ctx, c, in)
			if err != nil {
				return lamplight.Folder{}, err
			}
			*l.to = append(*l.to, p)
		}
	}
	return out, nil
}
