import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { UsageError } from '../../usage-error.ts'
import { classifyAddress, type AddressKind } from './address.ts'

/** What is attacked: the URL as it was given, and the one address that every request goes to. */
export interface Target {
  readonly url: URL
  readonly address: string
  readonly port: number
  readonly kind: AddressKind
}

/** Gives every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

const resolveWithSystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

/**
 * Resolves the target once. Throws a UsageError for what must not be attacked: link-local addresses never; others than
 * loopback and private ones only where `isOwned` says that they are one's own.
 */
export async function pinTarget(
  text: string,
  { isOwned = false, resolve = resolveWithSystem }: { isOwned?: boolean; resolve?: Resolve } = {},
): Promise<Target> {
  const url = readTargetUrl(text)
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port)
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = await resolve(hostname).catch(() => [])
  if (addresses.length === 0) {
    throw new UsageError(`the name ${hostname} has no address`, 'is it spelled right?')
  }
  for (const address of addresses) checkAddress(hostname, address, isOwned)
  const address = await findListening(addresses, port)
  return { url, address, port, kind: classifyAddress(address) }
}

function readTargetUrl(text: string): URL {
  const hint = 'give the whole address of a protected route: http://localhost:3000/me'
  if (!URL.canParse(text)) throw new UsageError(`the target is no URL`, hint)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(`the target must be http or https, not ${url.protocol.slice(0, -1)}`, hint)
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('the target holds a user name or a password', 'send it with --header instead')
  }
  url.hash = ''
  return url
}

function checkAddress(hostname: string, address: string, isOwned: boolean): void {
  const kind = classifyAddress(address)
  const which = hostname === address ? address : `${hostname} (${address})`
  if (kind === 'forbidden') {
    throw new UsageError(
      `${which} is link-local or no machine's address; it is never attacked`,
      'name the backend by its own address',
    )
  }
  if (kind === 'public' && !isOwned) {
    throw new UsageError(
      `${which} is neither this machine nor in a private network`,
      'attack only what is yours; if it is, say so with --i-own-this-target',
    )
  }
}

/** The first address that takes a connection: `localhost` is two, and most backends listen on one. */
async function findListening(addresses: readonly string[], port: number): Promise<string> {
  for (const address of addresses) {
    if (await takesConnection(address, port)) return address
  }
  throw new UsageError(
    `nothing listens at ${addresses.map((address) => `${address} port ${port}`).join(' or ')}`,
    'start the backend, and look whether the port is right',
  )
}

function takesConnection(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: 3000 })
    const end = (isThere: boolean): void => {
      socket.destroy()
      done(isThere)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false)).on('timeout', () => end(false))
  })
}
