import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, configure, execute } from 'tdl'
import { serve } from '../driver.mjs'
import { privateCommands, tellUpdate } from './private.mjs'
import { socialCommands } from './social.mjs'

let tg
let state // The last authorization state.
const waiting = new Set() // Who waits for an update: functions that answer true when it came.

const onUpdate = (update) => {
  for (const wait of waiting) if (wait(update)) waiting.delete(wait)
  if (update._ === 'updateAuthorizationState') state = update.authorization_state
  tellUpdate(update)
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
  ...privateCommands(() => tg),
  ...socialCommands(() => tg),
  catchUp: () => ({}), // It does by itself.
  ping: () => tg.invoke({ _: 'getCountryCode' }).then(() => ({})),
  close: () => tg.close().then(() => ({})),
})
