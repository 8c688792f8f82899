import { BlockList, isIP, isIPv6 } from 'node:net'

/** What an address is, as far as it decides whether it may be attacked. */
export type AddressKind = 'loopback' | 'private' | 'public' | 'forbidden'

const LOOPBACK = toList([
  ['127.0.0.0', 8],
  ['::1', 128],
])
const PRIVATE = toList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
])
/** Link-local, where clouds keep their credentials; what means nobody, or many; and what clouds put beside link-local. */
const FORBIDDEN = toList([
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['0.0.0.0', 8],
  ['::', 128],
  ['224.0.0.0', 4],
  ['ff00::', 8],
  ['240.0.0.0', 4],
])

/** Says what an address is. One that carries an IPv4 address inside is what that one is. RFC 6890. */
export function classifyAddress(address: string): AddressKind {
  const [bare = ''] = address.split('%')
  if (isIP(bare) === 0) return 'forbidden'
  const inner = isIPv6(bare) ? innerAddress(bare) : undefined
  if (inner !== undefined) return classifyAddress(inner)
  if (contains(FORBIDDEN, bare)) return 'forbidden'
  if (contains(LOOPBACK, bare)) return 'loopback'
  return contains(PRIVATE, bare) ? 'private' : 'public'
}

/** The IPv4 address in a mapped, compatible, translated (NAT64) or 6to4 address. RFC 4291 §2.5.5, RFC 6052, RFC 3056. */
function innerAddress(address: string): string | undefined {
  const words = toWords(address)
  const at = (index: number): number => words[index] ?? 0
  const isZero = (from: number, to: number): boolean => words.slice(from, to).every((word) => word === 0)
  if (isZero(0, 5) && at(5) === 0xffff) return toIpv4(at(6), at(7))
  if (isZero(0, 6) && at(6) !== 0) return toIpv4(at(6), at(7))
  if (at(0) === 0x64 && at(1) === 0xff9b && isZero(2, 6)) return toIpv4(at(6), at(7))
  if (at(0) === 0x2002) return toIpv4(at(1), at(2))
  return undefined
}

function toIpv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function toWords(address: string): readonly number[] {
  // The platform writes every spelling in one: no dots, no zeros in front.
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = host.split('::')
  const start = readWords(head)
  const end = readWords(tail)
  return tail === undefined
    ? start
    : [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end]
}

function readWords(part: string | undefined): number[] {
  return part === undefined || part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16))
}

function toList(ranges: readonly (readonly [net: string, prefix: number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of ranges) list.addSubnet(net, prefix, isIPv6(net) ? 'ipv6' : 'ipv4')
  return list
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
