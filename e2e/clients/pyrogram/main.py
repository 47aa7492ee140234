import asyncio
import datetime
import logging
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Pyrogram asks for the thread's event loop while it is imported.
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)

import driver
import pyrogram
import rsa as pkcs1
import shapes
from pyrogram import Client, enums, handlers, raw, types, utils
from pyrogram.crypto import rsa
from pyrogram.errors import SessionPasswordNeeded
from pyrogram.raw.all import layer
from pyrogram.session.internals import DataCenter
from social import Social

logging.basicConfig(level=logging.WARNING)

NEW = {
    raw.types.UpdateNewMessage: "message",
    raw.types.UpdateNewChannelMessage: "message",
    raw.types.UpdateEditMessage: "edit",
    raw.types.UpdateEditChannelMessage: "edit",
    raw.types.UpdateNewScheduledMessage: "scheduled",
}
PAGE = 100  # messages of a search
FOR_EVER = 2**31 - 1


class Commands(Social):
    def __init__(self):
        self.state = None  # what the library does not keep: where the last difference ended
        self.told = set()  # messages that were told live, so that the difference does not tell them again
        self.channels = {}  # where channels were when they were told of last

    def _tell(self, event, **data):
        if event == "message":
            # Channels count their messages for themselves; all else has one count.
            message = (min(data["chat"], -1_000_000_000_000), data["id"])
            if message in self.told:
                return
            self.told.add(message)
        driver.emit(event, **data)

    async def _update(self, _client, update, users, chats):
        """Tell of what the library has no handler for; it calls this one after it has parsed what it can."""
        message = getattr(update, "message", None)
        channel = getattr(update, "channel_id", None) or getattr(getattr(message, "peer_id", None), "channel_id", None)
        if channel and getattr(update, "pts_count", None) is not None:
            self.channels[channel] = update.pts
        if event := NEW.get(type(update)):
            parsed = await types.Message._parse(self.tg, update.message, users, chats, replies=0)
            self._tell(event, **shapes.message(parsed, update.message))
            return
        for event, data in shapes.update(update, chats):
            self._tell(event, **data)

    async def _deleted(self, _client, messages):
        self._tell("delete", ids=[message.id for message in messages])

    async def _status(self, _client, user):
        driver.emit("presence", chat=user.id, online=user.status == enums.UserStatus.ONLINE)

    async def open(self, *, host, key, fingerprint, dir, **_):
        os.chdir(dir)  # it writes down where it is what errors it does not know
        public = pkcs1.PublicKey.load_pkcs1(key)
        unsigned = int(fingerprint) & (1 << 64) - 1
        signed = int.from_bytes(unsigned.to_bytes(8, "little"), "little", signed=True)
        rsa.server_public_keys[signed] = rsa.PublicKey(public.n, public.e)
        DataCenter.PROD[2] = host  # its first data centre is always 2, its port 443: the link listens there
        self.tg = Client("e2e", api_id=1, api_hash="lamplight", in_memory=True)
        self.tg.add_handler(handlers.RawUpdateHandler(self._update))
        self.tg.add_handler(handlers.DeletedMessagesHandler(self._deleted), 1)
        self.tg.add_handler(handlers.UserStatusHandler(self._status), 1)
        await self.tg.connect()
        await self.ping()
        return {"library": "Pyrogram", "version": pyrogram.__version__, "layer": layer}

    async def _begin(self):
        self.state = await self.tg.invoke(raw.functions.updates.GetState())
        self.tg.me = await self.tg.get_me()  # what its own start does: uploads ask for it
        self.me = self.tg.me.id
        await self.tg.initialize()

    async def signUp(self, *, phone, code, first):
        sent = await self.tg.send_code(phone)
        if isinstance(await self.tg.sign_in(phone, sent.phone_code_hash, code), types.User):
            raise RuntimeError("a new phone was signed in without a sign-up")
        me = await self.tg.sign_up(phone, sent.phone_code_hash, first)
        await self._begin()
        return {"id": me.id}

    async def signIn(self, *, phone, code, password):
        sent = await self.tg.send_code(phone)
        try:
            me = await self.tg.sign_in(phone, sent.phone_code_hash, code)
        except SessionPasswordNeeded:
            me = await self.tg.check_password(password)
        if not isinstance(me, types.User):
            raise RuntimeError("the server wants a sign-up")
        await self._begin()
        return {"id": me.id}

    async def setPassword(self, *, password):
        await self.tg.enable_cloud_password(password, hint="test")

    async def setUsername(self, *, username):
        await self.tg.set_username(username)

    async def resolve(self, *, username):
        found = await self.tg.invoke(raw.functions.contacts.ResolveUsername(username=username))
        return {"id": found.peer.user_id}

    async def send(self, *, to, text, entities=(), reply=None, silent=False, date=None, topic=None):
        reply = reply or topic
        sent = await self.tg.send_message(
            to,
            text,
            parse_mode=enums.ParseMode.DISABLED,
            entities=await self._entities(entities),
            reply_to_message_id=reply,
            disable_notification=silent,
            schedule_date=self._date(date),
        )
        return {"id": sent.id}

    async def _entities(self, entities):
        return [await shapes.styled(self.tg, **entity) for entity in entities]

    @staticmethod
    def _date(seconds):
        return datetime.datetime.fromtimestamp(seconds) if seconds else None

    async def edit(self, *, to, id, text, entities=()):
        await self.tg.edit_message_text(
            to, id, text, parse_mode=enums.ParseMode.DISABLED, entities=await self._entities(entities)
        )

    async def forward(self, *, to, ids, noAuthor=False, **other):
        if noAuthor:
            sent = [await self.tg.copy_message(to, other["from"], id) for id in ids]
        else:
            sent = await self.tg.forward_messages(to, other["from"], ids)
        return {"ids": [message.id for message in sent]}

    async def delete(self, *, to, ids, forMe=False):
        await self.tg.delete_messages(to, ids, revoke=not forMe)

    async def clear(self, *, to, both=False):
        request = raw.functions.messages.DeleteHistory(
            peer=await self.tg.resolve_peer(to), max_id=0, just_clear=True, revoke=both or None
        )
        while (await self.tg.invoke(request)).offset:
            pass

    async def read(self, *, to, max):
        await self.tg.read_chat_history(to, max_id=max)

    async def typing(self, *, to):
        await self.tg.send_chat_action(to, enums.ChatAction.TYPING)

    async def pin(self, *, to, id, silent=False, forMe=False):
        await self.tg.pin_chat_message(to, id, disable_notification=silent, both_sides=not forMe)

    async def unpin(self, *, to, id):
        await self.tg.unpin_chat_message(to, id)

    async def unpinAll(self, *, to):
        await self.tg.unpin_all_chat_messages(to)

    async def _read(self, found, to=None):
        """Messages of one of the library's iterators, with what it leaves unread of them."""
        return await self._whole([message async for message in found], to)

    async def _whole(self, messages, to):
        whole = {}
        for i in range(0, len(messages), 100):
            ids = [raw.types.InputMessageID(id=message.id) for message in messages[i : i + 100]]
            if isinstance(to, int) and to < -1_000_000_000_000:
                request = raw.functions.channels.GetMessages(channel=await self._channel(to), id=ids)
            else:
                request = raw.functions.messages.GetMessages(id=ids)
            answer = await self.tg.invoke(request)
            whole.update({m.id: m for m in answer.messages})
        return {"messages": [shapes.message(message, whole[message.id]) for message in messages]}

    async def history(self, *, to, limit):
        return await self._read(self.tg.get_chat_history(to, limit=limit), to)

    async def notices(self, *, limit):
        async for _ in self.tg.get_dialogs():  # nobody can look the service account up
            pass
        return await self._read(self.tg.get_chat_history(777000, limit=limit))

    async def pinned(self, *, to):
        found = self.tg.search_messages(to, filter=enums.MessagesFilter.PINNED)
        return {"ids": [message.id async for message in found]}

    async def search(self, *, to, query):
        return await self._read(self.tg.search_messages(to, query, limit=PAGE), to)

    async def searchAll(self, *, query):
        return await self._read(self.tg.search_global(query, limit=PAGE))

    async def scheduled(self, *, to):
        request = raw.functions.messages.GetScheduledHistory(peer=await self.tg.resolve_peer(to), hash=0)
        answer = await self.tg.invoke(request)
        users = {user.id: user for user in answer.users}
        return {
            "messages": [
                shapes.message(await types.Message._parse(self.tg, m, users, {}, is_scheduled=True, replies=0), m)
                for m in answer.messages
            ]
        }

    async def sendScheduled(self, *, to, ids):
        peer = await self.tg.resolve_peer(to)
        await self.tg.invoke(raw.functions.messages.SendScheduledMessages(peer=peer, id=ids))

    async def deleteScheduled(self, *, to, ids):
        peer = await self.tg.resolve_peer(to)
        await self.tg.invoke(raw.functions.messages.DeleteScheduledMessages(peer=peer, id=ids))

    async def editScheduled(self, *, to, id, text, date):
        peer = await self.tg.resolve_peer(to)
        await self.tg.invoke(
            raw.functions.messages.EditMessage(peer=peer, id=id, message=text, schedule_date=date)
        )

    async def dialogs(self, *, archived=False):
        # It reads the list and the archive as one, and what its dialogs leave out is read raw.
        parsed = [dialog async for dialog in self.tg.get_dialogs()]
        peers = [raw.types.InputDialogPeer(peer=await self.tg.resolve_peer(d.chat.id)) for d in parsed]
        whole = {}
        for i in range(0, len(peers), 100):
            answer = await self.tg.invoke(raw.functions.messages.GetPeerDialogs(peers=peers[i : i + 100]))
            whole.update({utils.get_peer_id(d.peer): d for d in answer.dialogs})
        shaped = [shapes.dialog(d, whole[d.chat.id]) for d in parsed]
        return {"dialogs": [d for d in shaped if d["archived"] == archived]}

    async def pinDialog(self, *, to, pinned=False):
        peer = raw.types.InputDialogPeer(peer=await self.tg.resolve_peer(to))
        await self.tg.invoke(raw.functions.messages.ToggleDialogPin(peer=peer, pinned=pinned or None))

    async def archive(self, *, to, archived=False):
        await (self.tg.archive_chats if archived else self.tg.unarchive_chats)(to)

    async def mute(self, *, to, muted=False):
        await self._mute(raw.types.InputNotifyPeer(peer=await self.tg.resolve_peer(to)), muted)

    async def muteAll(self, *, muted=False):
        await self._mute(raw.types.InputNotifyUsers(), muted)

    async def _mute(self, whom, muted):
        settings = raw.types.InputPeerNotifySettings(mute_until=FOR_EVER if muted else 0)
        await self.tg.invoke(raw.functions.account.UpdateNotifySettings(peer=whom, settings=settings))

    async def markUnread(self, *, to, unread=False):
        if unread:
            await self.tg.mark_chat_unread(to)
            return
        peer = raw.types.InputDialogPeer(peer=await self.tg.resolve_peer(to))
        await self.tg.invoke(raw.functions.messages.MarkDialogUnread(peer=peer))

    async def draft(self, *, to, text="", reply=None):
        peer = await self.tg.resolve_peer(to)
        await self.tg.invoke(raw.functions.messages.SaveDraft(peer=peer, message=text, reply_to_msg_id=reply))

    async def ttl(self, *, to, seconds=0):
        peer = await self.tg.resolve_peer(to)
        await self.tg.invoke(raw.functions.messages.SetHistoryTTL(peer=peer, period=seconds))

    async def _filters(self):
        filters = await self.tg.invoke(raw.functions.messages.GetDialogFilters())
        return [f for f in filters if isinstance(f, raw.types.DialogFilter)]

    async def folders(self):
        return {"folders": [shapes.folder(f, self.me) for f in await self._filters()]}

    async def setFolder(
        self, *, title, id=0, include=(), exclude=(), pinned=(), contacts=False, archived=False
    ):
        if not id:
            # 0 stands for all conversations and 1 for the archive.
            id = max([1] + [f.id for f in await self._filters()]) + 1
        include, exclude, pinned = [
            [await self.tg.resolve_peer(name) for name in names] for names in (include, exclude, pinned)
        ]
        folder = raw.types.DialogFilter(
            id=id,
            title=title,
            pinned_peers=pinned,
            include_peers=include,
            exclude_peers=exclude,
            contacts=contacts or None,
            exclude_archived=archived or None,
        )
        await self.tg.invoke(raw.functions.messages.UpdateDialogFilter(id=id, filter=folder))
        return {"id": id}

    async def deleteFolder(self, *, id):
        await self.tg.invoke(raw.functions.messages.UpdateDialogFilter(id=id))

    async def orderFolders(self, *, ids):
        await self.tg.invoke(raw.functions.messages.UpdateDialogFiltersOrder(order=ids))

    async def online(self, *, online=False):
        await self.tg.invoke(raw.functions.account.UpdateStatus(offline=not online))

    async def status(self, *, username):
        user = await self.tg.get_users(username)
        answer = {"online": user.status == enums.UserStatus.ONLINE}
        if user.last_online_date:
            answer["wasOnline"] = int(user.last_online_date.timestamp())
        return answer

    async def block(self, *, to, blocked=False):
        await (self.tg.block_user if blocked else self.tg.unblock_user)(to)

    async def addContact(self, *, to, first):
        await self.tg.add_contact(to, first)

    async def importContact(self, *, phone, first):
        answer = await self.tg.import_contacts([types.InputPhoneContact(phone, first)])
        return {"id": answer.imported[0].user_id if answer.imported else 0}

    async def catchUp(self):
        # Pyrogram has no catching up of its own, so its user asks for the difference.
        while True:
            answer = await self.tg.invoke(
                raw.functions.updates.GetDifference(pts=self.state.pts, date=self.state.date, qts=self.state.qts)
            )
            if isinstance(answer, raw.types.updates.DifferenceTooLong):
                raise RuntimeError("the difference is too long")
            await self._missed(answer, raw.types.UpdateNewMessage)
            if isinstance(answer, raw.types.updates.DifferenceEmpty):
                self.state.date = answer.date
                return
            if isinstance(answer, raw.types.updates.Difference):
                self.state = answer.state
                return
            self.state = answer.intermediate_state

    async def _missed(self, answer, new):
        """Tell of what a difference tells."""
        users = {user.id: user for user in getattr(answer, "users", [])}
        chats = {chat.id: chat for chat in getattr(answer, "chats", [])}
        for message in getattr(answer, "new_messages", []):
            await self._update(None, new(message=message, pts=0, pts_count=None), users, chats)
        for update in getattr(answer, "other_updates", []):
            if isinstance(update, raw.types.UpdateChannelTooLong):
                await self._catchUpChannel(update.channel_id)
                continue
            await self._update(None, update, users, chats)
            if isinstance(update, (raw.types.UpdateDeleteMessages, raw.types.UpdateDeleteChannelMessages)):
                self._tell("delete", ids=update.messages)

    async def _catchUpChannel(self, channel):
        while pts := self.channels.get(channel):
            answer = await self.tg.invoke(raw.functions.updates.GetChannelDifference(
                channel=await self._channel(utils.get_channel_id(channel)),
                filter=raw.types.ChannelMessagesFilterEmpty(), pts=pts, limit=100,
            ))
            if isinstance(answer, raw.types.updates.ChannelDifferenceTooLong):
                self.channels[channel] = answer.dialog.pts  # what is missing is read when it is looked at
                return
            await self._missed(answer, raw.types.UpdateNewChannelMessage)
            self.channels[channel] = answer.pts
            if answer.final:
                return

    async def ping(self):
        await self.tg.invoke(raw.functions.help.GetNearestDc())

    async def close(self):
        await self.tg.disconnect()


loop.run_until_complete(driver.serve(Commands()))
