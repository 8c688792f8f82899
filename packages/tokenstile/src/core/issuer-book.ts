import { ConfigError } from './errors.ts'
import type { IssuerPolicy, RemoteKeyOptions } from './issuer-policy.ts'
import type { JudgedRing } from './keys/distrust.ts'
import { readAudience, type RegisteredClaims } from './registered-claims.ts'

/** One configured entry: what its tokens must say, and the keys that prove them. */
export interface TrustedIssuer {
  readonly policy: IssuerPolicy
  readonly ring: JudgedRing
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
  createRing: (policy: IssuerPolicy) => JudgedRing,
): IssuerBook {
  const groups = new Map<string, IssuerGroup>()
  const requireOwnSource = createSourceOwners()
  policies.forEach((policy, index) => {
    requireOwnSource(policy, path(index))
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

/**
 * Sees to it that a source of keys serves one issuer: it is not told for whom it is asked, and no key of one issuer may
 * serve another. RFC 8725 §3.8.
 */
export function createSourceOwners(): (policy: IssuerPolicy, path: string) => void {
  const owners = new WeakMap<object, string>()
  return ({ issuer, keys }, path) => {
    if (keys.from !== 'source') return
    const owner = owners.get(keys.given)
    if (owner !== undefined && owner !== issuer) {
      throw new ConfigError(
        `${path}.keys`,
        'serves another issuer already: give each issuer a source of its own',
      )
    }
    owners.set(keys.given, issuer)
  }
}

/** Whether two entries get their keys in the same way: from the same source, or by options that say the same. */
export function askForTheSameKeys(one: IssuerPolicy, other: IssuerPolicy): boolean {
  const [mine, theirs] = [one.keys, other.keys]
  if (mine.from === 'source') return theirs.from === 'source' && mine.given === theirs.given
  if (mine.from === 'static') return theirs.from === 'static' && mine.spelled === theirs.spelled
  return (
    theirs.from === 'remote' &&
    mine.remote.snapshot === theirs.remote.snapshot &&
    spell(one, mine.remote) === spell(other, theirs.remote)
  )
}

/** Without the store, which is the program's and may hold anything. */
function spell({ httpHosts }: IssuerPolicy, { snapshot: _, ...remote }: RemoteKeyOptions): string {
  return JSON.stringify([remote, httpHosts])
}
