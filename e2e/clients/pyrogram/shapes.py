"""What Pyrogram says, in the words of the protocol, and the other way round."""

import time

from pyrogram import enums, raw, types

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
    return getattr(peer, "user_id", 0)


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
        return data
    data.update(
        text=parsed.text or "",
        mentioned=bool(parsed.mentioned),
        pinned=bool(m.pinned),
        edited=parsed.edit_date is not None,
        entities=[_entity(entity) for entity in parsed.entities or []],
    )
    if parsed.forward_date:
        data["forward"] = {
            "from": parsed.forward_from.id if parsed.forward_from else 0,
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


def update(u):
    """The events that an update tells of and that the library has no handler of its own for."""
    if isinstance(u, raw.types.UpdateReadHistoryInbox):
        yield "read", {"chat": _user(u.peer), "max": u.max_id, "out": False, "unread": u.still_unread_count}
    elif isinstance(u, raw.types.UpdateReadHistoryOutbox):
        yield "read", {"chat": _user(u.peer), "max": u.max_id, "out": True}
    elif isinstance(u, raw.types.UpdatePinnedMessages):
        yield "pin", {"chat": _user(u.peer), "ids": u.messages, "pinned": bool(u.pinned)}
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
