package render

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Chat writes a group or channel for the caller.
func (r *Renderer) Chat(c rpc.Call, ch lamplight.Chat) (tg.ChatClass, error) {
	switch ch.Peer.Kind {
	case lamplight.PeerChat:
		return r.group(c, ch), nil
	case lamplight.PeerChannel:
		return r.channel(c, ch), nil
	default:
		return nil, fmt.Errorf("render: chat of unknown kind %d", ch.Peer.Kind)
	}
}

// group writes a basic group.
func (r *Renderer) group(c rpc.Call, ch lamplight.Chat) tg.ChatClass {
	if ch.Forbidden {
		return &tg.ChatForbidden{ID: ch.Peer.ID, Title: ch.Title}
	}
	out := &tg.Chat{
		ID: ch.Peer.ID, Title: ch.Title, Creator: ch.Creator, Left: ch.Left, Deactivated: ch.Gone, Noforwards: ch.NoCopy,
		Photo: r.chatPhoto(c, ch.Photo), ParticipantsCount: ch.Members, Date: Date(ch.Created), Version: ch.Version,
	}
	if !ch.Migrated.IsZero() {
		out.SetMigratedTo(&tg.InputChannel{ChannelID: ch.Migrated.ID, AccessHash: r.hashes.Of(c.User, ch.Migrated)})
	}
	if ch.Admin != 0 {
		out.SetAdminRights(AdminRights(ch.Admin))
	}
	out.SetDefaultBannedRights(defaultRights(ch.Default))
	return out
}

// channel writes a supergroup or channel.
func (r *Renderer) channel(c rpc.Call, ch lamplight.Chat) tg.ChatClass {
	hash := r.hashes.Of(c.User, ch.Peer)
	if ch.Forbidden {
		return &tg.ChannelForbidden{
			ID: ch.Peer.ID, AccessHash: hash, Title: ch.Title, Broadcast: ch.Broadcast, Megagroup: !ch.Broadcast,
			UntilDate: until(ch.Own.Until),
		}
	}
	out := &tg.Channel{
		ID: ch.Peer.ID, Title: ch.Title, Broadcast: ch.Broadcast, Megagroup: !ch.Broadcast, Forum: ch.Forum, Photo: r.chatPhoto(c, ch.Photo),
		Date: Date(ch.Created), Creator: ch.Creator, Left: ch.Left && !c.Many, Verified: ch.Verified, Scam: ch.Scam, Fake: ch.Fake,
		Signatures: ch.Signatures, SignatureProfiles: ch.SignatureFace, HasLink: ch.HasLink, SlowmodeEnabled: ch.SlowMode,
		Noforwards: ch.NoCopy, JoinToSend: ch.JoinToSend, JoinRequest: ch.JoinRequest,
	}
	out.Min = c.Many
	out.SetAccessHash(hash)
	// One name goes the short way; with several, all of them go in the list, the editable one first.
	if len(ch.Usernames) == 0 {
		out.Username = ch.Username
	} else {
		out.Usernames = chatNames(ch)
	}
	for _, x := range ch.Restricted {
		out.Restricted = true
		out.RestrictionReason = append(out.RestrictionReason, tg.RestrictionReason{Platform: x.Platform, Reason: x.Reason, Text: x.Text})
	}
	if ch.Admin != 0 {
		out.SetAdminRights(AdminRights(ch.Admin))
	}
	if ch.Own.Rights != 0 {
		out.SetBannedRights(BannedRights(ch.Own))
	}
	if !ch.Broadcast {
		out.SetDefaultBannedRights(defaultRights(ch.Default))
	}
	if ch.Members > 0 {
		out.SetParticipantsCount(ch.Members)
	}
	return out
}

func chatNames(ch lamplight.Chat) []tg.Username {
	var names []tg.Username
	if ch.Username != "" {
		names = append(names, tg.Username{Username: ch.Username, Active: true, Editable: true})
	}
	for _, n := range ch.Usernames {
		names = append(names, tg.Username{Username: n, Active: true})
	}
	return names
}

// chatPhoto writes the photo of a chat in short.
func (r *Renderer) chatPhoto(c rpc.Call, p *lamplight.Photo) tg.ChatPhotoClass {
	if p == nil {
		return &tg.ChatPhotoEmpty{}
	}
	out := &tg.ChatPhoto{PhotoID: int64(p.ID), DCID: r.dataCentre(c), HasVideo: len(p.Video) > 0}
	for _, s := range p.Sizes {
		if s.Type == "i" {
			out.StrippedThumb = s.Inline
		}
	}
	return out
}

// Chats reads the groups and channels among peers and writes them for the caller; repeated ones are written once, unknown
// ones left out.
func (r *Renderer) Chats(ctx context.Context, c rpc.Call, peers ...lamplight.Peer) ([]tg.ChatClass, error) {
	var of []lamplight.Peer
	for _, p := range peers {
		if (p.Kind == lamplight.PeerChat || p.Kind == lamplight.PeerChannel) && !slices.Contains(of, p) {
			of = append(of, p)
		}
	}
	if len(of) == 0 || r.chats == nil {
		return []tg.ChatClass{}, nil
	}
	chats, err := r.chats.Chats(ctx, viewer(c), of)
	if err != nil {
		return nil, fmt.Errorf("chats for %d: %w", c.User, err)
	}
	return r.ChatList(c, chats)
}

// ChatList writes groups and channels for the caller.
func (r *Renderer) ChatList(c rpc.Call, chats []lamplight.Chat) ([]tg.ChatClass, error) {
	out := make([]tg.ChatClass, len(chats))
	for i, ch := range chats {
		var err error
		if out[i], err = r.Chat(c, ch); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// until writes when a restraint ends; for ever is 0.
func until(t time.Time) int { return Date(t) }

// adminFlags and bannedFlags say which of our flags is which of the wire's.
var (
	adminFlags = []struct {
		flag lamplight.AdminRights
		of   func(*tg.ChatAdminRights) *bool
	}{
		{lamplight.AdminChangeInfo, func(r *tg.ChatAdminRights) *bool { return &r.ChangeInfo }},
		{lamplight.AdminPost, func(r *tg.ChatAdminRights) *bool { return &r.PostMessages }},
		{lamplight.AdminEdit, func(r *tg.ChatAdminRights) *bool { return &r.EditMessages }},
		{lamplight.AdminDelete, func(r *tg.ChatAdminRights) *bool { return &r.DeleteMessages }},
		{lamplight.AdminBan, func(r *tg.ChatAdminRights) *bool { return &r.BanUsers }},
		{lamplight.AdminInvite, func(r *tg.ChatAdminRights) *bool { return &r.InviteUsers }},
		{lamplight.AdminPin, func(r *tg.ChatAdminRights) *bool { return &r.PinMessages }},
		{lamplight.AdminPromote, func(r *tg.ChatAdminRights) *bool { return &r.AddAdmins }},
		{lamplight.AdminAnonymous, func(r *tg.ChatAdminRights) *bool { return &r.Anonymous }},
		{lamplight.AdminCall, func(r *tg.ChatAdminRights) *bool { return &r.ManageCall }},
		{lamplight.AdminOther, func(r *tg.ChatAdminRights) *bool { return &r.Other }},
		{lamplight.AdminTopics, func(r *tg.ChatAdminRights) *bool { return &r.ManageTopics }},
		{lamplight.AdminPostStories, func(r *tg.ChatAdminRights) *bool { return &r.PostStories }},
		{lamplight.AdminEditStories, func(r *tg.ChatAdminRights) *bool { return &r.EditStories }},
		{lamplight.AdminDeleteStories, func(r *tg.ChatAdminRights) *bool { return &r.DeleteStories }},
		{lamplight.AdminDirectMessages, func(r *tg.ChatAdminRights) *bool { return &r.ManageDirectMessages }},
		{lamplight.AdminRanks, func(r *tg.ChatAdminRights) *bool { return &r.ManageRanks }},
	}
	bannedFlags = []struct {
		flag lamplight.BannedRights
		of   func(*tg.ChatBannedRights) *bool
	}{
		{lamplight.BannedView, func(r *tg.ChatBannedRights) *bool { return &r.ViewMessages }},
		{lamplight.BannedSend, func(r *tg.ChatBannedRights) *bool { return &r.SendMessages }},
		{lamplight.BannedMedia, func(r *tg.ChatBannedRights) *bool { return &r.SendMedia }},
		{lamplight.BannedStickers, func(r *tg.ChatBannedRights) *bool { return &r.SendStickers }},
		{lamplight.BannedGIFs, func(r *tg.ChatBannedRights) *bool { return &r.SendGifs }},
		{lamplight.BannedGames, func(r *tg.ChatBannedRights) *bool { return &r.SendGames }},
		{lamplight.BannedInline, func(r *tg.ChatBannedRights) *bool { return &r.SendInline }},
		{lamplight.BannedLinks, func(r *tg.ChatBannedRights) *bool { return &r.EmbedLinks }},
		{lamplight.BannedPolls, func(r *tg.ChatBannedRights) *bool { return &r.SendPolls }},
		{lamplight.BannedChangeInfo, func(r *tg.ChatBannedRights) *bool { return &r.ChangeInfo }},
		{lamplight.BannedInvite, func(r *tg.ChatBannedRights) *bool { return &r.InviteUsers }},
		{lamplight.BannedPin, func(r *tg.ChatBannedRights) *bool { return &r.PinMessages }},
		{lamplight.BannedTopics, func(r *tg.ChatBannedRights) *bool { return &r.ManageTopics }},
		{lamplight.BannedPhotos, func(r *tg.ChatBannedRights) *bool { return &r.SendPhotos }},
		{lamplight.BannedVideos, func(r *tg.ChatBannedRights) *bool { return &r.SendVideos }},
		{lamplight.BannedRoundVideos, func(r *tg.ChatBannedRights) *bool { return &r.SendRoundvideos }},
		{lamplight.BannedAudios, func(r *tg.ChatBannedRights) *bool { return &r.SendAudios }},
		{lamplight.BannedVoices, func(r *tg.ChatBannedRights) *bool { return &r.SendVoices }},
		{lamplight.BannedFiles, func(r *tg.ChatBannedRights) *bool { return &r.SendDocs }},
		{lamplight.BannedPlain, func(r *tg.ChatBannedRights) *bool { return &r.SendPlain }},
		{lamplight.BannedReactions, func(r *tg.ChatBannedRights) *bool { return &r.SendReactions }},
		{lamplight.BannedRank, func(r *tg.ChatBannedRights) *bool { return &r.EditRank }},
	}
)

// AdminRights writes what an administrator may do.
func AdminRights(r lamplight.AdminRights) (out tg.ChatAdminRights) {
	for _, f := range adminFlags {
		*f.of(&out) = r&f.flag != 0
	}
	return out
}

// defaultRights writes what nobody may do. They have no end, which clients want to be told as the last date there is.
func defaultRights(r lamplight.Restraint) tg.ChatBannedRights {
	out := BannedRights(r)
	out.UntilDate = math.MaxInt32
	return out
}

// BannedRights writes what somebody may not do.
func BannedRights(r lamplight.Restraint) (out tg.ChatBannedRights) {
	for _, f := range bannedFlags {
		*f.of(&out) = r.Rights&f.flag != 0
	}
	out.UntilDate = until(r.Until)
	return out
}
