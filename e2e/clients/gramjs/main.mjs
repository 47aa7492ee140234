import { createRequire } from 'node:module'
import { emit, publicKey, serve, versionOf } from '../driver.mjs'
import { message, privateCommands, tellUpdate } from './private.mjs'
import { socialCommands } from './social.mjs'

const require = createRequire(import.meta.url) // The library is CommonJS.
const { Api, TelegramClient } = require('telegram')
const { _serverKeys } = require('telegram/crypto/RSA')
const { ConnectionTCPAbridged, ConnectionTCPFull, ConnectionTCPObfuscated } = require('telegram/network')
const { PromisedNetSockets, PromisedWebSockets } = require('telegram/extensions')
const { StringSession } = require('telegram/sessions')
const { LAYER } = require('telegram/tl/AllTLObjects')
const bigInt = require('big-integer')

const transports = {
  full: [ConnectionTCPFull, PromisedNetSockets],
  abridged: [ConnectionTCPAbridged, PromisedNetSockets],
  obfuscated: [ConnectionTCPObfuscated, PromisedNetSockets],
  websocket: [ConnectionTCPObfuscated, PromisedWebSockets],
}

const credentials = { apiId: 1, apiHash: 'lamplight' }
let tg
let state // What the library does not keep: where the last difference ended.
const told = new Set() // What was told live, so that the difference does not tell it again.

const tell = (event, data) => {
  if (!['message', 'edit', 'delete', 'read'].includes(event)) return emit(event, data) // a state, which may come twice
  // Channels count their messages for themselves; all else has one count.
  const line = event === 'message' ? `${Math.min(data.chat, -1e12)} ${data.id}` : JSON.stringify([event, data]) // A message may come edited later.
  if (told.has(line)) return
  told.add(line)
  emit(event, data)
}

const number = (id) => Number(id)

const handle = (update) => tellUpdate(update, tell)

const signIn = async ({ phone, code, password, first }) => {
  const me = await tg.signInUser(credentials, {
    phoneNumber: phone,
    phoneCode: async () => code,
    password: async () => password,
    firstAndLastNames: async () => {
      if (!first) throw new Error('the server wants a sign-up')
      return [first, '']
    },
    onError: (error) => {
      throw error
    },
  })
  state = await tg.invoke(new Api.updates.GetState())
  return { id: number(me.id) }
}

serve({
  async open(args) {
    const { n, e } = await publicKey(args.key)
    // A fingerprint is looked up as the signed decimal that the wire's long reads as.
    _serverKeys.set(BigInt.asIntN(64, BigInt(args.fingerprint)).toString(), { n: bigInt(n.toString()), e: Number(e) })
    const [connection, networkSocket] = transports[args.transport]
    const session = new StringSession('')
    session.setDC(args.dc, args.host, 80) // It dials 80 whatever is written here, and the link listens there.
    tg = new TelegramClient(session, credentials.apiId, credentials.apiHash, {
      connection, networkSocket, useWSS: false, connectionRetries: 30,
    })
    tg.setLogLevel('warn')
    tg.addEventHandler(handle)
    await tg.connect()
    return { library: 'GramJS', version: versionOf('telegram', import.meta.url), layer: LAYER }
  },

  signUp: signIn,
  signIn: (args) => signIn({ ...args, first: undefined }),
  setPassword: ({ password }) => tg.updateTwoFaSettings({ newPassword: password, hint: 'test' }).then(() => ({})),
  setUsername: ({ username }) => tg.invoke(new Api.account.UpdateUsername({ username })).then(() => ({})),
  async resolve({ username }) {
    const found = await tg.invoke(new Api.contacts.ResolveUsername({ username }))
    return { id: number(found.peer.userId) }
  },
  ...privateCommands(() => tg),
  ...socialCommands(() => tg),

  // GramJS has no catching up of its own (`catchUp` is empty), so its user asks for the difference.
  async catchUp() {
    for (;;) {
      const difference = await tg.invoke(new Api.updates.GetDifference(state))
      if (difference.className === 'updates.DifferenceTooLong') throw new Error('the difference is too long')
      for (const m of difference.newMessages ?? []) tell('message', message(m))
      for (const update of difference.otherUpdates ?? []) handle(update)
      const { pts, qts, date, seq } = difference.state ?? difference.intermediateState ?? { ...state, ...difference }
      state = { pts, qts, date, seq }
      if (difference.className !== 'updates.DifferenceSlice') return {}
    }
  },

  ping: () => tg.invoke(new Api.help.GetNearestDc()).then(() => ({})),
  close: () => tg.destroy().then(() => ({})),
})
