import { putBounded } from '../bounded-map.ts'
import type { Person } from '../people/people.ts'

/** What the issuer remembers of an access token, to answer for it later. Machines have no person. */
export interface AccessGrant {
  readonly tokenId: string
  readonly person: Person | undefined
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly audience: string
  readonly authTime: number | undefined
  readonly amr: readonly string[]
  readonly issuedAt: number
  readonly expiresAt: number
  /** The login that it came from; tokens asked for by a test come from none. */
  readonly origin: AccessOrigin | undefined
}

export interface AccessOrigin {
  readonly sessionId: string
  /** Shared by all tokens that came from one authorization code. */
  readonly familyId: string
}

export interface AccessGrants {
  put(grant: AccessGrant): void
  find(tokenId: string): AccessGrant | undefined
  remove(tokenId: string): void
  /** Ends a family for good, also for what is still being made. */
  removeFamily(familyId: string): void
  hasEnded(familyId: string): boolean
  /** Leaves only the newest of a family. */
  removeOlder(familyId: string): void
  reset(): void
}

export function createAccessGrants(): AccessGrants {
  const grants = new Map<string, AccessGrant>()
  const endedFamilies = new Map<string, true>()
  const ofFamily = (familyId: string): readonly string[] =>
    [...grants.values()].filter(({ origin }) => origin?.familyId === familyId).map(({ tokenId }) => tokenId)
  return {
    put: (grant) => putBounded(grants, grant.tokenId, grant),
    find: (tokenId) => grants.get(tokenId),
    remove: (tokenId) => void grants.delete(tokenId),
    removeFamily(familyId) {
      putBounded(endedFamilies, familyId, true)
      ofFamily(familyId).forEach((tokenId) => grants.delete(tokenId))
    },
    hasEnded: (familyId) => endedFamilies.has(familyId),
    removeOlder: (familyId) =>
      ofFamily(familyId)
        .slice(0, -1)
        .forEach((tokenId) => grants.delete(tokenId)),
    reset() {
      grants.clear()
      endedFamilies.clear()
    },
  }
}
