// What the tests ask of private conversations, in mtcute's words. Most has a method of its own; `tg.call` is for what
// has none: taking the mark of unread away, pins and mutes of conversations, and two that lose something.
import { emit } from '../driver.mjs'
import { kindOf, typeOf } from '../entities.mjs'
import { marked, service, social, tellSocial } from '../social.mjs'

const whenOnline = 2147483646 // a date that stands for "when the other is online"
const forEver = 2147483647

const entity = ({ raw: e }) => ({
  type: typeOf(e._), offset: e.offset, length: e.length, url: e.url, language: e.language || undefined,
  id: e.userId, folded: e.collapsed || undefined,
})

const forward = (f) => {
  if (!f) return undefined
  const { sender } = f
  return {
    from: marked(f.raw.fromId),
    name: sender.type === 'anonymous' ? sender.displayName : undefined,
    saved: marked(f.raw.savedFromPeer),
  }
}

/** A message as the tests know it. */
export const message = (m) => ({
  id: m.id, chat: m.chat.id, out: m.isOutgoing, text: m.text, date: m.raw.date,
  entities: m.isService || m.entities.length === 0 ? undefined : m.entities.map(entity),
  reply: m.replyToMessage
    ? { id: m.replyToMessage.id ?? undefined, quote: m.replyToMessage.isQuote ? m.replyToMessage.quoteText : undefined }
    : undefined,
  forward: m.isService ? undefined : forward(m.forward),
  silent: m.isSilent, mentioned: m.isMention, pinned: m.isPinned, edited: Boolean(m.editDate),
  ttl: m.action?.type === 'ttl_changed' ? m.action.period : m.ttlPeriod ?? undefined,
  service: m.isService ? service(m.raw.action) : undefined,
  ...social(m.raw),
})

const muted = (settings) => Boolean(settings.muteUntil && settings.muteUntil > Date.now() / 1000)

const raw = ({ update: u, peers }) => {
  tellSocial(u, emit, (id) => {
    const chat = peers.chats.get(id)
    return !chat || chat._ !== 'channel' || Boolean(chat.left)
  })
  switch (u._) {
    case 'updatePinnedMessages':
      return emit('pin', { chat: u.peer.userId, ids: u.messages, pinned: Boolean(u.pinned) })
    case 'updateDraftMessage':
      return emit('draft', { chat: u.peer.userId, text: u.draft.message ?? '' })
    case 'updateDialogUnreadMark':
      return emit('mark', { chat: u.peer.peer.userId, unread: Boolean(u.unread) })
    case 'updateDialogPinned':
      return emit('dialogPin', { chat: u.peer.peer.userId, pinned: Boolean(u.pinned) })
    case 'updateFolderPeers':
      for (const { peer, folderId } of u.folderPeers) emit('archive', { chat: peer.userId, archived: folderId === 1 })
      return
    case 'updateNotifySettings':
      if (u.peer._ === 'notifyPeer') return emit('mute', { chat: u.peer.peer.userId, muted: muted(u.notifySettings) })
      if (u.peer._ === 'notifyUsers') return emit('muteAll', { muted: muted(u.notifySettings) })
      return
    case 'updateDeleteScheduledMessages':
      return emit('unscheduled', { chat: u.peer.userId, ids: u.messages })
    case 'updatePeerHistoryTTL':
      return emit('ttl', { chat: u.peer.userId, seconds: u.ttlPeriod ?? 0 })
    case 'updateDialogFilter':
    case 'updateDialogFilterOrder':
    case 'updateDialogFilters':
      return emit('folders', {})
  }
}

/** Tells of what happens in private conversations. */
export function listen(tg) {
  // What waits to be sent comes as new messages too.
  tg.onNewMessage.add((m) => emit(m.isScheduled ? 'scheduled' : 'message', message(m)))
  tg.onEditMessage.add((m) => emit('edit', message(m)))
  tg.onDeleteMessage.add((update) =>
    emit('delete', { ids: update.messageIds, chat: update.channelId ?? undefined }))
  tg.onHistoryRead.add((update) =>
    emit('read', { chat: update.chatId, max: update.maxReadId, out: update.isOutbox, unread: update.unreadCount }))
  tg.onUserTyping.add((update) => update.chatType === 'user' && emit('typing', { chat: update.chatId }))
  tg.onUserStatusUpdate.add((update) => emit('presence', { chat: update.userId, online: update.status === 'online' }))
  tg.onRawUpdate.add(raw)
}

/** The commands on private conversations, on the client that `client` gives. */
export function privateCommands(client) {
  const tg = new Proxy({}, { get: (_, name) => client()[name].bind(client()) })
  const quiet = (done) => Promise.resolve(done).then(() => ({}))
  const inputDialog = async (to) => ({ _: 'inputDialogPeer', peer: await tg.resolvePeer(to) })
  const notices = 777000

  const styled = async (text, entities = []) => ({
    text,
    entities: await Promise.all(entities.map(async ({ type, offset, length, url, language, user, folded }) => ({
      _: 'messageEntity' + kindOf(type), offset, length,
      ...(type === 'link' && { url }), ...(type === 'pre' && { language: language ?? '' }),
      ...(type === 'quote' && { collapsed: folded }),
      ...(type === 'name' && { userId: (await tg.resolvePeer(user)).userId }),
    }))),
  })

  const when = (date) => (date === whenOnline ? 'online' : date ? new Date(date * 1000) : undefined)

  const peers = (usernames = []) => Promise.all(usernames.map((name) => tg.resolvePeer(name)))
  const ids = (list) => list.map((peer) => peer.userId)
  const filters = async () => (await tg.getFolders()).filters.filter((f) => f._ === 'dialogFilter')

  const notify = (peer, mute) => tg.call({
    _: 'account.updateNotifySettings', peer,
    settings: { _: 'inputPeerNotifySettings', muteUntil: mute ? forEver : 0 },
  })

  return {
    send: async ({ to, text, entities, reply, quote, silent, date, topic }) => ({
      id: (await tg.sendText(to, await styled(text, entities), {
        replyTo: reply ?? topic, quote: quote && { text: quote }, silent, schedule: when(date),
      })).id,
    }),
    edit: async ({ to, id, text, entities }) =>
      quiet(tg.editMessage({ chatId: to, message: id, text: await styled(text, entities) })),
    async forward({ to, from, ids, noAuthor }) {
      const sent = await tg.forwardMessagesById({ toChatId: to, fromChatId: from, messages: ids, noAuthor })
      return { ids: sent.map((m) => m.id) }
    },
    delete: ({ to, ids, forMe }) => quiet(tg.deleteMessagesById(to, ids, { revoke: !forMe })),
    // Its ways are to clear for oneself, to clear and delete the conversation, and both with the other side.
    async clear({ to, both }) {
      if (!both) return quiet(tg.deleteHistory(to, { mode: 'clear' }))
      return quiet(tg.deleteHistory(to, { mode: 'revoke' }))
    },
    read: ({ to, max }) => quiet(tg.readHistory(to, { maxId: max })),
    history: async ({ to, limit }) => ({ messages: (await tg.getHistory(to, { limit })).map(message) }),
    notices: async ({ limit }) => ({ messages: (await tg.getHistory(notices, { limit })).map(message) }),

    pin: ({ to, id, silent, forMe }) =>
      quiet(tg.pinMessage({ chatId: to, message: id, notify: !silent, bothSides: !forMe })),
    unpin: ({ to, id }) => quiet(tg.unpinMessage({ chatId: to, message: id })),
    unpinAll: ({ to }) => quiet(tg.unpinAllMessages(to)),
    async pinned({ to }) {
      const found = await tg.searchMessages({ chatId: to, filter: { _: 'inputMessagesFilterPinned' } })
      return { ids: found.map((m) => m.id) }
    },

    draft: ({ to, text, reply }) => quiet(tg.saveDraft(to, text === '' ? null : {
      message: text, replyTo: reply ? { _: 'inputReplyToMessage', replyToMsgId: reply } : undefined,
    })),
    typing: ({ to }) => quiet(tg.sendTyping(to)),
    online: ({ online }) => quiet(tg.setOnline(online)),
    async status({ username }) {
      const user = await tg.getUser(username)
      return { online: user.status === 'online', wasOnline: user.lastOnline ? user.lastOnline / 1000 : undefined }
    },

    async markUnread({ to, unread }) {
      if (unread) return quiet(tg.markChatUnread(to))
      return quiet(tg.call({ _: 'messages.markDialogUnread', peer: await inputDialog(to), unread: false }))
    },
    async dialogs({ archived }) {
      const dialogs = []
      for await (const d of tg.iterDialogs({ archived: archived ? 'only' : 'exclude' })) {
        dialogs.push({
          chat: d.peer.id, top: d.raw.topMessage, unread: d.unreadCount, mark: d.isManuallyUnread,
          readIn: d.lastReadIngoing, readOut: d.lastReadOutgoing, pinned: d.isPinned, archived: d.isArchived,
          muted: muted(d.raw.notifySettings), ttl: d.ttlPeriod ?? 0, draft: d.draftMessage?.text ?? '',
          lastText: d.lastMessage?.text ?? '',
        })
      }
      return { dialogs }
    },
    pinDialog: async ({ to, pinned }) =>
      quiet(tg.call({ _: 'messages.toggleDialogPin', peer: await inputDialog(to), pinned })),
    archive: ({ to, archived }) => quiet(archived ? tg.archiveChats(to) : tg.unarchiveChats(to)),
    mute: async ({ to, muted: mute }) => quiet(notify({ _: 'inputNotifyPeer', peer: await tg.resolvePeer(to) }, mute)),
    muteAll: ({ muted: mute }) => quiet(notify({ _: 'inputNotifyUsers' }, mute)),

    scheduled: async ({ to }) => ({ messages: (await tg.getAllScheduledMessages(to)).map(message) }),
    sendScheduled: ({ to, ids }) => quiet(tg.sendScheduled(to, ids)),
    deleteScheduled: ({ to, ids }) => quiet(tg.deleteScheduledMessages(to, ids)),
    // `editMessage` takes a date, and loses it.
    editScheduled: async ({ to, id, text, date }) => quiet(tg.call({
      _: 'messages.editMessage', peer: await tg.resolvePeer(to), id, message: text, scheduleDate: date,
    })),
    // `setChatTtl` drops the updates that it is answered with, which leaves a gap.
    async ttl({ to, seconds }) {
      const peer = await tg.resolvePeer(to)
      client().handleClientUpdate(await tg.call({ _: 'messages.setHistoryTTL', peer, period: seconds }), true)
    },

    search: async ({ to, query }) => ({ messages: (await tg.searchMessages({ chatId: to, query })).map(message) }),
    searchAll: async ({ query }) => ({ messages: (await tg.searchGlobal({ query })).map(message) }),

    async folders() {
      return {
        folders: (await filters()).map((f) => ({
          id: f.id, title: f.title.text ?? f.title, include: ids(f.includePeers), exclude: ids(f.excludePeers),
          pinned: ids(f.pinnedPeers), contacts: Boolean(f.contacts), archived: Boolean(f.excludeArchived),
        })),
      }
    },
    async setFolder({ id, title, include, exclude, pinned, contacts, archived }) {
      const folder = {
        title: { _: 'textWithEntities', text: title, entities: [] }, includePeers: await peers(include),
        excludePeers: await peers(exclude), pinnedPeers: await peers(pinned), contacts, excludeArchived: archived,
      }
      if (!id) return { id: (await tg.createFolder(folder)).id }
      return { id: (await tg.editFolder({ folder: id, modification: folder })).id }
    },
    deleteFolder: ({ id }) => quiet(tg.deleteFolder(id)),
    orderFolders: ({ ids }) => quiet(tg.setFoldersOrder(ids)),

    block: ({ to, blocked }) => quiet(blocked ? tg.blockUser(to) : tg.unblockUser(to)),
    addContact: ({ to, first }) => quiet(tg.addContact({ userId: to, firstName: first })),
    async importContact({ phone, first }) {
      const { imported } = await tg.importContacts([{ phone, firstName: first, lastName: '' }])
      return { id: imported[0]?.userId ?? 0 }
    },
  }
}
