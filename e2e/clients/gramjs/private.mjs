// What the tests ask of private conversations, in the words of GramJS. It has ways of its own to send, reply, forward,
// edit, delete, pin, list and search; all else is its generated methods, called raw.
import { createRequire } from 'node:module'
import { kindOf, typeOf } from '../entities.mjs'
import { channel, marked, service as told, social, tellSocial } from '../social.mjs'

const { Api } = createRequire(import.meta.url)('telegram')

const forEver = 2147483647
const notices = 777000
const number = (id) => (id === undefined || id === null ? undefined : Number(id))

const entity = (e) => ({
  type: typeOf(e.className), offset: e.offset, length: e.length, url: e.url, language: e.language || undefined,
  id: number(e.userId), folded: e.collapsed || undefined,
})

const service = (m) => (m.className === 'MessageService' ? told(m.action) : undefined)

/** A message as the tests know it. A short update says who the other is where a message says the peer. */
export const message = (m) => ({
  id: m.id, chat: marked(m.peerId) ?? (m.chatId ? -number(m.chatId) : number(m.userId)), out: Boolean(m.out), text: m.message ?? '', date: m.date,
  entities: m.entities?.length ? m.entities.map(entity) : undefined,
  reply: m.replyTo
    ? { id: m.replyTo.replyToMsgId, quote: m.replyTo.quote ? m.replyTo.quoteText : undefined }
    : undefined,
  forward: m.fwdFrom
    ? {
        from: marked(m.fwdFrom.fromId), name: m.fwdFrom.fromName,
        saved: marked(m.fwdFrom.savedFromPeer),
      }
    : undefined,
  silent: Boolean(m.silent), mentioned: Boolean(m.mentioned), pinned: Boolean(m.pinned), edited: Boolean(m.editDate),
  ttl: m.action?.className === 'MessageActionSetMessagesTTL' ? m.action.period : m.ttlPeriod,
  service: service(m),
  ...social(m),
})

const muted = (settings) => Boolean(settings.muteUntil && settings.muteUntil > Date.now() / 1000)

/** Tells what an update says, if the tests ask for it. */
export function tellUpdate(u, tell) {
  tellSocial(u, tell, (id) => {
    const chat = u._entities?.get(String(channel(id)))
    return !chat || chat.className !== 'Channel' || Boolean(chat.left)
  })
  switch (u.className) {
    case 'UpdateNewChannelMessage':
      return tell('message', message(u.message))
    case 'UpdateEditChannelMessage':
      return tell('edit', message(u.message))
    case 'UpdateDeleteChannelMessages':
      return tell('delete', { chat: channel(u.channelId), ids: u.messages })
    case 'UpdateReadChannelInbox':
      return tell('read', { chat: channel(u.channelId), max: u.maxId, out: false, unread: u.stillUnreadCount })
    case 'UpdateReadChannelOutbox':
      return tell('read', { chat: channel(u.channelId), max: u.maxId, out: true })
    case 'UpdateShortMessage':
      return tell('message', message(u))
    case 'UpdateNewMessage':
      return tell('message', message(u.message))
    case 'UpdateEditMessage':
      return tell('edit', message(u.message))
    case 'UpdateDeleteMessages':
      return tell('delete', { ids: u.messages })
    case 'UpdateReadHistoryInbox':
      return tell('read', { chat: marked(u.peer), max: u.maxId, out: false, unread: u.stillUnreadCount })
    case 'UpdateReadHistoryOutbox':
      return tell('read', { chat: marked(u.peer), max: u.maxId, out: true })
    case 'UpdatePinnedMessages':
      return tell('pin', { chat: marked(u.peer), ids: u.messages, pinned: Boolean(u.pinned) })
    case 'UpdateDraftMessage':
      return tell('draft', { chat: marked(u.peer), text: u.draft.message ?? '' })
    case 'UpdateUserTyping':
      return tell('typing', { chat: number(u.userId) })
    case 'UpdateUserStatus':
      return tell('presence', { chat: number(u.userId), online: u.status.className === 'UserStatusOnline' })
    case 'UpdateDialogUnreadMark':
      return tell('mark', { chat: marked(u.peer.peer), unread: Boolean(u.unread) })
    case 'UpdateDialogPinned':
      return tell('dialogPin', { chat: marked(u.peer.peer), pinned: Boolean(u.pinned) })
    case 'UpdateFolderPeers':
      for (const p of u.folderPeers) tell('archive', { chat: marked(p.peer), archived: p.folderId === 1 })
      return
    case 'UpdateNotifySettings':
      if (u.peer.className === 'NotifyPeer')
        return tell('mute', { chat: marked(u.peer.peer), muted: muted(u.notifySettings) })
      if (u.peer.className === 'NotifyUsers') return tell('muteAll', { muted: muted(u.notifySettings) })
      return
    case 'UpdateNewScheduledMessage':
      return tell('scheduled', message(u.message))
    case 'UpdateDeleteScheduledMessages':
      return tell('unscheduled', { chat: marked(u.peer), ids: u.messages })
    case 'UpdatePeerHistoryTTL':
      return tell('ttl', { chat: marked(u.peer), seconds: u.ttlPeriod ?? 0 })
    case 'UpdateDialogFilter':
    case 'UpdateDialogFilterOrder':
    case 'UpdateDialogFilters':
      return tell('folders', {})
  }
}

/** The commands on private conversations, on the client that `client` gives. */
export function privateCommands(client) {
  const tg = new Proxy({}, { get: (_, name) => client()[name].bind(client()) })
  const quiet = (done) => Promise.resolve(done).then(() => ({}))
  const call = (request) => quiet(tg.invoke(request))
  const peer = (to) => tg.getInputEntity(to)
  const user = async (to) => {
    const { userId, accessHash } = await peer(to)
    return new Api.InputUser({ userId, accessHash })
  }
  const dialogPeer = async (to) => new Api.InputDialogPeer({ peer: await peer(to) })
  const peers = (usernames = []) => Promise.all(usernames.map(peer))
  const ids = (list) => list.map((p) => number(p.userId))

  const styled = (entities = []) => Promise.all(entities.map(async ({ type, offset, length, ...more }) => {
    if (type === 'name') return new Api.InputMessageEntityMentionName({ offset, length, userId: await user(more.user) })
    const { url, language = '', folded: collapsed } = more
    return new Api['MessageEntity' + kindOf(type)]({ offset, length, url, language, collapsed })
  }))

  const notify = (where, mute) => call(new Api.account.UpdateNotifySettings({
    peer: where, settings: new Api.InputPeerNotifySettings({ muteUntil: mute ? forEver : 0 }),
  }))

  const filters = async () => {
    const answer = await tg.invoke(new Api.messages.GetDialogFilters())
    return answer.filters.filter((f) => f.className === 'DialogFilter')
  }

  return {
    async send({ to, text, entities, reply: answered, quote, silent, date, topic }) {
      const reply = answered ?? topic
      if (!quote) {
        const sent = await tg.sendMessage(to, {
          message: text, formattingEntities: await styled(entities), replyTo: reply, silent, schedule: date,
        })
        return { id: sent.id }
      }
      // `sendMessage` cannot quote.
      const sent = await tg.invoke(new Api.messages.SendMessage({
        peer: await peer(to), message: text,
        replyTo: new Api.InputReplyToMessage({ replyToMsgId: reply, quoteText: quote }),
      }))
      return { id: sent.id ?? sent.updates.find((u) => u.className === 'UpdateMessageID').id }
    },
    edit: async ({ to, id, text, entities }) =>
      quiet(tg.editMessage(to, { message: id, text, formattingEntities: await styled(entities) })),
    async forward({ to, from, ids: which, noAuthor }) {
      const sent = await tg.forwardMessages(to, { messages: which, fromPeer: from, dropAuthor: noAuthor })
      return { ids: sent.flat().map((m) => m.id) }
    },
    delete: ({ to, ids: which, forMe }) => quiet(tg.deleteMessages(to, which, { revoke: !forMe })),
    clear: async ({ to, both }) =>
      call(new Api.messages.DeleteHistory({ peer: await peer(to), justClear: true, revoke: both, maxId: 0 })),
    read: ({ to, max }) => quiet(tg.markAsRead(to, max)),
    history: async ({ to, limit }) => ({ messages: (await tg.getMessages(to, { limit })).map(message) }),
    notices: async ({ limit }) => ({ messages: (await tg.getMessages(notices, { limit })).map(message) }),

    pin: ({ to, id, silent, forMe }) => quiet(tg.pinMessage(to, id, { notify: !silent, pmOneSide: forMe })),
    unpin: ({ to, id }) => quiet(tg.unpinMessage(to, id)),
    unpinAll: ({ to }) => quiet(tg.unpinMessage(to)),
    async pinned({ to }) {
      const found = await tg.getMessages(to, { filter: new Api.InputMessagesFilterPinned(), limit: 100 })
      return { ids: found.map((m) => m.id) }
    },

    draft: async ({ to, text, reply }) => call(new Api.messages.SaveDraft({
      peer: await peer(to), message: text,
      replyTo: reply ? new Api.InputReplyToMessage({ replyToMsgId: reply }) : undefined,
    })),
    typing: async ({ to }) =>
      call(new Api.messages.SetTyping({ peer: await peer(to), action: new Api.SendMessageTypingAction() })),
    online: ({ online }) => call(new Api.account.UpdateStatus({ offline: !online })),
    async status({ username }) {
      const { status } = await tg.getEntity(username)
      return { online: status?.className === 'UserStatusOnline', wasOnline: status?.wasOnline }
    },

    markUnread: async ({ to, unread }) =>
      call(new Api.messages.MarkDialogUnread({ peer: await dialogPeer(to), unread })),
    async dialogs({ archived }) {
      const dialogs = await tg.getDialogs({ archived: Boolean(archived) })
      return {
        dialogs: dialogs.map((d) => ({
          chat: marked(d.dialog.peer), top: d.dialog.topMessage, unread: d.dialog.unreadCount,
          mark: Boolean(d.dialog.unreadMark), readIn: d.dialog.readInboxMaxId, readOut: d.dialog.readOutboxMaxId,
          pinned: Boolean(d.dialog.pinned), archived: d.dialog.folderId === 1, muted: muted(d.dialog.notifySettings),
          ttl: d.dialog.ttlPeriod ?? 0, draft: d.dialog.draft?.message ?? '', lastText: d.message?.message ?? '',
        })),
      }
    },
    pinDialog: async ({ to, pinned }) =>
      call(new Api.messages.ToggleDialogPin({ peer: await dialogPeer(to), pinned })),
    archive: async ({ to, archived }) => call(new Api.folders.EditPeerFolders({
      folderPeers: [new Api.InputFolderPeer({ peer: await peer(to), folderId: archived ? 1 : 0 })],
    })),
    mute: async ({ to, muted: mute }) => notify(new Api.InputNotifyPeer({ peer: await peer(to) }), mute),
    muteAll: ({ muted: mute }) => notify(new Api.InputNotifyUsers(), mute),

    // `getMessages` takes a flag for what is scheduled, and reads the history all the same.
    async scheduled({ to }) {
      const { messages } = await tg.invoke(new Api.messages.GetScheduledHistory({ peer: await peer(to), hash: 0 }))
      return { messages: messages.map(message) }
    },
    sendScheduled: async ({ to, ids: id }) =>
      call(new Api.messages.SendScheduledMessages({ peer: await peer(to), id })),
    deleteScheduled: async ({ to, ids: id }) =>
      call(new Api.messages.DeleteScheduledMessages({ peer: await peer(to), id })),
    editScheduled: ({ to, id, text, date }) => quiet(tg.editMessage(to, { message: id, text, schedule: date })),
    ttl: async ({ to, seconds }) =>
      call(new Api.messages.SetHistoryTTL({ peer: await peer(to), period: seconds })),

    search: async ({ to, query }) =>
      ({ messages: (await tg.getMessages(to, { search: query, limit: 100 })).map(message) }),
    searchAll: async ({ query }) =>
      ({ messages: (await tg.getMessages(undefined, { search: query, limit: 100 })).map(message) }),

    folders: async () => ({
      folders: (await filters()).map((f) => ({
        id: f.id, title: f.title.text ?? f.title, include: ids(f.includePeers), exclude: ids(f.excludePeers),
        pinned: ids(f.pinnedPeers), contacts: Boolean(f.contacts), archived: Boolean(f.excludeArchived),
      })),
    }),
    async setFolder({ id, title, include, exclude, pinned, contacts, archived }) {
      id ||= Math.max(1, ...(await filters()).map((f) => f.id)) + 1
      await tg.invoke(new Api.messages.UpdateDialogFilter({
        id,
        filter: new Api.DialogFilter({
          id, title: new Api.TextWithEntities({ text: title, entities: [] }), contacts, excludeArchived: archived,
          includePeers: await peers(include), excludePeers: await peers(exclude), pinnedPeers: await peers(pinned),
        }),
      }))
      return { id }
    },
    deleteFolder: ({ id }) => call(new Api.messages.UpdateDialogFilter({ id })),
    orderFolders: ({ ids: order }) => call(new Api.messages.UpdateDialogFiltersOrder({ order })),

    block: async ({ to, blocked }) =>
      call(new Api.contacts[blocked ? 'Block' : 'Unblock']({ id: await peer(to) })),
    addContact: async ({ to, first }) =>
      call(new Api.contacts.AddContact({ id: await user(to), firstName: first, lastName: '', phone: '' })),
    async importContact({ phone, first }) {
      const { imported } = await tg.invoke(new Api.contacts.ImportContacts({
        contacts: [new Api.InputPhoneContact({ clientId: 1, phone, firstName: first, lastName: '' })],
      }))
      return { id: number(imported[0]?.userId) ?? 0 }
    },
  }
}
