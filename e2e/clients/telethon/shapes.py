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
    return getattr(peer, "user_id", 0)


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
        return data
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
    if isinstance(u, types.UpdateNewMessage) and isinstance(u.message, types.MessageService):
        yield "message", message(u.message)
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
