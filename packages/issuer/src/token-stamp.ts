import { randomBytes } from 'node:crypto'

export type Claims = Record<string, unknown>

/** Who issues a token and when; times are epoch seconds. */
export interface Stamp {
  readonly endpoint: string
  readonly now: number
  readonly issuedAt: number
  readonly expiresAt: number
}

/** A fresh `jti`. Authgear's is a SHA-256 in hexadecimal, so this has the same look. */
export function randomTokenId(): string {
  return randomBytes(32).toString('hex')
}
