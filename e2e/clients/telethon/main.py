import asyncio
import logging
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import driver
from telethon import TelegramClient, errors, events, functions, types, version
from telethon.crypto.rsa import add_key
from telethon.network import connection
from telethon.sessions import MemorySession
from telethon.tl.alltlobjects import LAYER

import shapes
from social import Social

logging.basicConfig(level=logging.WARNING)

TRANSPORTS = {
    "full": connection.ConnectionTcpFull,
    "intermediate": connection.ConnectionTcpIntermediate,
    "abridged": connection.ConnectionTcpAbridged,
    "obfuscated": connection.ConnectionTcpObfuscated,
}

SYMBOLS = {error: symbol for symbol, error in errors.rpc_errors_dict.items()}
PAGE = 100  # messages of a search
FOR_EVER = 2**31 - 1


class Commands(Social):
    async def open(self, *, host, port, dc, key, transport, **_):
        add_key(key, old=False)
        session = MemorySession()
        session.set_dc(dc, host, port)
        self.tg = TelegramClient(session, 1, "lamplight", connection=TRANSPORTS[transport], connection_retries=30)
        for handle, event in (
            (self._message("message"), events.NewMessage()),
            (self._message("edit"), events.MessageEdited()),
            (self._deleted, events.MessageDeleted()),
            (self._read, events.MessageRead(inbox=False)),
            (self._read, events.MessageRead(inbox=True)),
            (self._user, events.UserUpdate()),
            (self._update, events.Raw()),
        ):
            self.tg.add_event_handler(handle, event)
        await self.tg.connect()
        await self.tg(functions.help.GetNearestDcRequest())
        return {"library": "Telethon", "version": version.__version__, "layer": LAYER}

    @staticmethod
    def symbol(error):
        # The library has words of its own for each error.
        return SYMBOLS.get(type(error), "")

    @staticmethod
    def _message(kind):
        async def handle(event):
            driver.emit(kind, **shapes.message(event.message))

        return handle

    @staticmethod
    async def _deleted(event):
        driver.emit("delete", ids=event.deleted_ids)

    @staticmethod
    async def _read(event):
        # How many are left unread, its event does not say.
        unread = 0 if event.outbox else event.original_update.still_unread_count
        driver.emit("read", chat=event.chat_id, max=event.max_id, out=event.outbox, unread=unread)

    @staticmethod
    async def _user(event):
        if event.typing and event.chat_id == event.user_id:  # in groups it is told from the raw update
            driver.emit("typing", chat=event.user_id)
        elif event.status is not None:
            driver.emit("presence", chat=event.user_id, online=event.online)

    @staticmethod
    async def _update(update):
        """Tell of what the library has no event of its own for."""
        for event, data in shapes.update(update):
            driver.emit(event, **data)

    async def signUp(self, *, phone, code, first):
        # Telethon has no sign-up of its own, so the raw methods are called and the library told who we are.
        sent = await self.tg.send_code_request(phone)
        result = await self.tg(functions.auth.SignInRequest(phone, sent.phone_code_hash, code))
        if not isinstance(result, types.auth.AuthorizationSignUpRequired):
            raise RuntimeError(f"signIn of a new phone gave {type(result).__name__}")
        result = await self.tg(functions.auth.SignUpRequest(phone, sent.phone_code_hash, first, ""))
        return await self._begin(await self.tg._on_login(result.user))

    async def _begin(self, me):
        self.me = me.id
        self.state = await self.tg(functions.updates.GetStateRequest())
        return {"id": me.id}

    async def signIn(self, *, phone, code, password):
        await self.tg.send_code_request(phone)
        try:
            me = await self.tg.sign_in(phone, code)
        except errors.SessionPasswordNeededError:
            me = await self.tg.sign_in(password=password)
        return await self._begin(me)

    async def setPassword(self, *, password):
        await self.tg.edit_2fa(new_password=password, hint="test")

    async def setUsername(self, *, username):
        await self.tg(functions.account.UpdateUsernameRequest(username))

    async def resolve(self, *, username):
        found = await self.tg(functions.contacts.ResolveUsernameRequest(username))
        return {"id": found.peer.user_id}

    async def send(self, *, to, text, entities=(), reply=None, quote="", silent=False, date=None, topic=None):
        reply = reply or topic
        styled = await self._entities(entities)
        if not quote:
            sent = await self.tg.send_message(
                to, text, formatting_entities=styled, reply_to=reply, silent=silent, schedule=date
            )
            return {"id": sent.id}
        # It replies to whole messages alone.
        answer = await self.tg(
            functions.messages.SendMessageRequest(
                to,
                text,
                reply_to=types.InputReplyToMessage(reply, quote_text=quote),
                entities=styled,
                silent=silent,
                schedule_date=date,
            )
        )
        if isinstance(answer, types.UpdateShortSentMessage):
            return {"id": answer.id}
        return {"id": next(u.id for u in answer.updates if isinstance(u, types.UpdateMessageID))}

    async def _entities(self, entities):
        return [await shapes.styled(self.tg, **entity) for entity in entities]

    async def edit(self, *, to, id, text, entities=()):
        await self.tg.edit_message(to, id, text, formatting_entities=await self._entities(entities))

    async def forward(self, *, to, ids, noAuthor=False, **other):
        sent = await self.tg.forward_messages(to, ids, other["from"], drop_author=noAuthor)
        return {"ids": [message.id for message in sent]}

    async def delete(self, *, to, ids, forMe=False):
        await self.tg.delete_messages(to, ids, revoke=not forMe)

    async def clear(self, *, to, both=False):
        # Its delete_dialog takes the conversation out of the list as well.
        while (await self.tg(functions.messages.DeleteHistoryRequest(to, 0, just_clear=True, revoke=both))).offset:
            pass

    async def read(self, *, to, max):
        await self.tg.send_read_acknowledge(to, max_id=max)

    async def typing(self, *, to):
        async with self.tg.action(to, "typing"):
            await self.ping()  # types for as long as this takes

    async def pin(self, *, to, id, silent=False, forMe=False):
        await self.tg.pin_message(to, id, notify=not silent, pm_oneside=forMe)

    async def unpin(self, *, to, id):
        await self.tg.unpin_message(to, id)

    async def unpinAll(self, *, to):
        await self.tg.unpin_message(to)

    async def _read_messages(self, *who, **how):
        return {"messages": [shapes.message(m) for m in await self.tg.get_messages(*who, **how)]}

    async def history(self, *, to, limit):
        return await self._read_messages(to, limit=limit)

    async def notices(self, *, limit):
        await self.tg.get_dialogs()  # nobody can look the service account up
        return await self._read_messages(777000, limit=limit)

    async def pinned(self, *, to):
        found = await self.tg.get_messages(to, limit=PAGE, filter=types.InputMessagesFilterPinned)
        return {"ids": [message.id for message in found]}

    async def search(self, *, to, query):
        return await self._read_messages(to, limit=PAGE, search=query)

    async def searchAll(self, *, query):
        return await self._read_messages(None, limit=PAGE, search=query)

    async def scheduled(self, *, to):
        return await self._read_messages(to, limit=PAGE, scheduled=True)

    async def sendScheduled(self, *, to, ids):
        await self.tg(functions.messages.SendScheduledMessagesRequest(to, ids))

    async def deleteScheduled(self, *, to, ids):
        await self.tg(functions.messages.DeleteScheduledMessagesRequest(to, ids))

    async def editScheduled(self, *, to, id, text, date):
        await self.tg.edit_message(to, id, text, formatting_entities=[], schedule=date)

    async def dialogs(self, *, archived=False):
        return {"dialogs": [shapes.dialog(d) for d in await self.tg.get_dialogs(archived=archived)]}

    async def pinDialog(self, *, to, pinned=False):
        await self.tg(functions.messages.ToggleDialogPinRequest(to, pinned=pinned))

    async def archive(self, *, to, archived=False):
        await self.tg.edit_folder(to, 1 if archived else 0)

    async def mute(self, *, to, muted=False):
        await self._mute(types.InputNotifyPeer(await self.tg.get_input_entity(to)), muted)

    async def muteAll(self, *, muted=False):
        await self._mute(types.InputNotifyUsers(), muted)

    async def _mute(self, whom, muted):
        settings = types.InputPeerNotifySettings(mute_until=FOR_EVER if muted else 0)
        await self.tg(functions.account.UpdateNotifySettingsRequest(whom, settings))

    async def markUnread(self, *, to, unread=False):
        await self.tg(functions.messages.MarkDialogUnreadRequest(to, unread=unread))

    async def draft(self, *, to, text="", reply=None):
        draft = await self.tg.get_drafts(entity=to)
        if text:
            await draft.set_message(text, reply_to=reply, parse_mode=None)
        else:
            await draft.delete()

    async def ttl(self, *, to, seconds=0):
        await self.tg(functions.messages.SetHistoryTTLRequest(to, seconds))

    async def _filters(self):
        answer = await self.tg(functions.messages.GetDialogFiltersRequest())
        return [f for f in answer.filters if isinstance(f, types.DialogFilter)]

    async def folders(self):
        return {"folders": [shapes.folder(f, self.me) for f in await self._filters()]}

    async def setFolder(
        self, *, title, id=0, include=(), exclude=(), pinned=(), contacts=False, archived=False
    ):
        if not id:
            # 0 stands for all conversations and 1 for the archive.
            id = max([1] + [f.id for f in await self._filters()]) + 1
        include, exclude, pinned = [
            [await self.tg.get_input_entity(name) for name in names] for names in (include, exclude, pinned)
        ]
        folder = types.DialogFilter(
            id=id,
            title=types.TextWithEntities(title, []),
            pinned_peers=pinned,
            include_peers=include,
            exclude_peers=exclude,
            contacts=contacts,
            exclude_archived=archived,
        )
        await self.tg(functions.messages.UpdateDialogFilterRequest(id, folder))
        return {"id": id}

    async def deleteFolder(self, *, id):
        await self.tg(functions.messages.UpdateDialogFilterRequest(id))

    async def orderFolders(self, *, ids):
        await self.tg(functions.messages.UpdateDialogFiltersOrderRequest(ids))

    async def online(self, *, online=False):
        await self.tg(functions.account.UpdateStatusRequest(offline=not online))

    async def status(self, *, username):
        status = (await self.tg.get_entity(username)).status
        if isinstance(status, types.UserStatusOffline):
            return {"online": False, "wasOnline": shapes.seconds(status.was_online)}
        return {"online": isinstance(status, types.UserStatusOnline)}

    async def block(self, *, to, blocked=False):
        request = functions.contacts.BlockRequest if blocked else functions.contacts.UnblockRequest
        await self.tg(request(to))

    async def addContact(self, *, to, first):
        await self.tg(functions.contacts.AddContactRequest(to, first, "", ""))

    async def importContact(self, *, phone, first):
        answer = await self.tg(
            functions.contacts.ImportContactsRequest([types.InputPhoneContact(1, phone, first, "")])
        )
        return {"id": answer.imported[0].user_id if answer.imported else 0}

    async def catchUp(self):
        await self.tg.catch_up()
        # Telethon leaves out of a difference what has a pts and is no new message, such as edits and deletions: its
        # user has to ask for that.
        while True:
            state = self.state
            answer = await self.tg(functions.updates.GetDifferenceRequest(state.pts, state.date, state.qts))
            for update in getattr(answer, "other_updates", []):
                for event, data in shapes.dropped(update):
                    driver.emit(event, **data)
            if not isinstance(answer, types.updates.DifferenceSlice):
                self.state = getattr(answer, "state", state)
                return
            self.state = answer.intermediate_state

    async def takeout(self, *, book):
        await self.tg(
            functions.contacts.ImportContactsRequest(
                [types.InputPhoneContact(i, phone, name, "") for i, (phone, name) in enumerate(book.items())]
            )
        )
        chats = {}
        async with self.tg.takeout(contacts=True, users=True) as export:
            async for dialog in export.iter_dialogs():
                chats[str(dialog.id)] = [m.message async for m in export.iter_messages(dialog.id, reverse=True)]
            saved = await export(functions.contacts.GetSavedRequest())
        # The export is over, so what only belongs into one is refused.
        try:
            await self.tg(functions.contacts.GetSavedRequest())
        except errors.TakeoutRequiredError:
            return {"chats": chats, "saved": {contact.phone: contact.first_name for contact in saved}}
        raise RuntimeError("contacts.getSaved is answered outside of an export")

    async def ping(self):
        await self.tg(functions.help.GetNearestDcRequest())

    async def close(self):
        await self.tg.disconnect()


asyncio.run(driver.serve(Commands()))
