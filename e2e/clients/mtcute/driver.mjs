// mtcute, whatever the platform: the Node and the web package export the same client from their own copy of the core.
import { serve } from '../driver.mjs'
import { listen, privateCommands } from './private.mjs'
import { socialCommands } from './social.mjs'

/**
 * Serves one client.
 * @param about    name, version and layer of the library
 * @param connect  makes the client (not connected yet) from the arguments of `open`
 * @param open     what the library takes for the file at a path
 */
export function serveMtcute(about, connect, open) {
  let tg

  const sendCode = async (phone) => {
    const { id, hash } = await tg.getApiCredentials()
    return tg.call({
      _: 'auth.sendCode', phoneNumber: phone, apiId: id, apiHash: hash, settings: { _: 'codeSettings' },
    })
  }

  serve({
    async open(args) {
      tg = await connect(args)
      listen(tg)
      tg.onError.add((error) => console.error('mtcute:', error))
      await tg.connect()
      await tg.call({ _: 'help.getNearestDc' })
      return about
    },

    // mtcute has no sign-up of its own, so the raw method is called and the library told who we are.
    async signUp({ phone, code, first }) {
      const sent = await sendCode(phone)
      const in_ = await tg.call({
        _: 'auth.signIn', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash, phoneCode: code,
      })
      if (in_._ !== 'auth.authorizationSignUpRequired') throw new Error(`signIn of a new phone gave ${in_._}`)
      const up = await tg.call({
        _: 'auth.signUp', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash, firstName: first, lastName: '',
      })
      return { id: (await tg.notifyLoggedIn(up)).id }
    },

    async signIn({ phone, code, password }) {
      const sent = await tg.sendCode({ phone })
      try {
        return { id: (await tg.signIn({ phone, phoneCodeHash: sent.phoneCodeHash, phoneCode: code })).id }
      } catch (error) {
        if (error.text !== 'SESSION_PASSWORD_NEEDED') throw error
        return { id: (await tg.checkPassword(password)).id }
      }
    },

    setPassword: ({ password }) => tg.enableCloudPassword({ password, hint: 'test' }).then(() => ({})),
    setUsername: ({ username }) => tg.setMyUsername(username).then(() => ({})),
    resolve: async ({ username }) => ({ id: (await tg.resolvePeer(username, true)).userId }),
    ...privateCommands(() => tg),
    ...socialCommands(() => tg, open),
    catchUp: () => ({}), // It asks for the difference by itself when a new session is announced.
    ping: () => tg.call({ _: 'help.getNearestDc' }).then(() => ({})),
    close: () => tg.destroy().then(() => ({})),
  })
}
