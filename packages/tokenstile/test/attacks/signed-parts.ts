import type { TestKey } from '../support/keys.ts'
import { buildToken } from '../support/tokens.ts'

/** A valid token of this key whose signature was replaced by what `change` makes of it. */
export function withSignature(key: TestKey, change: (signature: Buffer) => Buffer): string {
  const token = buildToken({ key })
  const at = token.lastIndexOf('.') + 1
  return token.slice(0, at) + change(Buffer.from(token.slice(at), 'base64url')).toString('base64url')
}

/** A number as big-endian bytes of this length. */
export function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex')
}

/** Big-endian bytes as a number. */
export function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`)
}
