import {
  IntermediatePacketCodec, MemoryStorage, ObfuscatedPacketCodec, PaddedIntermediatePacketCodec, TcpTransport,
  TelegramClient, tl,
} from '@mtcute/node'
import { LogManager, NodeCryptoProvider, addPublicKey } from '@mtcute/node/utils.js'
import { versionOf } from '../driver.mjs'
import { serveMtcute } from './driver.mjs'

const version = versionOf('@mtcute/node', import.meta.url)

const codecs = {
  intermediate: () => new IntermediatePacketCodec(),
  padded: () => new PaddedIntermediatePacketCodec(),
  obfuscated: () => new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec()),
}

serveMtcute({ library: '@mtcute/node', version, layer: tl.LAYER }, async (args) => {
  const crypto = new NodeCryptoProvider()
  await crypto.initialize()
  addPublicKey(crypto, args.key)

  class Transport extends TcpTransport {
    packetCodec() {
      return codecs[args.transport]()
    }
  }

  const dc = { ipAddress: args.host, port: args.port, id: args.dc }
  return new TelegramClient({
    apiId: 1, apiHash: 'lamplight', storage: new MemoryStorage(), crypto,
    defaultDcs: { main: dc, media: dc },
    transport: new Transport(),
    network: { usePfs: args.pfs },
    logLevel: LogManager.WARN,
  })
}, (path) => 'file:' + path)
