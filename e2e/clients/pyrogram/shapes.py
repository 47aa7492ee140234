"""What Pyrogram says, in the words of the protocol, and the other way round."""

import time

from pyrogram import enums, raw, types, utils

ENTITIES = {
    "bold": enums.MessageEntityType.BOLD,
    "italic": enums.MessageEntityType.ITALIC,
    "underline": enums.MessageEntityType.UNDERLINE,
    "strike": enums.MessageEntityType.STRIKETHROUGH,
    "spoiler": enums.MessageEntityType.SPOILER,
    "code": enums.MessageEntityType.CODE,
    "pre": enums.MessageEntityType.PRE,
    "link": enums.MessageEntityType.TEXT_LINK,
    "quote": enums.MessageEntityType.BLOCKQUOTE,
    "name": enums.MessageEntityType.TEXT_MENTION,
    "mention": enums.MessageEntityType.MENTION,
    "hashtag": enums.MessageEntityType.HASHTAG,
    "cashtag": enums.MessageEntityType.CASHTAG,
    "command": enums.MessageEntityType.BOT_COMMAND,
    "url": enums.MessageEntityType.URL,
    "email": enums.MessageEntityType.EMAIL,
    "phone": enums.MessageEntityType.PHONE_NUMBER,
}
NAMES = {kind: name for name, kind in ENTITIES.items()}


async def styled(tg, *, type, offset, length, language="", url="", user=""):
    """An entity of a command."""
    return types.MessageEntity(
        client=tg,
        type=ENTITIES[type],
        offset=offset,
        length=length,
        language=language if type == "pre" else None,
        url=url or None,
        user=await tg.get_users(user) if user else None,
    )


def _entity(entity):
    data = {
        "type": NAMES.get(entity.type, str(entity.type)),
        "offset": entity.offset,
        "length": entity.length,
        "language": entity.language,
        "url": entity.url,
        "id": entity.user.id if entity.user else None,
    }
    return {key: value for key, value in data.items() if value is not None}


def _user(peer):
    """A peer as one number: people above zero, basic groups below, channels far below."""
    return utils.get_peer_id(peer) if peer else 0


def _channel(number):
    return utils.get_peer_id(raw.types.PeerChannel(channel_id=number))


SERVICES = {
    "ChatCreate": "chatCreate",
    "ChatEditTitle": "title",
    "ChatEditPhoto": "photo",
    "ChatDeletePhoto": "photo",
    "ChatAddUser": "addUser",
    "ChatDeleteUser": "deleteUser",
    "ChatJoinedByLink": "joinLink",
    "ChatJoinedByRequest": "joinRequest",
    "ChannelCreate": "channelCreate",
    "ChatMigrateTo": "migrateTo",
    "ChannelMigrateFrom": "migrateFrom",
    "TopicCreate": "topicCreate",
    "TopicEdit": "topicEdit",
}


def _geo(kind, at):
    return {"kind": kind, "lat": at.lat, "long": at.long}


def media(x):
    """What a message carries beside its text; the raw form has all of it."""
    T = raw.types
    if isinstance(x, T.MessageMediaPhoto):
        sizes = [s for s in x.photo.sizes if isinstance(s, (T.PhotoSize, T.PhotoSizeProgressive))]
        return {"kind": "photo", "spoiler": bool(x.spoiler), "width": sizes[-1].w, "height": sizes[-1].h}
    if isinstance(x, T.MessageMediaDocument):
        d = x.document
        data = {"kind": "file", "size": d.size, "mime": d.mime_type, "spoiler": bool(x.spoiler)}
        for a in d.attributes:
            if isinstance(a, T.DocumentAttributeFilename):
                data["name"] = a.file_name
            elif isinstance(a, T.DocumentAttributeVideo):
                data.update(kind="round" if a.round_message else "video", width=a.w, height=a.h, duration=int(a.duration))
            elif isinstance(a, T.DocumentAttributeAudio):
                data.update(kind="voice" if a.voice else "audio", duration=a.duration, title=a.title or "")
            elif isinstance(a, T.DocumentAttributeSticker):
                data.update(kind="sticker", emoji=a.alt)
        if any(isinstance(a, T.DocumentAttributeAnimated) for a in d.attributes):
            data["kind"] = "gif"
        return data
    if isinstance(x, T.MessageMediaContact):
        return {"kind": "contact", "phone": x.phone_number, "name": x.first_name}
    if isinstance(x, T.MessageMediaGeo):
        return _geo("geo", x.geo)
    if isinstance(x, T.MessageMediaGeoLive):
        return _geo("live", x.geo)
    if isinstance(x, T.MessageMediaVenue):
        return {**_geo("venue", x.geo), "title": x.title}
    if isinstance(x, T.MessageMediaDice):
        return {"kind": "dice", "emoji": x.emoticon, "value": x.value}
    if isinstance(x, T.MessageMediaPoll):
        votes = {bytes(r.option): r.voters for r in x.results.results or []}
        return {
            "kind": "poll",
            "question": x.poll.question,
            "closed": bool(x.poll.closed),
            "options": [a.text for a in x.poll.answers],
            "votes": [votes.get(bytes(a.option), 0) for a in x.poll.answers],
            "voters": x.results.total_voters or 0,
        }
    if isinstance(x, T.MessageMediaWebPage) and isinstance(x.webpage, T.WebPage):
        return {"kind": "page", "title": x.webpage.title or ""}
    return None


def counts(reactions):
    """How often each emoji was put to a message."""
    return {r.reaction.emoticon: r.count for r in reactions.results if isinstance(r.reaction, raw.types.ReactionEmoji)}


def _social(data, m):
    """Adds what only messages of groups and channels have, and what a message carries."""
    data.update(post=bool(m.post), author=m.post_author or "", views=m.views or 0, group=bool(m.grouped_id))
    if m.from_id:
        data["from"] = _user(m.from_id)
    if m.reply_to:
        first = m.reply_to.reply_to_msg_id if m.reply_to.forum_topic else 0
        data["thread"] = m.reply_to.reply_to_top_id or first
    if m.replies:
        data["replies"] = m.replies.replies
    if m.reactions:
        data["reactions"] = counts(m.reactions)
    if m.media:
        data["media"] = media(m.media)


def message(parsed, m):
    """A message as the library reads it, and what it leaves unread of the raw one."""
    data = {
        "id": parsed.id,
        "chat": parsed.chat.id,
        "out": bool(m.out),
        "date": int(parsed.date.timestamp()),
        "silent": bool(m.silent),
        "ttl": m.ttl_period or 0,
    }
    if m.reply_to:
        # Of a service message it does not say what it replies to.
        data["reply"] = {"id": parsed.reply_to_message_id or m.reply_to.reply_to_msg_id}
    if isinstance(m, raw.types.MessageService):
        data["service"] = "other"
        if parsed.service == enums.MessageServiceType.PINNED_MESSAGE:
            data["service"] = "pin"
        elif isinstance(m.action, raw.types.MessageActionContactSignUp):
            data["service"] = "joined"
        elif isinstance(m.action, raw.types.MessageActionSetMessagesTTL):
            data["service"], data["ttl"] = "ttl", m.action.period
        else:
            data["service"] = SERVICES.get(type(m.action).__name__.removeprefix("MessageAction"), "other")
        return data
    _social(data, m)
    data.update(
        text=m.message,
        mentioned=bool(parsed.mentioned),
        pinned=bool(m.pinned),
        edited=parsed.edit_date is not None,
        entities=[_entity(entity) for entity in parsed.entities or []],
    )
    if parsed.forward_date:
        data["forward"] = {
            "from": _user(m.fwd_from.from_id),
            "name": parsed.forward_sender_name or "",
            "saved": _user(m.fwd_from.saved_from_peer),
        }
    return data


def _muted(settings):
    return (settings.mute_until or 0) > time.time()


def dialog(parsed, d):
    """A conversation as the library reads it, and what it leaves unread of the raw one."""
    top = parsed.top_message
    return {
        "chat": parsed.chat.id,
        "top": d.top_message,
        "unread": parsed.unread_messages_count,
        "mark": bool(parsed.unread_mark),
        "readIn": d.read_inbox_max_id,
        "readOut": d.read_outbox_max_id,
        "pinned": bool(parsed.is_pinned),
        "archived": d.folder_id == 1,
        "muted": _muted(d.notify_settings),
        "ttl": d.ttl_period or 0,
        "draft": getattr(d.draft, "message", ""),
        "lastText": top.text or "" if top else "",
    }


def folder(f, me):
    def ids(peers):
        return [me if isinstance(p, raw.types.InputPeerSelf) else p.user_id for p in peers]

    return {
        "id": f.id,
        "title": f.title,
        "include": ids(f.include_peers),
        "exclude": ids(f.exclude_peers),
        "pinned": ids(f.pinned_peers),
        "contacts": bool(f.contacts),
        "archived": bool(f.exclude_archived),
    }


def update(u, chats):
    """The events that an update tells of and that the library has no handler of its own for."""
    if isinstance(u, raw.types.UpdateReadHistoryInbox):
        yield "read", {"chat": _user(u.peer), "max": u.max_id, "out": False, "unread": u.still_unread_count}
    elif isinstance(u, raw.types.UpdateReadHistoryOutbox):
        yield "read", {"chat": _user(u.peer), "max": u.max_id, "out": True}
    elif isinstance(u, raw.types.UpdatePinnedMessages):
        yield "pin", {"chat": _user(u.peer), "ids": u.messages, "pinned": bool(u.pinned)}
    elif isinstance(u, raw.types.UpdateReadChannelInbox):
        chat = _channel(u.channel_id)
        yield "read", {"chat": chat, "max": u.max_id, "out": False, "unread": u.still_unread_count}
    elif isinstance(u, raw.types.UpdateReadChannelOutbox):
        yield "read", {"chat": _channel(u.channel_id), "max": u.max_id, "out": True}
    elif isinstance(u, raw.types.UpdatePinnedChannelMessages):
        yield "pin", {"chat": _channel(u.channel_id), "ids": u.messages, "pinned": bool(u.pinned)}
    elif isinstance(u, raw.types.UpdateMessageReactions):
        yield "reactions", {"chat": _user(u.peer), "id": u.msg_id, "reactions": counts(u.reactions)}
    elif isinstance(u, raw.types.UpdateMessagePoll):
        yield "poll", {"voters": u.results.total_voters or 0}
    elif isinstance(u, raw.types.UpdateChannel):
        chat = chats.get(u.channel_id)
        gone = chat is None or isinstance(chat, raw.types.ChannelForbidden) or bool(chat.left)
        yield "chat", {"chat": _channel(u.channel_id), "left": gone}
    elif isinstance(u, raw.types.UpdateChannelUserTyping):
        yield "typing", {"chat": _channel(u.channel_id)}
    elif isinstance(u, raw.types.UpdateChatUserTyping):
        yield "typing", {"chat": -u.chat_id}
    elif isinstance(u, raw.types.UpdateDraftMessage):
        yield "draft", {"chat": _user(u.peer), "text": getattr(u.draft, "message", "")}
    elif isinstance(u, raw.types.UpdateUserTyping):
        if isinstance(u.action, raw.types.SendMessageTypingAction):
            yield "typing", {"chat": u.user_id}
    elif isinstance(u, raw.types.UpdateDialogUnreadMark):
        yield "mark", {"chat": _user(u.peer.peer), "unread": bool(u.unread)}
    elif isinstance(u, raw.types.UpdateDialogPinned):
        yield "dialogPin", {"chat": _user(u.peer.peer), "pinned": bool(u.pinned)}
    elif isinstance(u, raw.types.UpdateFolderPeers):
        for moved in u.folder_peers:
            yield "archive", {"chat": _user(moved.peer), "archived": moved.folder_id == 1}
    elif isinstance(u, raw.types.UpdateNotifySettings):
        if isinstance(u.peer, raw.types.NotifyPeer):
            yield "mute", {"chat": _user(u.peer.peer), "muted": _muted(u.notify_settings)}
        elif isinstance(u.peer, raw.types.NotifyUsers):
            yield "muteAll", {"muted": _muted(u.notify_settings)}
    elif isinstance(u, raw.types.UpdateDeleteScheduledMessages):
        yield "unscheduled", {"chat": _user(u.peer), "ids": u.messages}
    elif isinstance(u, raw.types.UpdatePeerHistoryTTL):
        yield "ttl", {"chat": _user(u.peer), "seconds": u.ttl_period or 0}
    elif isinstance(
        u, (raw.types.UpdateDialogFilter, raw.types.UpdateDialogFilterOrder, raw.types.UpdateDialogFilters)
    ):
        yield "folders", {}
