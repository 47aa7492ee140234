package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gotd/td/tg"
)

// chatOf answers with the chat that an act made or changed.
func chatOf(updates tg.UpdatesClass) (result, error) {
	if u, ok := updates.(*tg.Updates); ok {
		for _, x := range u.Chats {
			switch x := x.(type) {
			case *tg.Channel:
				return result{"chat": channelMark - x.ID}, nil
			case *tg.Chat:
				if x.MigratedTo == nil {
					return result{"chat": -x.ID}, nil
				}
			}
		}
	}
	return nil, fmt.Errorf("%T names no chat", updates)
}

func (c *client) createGroup(ctx context.Context, r *request) (result, error) {
	users, err := c.members(ctx, r.Users)
	if err != nil {
		return nil, err
	}
	made, err := c.tg.API().MessagesCreateChat(ctx, &tg.MessagesCreateChatRequest{Users: users, Title: r.Title})
	if err != nil {
		return nil, err
	}
	return chatOf(made.Updates)
}

func (c *client) createChannel(ctx context.Context, r *request) (result, error) {
	made, err := c.tg.API().ChannelsCreateChannel(ctx, &tg.ChannelsCreateChannelRequest{
		Broadcast: r.Kind == "channel", Megagroup: r.Kind != "channel", Forum: r.Kind == "forum", Title: r.Title, About: r.About,
	})
	if err != nil {
		return nil, err
	}
	return chatOf(made)
}

func (c *client) addUsers(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	users, err := c.members(ctx, r.Users)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		for _, u := range users {
			if _, err := c.tg.API().MessagesAddChatUser(ctx, &tg.MessagesAddChatUserRequest{ChatID: p.ChatID, UserID: u}); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsInviteToChannel(ctx, &tg.ChannelsInviteToChannelRequest{Channel: in, Users: users})
	return nil, err
}

// forbidden are rights by the names of the protocol.
func forbidden(names []string) (r tg.ChatBannedRights) {
	for name, flag := range map[string]*bool{
		"view": &r.ViewMessages, "send": &r.SendMessages, "media": &r.SendMedia, "polls": &r.SendPolls, "links": &r.EmbedLinks,
		"info": &r.ChangeInfo, "invite": &r.InviteUsers, "pin": &r.PinMessages, "photos": &r.SendPhotos, "plain": &r.SendPlain,
	} {
		*flag = strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ")
	}
	return r
}

func (c *client) restrict(ctx context.Context, r *request) (result, error) {
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	who, err := c.peer(ctx, r.User)
	if err != nil {
		return nil, err
	}
	rights := forbidden(r.Rights)
	rights.UntilDate = r.Until
	_, err = c.tg.API().ChannelsEditBanned(ctx, &tg.ChannelsEditBannedRequest{Channel: in, Participant: who, BannedRights: rights})
	return nil, err
}

func (c *client) kick(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		who, err := c.member(ctx, r.User)
		if err != nil {
			return nil, err
		}
		_, err = c.tg.API().MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: p.ChatID, UserID: who})
		return nil, err
	}
	r.Rights = []string{"view"}
	return c.restrict(ctx, r)
}

func (c *client) forbid(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesEditChatDefaultBannedRights(ctx, &tg.MessagesEditChatDefaultBannedRightsRequest{
		Peer: to, BannedRights: forbidden(r.Rights),
	})
	return nil, err
}

func (c *client) promote(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	who, err := c.member(ctx, r.User)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		_, err := c.tg.API().MessagesEditChatAdmin(ctx, &tg.MessagesEditChatAdminRequest{
			ChatID: p.ChatID, UserID: who, IsAdmin: len(r.Rights) > 0,
		})
		return nil, err
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	var rights tg.ChatAdminRights
	for name, flag := range map[string]*bool{
		"info": &rights.ChangeInfo, "post": &rights.PostMessages, "edit": &rights.EditMessages, "delete": &rights.DeleteMessages,
		"ban": &rights.BanUsers, "invite": &rights.InviteUsers, "pin": &rights.PinMessages, "promote": &rights.AddAdmins,
		"anonymous": &rights.Anonymous, "topics": &rights.ManageTopics,
	} {
		*flag = strings.Contains(" "+strings.Join(r.Rights, " ")+" ", " "+name+" ")
	}
	_, err = c.tg.API().ChannelsEditAdmin(ctx, &tg.ChannelsEditAdminRequest{Channel: in, UserID: who, AdminRights: rights, Rank: r.Rank})
	return nil, err
}

func joined(answer tg.MessagesChatInviteJoinResultClass, err error) (result, error) {
	if err != nil {
		return nil, err
	}
	ok, is := answer.(*tg.MessagesChatInviteJoinResultOk)
	if !is {
		return nil, fmt.Errorf("joining gave %T", answer)
	}
	return chatOf(ok.Updates)
}

func (c *client) join(ctx context.Context, r *request) (result, error) {
	if r.Link != "" {
		hash := r.Link[strings.LastIndexAny(r.Link, "/+")+1:]
		return joined(c.tg.API().MessagesImportChatInvite(ctx, hash))
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	return joined(c.tg.API().ChannelsJoinChannel(ctx, in))
}

func (c *client) leave(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		_, err := c.tg.API().MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{
			ChatID: p.ChatID, UserID: &tg.InputUserSelf{},
		})
		return nil, err
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsLeaveChannel(ctx, in)
	return nil, err
}

func (c *client) deleteChat(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		_, err := c.tg.API().MessagesDeleteChat(ctx, p.ChatID)
		return nil, err
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsDeleteChannel(ctx, in)
	return nil, err
}

func (c *client) setTitle(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		_, err := c.tg.API().MessagesEditChatTitle(ctx, &tg.MessagesEditChatTitleRequest{ChatID: p.ChatID, Title: r.Title})
		return nil, err
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsEditTitle(ctx, &tg.ChannelsEditTitleRequest{Channel: in, Title: r.Title})
	return nil, err
}

func (c *client) setChatUsername(ctx context.Context, r *request) (result, error) {
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsUpdateUsername(ctx, &tg.ChannelsUpdateUsernameRequest{Channel: in, Username: r.Username})
	return nil, err
}

func (c *client) migrate(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	p, ok := to.(*tg.InputPeerChat)
	if !ok {
		return nil, errors.New("only a basic group becomes a supergroup")
	}
	made, err := c.tg.API().MessagesMigrateChat(ctx, p.ChatID)
	if err != nil {
		return nil, err
	}
	return chatOf(made)
}

// info is what is known of a chat: title, what it says of itself, members.
func (c *client) info(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	var full *tg.MessagesChatFull
	if p, ok := to.(*tg.InputPeerChat); ok {
		full, err = c.tg.API().MessagesGetFullChat(ctx, p.ChatID)
	} else {
		in, err := c.channel(ctx, r.To)
		if err != nil {
			return nil, err
		}
		full, err = c.tg.API().ChannelsGetFullChannel(ctx, in)
		if err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	answer := result{"about": full.FullChat.GetAbout()}
	switch f := full.FullChat.(type) {
	case *tg.ChannelFull:
		answer["members"], answer["slow"], answer["linked"] = f.ParticipantsCount, f.SlowmodeSeconds, 0
		if f.LinkedChatID != 0 {
			answer["linked"] = channelMark - f.LinkedChatID
		}
	case *tg.ChatFull:
		if list, ok := f.Participants.(*tg.ChatParticipants); ok {
			answer["members"] = len(list.Participants)
		}
	}
	for _, x := range full.Chats {
		switch x := x.(type) {
		case *tg.Channel:
			if x.ID == full.FullChat.GetID() {
				answer["title"], answer["username"], answer["noCopy"], answer["forum"] = x.Title, x.Username, x.Noforwards, x.Forum
			}
		case *tg.Chat:
			if x.ID == full.FullChat.GetID() {
				answer["title"], answer["noCopy"] = x.Title, x.Noforwards
			}
		}
	}
	return answer, nil
}

// membersOf lists who is in a chat, with what they are in it.
func (c *client) membersOf(ctx context.Context, r *request) (result, error) {
	list := []result{}
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if p, ok := to.(*tg.InputPeerChat); ok {
		full, err := c.tg.API().MessagesGetFullChat(ctx, p.ChatID)
		if err != nil {
			return nil, err
		}
		all, ok := full.FullChat.(*tg.ChatFull).Participants.(*tg.ChatParticipants)
		if !ok {
			return nil, errors.New("the members are not told")
		}
		for _, x := range all.Participants {
			role := "member"
			switch x.(type) {
			case *tg.ChatParticipantAdmin:
				role = "admin"
			case *tg.ChatParticipantCreator:
				role = "creator"
			}
			list = append(list, result{"id": x.GetUserID(), "role": role})
		}
		return result{"users": list, "count": len(list)}, nil
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	filters := map[string]tg.ChannelParticipantsFilterClass{
		"": &tg.ChannelParticipantsRecent{}, "admins": &tg.ChannelParticipantsAdmins{}, "banned": &tg.ChannelParticipantsBanned{},
		"kicked": &tg.ChannelParticipantsKicked{}, "search": &tg.ChannelParticipantsSearch{Q: r.Query},
	}
	got, err := c.tg.API().ChannelsGetParticipants(ctx, &tg.ChannelsGetParticipantsRequest{
		Channel: in, Filter: filters[r.Filter], Offset: r.Offset, Limit: max(r.Limit, 1),
	})
	if err != nil {
		return nil, err
	}
	all, ok := got.(*tg.ChannelsChannelParticipants)
	if !ok {
		return nil, fmt.Errorf("getParticipants gave %T", got)
	}
	for _, x := range all.Participants {
		one := result{"role": "member"}
		switch x := x.(type) {
		case *tg.ChannelParticipant:
			one["id"] = x.UserID
		case *tg.ChannelParticipantSelf:
			one["id"] = x.UserID
		case *tg.ChannelParticipantCreator:
			one["id"], one["role"], one["rank"] = x.UserID, "creator", x.Rank
		case *tg.ChannelParticipantAdmin:
			one["id"], one["role"], one["rank"] = x.UserID, "admin", x.Rank
		case *tg.ChannelParticipantBanned:
			one["id"], one["role"] = marked(x.Peer), "banned"
		}
		list = append(list, one)
	}
	return result{"users": list, "count": all.Count}, nil
}

func (c *client) adminLog(ctx context.Context, r *request) (result, error) {
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().ChannelsGetAdminLog(ctx, &tg.ChannelsGetAdminLogRequest{Channel: in, Limit: 100})
	if err != nil {
		return nil, err
	}
	kinds := []string{}
	for _, e := range got.Events {
		kinds = append(kinds, strings.TrimPrefix(e.Action.TypeName(), "channelAdminLogEventAction"))
	}
	return result{"events": kinds}, nil
}

func (c *client) inviteLink(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	made, err := c.tg.API().MessagesExportChatInvite(ctx, &tg.MessagesExportChatInviteRequest{
		Peer: to, UsageLimit: r.Limit, ExpireDate: r.Until, RequestNeeded: r.Approval, Title: r.Title,
	})
	if err != nil {
		return nil, err
	}
	link, ok := made.(*tg.ChatInviteExported)
	if !ok {
		return nil, fmt.Errorf("exportChatInvite gave %T", made)
	}
	return result{"link": link.Link}, nil
}

func (c *client) revokeLink(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesEditExportedChatInvite(ctx, &tg.MessagesEditExportedChatInviteRequest{Peer: to, Link: r.Link, Revoked: true})
	return nil, err
}

// requests are those who wait to be let in.
func (c *client) requests(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().MessagesGetChatInviteImporters(ctx, &tg.MessagesGetChatInviteImportersRequest{
		Requested: true, Peer: to, OffsetUser: &tg.InputUserEmpty{}, Limit: 100,
	})
	if err != nil {
		return nil, err
	}
	users := []int64{}
	for _, x := range got.Importers {
		users = append(users, x.UserID)
	}
	return result{"users": users}, nil
}

func (c *client) approve(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	who, err := c.member(ctx, r.User)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesHideChatJoinRequest(ctx, &tg.MessagesHideChatJoinRequestRequest{Approved: r.On, Peer: to, UserID: who})
	return nil, err
}

func (c *client) noCopy(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().MessagesToggleNoForwards(ctx, &tg.MessagesToggleNoForwardsRequest{Peer: to, Enabled: r.On})
	return nil, err
}

func (c *client) slowMode(ctx context.Context, r *request) (result, error) {
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsToggleSlowMode(ctx, &tg.ChannelsToggleSlowModeRequest{Channel: in, Seconds: r.Seconds})
	return nil, err
}

func (c *client) signatures(ctx context.Context, r *request) (result, error) {
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsToggleSignatures(ctx, &tg.ChannelsToggleSignaturesRequest{Channel: in, SignaturesEnabled: r.On})
	return nil, err
}

func (c *client) hideHistory(ctx context.Context, r *request) (result, error) {
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsTogglePreHistoryHidden(ctx, &tg.ChannelsTogglePreHistoryHiddenRequest{Channel: in, Enabled: r.On})
	return nil, err
}

func (c *client) setLinked(ctx context.Context, r *request) (result, error) {
	broadcast, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	group, err := c.channel(ctx, r.From)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsSetDiscussionGroup(ctx, &tg.ChannelsSetDiscussionGroupRequest{Broadcast: broadcast, Group: group})
	return nil, err
}

// searchChats finds chats by title or username.
func (c *client) searchChats(ctx context.Context, r *request) (result, error) {
	found, err := c.tg.API().ContactsSearch(ctx, &tg.ContactsSearchRequest{Q: r.Query, Limit: 20})
	if err != nil {
		return nil, err
	}
	chats := []int64{}
	for _, p := range append(found.MyResults, found.Results...) {
		if id := marked(p); id < 0 {
			chats = append(chats, id)
		}
	}
	return result{"chats": chats}, nil
}
