// The half of a driver that all Node clients share: commands in, answers and events out, one JSON object a line.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

// Standard output belongs to the protocol; whatever a library prints goes to standard error.
const out = process.stdout.write.bind(process.stdout)
console.log = console.info = console.debug = console.error
process.on('unhandledRejection', (reason) => console.error('unhandled rejection:', reason))

const write = (object) =>
  out(JSON.stringify(object, (_, value) => (typeof value === 'bigint' ? Number(value) : value)) + '\n')

/** Tells the test that something happened. */
export const emit = (event, data) => write({ event, ...data })

/** Answers each line on standard input with the command of that name, until the input ends. */
export function serve(commands) {
  const input = createInterface({ input: process.stdin })
  input.on('line', async (line) => {
    const { call, cmd, ...args } = JSON.parse(line)
    // Groups and channels are named by number, which the libraries want as one.
    for (const field of ['to', 'from']) if (/^-\d+$/.test(args[field])) args[field] = Number(args[field])
    try {
      if (!(cmd in commands)) throw new Error(`no command ${cmd}`)
      write({ call, result: (await commands[cmd](args)) ?? {} })
    } catch (error) {
      console.error(error)
      write({ call, error: error?.errorMessage ?? error?.text ?? error?.message ?? String(error) })
    }
  })
  input.on('close', () => process.exit(0))
}

/** The numbers n and e of a PKCS#1 PEM, as big integers: for libraries that cannot read the PEM themselves. */
export async function publicKey(pem) {
  const { createPublicKey } = await import('node:crypto')
  const jwk = createPublicKey({ key: pem, format: 'pem', type: 'pkcs1' }).export({ format: 'jwk' })
  const big = (text) => BigInt('0x' + Buffer.from(text, 'base64url').toString('hex'))
  return { n: big(jwk.n), e: big(jwk.e) }
}

/** The version of a package as the module at `from` sees it, even if the package does not export its package.json. */
export function versionOf(name, from) {
  let dir = dirname(createRequire(from).resolve(name))
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir)
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).version
}
