package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// setGlobalPrivacySettings answers account.setGlobalPrivacySettings: it sets who may write first, whether others
// learn when one read what they wrote, and what stays in the archive when something new comes.
//
// Archiving strangers (AUTOARCHIVE_NOT_AVAILABLE), gifts and payment for messages (PREMIUM_ACCOUNT_REQUIRED) are not
// built.
//
// https://core.telegram.org/method/account.setGlobalPrivacySettings
func (h *Handlers) setGlobalPrivacySettings(
	ctx context.Context, c rpc.Call, req *tg.AccountSetGlobalPrivacySettingsRequest,
) (*tg.GlobalPrivacySettings, error) {
	set := req.Settings
	if set.ArchiveAndMuteNewNoncontactPeers {
		return nil, errNoAutoarchive
	}
	if set.DisplayGiftsButton || set.NoncontactPeersPaidStars > 0 || !set.DisallowedGifts.Zero() {
		return nil, rpc.ErrPremiumAccountRequired
	}
	if err := h.Contacts.SetGlobal(ctx, c.User, contacts.Global{
		ContactsOnly: set.NewNoncontactPeersRequirePremium, HideRead: set.HideReadMarks,
		KeepUnmuted: set.KeepArchivedUnmuted, KeepFolders: set.KeepArchivedFolders,
	}); err != nil {
		return nil, err
	}
	return h.getGlobalPrivacySettings(ctx, c, &tg.AccountGetGlobalPrivacySettingsRequest{})
}

var errNoAutoarchive = &lamplight.Error{Kind: lamplight.Invalid, Code: "AUTOARCHIVE_NOT_AVAILABLE"}
