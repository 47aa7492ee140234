package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getGlobalPrivacySettings answers account.getGlobalPrivacySettings: it shows what is set for everybody together.
//
// What is in the archive stays there until its owner takes it out, so both flags that say so are set.
//
// https://core.telegram.org/method/account.getGlobalPrivacySettings
func (h *Handlers) getGlobalPrivacySettings(
	ctx context.Context, c rpc.Call, req *tg.AccountGetGlobalPrivacySettingsRequest,
) (*tg.GlobalPrivacySettings, error) {
	contactsOnly, hideRead, err := h.Contacts.Global(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return &tg.GlobalPrivacySettings{
		KeepArchivedUnmuted: true, KeepArchivedFolders: true, HideReadMarks: hideRead, NewNoncontactPeersRequirePremium: contactsOnly,
	}, nil
}
