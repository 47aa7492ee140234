import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, configure, execute } from 'tdl'
import { emit, serve } from '../driver.mjs'

// TDLib shifts the server's message ids to leave room for its own.
const shift = 1 << 20
const wire = (id) => id / shift
const local = (id) => id * shift

let tg
let state // The last authorization state.
const waiting = new Set() // Who waits for an update: functions that answer true when it came.
const opened = new Set()

const text = (content) => content?.text?.text ?? ''

const onUpdate = (update) => {
  for (const wait of waiting) if (wait(update)) waiting.delete(wait)
  switch (update._) {
    case 'updateAuthorizationState':
      state = update.authorization_state
      return
    case 'updateNewMessage': {
      const m = update.message
      if (m.sending_state) return // Not at the server yet; `send` waits for the answer.
      return emit('message', { id: wire(m.id), chat: m.chat_id, out: m.is_outgoing, text: text(m.content) })
    }
    case 'updateMessageContent':
      return emit('edit', { id: wire(update.message_id), chat: update.chat_id, text: text(update.new_content) })
    case 'updateDeleteMessages':
      if (!update.is_permanent || update.from_cache) return
      return emit('delete', { ids: update.message_ids.map(wire) })
    case 'updateChatReadInbox':
      return emit('read', { chat: update.chat_id, max: wire(update.last_read_inbox_message_id), out: false })
    case 'updateChatReadOutbox':
      return emit('read', { chat: update.chat_id, max: wire(update.last_read_outbox_message_id), out: true })
  }
}

// Resolves with the first update, from now on, that `pick` gives something for. The test bounds the wait.
const next = (pick) =>
  new Promise((resolve, reject) => {
    waiting.add((update) => {
      try {
        const picked = pick(update)
        if (picked) resolve(picked)
        return Boolean(picked)
      } catch (error) {
        reject(error)
        return true
      }
    })
  })

// Sends what an authorization state asks for, and returns the state that follows.
const step = async (request) => {
  const before = state
  const followed = next((u) => u._ === 'updateAuthorizationState' && u.authorization_state)
  await tg.invoke(request)
  return state === before ? followed : state
}

const signIn = async ({ phone, code, password, first }) => {
  let now = await step({ _: 'setAuthenticationPhoneNumber', phone_number: phone })
  while (now._ !== 'authorizationStateReady') {
    switch (now._) {
      case 'authorizationStateWaitCode':
        now = await step({ _: 'checkAuthenticationCode', code })
        break
      case 'authorizationStateWaitRegistration':
        if (!first) throw new Error('the server wants a sign-up')
        now = await step({ _: 'registerUser', first_name: first, last_name: '' })
        break
      case 'authorizationStateWaitPassword':
        now = await step({ _: 'checkAuthenticationPassword', password })
        break
      default:
        throw new Error(`unexpected ${now._}`)
    }
  }
  return { id: (await tg.invoke({ _: 'getMe' })).id }
}

const chat = async (username) => {
  const { id } = await tg.invoke({ _: 'searchPublicChat', username })
  if (!opened.has(id)) {
    await tg.invoke({ _: 'openChat', chat_id: id })
    opened.add(id)
  }
  return id
}

const content = (words) => ({ _: 'inputMessageText', text: { _: 'formattedText', text: words } })

// layer reads MTPROTO_LAYER from the code of the library: right after it stores the id of invokeWithLayer
// (0xda9b0d0d), the compiler stores the layer, as the 32-bit operand of `mov dword [rax+4]`.
const layer = (path) => {
  const code = readFileSync(path)
  const at = code.indexOf(Buffer.from('0d0d9bda', 'hex'))
  const store = code.indexOf(Buffer.from('c74004', 'hex'), at)
  return at < 0 || store < 0 || store - at > 64 ? 0 : code.readUInt32LE(store + 3)
}

serve({
  async open(args) {
    configure({ tdjson: args.library, verbosityLevel: 1 })
    execute({ _: 'setLogStream', log_stream: { _: 'logStreamFile', path: args.log, max_file_size: 1 << 30 } })
    execute({ _: 'setLogVerbosityLevel', new_verbosity_level: 2 })
    tg = createClient({
      apiId: 1, apiHash: 'lamplight', useTestDc: args.transport === 'test',
      databaseDirectory: join(args.dir, 'db'), filesDirectory: join(args.dir, 'files'),
      tdlibParameters: { device_model: 'test', system_language_code: 'en', use_message_database: true },
    })
    tg.on('error', (error) => console.error('tdlib:', error))
    const ready = next((u) =>
      u._ === 'updateAuthorizationState' && u.authorization_state._ === 'authorizationStateWaitPhoneNumber')
    tg.on('update', onUpdate)
    await ready
    await tg.invoke({ _: 'getCountryCode' }) // goes to the server, so the key is made when it is answered
    const version = await tg.invoke({ _: 'getOption', name: 'version' })
    return { library: 'TDLib', version: version.value, layer: layer(args.library) }
  },

  signUp: signIn,
  signIn: (args) => signIn({ ...args, first: undefined }),
  setPassword: ({ password }) =>
    tg.invoke({ _: 'setPassword', old_password: '', new_password: password, new_hint: 'test' }).then(() => ({})),
  setUsername: ({ username }) => tg.invoke({ _: 'setUsername', username }).then(() => ({})),
  resolve: async ({ username }) => ({ id: await chat(username) }),
  async send({ to, text: words }) {
    const chat_id = await chat(to)
    const results = []
    const done = next((u) => {
      if (u._ === 'updateMessageSendFailed' && results.includes(u.old_message_id)) throw new Error(u.error.message)
      return u._ === 'updateMessageSendSucceeded' && text(u.message.content) === words && u.message
    })
    results.push((await tg.invoke({ _: 'sendMessage', chat_id, input_message_content: content(words) })).id)
    return { id: wire((await done).id) }
  },
  edit: async ({ to, id, text: words }) => {
    await tg.invoke({
      _: 'editMessageText', chat_id: await chat(to), message_id: local(id), input_message_content: content(words),
    })
  },
  delete: async ({ to, ids }) => {
    await tg.invoke({ _: 'deleteMessages', chat_id: await chat(to), message_ids: ids.map(local), revoke: true })
  },
  read: async ({ to, max }) => {
    await tg.invoke({ _: 'viewMessages', chat_id: await chat(to), message_ids: [local(max)], force_read: true })
  },
  async history({ to, limit }) {
    const chat_id = await chat(to)
    const messages = []
    // It answers with what it has at hand, which may be less than asked for: ask on until there is no more.
    for (let from = 0; messages.length < limit;) {
      const page = await tg.invoke({
        _: 'getChatHistory', chat_id, from_message_id: from, limit: limit - messages.length,
      })
      if (page.messages.length === 0) break
      messages.push(...page.messages)
      from = page.messages.at(-1).id
    }
    return { messages: messages.map((m) => ({ id: wire(m.id), out: m.is_outgoing, text: text(m.content) })) }
  },
  catchUp: () => ({}), // It does by itself.
  ping: () => tg.invoke({ _: 'getCountryCode' }).then(() => ({})),
  close: () => tg.close().then(() => ({})),
})
