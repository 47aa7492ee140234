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

logging.basicConfig(level=logging.WARNING)

TRANSPORTS = {
    "full": connection.ConnectionTcpFull,
    "intermediate": connection.ConnectionTcpIntermediate,
    "abridged": connection.ConnectionTcpAbridged,
    "obfuscated": connection.ConnectionTcpObfuscated,
}


class Commands:
    async def open(self, *, host, port, dc, key, transport, **_):
        add_key(key, old=False)
        session = MemorySession()
        session.set_dc(dc, host, port)
        self.tg = TelegramClient(session, 1, "lamplight", connection=TRANSPORTS[transport], connection_retries=30)
        for kind, event in (("message", events.NewMessage), ("edit", events.MessageEdited)):
            self.tg.add_event_handler(self._message(kind), event())
        self.tg.add_event_handler(self._deleted, events.MessageDeleted())
        self.tg.add_event_handler(self._read, events.MessageRead(inbox=False))
        self.tg.add_event_handler(self._read, events.MessageRead(inbox=True))
        await self.tg.connect()
        await self.tg(functions.help.GetNearestDcRequest())
        return {"library": "Telethon", "version": version.__version__, "layer": LAYER}

    @staticmethod
    def _message(kind):
        async def handle(event):
            message = event.message
            driver.emit(kind, id=message.id, chat=event.chat_id, out=message.out, text=message.message)

        return handle

    @staticmethod
    async def _deleted(event):
        driver.emit("delete", ids=event.deleted_ids)

    @staticmethod
    async def _read(event):
        driver.emit("read", chat=event.chat_id, max=event.max_id, out=event.outbox)

    async def signUp(self, *, phone, code, first):
        # Telethon has no sign-up of its own, so the raw methods are called and the library told who we are.
        sent = await self.tg.send_code_request(phone)
        result = await self.tg(functions.auth.SignInRequest(phone, sent.phone_code_hash, code))
        if not isinstance(result, types.auth.AuthorizationSignUpRequired):
            raise RuntimeError(f"signIn of a new phone gave {type(result).__name__}")
        result = await self.tg(functions.auth.SignUpRequest(phone, sent.phone_code_hash, first, ""))
        return await self._begin(await self.tg._on_login(result.user))

    async def _begin(self, me):
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

    async def send(self, *, to, text):
        return {"id": (await self.tg.send_message(to, text)).id}

    async def edit(self, *, to, id, text):
        await self.tg.edit_message(to, id, text)

    async def delete(self, *, to, ids):
        await self.tg.delete_messages(to, ids, revoke=True)

    async def read(self, *, to, max):
        await self.tg.send_read_acknowledge(to, max_id=max)

    async def history(self, *, to, limit):
        messages = await self.tg.get_messages(to, limit=limit)
        return {"messages": [{"id": m.id, "out": m.out, "text": m.message} for m in messages]}

    async def catchUp(self):
        await self.tg.catch_up()
        # Telethon tells of the messages of a difference, and drops the edits and deletions in it, which its user has to
        # ask for.
        while True:
            state = self.state
            answer = await self.tg(functions.updates.GetDifferenceRequest(state.pts, state.date, state.qts))
            for update in getattr(answer, "other_updates", []):
                if isinstance(update, types.UpdateEditMessage):
                    message = update.message
                    driver.emit(
                        "edit", id=message.id, chat=message.peer_id.user_id, out=message.out, text=message.message
                    )
                elif isinstance(update, types.UpdateDeleteMessages):
                    driver.emit("delete", ids=update.messages)
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
