import { createHash, randomBytes } from 'node:crypto'
import type { Client } from '../clients/client.ts'
import type { Realm } from '../realm.ts'

export type Claims = Record<string, unknown>

/** Who issues a token and when; times are epoch seconds. */
export interface Stamp {
  readonly endpoint: string
  readonly now: number
  readonly issuedAt: number
  readonly expiresAt: number
}

/** What a caller may choose about the times. */
export interface TimeWishes {
  readonly issuedAt?: number
  readonly lifetimeSeconds?: number
}

export function toStamp(realm: Realm, client: Client | undefined, wishes: TimeWishes = {}): Stamp {
  const now = nowSeconds(realm)
  const issuedAt = wishes.issuedAt ?? now
  const lifetimeSeconds =
    wishes.lifetimeSeconds ?? client?.accessTokenLifetimeSeconds ?? realm.settings.accessTokenLifetimeSeconds
  return { endpoint: realm.endpoint, now, issuedAt, expiresAt: issuedAt + lifetimeSeconds }
}

export function nowSeconds({ clock }: Pick<Realm, 'clock'>): number {
  return Math.floor(clock.now() / 1000)
}

/** A string that nobody can guess: an opaque token, a code, a cookie. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The `jti` of the token that an opaque secret stands for: as in Authgear, its SHA-256 in hexadecimal. */
export function toTokenId(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
