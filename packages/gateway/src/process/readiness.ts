import type { Vitals } from '../server/health-server.ts'
import type { Fleet } from './fleet.ts'
import type { MemberHealth } from './member.ts'

/** After this time the keys of one issuer are enough. */
const ENOUGH_MS = 30_000

/**
 * Ready once the keys of every issuer were there, or, after half a minute, those of any: a new version that cannot reach
 * its issuer must not take the place of one that has keys. From then on it stays ready until it ends: when an issuer is
 * down it is so for all replicas, and a gateway that says 503 serves better than none.
 */
export function createReadiness(
  fleet: Fleet,
  isEnding: () => boolean,
  monotonicNow: () => number = () => performance.now(),
): Vitals {
  const startedAt = monotonicNow()
  let wasReady = false
  return {
    isAlive: async () => isEnding() || (await fleet.isThere()),
    isReady: async () => {
      if (isEnding()) return false
      if (wasReady) return (await fleet.isThere()) && !isEnding()
      wasReady = hasKeys(await fleet.health(), monotonicNow() - startedAt < ENOUGH_MS)
      return wasReady && !isEnding()
    },
  }
}

function hasKeys(members: readonly MemberHealth[], ofEveryIssuer: boolean): boolean {
  return (
    members.length > 0 &&
    members.every(({ issuers }) => {
      const had = issuers.filter(({ state }) => state === 'ready' || state === 'degraded')
      return ofEveryIssuer ? had.length === issuers.length : had.length > 0
    })
  )
}
