import { BlockList, isIP, isIPv6 } from 'node:net'

/** Who may ask: by the address of the connection, `undefined` for one through a unix socket. */
export interface Trust {
  trusts(address: string | undefined): boolean
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const

/** Reads a list of proxies. Gives the trust, or the problem of an entry. */
export function readTrust(
  entries: readonly string[],
): Trust | { readonly index: number; readonly problem: string } {
  const list = new BlockList()
  let isUnixTrusted = false
  for (const [index, entry] of entries.entries()) {
    if (entry === 'unix') isUnixTrusted = true
    else if (entry === 'loopback') LOOPBACK.forEach((network) => addNetwork(list, network))
    else {
      const problem = addNetwork(list, entry)
      if (problem !== undefined) return { index, problem }
    }
  }
  // The addresses of connections are few, and looking one up in the list costs a microsecond.
  const known = new Map<string, boolean>()
  return {
    trusts: (address) => {
      if (address === undefined) return isUnixTrusted
      const remembered = known.get(address)
      if (remembered !== undefined) return remembered
      if (known.size >= 1000) known.clear()
      const isTrusted = checkAddress(list, address)
      known.set(address, isTrusted)
      return isTrusted
    },
  }
}

function addNetwork(list: BlockList, entry: string): string | undefined {
  const [address = '', bits, ...rest] = entry.split('/')
  const version = isIP(address)
  if (address.includes('%')) return 'has a zone, which is not looked at; hint: leave it out'
  if (version === 0 || rest.length > 0) {
    return 'is no address and no network; hint: 10.1.2.3, 10.1.0.0/16, loopback or unix'
  }
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (bits === undefined) {
    list.addAddress(address, family)
    return undefined
  }
  const length = /^[0-9]{1,3}$/.test(bits) ? Number(bits) : -1
  if (length < 0 || length > (version === 4 ? 32 : 128)) return 'has a length that no network has'
  if (isTooWide(address, length, family)) {
    return 'is the whole internet, or much of it; hint: name the networks that your proxies are in'
  }
  list.addSubnet(address, length, family)
  return undefined
}

/** The widest that anybody has of their own: 10.0.0.0/8 and fc00::/7. RFC 1918, RFC 4193. */
const WIDEST = { ipv4: 8, ipv6: 7 } as const

function isTooWide(address: string, length: number, family: 'ipv4' | 'ipv6'): boolean {
  if (length < WIDEST[family]) return true
  // In IPv6 all of IPv4 is a small network: ::ffff:0:0/96. RFC 4291 §2.5.5.2.
  const network = new BlockList()
  network.addSubnet(address, length, family)
  const covered = Array.from({ length: 256 }, (_, at) => network.check(`${at}.0.0.1`)).filter(Boolean)
  return family === 'ipv6' && covered.length > 1
}

function checkAddress(list: BlockList, address: string): boolean {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1]
  const plain = mapped ?? address
  if (isIP(plain) === 0) return false
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
