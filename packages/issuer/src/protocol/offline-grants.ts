import { putBounded } from '../bounded-map.ts'
import type { PersonGrant } from '../tokens/person-claims.ts'
import { randomSecret } from '../tokens/token-stamp.ts'

/** A client's right to go on without the person: what its refresh tokens stand for. */
export interface OfflineGrant {
  readonly id: string
  readonly sessionId: string
  readonly grant: PersonGrant
  /** Epoch seconds. */
  readonly expiresAt: number
}

export interface OfflineGrants {
  /** Gives the first refresh token: as in Authgear, `<id of the grant>.<secret>`. */
  start(grant: OfflineGrant): string
  find(id: string): OfflineGrant | undefined
  /** The grant of a refresh token, whether it is the current one or was used before. */
  read(refreshToken: string): { offline: OfflineGrant; isCurrent: boolean } | undefined
  /** Gives a new refresh token; the one before it counts as used. */
  rotate(id: string): string
  /** Takes a rotation back: the new refresh token never reached anybody. */
  restore(id: string, refreshToken: string): void
  end(id: string): boolean
  endOfSession(sessionId: string): void
  reset(): void
}

export function createOfflineGrants(): OfflineGrants {
  const grants = new Map<string, { offline: OfflineGrant; current: string; used: Set<string> }>()
  return {
    start(offline) {
      const current = nextToken(offline.id)
      putBounded(grants, offline.id, { offline, current, used: new Set() })
      return current
    },
    find: (id) => grants.get(id)?.offline,
    read(refreshToken) {
      const entry = grants.get(refreshToken.slice(0, refreshToken.indexOf('.')))
      if (entry === undefined) return undefined
      const { offline, current, used } = entry
      if (refreshToken === current) return { offline, isCurrent: true }
      return used.has(refreshToken) ? { offline, isCurrent: false } : undefined
    },
    rotate(id) {
      const entry = grants.get(id)
      if (entry === undefined) throw new Error('there is no such grant')
      entry.used.add(entry.current)
      entry.current = nextToken(id)
      return entry.current
    },
    restore(id, refreshToken) {
      const entry = grants.get(id)
      if (entry?.used.delete(refreshToken)) entry.current = refreshToken
    },
    end: (id) => grants.delete(id),
    endOfSession(sessionId) {
      for (const { offline } of grants.values())
        if (offline.sessionId === sessionId) grants.delete(offline.id)
    },
    reset: () => grants.clear(),
  }
}

function nextToken(id: string): string {
  return `${id}.${randomSecret()}`
}
