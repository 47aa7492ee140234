"""Groups, channels and media, in Telethon's words."""

import hashlib

from telethon import functions, types, utils

import shapes

MIMES = {"video": "video/mp4", "round": "video/mp4", "gif": "video/mp4", "voice": "audio/ogg", "audio": "audio/mpeg"}
FORBIDDEN = {
    "view": "view_messages", "send": "send_messages", "media": "send_media", "polls": "send_polls",
    "links": "embed_links", "info": "change_info", "invite": "invite_users", "pin": "pin_messages",
    "photos": "send_photos", "plain": "send_plain",
}
ALLOWED = {
    "info": "change_info", "post": "post_messages", "edit": "edit_messages", "delete": "delete_messages",
    "ban": "ban_users", "invite": "invite_users", "pin": "pin_messages", "promote": "add_admins",
    "anonymous": "anonymous", "topics": "manage_topics",
}
FILTERS = {
    "": types.ChannelParticipantsRecent, "admins": types.ChannelParticipantsAdmins,
    "banned": lambda: types.ChannelParticipantsBanned(""), "kicked": lambda: types.ChannelParticipantsKicked(""),
}


def _chat(answer):
    """The chat that an act made."""
    updates = getattr(answer, "updates", answer)
    updates = updates if hasattr(updates, "chats") else answer
    for chat in updates.chats:
        if not getattr(chat, "migrated_to", None):
            return {"chat": utils.get_peer_id(chat)}
    raise RuntimeError("no chat is named")


def _rights(names, words):
    return {words[name]: True for name in names}


def _is_channel(to):
    return isinstance(to, int) and to < -1_000_000_000_000 or isinstance(to, str)


class Social:
    async def _sent(self, answer):
        return {"id": next(u.id for u in answer.updates if isinstance(u, types.UpdateMessageID))}

    async def createGroup(self, *, title, users):
        return _chat(await self.tg(functions.messages.CreateChatRequest(users, title)))

    async def createChannel(self, *, title, kind, about=""):
        return _chat(await self.tg(functions.channels.CreateChannelRequest(
            title, about, broadcast=kind == "channel", megagroup=kind != "channel", forum=kind == "forum",
        )))

    async def addUsers(self, *, to, users):
        if _is_channel(to):
            await self.tg(functions.channels.InviteToChannelRequest(to, users))
            return
        for user in users:
            await self.tg(functions.messages.AddChatUserRequest(-to, user, 0))

    async def kick(self, *, to, user):
        if _is_channel(to):
            await self.tg.edit_permissions(to, user, view_messages=False)
        else:
            await self.tg.kick_participant(to, user)

    async def restrict(self, *, to, user, rights=(), until=None):
        # Its own way has no name for some rights.
        await self.tg(functions.channels.EditBannedRequest(
            to, user, types.ChatBannedRights(until_date=until, **_rights(rights, FORBIDDEN))
        ))

    async def forbid(self, *, to, rights):
        await self.tg(functions.messages.EditChatDefaultBannedRightsRequest(
            to, types.ChatBannedRights(until_date=None, **_rights(rights, FORBIDDEN))
        ))

    async def promote(self, *, to, user, rights=(), rank=""):
        if _is_channel(to):
            await self.tg(functions.channels.EditAdminRequest(
                to, user, types.ChatAdminRights(**_rights(rights, ALLOWED)), rank
            ))
        else:
            await self.tg.edit_admin(to, user, is_admin=bool(rights))

    async def join(self, *, to=None, link=None):
        if link:
            answer = await self.tg(functions.messages.ImportChatInviteRequest(link.rsplit("/", 1)[-1].lstrip("+")))
        else:
            answer = await self.tg(functions.channels.JoinChannelRequest(to))
        return _chat(getattr(answer, "updates", answer) if not hasattr(answer, "chats") else answer)

    async def leave(self, *, to):
        if _is_channel(to):
            await self.tg(functions.channels.LeaveChannelRequest(to))
        else:
            await self.tg(functions.messages.DeleteChatUserRequest(-to, types.InputUserSelf()))

    async def deleteChat(self, *, to):
        if _is_channel(to):
            await self.tg(functions.channels.DeleteChannelRequest(to))
        else:
            await self.tg(functions.messages.DeleteChatRequest(-to))

    async def setTitle(self, *, to, title):
        if _is_channel(to):
            await self.tg(functions.channels.EditTitleRequest(to, title))
        else:
            await self.tg(functions.messages.EditChatTitleRequest(-to, title))

    async def setChatUsername(self, *, to, username):
        await self.tg(functions.channels.UpdateUsernameRequest(to, username))

    async def migrate(self, *, to):
        return _chat(await self.tg(functions.messages.MigrateChatRequest(-to)))

    async def info(self, *, to):
        if _is_channel(to):
            full = await self.tg(functions.channels.GetFullChannelRequest(to))
            members = full.full_chat.participants_count
        else:
            full = await self.tg(functions.messages.GetFullChatRequest(-to))
            members = len(full.full_chat.participants.participants)
        chat = next(c for c in full.chats if c.id == full.full_chat.id)
        return {"title": chat.title, "about": full.full_chat.about or "", "members": members}

    async def members(self, *, to, filter="", limit=100):
        if not _is_channel(to):
            full = await self.tg(functions.messages.GetFullChatRequest(-to))
            return {"users": [self._member(p) for p in full.full_chat.participants.participants]}
        answer = await self.tg(functions.channels.GetParticipantsRequest(to, FILTERS[filter](), 0, limit, 0))
        return {"users": [self._member(p) for p in answer.participants], "count": answer.count}

    @staticmethod
    def _member(p):
        role = "member"
        if "Creator" in type(p).__name__:
            role = "creator"
        elif "Admin" in type(p).__name__:
            role = "admin"
        elif "Banned" in type(p).__name__:
            return {"id": utils.get_peer_id(p.peer), "role": "banned"}
        return {"id": p.user_id, "role": role, "rank": getattr(p, "rank", None) or ""}

    async def adminLog(self, *, to):
        kinds = [type(e.action).__name__ async for e in self.tg.iter_admin_log(to)]
        return {"events": [kind.removeprefix("ChannelAdminLogEventAction") for kind in kinds]}

    async def inviteLink(self, *, to, limit=None, until=None, approval=False, title=None):
        answer = await self.tg(functions.messages.ExportChatInviteRequest(
            to, request_needed=approval, expire_date=until, usage_limit=limit, title=title
        ))
        return {"link": answer.link}

    async def revokeLink(self, *, to, link):
        await self.tg(functions.messages.EditExportedChatInviteRequest(to, link, revoked=True))

    async def requests(self, *, to):
        answer = await self.tg(functions.messages.GetChatInviteImportersRequest(
            to, None, types.InputUserEmpty(), limit=100, requested=True
        ))
        return {"users": [i.user_id for i in answer.importers]}

    async def approve(self, *, to, user, on=False):
        await self.tg(functions.messages.HideChatJoinRequestRequest(to, user, approved=on))

    async def noCopy(self, *, to, on=False):
        await self.tg(functions.messages.ToggleNoForwardsRequest(to, on))

    async def slowMode(self, *, to, seconds=0):
        await self.tg(functions.channels.ToggleSlowModeRequest(to, seconds))

    async def signatures(self, *, to, on=False):
        await self.tg(functions.channels.ToggleSignaturesRequest(to, signatures_enabled=on))

    async def hideHistory(self, *, to, on=False):
        await self.tg(functions.channels.TogglePreHistoryHiddenRequest(to, on))

    async def setLinked(self, *, to, **other):
        await self.tg(functions.channels.SetDiscussionGroupRequest(to, other["from"]))

    async def searchChats(self, *, query):
        found = await self.tg(functions.contacts.SearchRequest(query, 20))
        return {"chats": [i for i in map(utils.get_peer_id, found.my_results + found.results) if i < 0]}

    async def setPhoto(self, *, to, file):
        photo = types.InputChatUploadedPhoto(file=await self.tg.upload_file(file))
        if _is_channel(to):
            await self.tg(functions.channels.EditPhotoRequest(to, photo))
        else:
            await self.tg(functions.messages.EditChatPhotoRequest(-to, photo))

    async def _input(self, kind, *, file=None, caption=None, spoiler=False, **a):
        at = types.InputGeoPoint(a.get("lat", 0), a.get("long", 0))
        if kind == "contact":
            return types.InputMediaContact(a["phone"], a["first"], "", "")
        if kind == "geo":
            return types.InputMediaGeoPoint(at)
        if kind == "live":
            return types.InputMediaGeoLive(at, period=900)
        if kind == "venue":
            return types.InputMediaVenue(at, a["title"], a["about"], "test", "", "")
        if kind == "dice":
            return types.InputMediaDice(a["text"])
        raise RuntimeError(f"no kind of media {kind}")

    async def sendMedia(self, *, to, kind, file=None, caption="", spoiler=False, topic=None, **a):
        if not file:
            sent = await self.tg.send_file(to, await self._input(kind, **a), reply_to=topic)
            return {"id": sent.id}
        if kind == "photo":
            if spoiler:  # it has no word for it
                uploaded = await self.tg.upload_file(file)
                file = types.InputMediaUploadedPhoto(uploaded, spoiler=True)
            sent = await self.tg.send_file(to, file, caption=caption, reply_to=topic)
            return {"id": sent.id}
        attributes = []
        if kind in ("video", "round", "gif"):
            attributes.append(types.DocumentAttributeVideo(
                a["duration"], a["width"], a["height"], round_message=kind == "round", supports_streaming=True
            ))
        if kind == "gif":
            attributes.append(types.DocumentAttributeAnimated())
        if kind == "voice":
            attributes.append(types.DocumentAttributeAudio(a["duration"], voice=True, waveform=bytes([1, 2, 3, 4, 5])))
        if kind == "audio":
            attributes.append(types.DocumentAttributeAudio(a["duration"], title=a["title"], performer=a["first"]))
        if kind == "sticker":
            attributes += [
                types.DocumentAttributeImageSize(a["width"], a["height"]),
                types.DocumentAttributeSticker("🙂", types.InputStickerSetEmpty()),
            ]
        sent = await self.tg.send_file(
            to, file, caption=caption, attributes=attributes, force_document=kind == "file", reply_to=topic,
            voice_note=kind == "voice", video_note=kind == "round", mime_type=MIMES.get(kind), nosound_video=kind == "gif",
        )
        return {"id": sent.id}

    async def album(self, *, to, files, caption=""):
        sent = await self.tg.send_file(to, files, caption=caption)
        return {"ids": [m.id for m in sent]}

    async def download(self, *, to, id, path, thumb=False):
        message = await self.tg.get_messages(to, ids=id)
        size = -1 if thumb else None
        if message.photo:
            # It would take the size with the most bytes, which need not be the largest.
            size = max((x for x in message.photo.sizes if hasattr(x, "w")), key=lambda x: x.w * x.h)
        done = await self.tg.download_media(message, path, thumb=size)
        if not done:
            raise RuntimeError(f"message {id} has nothing to download")
        with open(done, "rb") as f:
            content = f.read()
        return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    async def setProfilePhoto(self, *, file):
        await self.tg(functions.photos.UploadProfilePhotoRequest(file=await self.tg.upload_file(file)))

    async def profilePhotos(self, *, username):
        return {"count": len(await self.tg.get_profile_photos(username))}

    async def react(self, *, to, id, emoji=()):
        await self.tg(functions.messages.SendReactionRequest(
            to, id, reaction=[types.ReactionEmoji(e) for e in emoji]
        ))

    async def poll(self, *, to, question, options, public=False, multiple=False, quiz=False, correct=0):
        text = lambda words: types.TextWithEntities(words, [])
        poll = types.Poll(
            id=0, question=text(question), public_voters=public, multiple_choice=multiple, quiz=quiz, hash=0,
            answers=[types.PollAnswer(text(o), str(i).encode()) for i, o in enumerate(options)],
        )
        media = types.InputMediaPoll(poll, correct_answers=[correct] if quiz else None)
        return await self._sent(await self.tg(functions.messages.SendMediaRequest(to, media, "")))

    async def vote(self, *, to, id, numbers):
        message = await self.tg.get_messages(to, ids=id)
        options = [message.media.poll.answers[n].option for n in numbers]
        await self.tg(functions.messages.SendVoteRequest(to, id, options))

    async def closePoll(self, *, to, id):
        poll = (await self.tg.get_messages(to, ids=id)).media.poll
        poll.closed = True
        await self.tg(functions.messages.EditMessageRequest(to, id, media=types.InputMediaPoll(poll)))

    async def views(self, *, to, ids):
        answer = await self.tg(functions.messages.GetMessagesViewsRequest(to, ids, increment=True))
        return {"views": [v.views for v in answer.views]}

    async def comment(self, *, to, id, text):
        return {"id": (await self.tg.send_message(to, text, comment_to=id)).id}

    async def comments(self, *, to, id):
        return await self._read_messages(to, limit=100, reply_to=id)

    async def createTopic(self, *, to, title):
        return await self._sent(await self.tg(functions.messages.CreateForumTopicRequest(to, title)))

    async def editTopic(self, *, to, id, title=None, closed=None):
        await self.tg(functions.messages.EditForumTopicRequest(to, id, title=title, closed=closed))

    async def topics(self, *, to):
        answer = await self.tg(functions.messages.GetForumTopicsRequest(to, None, 0, 0, 100))
        return {"topics": [
            {"id": t.id, "title": t.title, "closed": bool(t.closed)} for t in answer.topics
            if isinstance(t, types.ForumTopic)
        ]}
