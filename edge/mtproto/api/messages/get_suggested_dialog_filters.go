package messages

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getSuggestedDialogFilters answers messages.getSuggestedDialogFilters: it offers folders that one may want.
//
// https://core.telegram.org/method/messages.getSuggestedDialogFilters
func (h *Handlers) getSuggestedDialogFilters(
	ctx context.Context, c rpc.Call, req *tg.MessagesGetSuggestedDialogFiltersRequest,
) (*tg.DialogFilterSuggestedVector, error) {
	suggested, err := h.Folders.SuggestedFolders(ctx, c.User)
	if err != nil {
		return nil, err
	}
	out := make([]tg.DialogFilterSuggested, len(suggested))
	for i, s := range suggested {
		f, err := h.Render.Folder(c, s.Folder)
		if err != nil {
			return nil, err
		}
		out[i] = tg.DialogFilterSuggested{Filter: f, Description: s.Description}
	}
	return &tg.DialogFilterSuggestedVector{Elems: out}, nil
}
