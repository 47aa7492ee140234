"""Groups, channels and media, in Pyrogram's words. Topics, reactions to be taken back and join requests it has no way for."""

import datetime
import hashlib

from pyrogram import enums, raw, types, utils

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
    "": raw.types.ChannelParticipantsRecent, "admins": raw.types.ChannelParticipantsAdmins,
    "banned": lambda: raw.types.ChannelParticipantsBanned(q=""),
    "kicked": lambda: raw.types.ChannelParticipantsKicked(q=""),
}
F, T = raw.functions, raw.types


def _rights(names, words):
    return {words[name]: True for name in names}


def _is_channel(to):
    return isinstance(to, int) and to < -1_000_000_000_000 or isinstance(to, str)


def _chat(updates):
    """The chat that an act made."""
    for chat in updates.chats:
        if not getattr(chat, "migrated_to", None):
            peer = T.PeerChannel(channel_id=chat.id) if isinstance(chat, T.Channel) else T.PeerChat(chat_id=chat.id)
            return {"chat": utils.get_peer_id(peer)}
    raise RuntimeError("no chat is named")


class Social:
    async def _channel(self, to):
        peer = await self.tg.resolve_peer(to)
        return T.InputChannel(channel_id=peer.channel_id, access_hash=peer.access_hash)

    async def _member(self, name):
        peer = await self.tg.resolve_peer(name)
        return T.InputUser(user_id=peer.user_id, access_hash=peer.access_hash)

    async def _call(self, request):
        return await self.tg.invoke(request)

    async def createGroup(self, *, title, users):
        # Its own way gives a chat that it may take for another one.
        return _chat(await self._call(F.messages.CreateChat(title=title, users=[await self._member(u) for u in users])))

    async def createChannel(self, *, title, kind, about=""):
        if kind == "forum":
            return _chat(await self._call(F.channels.CreateChannel(title=title, about=about, megagroup=True, forum=True)))
        make = self.tg.create_channel if kind == "channel" else self.tg.create_supergroup
        return {"chat": (await make(title, about)).id}

    async def addUsers(self, *, to, users):
        await self.tg.add_chat_members(to, users)

    async def kick(self, *, to, user):
        await self.tg.ban_chat_member(to, user)

    async def restrict(self, *, to, user, rights=(), until=0):
        # Its own way has no name for some rights.
        rights = T.ChatBannedRights(until_date=until or 0, **_rights(rights, FORBIDDEN))
        await self._call(F.channels.EditBanned(
            channel=await self._channel(to), participant=await self.tg.resolve_peer(user), banned_rights=rights
        ))

    async def forbid(self, *, to, rights):
        rights = T.ChatBannedRights(until_date=0, **_rights(rights, FORBIDDEN))
        peer = await self.tg.resolve_peer(to)
        await self._call(F.messages.EditChatDefaultBannedRights(peer=peer, banned_rights=rights))

    async def promote(self, *, to, user, rights=(), rank=""):
        if not _is_channel(to):
            await self._call(F.messages.EditChatAdmin(
                chat_id=-to, user_id=await self._member(user), is_admin=bool(rights)
            ))
            return
        rights = T.ChatAdminRights(**_rights(rights, ALLOWED))
        await self._call(F.channels.EditAdmin(
            channel=await self._channel(to), user_id=await self._member(user), admin_rights=rights, rank=rank
        ))

    async def join(self, *, to=None, link=None):
        return {"chat": (await self.tg.join_chat(link or to)).id}

    async def leave(self, *, to):
        await self.tg.leave_chat(to)

    async def deleteChat(self, *, to):
        await self.tg.delete_supergroup(to)

    async def setTitle(self, *, to, title):
        await self.tg.set_chat_title(to, title)

    async def setChatUsername(self, *, to, username):
        await self.tg.set_chat_username(to, username)

    async def migrate(self, *, to):
        return _chat(await self._call(F.messages.MigrateChat(chat_id=-to)))

    async def info(self, *, to):
        chat = await self.tg.get_chat(to)
        return {"title": chat.title, "about": chat.description or "", "members": chat.members_count}

    async def members(self, *, to, filter="", limit=100):
        if not _is_channel(to):
            full = await self._call(F.messages.GetFullChat(chat_id=-to))
            return {"users": [self._role(p) for p in full.full_chat.participants.participants]}
        answer = await self._call(F.channels.GetParticipants(
            channel=await self._channel(to), filter=FILTERS[filter](), offset=0, limit=limit, hash=0
        ))
        return {"users": [self._role(p) for p in answer.participants], "count": answer.count}

    @staticmethod
    def _role(p):
        name = type(p).__name__
        if "Banned" in name:
            return {"id": utils.get_peer_id(p.peer), "role": "banned"}
        role = "creator" if "Creator" in name else "admin" if "Admin" in name else "member"
        return {"id": p.user_id, "role": role, "rank": getattr(p, "rank", None) or ""}

    async def adminLog(self, *, to):
        return {"events": [str(event.action) async for event in self.tg.get_chat_event_log(to)]}

    async def inviteLink(self, *, to, limit=None, until=None, approval=None, title=None):
        until = datetime.datetime.fromtimestamp(until) if until else None
        link = await self.tg.create_chat_invite_link(
            to, name=title, expire_date=until, member_limit=limit, creates_join_request=approval
        )
        return {"link": link.invite_link}

    async def revokeLink(self, *, to, link):
        await self.tg.revoke_chat_invite_link(to, link)

    async def requests(self, *, to):
        return {"users": [j.user.id async for j in self.tg.get_chat_join_requests(to)]}

    async def approve(self, *, to, user, on=False):
        who = (await self.tg.get_users(user)).id
        await (self.tg.approve_chat_join_request if on else self.tg.decline_chat_join_request)(to, who)

    async def noCopy(self, *, to, on=False):
        await self.tg.set_chat_protected_content(to, on)

    async def slowMode(self, *, to, seconds=0):
        await self.tg.set_slow_mode(to, seconds)

    async def signatures(self, *, to, on=False):
        await self._call(F.channels.ToggleSignatures(channel=await self._channel(to), enabled=on))

    async def hideHistory(self, *, to, on=False):
        await self._call(F.channels.TogglePreHistoryHidden(channel=await self._channel(to), enabled=on))

    async def setLinked(self, *, to, **other):
        await self._call(F.channels.SetDiscussionGroup(
            broadcast=await self._channel(to), group=await self._channel(other["from"])
        ))

    async def searchChats(self, *, query):
        found = await self._call(F.contacts.Search(q=query, limit=20))
        return {"chats": [i for i in map(utils.get_peer_id, found.my_results + found.results) if i < 0]}

    async def setPhoto(self, *, to, file):
        await self.tg.set_chat_photo(to, photo=file)

    async def sendMedia(self, *, to, kind, file=None, caption="", spoiler=None, topic=None, **a):
        plain = {"parse_mode": enums.ParseMode.DISABLED, "caption": caption}
        size = {key: a[key] for key in ("duration", "width", "height") if key in a}
        tg = self.tg
        if kind == "photo":
            sent = await tg.send_photo(to, file, has_spoiler=spoiler, **plain)
        elif kind == "file":
            sent = await tg.send_document(to, file, force_document=True, **plain)
        elif kind == "video":
            sent = await tg.send_video(to, file, **size, **plain)
        elif kind == "gif":
            sent = await tg.send_animation(to, file, **size, **plain)
        elif kind == "round":
            sent = await tg.send_video_note(to, file, duration=a["duration"], length=a["width"])
        elif kind == "voice":
            sent = await tg.send_voice(to, file, duration=a["duration"], **plain)
        elif kind == "audio":
            sent = await tg.send_audio(to, file, duration=a["duration"], title=a["title"], performer=a["first"], **plain)
        elif kind == "sticker":
            sent = await tg.send_sticker(to, file)
        elif kind == "contact":
            sent = await tg.send_contact(to, a["phone"], a["first"])
        elif kind == "geo":
            sent = await tg.send_location(to, a["lat"], a["long"])
        elif kind == "venue":
            sent = await tg.send_venue(to, a["lat"], a["long"], a["title"], a["about"])
        elif kind == "dice":
            sent = await tg.send_dice(to, a["text"])
        elif kind == "live":  # it has no way of its own
            at = T.InputGeoPoint(lat=a["lat"], long=a["long"])
            answer = await self._call(F.messages.SendMedia(
                peer=await tg.resolve_peer(to), media=T.InputMediaGeoLive(geo_point=at, period=900), message="",
                random_id=tg.rnd_id(),
            ))
            return {"id": next(u.id for u in answer.updates if isinstance(u, T.UpdateMessageID))}
        else:
            raise RuntimeError(f"no kind of media {kind}")
        return {"id": sent.id}

    async def album(self, *, to, files, caption=""):
        photos = [types.InputMediaPhoto(path, caption if i == 0 else "") for i, path in enumerate(files)]
        return {"ids": [m.id for m in await self.tg.send_media_group(to, photos)]}

    async def download(self, *, to, id, path, thumb=False):
        message = await self.tg.get_messages(to, id)
        what = message
        if thumb:
            what = (message.video or message.animation or message.document).thumbs[-1].file_id
        done = await self.tg.download_media(what, path)
        with open(done, "rb") as f:
            content = f.read()
        return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    async def setProfilePhoto(self, *, file):
        await self.tg.set_profile_photo(photo=file)

    async def profilePhotos(self, *, username):
        return {"count": await self.tg.get_chat_photos_count(username)}

    async def react(self, *, to, id, emoji=()):
        await self.tg.send_reaction(to, id, emoji[0] if emoji else "")

    async def poll(self, *, to, question, options, public=False, multiple=None, quiz=False, correct=None):
        sent = await self.tg.send_poll(
            to, question, options, is_anonymous=not public, allows_multiple_answers=multiple,
            type=enums.PollType.QUIZ if quiz else enums.PollType.REGULAR, correct_option_id=correct if quiz else None,
        )
        return {"id": sent.id}

    async def vote(self, *, to, id, numbers):
        await self.tg.vote_poll(to, id, numbers)

    async def closePoll(self, *, to, id):
        await self.tg.stop_poll(to, id)

    async def views(self, *, to, ids):
        answer = await self._call(F.messages.GetMessagesViews(
            peer=await self.tg.resolve_peer(to), id=ids, increment=True
        ))
        return {"views": [v.views for v in answer.views]}

    async def comment(self, *, to, id, text):
        post = await self.tg.get_discussion_message(to, id)
        return {"id": (await post.reply(text, quote=True)).id}

    async def comments(self, *, to, id):
        found = [message async for message in self.tg.get_discussion_replies(to, id)]
        if not found:
            return {"messages": []}
        return await self._whole(found, found[0].chat.id)

    async def createTopic(self, *, to, title):
        answer = await self._call(F.channels.CreateForumTopic(
            channel=await self._channel(to), title=title, random_id=self.tg.rnd_id()
        ))
        return {"id": next(u.id for u in answer.updates if isinstance(u, T.UpdateMessageID))}

    async def editTopic(self, *, to, id, title=None, closed=None):
        await self._call(F.channels.EditForumTopic(
            channel=await self._channel(to), topic_id=id, title=title, closed=closed
        ))

    async def topics(self, *, to):
        answer = await self._call(F.channels.GetForumTopics(
            channel=await self._channel(to), offset_date=0, offset_id=0, offset_topic=0, limit=100
        ))
        return {"topics": [
            {"id": t.id, "title": t.title, "closed": bool(t.closed)} for t in answer.topics
            if isinstance(t, T.ForumTopic)
        ]}
