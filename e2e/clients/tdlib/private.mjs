// What the tests ask of private conversations, in the words of TDLib. It has a way of its own for everything. Lists,
// marks, drafts and folders are answered from its own database, which its updates have filled.
import { emit } from '../driver.mjs'
import { mediaOf, serviceOf, social, tellSocial } from './shapes.mjs'

// TDLib shifts the server's message ids to leave room for its own. The id of a message that waits to be sent has the
// date in front, and behind it three bits for what it is.
const shift = 1 << 20
const scheduledBits = 1 << 21
const isScheduled = (id) => id % shift !== 0
export const wire = (id) => (isScheduled(id) ? Math.floor((id % scheduledBits) / 8) : id / shift)
export const local = (id) => id * shift

const whenOnline = 2147483646
const forEver = 2147483647
const notices = 777000

const types = {
  bold: 'Bold', italic: 'Italic', underline: 'Underline', strike: 'Strikethrough', spoiler: 'Spoiler', code: 'Code',
  pre: 'PreCode', link: 'TextUrl', quote: 'BlockQuote', name: 'MentionName', mention: 'Mention', hashtag: 'Hashtag',
  cashtag: 'Cashtag', command: 'BotCommand', url: 'Url', email: 'EmailAddress', phone: 'PhoneNumber',
}
const names = Object.fromEntries(Object.entries(types).map(([name, type]) => ['textEntityType' + type, name]))
names.textEntityTypePre = 'pre'
names.textEntityTypeExpandableBlockQuote = 'quote'

const entity = ({ offset, length, type }) => ({
  type: names[type._] ?? type._, offset, length, url: type.url, language: type.language || undefined, id: type.user_id,
  folded: type._ === 'textEntityTypeExpandableBlockQuote' || undefined,
})

/** What a content says: text and formatting, or what the service message is about. */
const words = (content) => {
  switch (content._) {
    case 'messageText':
      return {
        text: content.text.text, entities: content.text.entities.length ? content.text.entities.map(entity) : undefined,
      }
    case 'messagePinMessage':
      return { text: '', service: 'pin', reply: { id: wire(content.message_id) } }
    case 'messageChatSetMessageAutoDeleteTime':
      return { text: '', service: 'ttl', ttl: content.message_auto_delete_time }
    case 'messageContactRegistered':
      return { text: '', service: 'joined' }
    default: {
      const media = mediaOf(content)
      return media ? { text: content.caption?.text ?? '', media } : { text: '', service: serviceOf(content) }
    }
  }
}

const forward = (f) => f && {
  from: f.origin.sender_user_id ?? f.origin.sender_chat_id ?? f.origin.chat_id, name: f.origin.sender_name, saved: f.source?.chat_id || undefined,
}

const reply = (r) => r && { id: wire(r.message_id), quote: r.quote?.is_manual ? r.quote.text.text : undefined }

/** A message as the tests know it; TDLib does not say which are silent or mention somebody. */
export const message = (m) => ({
  id: wire(m.id), chat: m.chat_id, out: m.is_outgoing, date: m.scheduling_state?.send_date ?? m.date,
  pinned: m.is_pinned, edited: m.edit_date > 0, ttl: Math.ceil(m.auto_delete_in) || undefined, reply: reply(m.reply_to),
  forward: forward(m.forward_info), ...words(m.content), ...social(m),
})

const draft = (d) => d?.content.text?.text ?? ''

// What `send` and the like wait for: how it went, by the conversation and the id that a message has in it before it is
// at the server.
const outcomes = new Map()
const outcome = (chat, id) => {
  const key = `${chat} ${id}`
  if (!outcomes.has(key)) {
    const it = {}
    it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }))
    it.promise.catch(() => {}) // Nobody may be waiting.
    outcomes.set(key, it)
  }
  return outcomes.get(key)
}
const settle = ({ _, message: m, old_message_id: id, error }) => {
  const { resolve, reject } = outcome(m.chat_id, id)
  if (_ === 'updateMessageSendFailed') reject(new Error(error.message))
  else resolve(m)
}
export const sent = (m) => outcome(m.chat_id, m.id).promise

// The lists that conversations were last seen in, because positions come one by one.
const archived = new Map()
const pinned = new Map()

const place = (chat, position) => {
  const gone = position.order === '0' || position.order === 0
  switch (position.list._) {
    case 'chatListArchive':
      if (archived.get(chat) === !gone) return
      archived.set(chat, !gone)
      return emit('archive', { chat, archived: !gone })
    case 'chatListMain':
      if (gone || pinned.get(chat) === position.is_pinned) return
      pinned.set(chat, position.is_pinned)
      return emit('dialogPin', { chat, pinned: position.is_pinned })
  }
}

let folderList = [] // as the last update gave it

/** Tells of what happens in private conversations. */
export function tellUpdate(u) {
  tellSocial(u, emit)
  switch (u._) {
    case 'updateMessageSendSucceeded':
    case 'updateMessageSendFailed':
      return settle(u)
    case 'updateNewMessage':
      if (u.message.sending_state) return // Not at the server yet; `send` waits for the answer.
      return emit(u.message.scheduling_state ? 'scheduled' : 'message', message(u.message))
    case 'updateMessageContent':
      if (u.new_content._ === 'messagePoll') return emit('poll', { voters: u.new_content.poll.total_voter_count })
      return emit(isScheduled(u.message_id) ? 'scheduled' : 'edit', {
        id: wire(u.message_id), chat: u.chat_id, ...words(u.new_content),
      })
    case 'updateDeleteMessages': {
      if (!u.is_permanent || u.from_cache) return
      const waiting = u.message_ids.filter(isScheduled)
      if (waiting.length) emit('unscheduled', { chat: u.chat_id, ids: waiting.map(wire) })
      const ids = u.message_ids.filter((id) => !isScheduled(id)).map(wire)
      if (ids.length) emit('delete', { ids })
      return
    }
    case 'updateChatReadInbox':
      return emit('read', {
        chat: u.chat_id, max: wire(u.last_read_inbox_message_id), out: false, unread: u.unread_count,
      })
    case 'updateChatReadOutbox':
      return emit('read', { chat: u.chat_id, max: wire(u.last_read_outbox_message_id), out: true })
    case 'updateMessageIsPinned':
      return emit('pin', { chat: u.chat_id, ids: [wire(u.message_id)], pinned: u.is_pinned })
    case 'updateChatDraftMessage':
      for (const position of u.positions) place(u.chat_id, position)
      return emit('draft', { chat: u.chat_id, text: draft(u.draft_message) })
    case 'updateChatAction':
      if (u.action._ === 'chatActionTyping') emit('typing', { chat: u.chat_id })
      return
    case 'updateUserStatus':
      return emit('presence', { chat: u.user_id, online: u.status._ === 'userStatusOnline' })
    case 'updateChatIsMarkedAsUnread':
      return emit('mark', { chat: u.chat_id, unread: u.is_marked_as_unread })
    case 'updateChatPosition':
      return place(u.chat_id, u.position)
    case 'updateChatLastMessage':
      for (const position of u.positions) place(u.chat_id, position)
      return
    case 'updateChatNotificationSettings': {
      const { use_default_mute_for: usual, mute_for: seconds } = u.notification_settings
      return emit('mute', { chat: u.chat_id, muted: !usual && seconds > 0 })
    }
    case 'updateScopeNotificationSettings':
      if (u.scope._ !== 'notificationSettingsScopePrivateChats') return
      return emit('muteAll', { muted: u.notification_settings.mute_for > 0 })
    case 'updateChatMessageAutoDeleteTime':
      return emit('ttl', { chat: u.chat_id, seconds: u.message_auto_delete_time })
    case 'updateChatFolders':
      folderList = u.chat_folders
      return emit('folders', {})
  }
}

/** Finds a conversation as commands name it, and opens it the first time, as one does who looks at it. */
export function finder(call) {
  const opened = new Set()
  const find = async (to) => {
    if (typeof to === 'number') return to
    if (to === 'me') return (await call('createPrivateChat', { user_id: (await call('getMe')).id })).id
    return (await call('searchPublicChat', { username: to })).id
  }
  return async (to) => {
    const id = await find(to)
    if (!opened.has(id)) {
      await call('openChat', { chat_id: id })
      // Which reactions are allowed in a supergroup or channel, it knows only once its profile was looked at.
      if (id < -1_000_000_000_000) {
        await call('getSupergroupFullInfo', { supergroup_id: -1_000_000_000_000 - id })
      }
      opened.add(id)
    }
    return id
  }
}

/** The commands on private conversations, on the client that `client` gives. */
export function privateCommands(client) {
  const call = (_, args) => client().invoke({ _, ...args })
  const quiet = (_, args) => call(_, args).then(() => ({}))
  const chat = finder(call)
  const chats = (usernames = []) => Promise.all(usernames.map(chat))

  const styled = async (text, entities = []) => ({
    _: 'formattedText', text,
    entities: await Promise.all(entities.map(async ({ type, offset, length, url, language, user, folded }) => ({
      _: 'textEntity', offset, length,
      type: {
        _: 'textEntityType' + (type === 'quote' && folded ? 'ExpandableBlockQuote' : types[type]),
        ...(url && { url }), ...(type === 'pre' && { language: language ?? '' }),
        ...(user && { user_id: await chat(user) }),
      },
    }))),
  })
  const content = async (text, entities) => ({ _: 'inputMessageText', text: await styled(text, entities) })

  const at = (date) => {
    if (!date) return undefined
    if (date === whenOnline) return { _: 'messageSchedulingStateSendWhenOnline' }
    return { _: 'messageSchedulingStateSendAtDate', send_date: date }
  }

  // The id of a message that waits to be sent has its date in it, so it has to be looked up.
  const waiting = async (chat_id) => (await call('getChatScheduledMessages', { chat_id })).messages
  const waitingID = async (chat_id, id) => {
    const found = (await waiting(chat_id)).find((m) => wire(m.id) === id)
    if (!found) throw new Error(`no scheduled message ${id}`)
    return found.id
  }

  // A page may be short because that is what is at hand: ask on until there is no more.
  const all = async (chat_id, limit) => {
    const messages = []
    for (let from = 0; messages.length < limit;) {
      const page = await call('getChatHistory', { chat_id, from_message_id: from, limit: limit - messages.length })
      if (page.messages.length === 0) break
      messages.push(...page.messages)
      from = page.messages.at(-1).id
    }
    // What the server refused stays, marked as failed.
    return { messages: messages.filter((m) => !m.sending_state).map(message) }
  }

  const folder = async ({ title, include, exclude, pinned: top, contacts, archived: leaveOut }) => ({
    _: 'chatFolder', name: { _: 'chatFolderName', text: { _: 'formattedText', text: title } }, color_id: -1,
    included_chat_ids: await chats(include), excluded_chat_ids: await chats(exclude), pinned_chat_ids: await chats(top),
    include_contacts: contacts, exclude_archived: leaveOut,
  })

  return {
    resolve: async ({ username }) => ({ id: await chat(username) }),
    async send({ to, text, entities, reply: id, quote, silent, date, topic }) {
      const sending = await call('sendMessage', {
        chat_id: await chat(to), topic_id: topic && { _: 'messageTopicForum', forum_topic_id: topic },
        input_message_content: await content(text, entities),
        reply_to: id && {
          _: 'inputMessageReplyToMessage', message_id: local(id),
          quote: quote && { _: 'inputTextQuote', text: await styled(quote), position: 0 },
        },
        options: { _: 'messageSendOptions', disable_notification: silent, scheduling_state: at(date) },
      })
      return { id: wire((await sent(sending)).id) }
    },
    edit: async ({ to, id, text, entities }) => quiet('editMessageText', {
      chat_id: await chat(to), message_id: local(id), input_message_content: await content(text, entities),
    }),
    async forward({ to, from, ids, noAuthor }) {
      const sending = await call('forwardMessages', {
        chat_id: await chat(to), from_chat_id: await chat(from), message_ids: ids.map(local), send_copy: noAuthor,
      })
      if (sending.messages.includes(null)) throw new Error('a message cannot be forwarded')
      const done = await Promise.all(sending.messages.map(sent))
      return { ids: done.map((m) => wire(m.id)) }
    },
    delete: async ({ to, ids, forMe }) =>
      quiet('deleteMessages', { chat_id: await chat(to), message_ids: ids.map(local), revoke: !forMe }),
    clear: async ({ to, both }) => quiet('deleteChatHistory', { chat_id: await chat(to), revoke: both }),
    read: async ({ to, max }) =>
      quiet('viewMessages', { chat_id: await chat(to), message_ids: [local(max)], force_read: true }),
    history: async ({ to, limit }) => all(await chat(to), limit),
    notices: async ({ limit }) => all((await call('createPrivateChat', { user_id: notices })).id, limit),

    pin: async ({ to, id, silent, forMe }) => quiet('pinChatMessage', {
      chat_id: await chat(to), message_id: local(id), disable_notification: silent, only_for_self: forMe,
    }),
    unpin: async ({ to, id }) => quiet('unpinChatMessage', { chat_id: await chat(to), message_id: local(id) }),
    unpinAll: async ({ to }) => quiet('unpinAllChatMessages', { chat_id: await chat(to) }),
    async pinned({ to }) {
      const found = await call('searchChatMessages', {
        chat_id: await chat(to), limit: 100, filter: { _: 'searchMessagesFilterPinned' },
      })
      return { ids: found.messages.map((m) => wire(m.id)) }
    },

    draft: async ({ to, text, reply: id }) => quiet('setChatDraftMessage', {
      chat_id: await chat(to),
      draft_message: text === '' ? null : {
        _: 'draftMessage', content: { _: 'draftMessageContentText', text: await styled(text) },
        reply_to: id && { _: 'inputMessageReplyToMessage', message_id: local(id) },
      },
    }),
    typing: async ({ to }) => quiet('sendChatAction', { chat_id: await chat(to), action: { _: 'chatActionTyping' } }),
    online: ({ online }) => quiet('setOption', { name: 'online', value: { _: 'optionValueBoolean', value: online } }),
    async status({ username }) {
      const { status } = await call('getUser', { user_id: await chat(username) })
      return { online: status._ === 'userStatusOnline', wasOnline: status.was_online }
    },

    markUnread: async ({ to, unread }) =>
      quiet('toggleChatIsMarkedAsUnread', { chat_id: await chat(to), is_marked_as_unread: unread }),
    async dialogs({ archived: inArchive }) {
      const chat_list = { _: inArchive ? 'chatListArchive' : 'chatListMain' }
      for (;;) {
        try {
          await call('loadChats', { chat_list, limit: 100 })
        } catch (error) {
          if (error.code !== 404) throw error // It says so when all are there.
          break
        }
      }
      const { chat_ids } = await call('getChats', { chat_list, limit: 100 })
      const dialogs = []
      for (const chat_id of chat_ids) {
        const c = await call('getChat', { chat_id })
        const position = c.positions.find((p) => p.list._ === chat_list._)
        const { use_default_mute_for: usual, mute_for: seconds } = c.notification_settings
        dialogs.push({
          chat: c.id, top: c.last_message ? wire(c.last_message.id) : 0, unread: c.unread_count,
          mark: c.is_marked_as_unread, readIn: wire(c.last_read_inbox_message_id),
          readOut: wire(c.last_read_outbox_message_id), pinned: position.is_pinned, archived: Boolean(inArchive),
          muted: !usual && seconds > 0, ttl: c.message_auto_delete_time, draft: draft(c.draft_message),
          lastText: c.last_message ? words(c.last_message.content).text : '',
        })
      }
      return { dialogs }
    },
    pinDialog: async ({ to, pinned: pin }) => quiet('toggleChatIsPinned', {
      chat_list: { _: 'chatListMain' }, chat_id: await chat(to), is_pinned: pin,
    }),
    archive: async ({ to, archived: put }) => quiet('addChatToList', {
      chat_id: await chat(to), chat_list: { _: put ? 'chatListArchive' : 'chatListMain' },
    }),
    async mute({ to, muted }) {
      const chat_id = await chat(to)
      const { notification_settings: settings } = await call('getChat', { chat_id })
      return quiet('setChatNotificationSettings', {
        chat_id,
        notification_settings: { ...settings, use_default_mute_for: false, mute_for: muted ? forEver : 0 },
      })
    },
    async muteAll({ muted }) {
      const scope = { _: 'notificationSettingsScopePrivateChats' }
      const settings = await call('getScopeNotificationSettings', { scope })
      return quiet('setScopeNotificationSettings', {
        scope, notification_settings: { ...settings, mute_for: muted ? forEver : 0 },
      })
    },

    scheduled: async ({ to }) => ({ messages: (await waiting(await chat(to))).map(message) }),
    async sendScheduled({ to, ids }) {
      const chat_id = await chat(to)
      for (const id of ids) {
        await call('editMessageSchedulingState', { chat_id, message_id: await waitingID(chat_id, id) })
      }
    },
    async deleteScheduled({ to, ids }) {
      const chat_id = await chat(to)
      const message_ids = await Promise.all(ids.map((id) => waitingID(chat_id, id)))
      return quiet('deleteMessages', { chat_id, message_ids, revoke: true })
    },
    async editScheduled({ to, id, text, date }) {
      const chat_id = await chat(to)
      await call('editMessageText', {
        chat_id, message_id: await waitingID(chat_id, id), input_message_content: await content(text),
      })
      // The date is part of TDLib's id, so it is another one now.
      await call('editMessageSchedulingState', {
        chat_id, message_id: await waitingID(chat_id, id), scheduling_state: at(date),
      })
    },
    ttl: async ({ to, seconds }) =>
      quiet('setChatMessageAutoDeleteTime', { chat_id: await chat(to), message_auto_delete_time: seconds }),

    async search({ to, query }) {
      const found = await call('searchChatMessages', { chat_id: await chat(to), query, limit: 100 })
      return { messages: found.messages.map(message) }
    },
    async searchAll({ query }) {
      const found = await call('searchMessages', { query, offset: '', limit: 100 })
      return { messages: found.messages.map(message) }
    },

    async folders() {
      const list = []
      for (const { id } of folderList) {
        const f = await call('getChatFolder', { chat_folder_id: id })
        list.push({
          id, title: f.name.text.text, include: f.included_chat_ids, exclude: f.excluded_chat_ids,
          pinned: f.pinned_chat_ids, contacts: f.include_contacts, archived: f.exclude_archived,
        })
      }
      return { folders: list }
    },
    async setFolder({ id, ...rest }) {
      const set = await folder(rest)
      const info = id
        ? await call('editChatFolder', { chat_folder_id: id, folder: set })
        : await call('createChatFolder', { folder: set })
      return { id: info.id }
    },
    deleteFolder: ({ id }) => quiet('deleteChatFolder', { chat_folder_id: id }),
    orderFolders: ({ ids }) => quiet('reorderChatFolders', { chat_folder_ids: ids, main_chat_list_position: 0 }),

    block: async ({ to, blocked }) => quiet('setMessageSenderBlockList', {
      sender_id: { _: 'messageSenderUser', user_id: await chat(to) },
      block_list: blocked ? { _: 'blockListMain' } : null,
    }),
    addContact: async ({ to, first }) => quiet('addContact', {
      user_id: await chat(to), contact: { _: 'importedContact', first_name: first },
    }),
    async importContact({ phone, first }) {
      const { user_ids } = await call('importContacts', {
        contacts: [{ _: 'importedContact', phone_number: phone, first_name: first }],
      })
      return { id: user_ids[0] }
    },
  }
}
