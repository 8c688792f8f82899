import type { JsonWebKey } from 'node:crypto'
import type { DefectName } from '../defects.ts'
import type { Shot } from '../target/send.ts'
import type { AttackerKeys } from '../token/attacker-keys.ts'
import type { GoodToken } from '../token/good-token.ts'
import type { MintOrder } from '../trials/mint-order.ts'
import type { Outpost } from '../outpost.ts'

/** The families, in the order of the report. */
export const FAMILIES = {
  baseline: 'Baselines',
  signature: 'Signature',
  'alg-none': 'Algorithm none',
  'key-confusion': 'Public key as a secret',
  'key-source': 'Keys that the token brings',
  'key-id': 'Key id',
  claims: 'Claims, signed by the issuer',
  kind: 'Kind of token',
  structure: 'Structure and junk',
  transport: 'Where the token is',
  cookie: 'Cookies',
  issuer: 'Faults of the issuer',
} as const

export type Family = keyof typeof FAMILIES

/** Which statuses, besides 401, are right for a refusal. */
export type Tolerance = 'malformed' | 'oversized' | 'forbidden'

/** One attack: a good request with one thing wrong. */
export interface Attack {
  readonly name: string
  readonly family: Family
  /** What is sent. */
  readonly sentence: string
  /** What a backend that lets it through is said to do. */
  readonly defect: DefectName
  readonly tolerates?: Tolerance
  /** Gives the request; undefined where it cannot be made from what is at hand. */
  readonly make: (kit: Kit) => Shot | undefined | Promise<Shot | undefined>
}

/** What attacks are made from. */
export interface Kit {
  readonly good: GoodToken
  readonly keys: AttackerKeys
  /** Puts a token where the backend looks for it. */
  readonly carry: (token: string) => Shot
  /** Where that is. */
  readonly place: 'bearer' | 'header' | 'cookie'
  readonly method: string
  /** The issuer's public keys, the good token's first, and the text of the set; undefined where they could not be had. */
  readonly published: PublishedKeys | undefined
  /** A server of the attacker's. */
  readonly outpost: Outpost | undefined
  /** Has the local issuer sign; undefined with a real issuer. */
  readonly mint: ((order: MintOrder) => Promise<string>) | undefined
}

export interface PublishedKeys {
  readonly keys: readonly JsonWebKey[]
  readonly text: string
}

type Made = string | undefined

/** An attack that is a token. */
export function tokenAttack(
  family: Family,
  defect: DefectName,
  name: string,
  sentence: string,
  makeToken: (kit: Kit) => Made | Promise<Made>,
  tolerates?: Tolerance,
): Attack {
  return {
    name,
    family,
    sentence,
    defect,
    ...(tolerates === undefined ? {} : { tolerates }),
    make: async (kit) => {
      const token = await makeToken(kit)
      return token === undefined ? undefined : kit.carry(token)
    },
  }
}

/** Good claims that end an hour later: whoever takes them did not check the signature. Nobody else is in them. */
export function prolonged({ claims }: GoodToken): Readonly<Record<string, unknown>> {
  const { exp } = claims
  return { ...claims, exp: (typeof exp === 'number' ? exp : Math.floor(Date.now() / 1000)) + 3600 }
}
