import type { User } from '../people/user.ts'

/** What the issuer remembers of an access token, to answer for it later. Machines have no user. */
export interface AccessGrant {
  readonly tokenId: string
  readonly user: User | undefined
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
  removeFamily(familyId: string): void
  reset(): void
}

/** A test that mints without end must not fill the memory: the oldest are forgotten. */
const MAX_GRANTS = 10_000

export function createAccessGrants(): AccessGrants {
  const grants = new Map<string, AccessGrant>()
  return {
    put(grant) {
      grants.set(grant.tokenId, grant)
      if (grants.size > MAX_GRANTS) for (const oldest of grants.keys()) return void grants.delete(oldest)
    },
    find: (tokenId) => grants.get(tokenId),
    remove: (tokenId) => void grants.delete(tokenId),
    removeFamily(familyId) {
      for (const { tokenId, origin } of grants.values())
        if (origin?.familyId === familyId) grants.delete(tokenId)
    },
    reset: () => grants.clear(),
  }
}
