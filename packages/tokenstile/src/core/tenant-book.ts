import { ConfigError } from './errors.ts'
import {
  askForTheSameKeys,
  createSourceOwners,
  type IssuerBook,
  type IssuerGroup,
  type TrustedIssuer,
} from './issuer-book.ts'
import type { IssuerOptions } from './issuer-options.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import type { JudgedRing } from './keys/distrust.ts'
import { createLru } from './lru.ts'
import { isPromise } from './promise.ts'

/** What a book of tenants needs. */
export interface TenantBookSettings {
  readonly find: (iss: string) => IssuerOptions | undefined | Promise<IssuerOptions | undefined>
  readonly readPolicy: (options: unknown) => IssuerPolicy
  readonly createRing: (policy: IssuerPolicy) => JudgedRing
  readonly monotonicNow: () => number
  /** Whether a request may wait for the question of another. */
  readonly sharesIo: boolean
}

interface Tenant {
  readonly group: IssuerGroup
  readonly readAt: number
}

/** Beyond, the tenant that was asked for the longest ago loses its keys and is fetched anew. */
const MAX_TENANTS = 10_000
const MAX_MISSES = 10_000
const MAX_ISSUER_LENGTH = 512
/** How long an answer of the function stands: a tenant that was closed is refused after this at the latest. */
const TENANT_TTL_MS = 300_000
const MISS_TTL_MS = 10_000

/**
 * A book that asks the program's function by `iss`. Answers are kept for five minutes, misses for ten seconds in a
 * cache of their own, so that random issuers cannot push tenants out. One question is asked once, however many wait, but
 * where requests share no I/O: there each asks for itself until there is an answer.
 */
export function createTenantBook(settings: TenantBookSettings): IssuerBook {
  const { monotonicNow, sharesIo } = settings
  const tenants = createLru<Tenant>(MAX_TENANTS)
  const misses = createLru<number>(MAX_MISSES)
  const asking = new Map<string, Promise<IssuerGroup | undefined>>()
  const requireOwnSource = createSourceOwners()
  const isFresh = ({ readAt }: Tenant): boolean => monotonicNow() - readAt < TENANT_TTL_MS

  function find(iss: string): IssuerGroup | undefined | Promise<IssuerGroup | undefined> {
    // What could not be configured is not asked for, and not remembered either.
    if (iss.length > MAX_ISSUER_LENGTH) return undefined
    const known = tenants.get(iss)
    if (known !== undefined && isFresh(known)) return known.group
    const missedAt = misses.get(iss)
    if (missedAt !== undefined && monotonicNow() - missedAt < MISS_TTL_MS) return undefined
    return asking.get(iss) ?? ask(iss)
  }

  function ask(iss: string): IssuerGroup | undefined | Promise<IssuerGroup | undefined> {
    const answer = settings.find(iss)
    if (!isPromise(answer)) return keep(iss, answer)
    const kept = Promise.resolve(answer).then((options) => keep(iss, options))
    if (!sharesIo) return kept
    const shared = kept.finally(() => asking.delete(iss))
    asking.set(iss, shared)
    return shared
  }

  function keep(iss: string, options: IssuerOptions | null | undefined): IssuerGroup | undefined {
    // Null is what many a database gives for nothing found.
    if (options === undefined || options === null) {
      tenants.delete(iss)
      misses.set(iss, monotonicNow())
      return undefined
    }
    const policy = settings.readPolicy(options)
    if (policy.issuer !== iss)
      throw new ConfigError(
        'issuers',
        'the function must return options whose issuer is the one it was asked for',
      )
    requireOwnSource(policy, 'issuers')
    const group: IssuerGroup = [{ policy, ring: reuseRing(iss, policy) ?? settings.createRing(policy) }]
    tenants.set(iss, { group, readAt: monotonicNow() })
    return group
  }

  /** Keys survive a new answer that asks for them in the same way. */
  function reuseRing(iss: string, policy: IssuerPolicy): JudgedRing | undefined {
    const known = tenants.get(iss)?.group[0]
    if (known === undefined) return undefined
    return askForTheSameKeys(known.policy, policy) ? known.ring : undefined
  }

  return {
    find,
    holds: (entry: TrustedIssuer): boolean => {
      const known = tenants.get(entry.policy.issuer)
      return known?.group[0] === entry && isFresh(known)
    },
    isFixed: false,
    groups: () => tenants.values().map(({ group }) => group),
  }
}
