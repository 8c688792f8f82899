import type { CompactJWSHeaderParameters } from 'jose'
import type { SigningKey } from '../keys/signing-keys.ts'
import type { Claims } from './token-stamp.ts'

/** A token before its signature. */
export interface Draft {
  readonly header: CompactJWSHeaderParameters
  readonly claims: Claims
  readonly key: SigningKey
}

/** Signs a draft as it is. Checks nothing: that is what drafts of faulty tokens are for. */
export async function sealToken({ header, claims, key }: Draft): Promise<string> {
  // Loaded when it is needed, here and elsewhere: a start should not wait for it.
  const { CompactSign } = await import('jose')
  return new CompactSign(toBytes(claims)).setProtectedHeader(header).sign(key.privateKey)
}

export function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
