import { ConfigError } from './errors.ts'
import type { IssuerPolicy, KeyOptions } from './issuer-policy.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { readAudience, type RegisteredClaims } from './registered-claims.ts'

/** One configured entry: what its tokens must say, and the keys that prove them. */
export interface TrustedIssuer {
  readonly policy: IssuerPolicy
  readonly ring: KeyRing
}

/** The entries that share one `iss` and its keys, their audiences disjoint. */
export type IssuerGroup = readonly [TrustedIssuer, ...TrustedIssuer[]]

/** Knows the trusted issuers by their `iss`. */
export interface IssuerBook {
  /** The entries of an issuer; undefined where it is not trusted. May wait only where a function knows the tenants. */
  find(iss: string): IssuerGroup | undefined | Promise<IssuerGroup | undefined>
  /** Whether an entry that was found earlier is still what the book says. */
  holds(entry: TrustedIssuer): boolean
  /** Whether the list is fixed: no issuer can be found that is not in `groups`. */
  readonly isFixed: boolean
  /** Every group that is known now. */
  groups(): readonly IssuerGroup[]
}

/** A book of a fixed list. */
export function createIssuerBook(
  policies: readonly IssuerPolicy[],
  path: (index: number) => string,
  createRing: (policy: IssuerPolicy) => KeyRing,
): IssuerBook {
  const groups = new Map<string, IssuerGroup>()
  policies.forEach((policy, index) => {
    const group = groups.get(policy.issuer)
    if (group === undefined) {
      groups.set(policy.issuer, [{ policy, ring: createRing(policy) }])
      return
    }
    requireSharedKeys(group[0].policy, policy, path(index))
    group.forEach((entry) => requireDisjoint(entry.policy, policy, path(index)))
    groups.set(policy.issuer, [...group, { policy, ring: group[0].ring }])
  })
  const all = [...groups.values()]
  return { find: (iss) => groups.get(iss), holds: () => true, isFixed: true, groups: () => all }
}

/** The entry of a group that a token is for: the first whose audience it names, else the first, which refuses it. */
export function chooseEntry(group: IssuerGroup, { aud }: RegisteredClaims): TrustedIssuer {
  if (group.length === 1) return group[0]
  const named = readAudience(aud) ?? []
  return (
    group.find(({ policy }) => policy.audiences?.some((audience) => named.includes(audience))) ?? group[0]
  )
}

function requireDisjoint(one: IssuerPolicy, other: IssuerPolicy, path: string): void {
  const overlaps = one.audiences === null || other.audiences === null
  if (overlaps || one.audiences.some((audience) => other.audiences?.includes(audience))) {
    throw new ConfigError(
      `${path}.audience`,
      'entries of one issuer must have audiences that do not overlap, and not null',
    )
  }
}

function requireSharedKeys(one: IssuerPolicy, other: IssuerPolicy, path: string): void {
  if (!askForTheSameKeys(one, other)) {
    throw new ConfigError(
      `${path}.keys`,
      'entries of one issuer share its keys: give all of them the same keys and dangerouslyAllowHttpFor',
    )
  }
}

/** Whether two entries get their keys in the same way: from the same source, or by options that say the same. */
export function askForTheSameKeys(one: IssuerPolicy, other: IssuerPolicy): boolean {
  if (one.keys.from === 'source' || other.keys.from === 'source') {
    return one.keys.from === 'source' && other.keys.from === 'source' && one.keys.given === other.keys.given
  }
  return spellKeys(one.keys, one.httpHosts) === spellKeys(other.keys, other.httpHosts)
}

function spellKeys(keys: Exclude<KeyOptions, { from: 'source' }>, httpHosts: readonly string[]): string {
  return keys.from === 'static' ? keys.spelled : JSON.stringify([keys.remote, httpHosts])
}
