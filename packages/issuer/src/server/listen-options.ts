import { isIPv6 } from 'node:net'
import { checkOptions, flag, text, wholeNumber } from '../options/option-rules.ts'
import { randomSecret } from '../tokens/token-stamp.ts'
import { isLoopback } from './loopback.ts'

export interface ListenOptions {
  /** Default 0: any free port. */
  port?: number
  /** Default `127.0.0.1`, which like `localhost` means both loopback addresses, because clients try either first. */
  host?: string
  /** Lets `host` be an address that other machines reach. Anyone who reaches it can trust tokens they did not earn. */
  dangerouslyListenBeyondLoopback?: boolean
  /** Lets the issuer listen although `NODE_ENV` is `production`. */
  dangerouslyListenInProduction?: boolean
  /** What must be shown to use `/dev/`. Default: nothing on loopback, and a random one beyond it. */
  controlToken?: string
}

/** Where to listen. The first address must work; the others only where the platform has them. */
export interface ListenAddress {
  readonly addresses: readonly [string, ...string[]]
  readonly port: number
  /** The host to write in a URL that reaches the first address. */
  readonly urlHost: string
}

export interface ListenPlan {
  readonly at: ListenAddress
  /** What the control plane asks for; `undefined`: nothing. */
  readonly controlToken: string | undefined
}

/** Throws a TypeError that names the option at fault, or an Error when it is not safe to listen. */
export function readListenOptions(options: unknown): ListenPlan {
  checkOptions<ListenOptions>('listen', options, {
    port: wholeNumber(0, 65535),
    host: text,
    dangerouslyListenBeyondLoopback: flag,
    dangerouslyListenInProduction: flag,
    controlToken: text,
  })
  if (process.env['NODE_ENV'] === 'production' && options.dangerouslyListenInProduction !== true) {
    throw new Error(
      'listen: a local issuer signs for anyone and must not run in production; unset NODE_ENV, or set dangerouslyListenInProduction',
    )
  }
  const host = readHost(options.host ?? '127.0.0.1')
  if (!isLoopback(host) && options.dangerouslyListenBeyondLoopback !== true) {
    throw new Error(
      `listen: host ${host} can be reached from other machines; use 127.0.0.1, or set dangerouslyListenBeyondLoopback`,
    )
  }
  const controlToken = options.controlToken ?? (isLoopback(host) ? undefined : randomSecret())
  return { at: { ...toAddresses(host), port: options.port ?? 0 }, controlToken }
}

/** Gives the host in its canonical spelling, so that `127.1` or `0:0:0:0:0:0:0:1` is judged as what it means. */
function readHost(host: string): string {
  // With a port of its own, so that a host that already carries one does not parse.
  const url = `http://${isIPv6(host) ? `[${host}]` : host}:1/`
  const { href, hostname } = URL.canParse(url) ? new URL(url) : { href: '', hostname: '' }
  if (hostname === '' || href !== `http://${hostname}:1/`) {
    throw new TypeError('listen: host must be a host name or an IP address; leave out scheme, port and path')
  }
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

function toAddresses(host: string): Pick<ListenAddress, 'addresses' | 'urlHost'> {
  if (host === 'localhost' || host === '127.0.0.1')
    return { addresses: ['127.0.0.1', '::1'], urlHost: 'localhost' }
  if (host === '0.0.0.0') return { addresses: ['0.0.0.0', '::1'], urlHost: 'localhost' }
  if (host === '::') return { addresses: ['::'], urlHost: 'localhost' }
  return { addresses: [host], urlHost: isIPv6(host) ? `[${host}]` : host }
}
