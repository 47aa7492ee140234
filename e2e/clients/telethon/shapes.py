"""What Telethon says, in the words of the protocol, and the other way round."""

import datetime

from telethon import types, utils

ENTITIES = {
    "bold": types.MessageEntityBold,
    "italic": types.MessageEntityItalic,
    "underline": types.MessageEntityUnderline,
    "strike": types.MessageEntityStrike,
    "spoiler": types.MessageEntitySpoiler,
    "code": types.MessageEntityCode,
    "pre": types.MessageEntityPre,
    "link": types.MessageEntityTextUrl,
    "quote": types.MessageEntityBlockquote,
    "name": types.MessageEntityMentionName,
    "mention": types.MessageEntityMention,
    "hashtag": types.MessageEntityHashtag,
    "cashtag": types.MessageEntityCashtag,
    "command": types.MessageEntityBotCommand,
    "url": types.MessageEntityUrl,
    "email": types.MessageEntityEmail,
    "phone": types.MessageEntityPhone,
}
NAMES = {kind: name for name, kind in ENTITIES.items()}


async def styled(tg, *, type, offset, length, language="", url="", folded=False, user=""):
    """An entity of a command."""
    if type == "pre":
        return types.MessageEntityPre(offset, length, language)
    if type == "link":
        return types.MessageEntityTextUrl(offset, length, url)
    if type == "quote":
        return types.MessageEntityBlockquote(offset, length, collapsed=folded)
    if type == "name":
        who = utils.get_input_user(await tg.get_input_entity(user))
        return types.InputMessageEntityMentionName(offset, length, who)
    return ENTITIES[type](offset, length)


def _entity(entity):
    data = {
        "type": NAMES.get(type(entity), type(entity).__name__),
        "offset": entity.offset,
        "length": entity.length,
        "language": getattr(entity, "language", None),
        "url": getattr(entity, "url", None),
        "folded": getattr(entity, "collapsed", None),
        "id": getattr(entity, "user_id", None),
    }
    return {key: value for key, value in data.items() if value is not None}


def seconds(date):
    return int(date.timestamp()) if date else 0


def _user(peer):
    """A peer as one number: people above zero, basic groups below, channels far below."""
    return utils.get_peer_id(peer) if peer else 0


def _channel(number):
    return utils.get_peer_id(types.PeerChannel(number))


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


def _words(text):
    """A text that newer layers give with its formatting."""
    return getattr(text, "text", text)


def _geo(kind, at):
    return {"kind": kind, "lat": at.lat, "long": at.long}


def media(x):
    """What a message carries beside its text."""
    if isinstance(x, types.MessageMediaPhoto):
        sizes = [s for s in x.photo.sizes if isinstance(s, (types.PhotoSize, types.PhotoSizeProgressive))]
        return {"kind": "photo", "spoiler": bool(x.spoiler), "width": sizes[-1].w, "height": sizes[-1].h}
    if isinstance(x, types.MessageMediaDocument):
        d = x.document
        data = {"kind": "file", "size": d.size, "mime": d.mime_type, "spoiler": bool(x.spoiler)}
        for a in d.attributes:
            if isinstance(a, types.DocumentAttributeFilename):
                data["name"] = a.file_name
            elif isinstance(a, types.DocumentAttributeVideo):
                kind = "round" if a.round_message else "video"
                data.update(kind=kind, width=a.w, height=a.h, duration=int(a.duration))
            elif isinstance(a, types.DocumentAttributeAudio):
                data.update(kind="voice" if a.voice else "audio", duration=a.duration, title=a.title or "")
            elif isinstance(a, types.DocumentAttributeSticker):
                data.update(kind="sticker", emoji=a.alt)
        if any(isinstance(a, types.DocumentAttributeAnimated) for a in d.attributes):
            data["kind"] = "gif"
        return data
    if isinstance(x, types.MessageMediaContact):
        return {"kind": "contact", "phone": x.phone_number, "name": x.first_name}
    if isinstance(x, types.MessageMediaGeo):
        return _geo("geo", x.geo)
    if isinstance(x, types.MessageMediaGeoLive):
        return _geo("live", x.geo)
    if isinstance(x, types.MessageMediaVenue):
        return {**_geo("venue", x.geo), "title": x.title}
    if isinstance(x, types.MessageMediaDice):
        return {"kind": "dice", "emoji": x.emoticon, "value": x.value}
    if isinstance(x, types.MessageMediaPoll):
        votes = {bytes(r.option): r.voters or 0 for r in x.results.results or []}
        return {
            "kind": "poll",
            "question": _words(x.poll.question),
            "closed": bool(x.poll.closed),
            "options": [_words(a.text) for a in x.poll.answers],
            "votes": [votes.get(bytes(a.option), 0) for a in x.poll.answers],
            "voters": x.results.total_voters or 0,
        }
    if isinstance(x, types.MessageMediaWebPage) and isinstance(x.webpage, types.WebPage):
        return {"kind": "page", "title": x.webpage.title or ""}
    return None


def counts(reactions):
    """How often each emoji was put to a message."""
    return {r.reaction.emoticon: r.count for r in reactions.results if isinstance(r.reaction, types.ReactionEmoji)}


def _social(data, m):
    """Adds what only messages of groups and channels have, and what a message carries."""
    data.update(post=bool(m.post), author=m.post_author or "", views=m.views or 0, group=bool(m.grouped_id))
    if m.from_id:
        data["from"] = _user(m.from_id)
    if isinstance(m.reply_to, types.MessageReplyHeader):
        data["thread"] = m.reply_to.reply_to_top_id or (m.reply_to.reply_to_msg_id if m.reply_to.forum_topic else 0)
    if m.replies:
        data["replies"] = m.replies.replies
    if m.reactions:
        data["reactions"] = counts(m.reactions)
    if m.media:
        data["media"] = media(m.media)


def message(m):
    data = {"id": m.id, "chat": _user(m.peer_id), "out": bool(m.out), "date": seconds(m.date), "silent": bool(m.silent)}
    data["ttl"] = m.ttl_period or 0
    if isinstance(m.reply_to, types.MessageReplyHeader):
        data["reply"] = {"id": m.reply_to.reply_to_msg_id, "quote": m.reply_to.quote_text or ""}
    if m.action:
        data["service"] = "other"
        if isinstance(m.action, types.MessageActionPinMessage):
            data["service"] = "pin"
        elif isinstance(m.action, types.MessageActionContactSignUp):
            data["service"] = "joined"
        elif isinstance(m.action, types.MessageActionSetMessagesTTL):
            data["service"], data["ttl"] = "ttl", m.action.period
        else:
            data["service"] = SERVICES.get(type(m.action).__name__.removeprefix("MessageAction"), "other")
        return data
    _social(data, m)
    data.update(
        text=m.message, mentioned=bool(m.mentioned), pinned=bool(m.pinned), edited=m.edit_date is not None
    )
    data["entities"] = [_entity(entity) for entity in m.entities or []]
    if m.fwd_from:
        data["forward"] = {
            "from": _user(m.fwd_from.from_id),
            "name": m.fwd_from.from_name or "",
            "saved": _user(m.fwd_from.saved_from_peer),
        }
    return data


def _muted(settings):
    until = settings.mute_until
    return until is not None and until > datetime.datetime.now(tz=datetime.timezone.utc)


def dialog(d):
    return {
        "chat": d.id,
        "top": d.dialog.top_message,
        "unread": d.unread_count,
        "mark": bool(d.dialog.unread_mark),
        "readIn": d.dialog.read_inbox_max_id,
        "readOut": d.dialog.read_outbox_max_id,
        "pinned": d.pinned,
        "archived": d.archived,
        "muted": _muted(d.dialog.notify_settings),
        "ttl": d.dialog.ttl_period or 0,
        "draft": d.draft.raw_text,
        "lastText": getattr(d.message, "message", None) or "",
    }


def folder(f, me):
    def ids(peers):
        return [me if isinstance(p, types.InputPeerSelf) else p.user_id for p in peers]

    return {
        "id": f.id,
        "title": f.title.text,
        "include": ids(f.include_peers),
        "exclude": ids(f.exclude_peers),
        "pinned": ids(f.pinned_peers),
        "contacts": bool(f.contacts),
        "archived": bool(f.exclude_archived),
    }


def update(u):
    """The events that an update tells of and that the library has none of its own for."""
    new = (types.UpdateNewMessage, types.UpdateNewChannelMessage)
    if isinstance(u, new) and isinstance(u.message, types.MessageService):
        yield "message", message(u.message)
    elif isinstance(u, types.UpdatePinnedChannelMessages):
        yield "pin", {"chat": _channel(u.channel_id), "ids": u.messages, "pinned": bool(u.pinned)}
    elif isinstance(u, types.UpdateMessageReactions):
        yield "reactions", {"chat": _user(u.peer), "id": u.msg_id, "reactions": counts(u.reactions)}
    elif isinstance(u, types.UpdateMessagePoll):
        yield "poll", {"voters": u.results.total_voters or 0}
    elif isinstance(u, types.UpdateChannel):
        entity = u._entities.get(_channel(u.channel_id))
        gone = entity is None or isinstance(entity, types.ChannelForbidden) or bool(entity.left)
        yield "chat", {"chat": _channel(u.channel_id), "left": gone}
    elif isinstance(u, types.UpdateChannelUserTyping):
        yield "typing", {"chat": _channel(u.channel_id)}
    elif isinstance(u, types.UpdateChatUserTyping):
        yield "typing", {"chat": _user(types.PeerChat(u.chat_id))}
    elif isinstance(u, types.UpdatePinnedMessages):
        yield "pin", {"chat": _user(u.peer), "ids": u.messages, "pinned": bool(u.pinned)}
    elif isinstance(u, types.UpdateDraftMessage):
        yield "draft", {"chat": _user(u.peer), "text": getattr(u.draft, "message", "")}
    elif isinstance(u, types.UpdateDialogUnreadMark):
        yield "mark", {"chat": _user(u.peer.peer), "unread": bool(u.unread)}
    elif isinstance(u, types.UpdateDialogPinned):
        yield "dialogPin", {"chat": _user(u.peer.peer), "pinned": bool(u.pinned)}
    elif isinstance(u, types.UpdateFolderPeers):
        for moved in u.folder_peers:
            yield "archive", {"chat": _user(moved.peer), "archived": moved.folder_id == 1}
    elif isinstance(u, types.UpdateNotifySettings):
        if isinstance(u.peer, types.NotifyPeer):
            yield "mute", {"chat": _user(u.peer.peer), "muted": _muted(u.notify_settings)}
        elif isinstance(u.peer, types.NotifyUsers):
            yield "muteAll", {"muted": _muted(u.notify_settings)}
    elif isinstance(u, types.UpdateNewScheduledMessage):
        yield "scheduled", message(u.message)
    elif isinstance(u, types.UpdateDeleteScheduledMessages):
        yield "unscheduled", {"chat": _user(u.peer), "ids": u.messages}
    elif isinstance(u, types.UpdatePeerHistoryTTL):
        yield "ttl", {"chat": _user(u.peer), "seconds": u.ttl_period or 0}
    elif isinstance(u, (types.UpdateDialogFilter, types.UpdateDialogFilterOrder, types.UpdateDialogFilters)):
        yield "folders", {}


def dropped(u):
    """The events that an update of a difference tells of and that the library drops, because it has a pts."""
    if isinstance(u, types.UpdateEditMessage):
        yield "edit", message(u.message)
    elif isinstance(u, types.UpdateDeleteMessages):
        yield "delete", {"ids": u.messages}
    elif isinstance(u, types.UpdateReadHistoryInbox):
        yield "read", {"chat": _user(u.peer), "max": u.max_id, "out": False, "unread": u.still_unread_count}
    elif isinstance(u, types.UpdateReadHistoryOutbox):
        yield "read", {"chat": _user(u.peer), "max": u.max_id, "out": True}
    elif isinstance(u, (types.UpdatePinnedMessages, types.UpdateFolderPeers)):
        yield from update(u)
