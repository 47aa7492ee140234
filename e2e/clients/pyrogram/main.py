import asyncio
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
from pyrogram import Client, handlers, raw, types
from pyrogram.crypto import rsa
from pyrogram.errors import SessionPasswordNeeded
from pyrogram.raw.all import layer
from pyrogram.session.internals import DataCenter

logging.basicConfig(level=logging.WARNING)


class Commands:
    def __init__(self):
        self.state = None  # what the library does not keep: where the last difference ended
        self.told = set()  # what was told live, so that the difference does not tell it again

    def _tell(self, event, **data):
        line = data["id"] if event == "message" else repr((event, data))  # a message may come edited later
        if line not in self.told:
            self.told.add(line)
            driver.emit(event, **data)

    def _message(self, event, m):
        if isinstance(m, raw.types.Message):
            self._tell(event, id=m.id, chat=m.peer_id.user_id, out=bool(m.out), text=m.message)

    async def _update(self, _client, update, _users, _chats):
        if isinstance(update, raw.types.UpdateNewMessage):
            self._message("message", update.message)
        elif isinstance(update, raw.types.UpdateEditMessage):
            self._message("edit", update.message)
        elif isinstance(update, raw.types.UpdateDeleteMessages):
            self._tell("delete", ids=update.messages)
        elif isinstance(update, raw.types.UpdateReadHistoryInbox):
            self._tell("read", chat=update.peer.user_id, max=update.max_id, out=False)
        elif isinstance(update, raw.types.UpdateReadHistoryOutbox):
            self._tell("read", chat=update.peer.user_id, max=update.max_id, out=True)

    async def open(self, *, host, key, fingerprint, **_):
        public = pkcs1.PublicKey.load_pkcs1(key)
        unsigned = int(fingerprint) & (1 << 64) - 1
        signed = int.from_bytes(unsigned.to_bytes(8, "little"), "little", signed=True)
        rsa.server_public_keys[signed] = rsa.PublicKey(public.n, public.e)
        DataCenter.PROD[2] = host  # its first data centre is always 2, its port 443: the link listens there
        self.tg = Client("e2e", api_id=1, api_hash="lamplight", in_memory=True)
        self.tg.add_handler(handlers.RawUpdateHandler(self._update))
        await self.tg.connect()
        await self.ping()
        return {"library": "Pyrogram", "version": pyrogram.__version__, "layer": layer}

    async def _begin(self):
        self.state = await self.tg.invoke(raw.functions.updates.GetState())
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

    async def send(self, *, to, text):
        return {"id": (await self.tg.send_message(to, text)).id}

    async def edit(self, *, to, id, text):
        await self.tg.edit_message_text(to, id, text)

    async def delete(self, *, to, ids):
        await self.tg.delete_messages(to, ids, revoke=True)

    async def read(self, *, to, max):
        await self.tg.read_chat_history(to, max_id=max)

    async def history(self, *, to, limit):
        messages = [m async for m in self.tg.get_chat_history(to, limit=limit)]
        return {"messages": [{"id": m.id, "out": m.outgoing, "text": m.text or ""} for m in messages]}

    async def catchUp(self):
        # Pyrogram has no catching up of its own, so its user asks for the difference.
        while True:
            answer = await self.tg.invoke(
                raw.functions.updates.GetDifference(pts=self.state.pts, date=self.state.date, qts=self.state.qts)
            )
            if isinstance(answer, raw.types.updates.DifferenceTooLong):
                raise RuntimeError("the difference is too long")
            for message in getattr(answer, "new_messages", []):
                self._message("message", message)
            for update in getattr(answer, "other_updates", []):
                await self._update(None, update, None, None)
            if isinstance(answer, raw.types.updates.DifferenceEmpty):
                self.state.date = answer.date
                return
            if isinstance(answer, raw.types.updates.Difference):
                self.state = answer.state
                return
            self.state = answer.intermediate_state

    async def ping(self):
        await self.tg.invoke(raw.functions.help.GetNearestDc())

    async def close(self):
        await self.tg.disconnect()


loop.run_until_complete(driver.serve(Commands()))
