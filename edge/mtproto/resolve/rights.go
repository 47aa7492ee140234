package resolve

import (
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
)

// adminFlags and bannedFlags say which of the wire's flags is which of ours.
var (
	adminFlags = []struct {
		flag lamplight.AdminRights
		of   func(*tg.ChatAdminRights) bool
	}{
		{lamplight.AdminChangeInfo, func(r *tg.ChatAdminRights) bool { return r.ChangeInfo }},
		{lamplight.AdminPost, func(r *tg.ChatAdminRights) bool { return r.PostMessages }},
		{lamplight.AdminEdit, func(r *tg.ChatAdminRights) bool { return r.EditMessages }},
		{lamplight.AdminDelete, func(r *tg.ChatAdminRights) bool { return r.DeleteMessages }},
		{lamplight.AdminBan, func(r *tg.ChatAdminRights) bool { return r.BanUsers }},
		{lamplight.AdminInvite, func(r *tg.ChatAdminRights) bool { return r.InviteUsers }},
		{lamplight.AdminPin, func(r *tg.ChatAdminRights) bool { return r.PinMessages }},
		{lamplight.AdminPromote, func(r *tg.ChatAdminRights) bool { return r.AddAdmins }},
		{lamplight.AdminAnonymous, func(r *tg.ChatAdminRights) bool { return r.Anonymous }},
		{lamplight.AdminCall, func(r *tg.ChatAdminRights) bool { return r.ManageCall }},
		{lamplight.AdminOther, func(r *tg.ChatAdminRights) bool { return r.Other }},
		{lamplight.AdminTopics, func(r *tg.ChatAdminRights) bool { return r.ManageTopics }},
		{lamplight.AdminPostStories, func(r *tg.ChatAdminRights) bool { return r.PostStories }},
		{lamplight.AdminEditStories, func(r *tg.ChatAdminRights) bool { return r.EditStories }},
		{lamplight.AdminDeleteStories, func(r *tg.ChatAdminRights) bool { return r.DeleteStories }},
		{lamplight.AdminDirectMessages, func(r *tg.ChatAdminRights) bool { return r.ManageDirectMessages }},
		{lamplight.AdminRanks, func(r *tg.ChatAdminRights) bool { return r.ManageRanks }},
	}
	bannedFlags = []struct {
		flag lamplight.BannedRights
		of   func(*tg.ChatBannedRights) bool
	}{
		{lamplight.BannedView, func(r *tg.ChatBannedRights) bool { return r.ViewMessages }},
		{lamplight.BannedSend, func(r *tg.ChatBannedRights) bool { return r.SendMessages }},
		{lamplight.BannedMedia, func(r *tg.ChatBannedRights) bool { return r.SendMedia }},
		{lamplight.BannedStickers, func(r *tg.ChatBannedRights) bool { return r.SendStickers }},
		{lamplight.BannedGIFs, func(r *tg.ChatBannedRights) bool { return r.SendGifs }},
		{lamplight.BannedGames, func(r *tg.ChatBannedRights) bool { return r.SendGames }},
		{lamplight.BannedInline, func(r *tg.ChatBannedRights) bool { return r.SendInline }},
		{lamplight.BannedLinks, func(r *tg.ChatBannedRights) bool { return r.EmbedLinks }},
		{lamplight.BannedPolls, func(r *tg.ChatBannedRights) bool { return r.SendPolls }},
		{lamplight.BannedChangeInfo, func(r *tg.ChatBannedRights) bool { return r.ChangeInfo }},
		{lamplight.BannedInvite, func(r *tg.ChatBannedRights) bool { return r.InviteUsers }},
		{lamplight.BannedPin, func(r *tg.ChatBannedRights) bool { return r.PinMessages }},
		{lamplight.BannedTopics, func(r *tg.ChatBannedRights) bool { return r.ManageTopics }},
		{lamplight.BannedPhotos, func(r *tg.ChatBannedRights) bool { return r.SendPhotos }},
		{lamplight.BannedVideos, func(r *tg.ChatBannedRights) bool { return r.SendVideos }},
		{lamplight.BannedRoundVideos, func(r *tg.ChatBannedRights) bool { return r.SendRoundvideos }},
		{lamplight.BannedAudios, func(r *tg.ChatBannedRights) bool { return r.SendAudios }},
		{lamplight.BannedVoices, func(r *tg.ChatBannedRights) bool { return r.SendVoices }},
		{lamplight.BannedFiles, func(r *tg.ChatBannedRights) bool { return r.SendDocs }},
		{lamplight.BannedPlain, func(r *tg.ChatBannedRights) bool { return r.SendPlain }},
		{lamplight.BannedReactions, func(r *tg.ChatBannedRights) bool { return r.SendReactions }},
		{lamplight.BannedRank, func(r *tg.ChatBannedRights) bool { return r.EditRank }},
	}
)

// AdminRights returns what an administrator may do.
func AdminRights(in tg.ChatAdminRights) (r lamplight.AdminRights) {
	for _, f := range adminFlags {
		if f.of(&in) {
			r |= f.flag
		}
	}
	return r
}

// forEver is the time that clients say for "for ever", beside 0 (0x7fffffff).
const forEver = 1<<31 - 1

// Restraint returns what somebody may not do, and until when.
func Restraint(in tg.ChatBannedRights) (r lamplight.Restraint) {
	for _, f := range bannedFlags {
		if f.of(&in) {
			r.Rights |= f.flag
		}
	}
	if in.UntilDate > 0 && in.UntilDate < forEver {
		r.Until = time.Unix(int64(in.UntilDate), 0).UTC()
	}
	return r
}
