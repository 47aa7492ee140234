package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getGlobalPrivacySettings answers account.getGlobalPrivacySettings: it shows what is set for everybody together.
//
// https://core.telegram.org/method/account.getGlobalPrivacySettings
func (h *Handlers) getGlobalPrivacySettings(
	ctx context.Context, c rpc.Call, req *tg.AccountGetGlobalPrivacySettingsRequest,
) (*tg.GlobalPrivacySettings, error) {
	g, err := h.Contacts.Global(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return &tg.GlobalPrivacySettings{
		KeepArchivedUnmuted: g.KeepUnmuted, KeepArchivedFolders: g.KeepFolders,
		HideReadMarks: g.HideRead, NewNoncontactPeersRequirePremium: g.ContactsOnly,
	}, nil
}
