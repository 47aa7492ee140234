import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connectWs } from '@fuman/net'
import {
  IntermediatePacketCodec, MemoryStorage, ObfuscatedPacketCodec, TelegramClient, WebCryptoProvider, WebPlatform, tl,
} from '@mtcute/web'
import { LogManager, addPublicKey } from '@mtcute/web/utils.js'
import WebSocket from 'ws'
import { versionOf } from '../driver.mjs'
import { serveMtcute } from '../mtcute/driver.mjs'

globalThis.WebSocket ??= WebSocket // A browser has it; the client looks for it even if it is given a transport.

const require = createRequire(import.meta.url)
const version = versionOf('@mtcute/web', import.meta.url)

// A browser says when it is offline; Node is always online.
class Platform extends WebPlatform {
  isOnline() {
    return true
  }

  onNetworkChanged() {
    return () => {}
  }
}

serveMtcute({ library: '@mtcute/web', version, layer: tl.LAYER }, async (args) => {
  // The browser fetches the code of its ciphers; here it lies on disk.
  const wasm = new WebAssembly.Module(readFileSync(require.resolve('@mtcute/wasm/mtcute-simd.wasm')))
  const crypto = new WebCryptoProvider({ wasmInput: wasm })
  await crypto.initialize()
  addPublicKey(crypto, args.key)

  const dc = { ipAddress: args.host, port: args.port, id: args.dc }
  return new TelegramClient({
    apiId: 1, apiHash: 'lamplight', storage: new MemoryStorage(), crypto,
    platform: new Platform(),
    defaultDcs: { main: dc, media: dc },
    transport: {
      connect: () =>
        connectWs({ url: `ws://${args.host}:${args.port}/apiws`, protocols: 'binary' }),
      packetCodec: () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
    },
    network: { usePfs: args.pfs },
    logLevel: LogManager.WARN,
  })
}, (path) => new Uint8Array(readFileSync(path)))
