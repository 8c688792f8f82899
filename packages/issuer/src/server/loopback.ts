import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether the canonical address, or the name `localhost`, is this machine's alone. */
export function isLoopback(host: string): boolean {
  const family = isIP(host)
  // A name other than localhost may resolve to anything.
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a URL's host can only be this machine; browsers resolve every `*.localhost` so (RFC 6761). */
export function isLoopbackName(hostname: string): boolean {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isLoopback(host) || host.endsWith('.localhost')
}
