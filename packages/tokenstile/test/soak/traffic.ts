import { createKey } from '../support/keys.ts'
import { AUDIENCE, buildToken, NOW } from '../support/tokens.ts'
import { LIFE_SECONDS, type KeySchedule, type ScheduledKey } from './key-schedule.ts'
import type { SeededRandom } from './seeded-random.ts'

/** A token on its way to the verifier. */
export interface SentToken {
  readonly token: string
  /**
   * What it is: valid; `forged` under a published kid; of a `made-up` kid; or by a key that its issuer took `out` of the
   * set, though its own time is not over.
   */
  readonly kind: 'valid' | 'forged' | 'made-up' | 'out'
  /** The key that it names, where there is one. */
  readonly by: ScheduledKey | undefined
}

/** What comes in: seconds since the start are given by the caller. */
export interface Traffic {
  next(now: number, isFlood: boolean): SentToken
}

const REUSED = 0.6
const FORGED = 0.01
const OUT = 0.0005
/** With sixteen tokens in a second of the clock: one in about a minute. */
const MADE_UP = 0.001
const MADE_UP_IN_FLOOD = 0.5
/** A token is sent again until shortly before it expires: then whether it is still valid is no question. */
const MARGIN_SECONDS = 30
const MAX_HELD = 200

interface HeldToken extends SentToken {
  readonly by: ScheduledKey
  readonly until: number
}

export function createTraffic(schedule: KeySchedule, random: SeededRandom): Traffic {
  const attacker = createKey('ES256')
  let made = 0
  let held: HeldToken[] = []
  // One token of each signer that outlives its key.
  let lasting: HeldToken[] = []

  function sign(by: ScheduledKey, now: number, lifeSeconds: number): HeldToken {
    const claims = {
      aud: AUDIENCE,
      jti: `token ${made++}`,
      iat: Math.floor(NOW + now),
      exp: Math.floor(NOW + now + lifeSeconds),
    }
    const token = buildToken({ key: by.key, claims })
    return { token, kind: 'valid', by, until: now + lifeSeconds - MARGIN_SECONDS }
  }

  function forge(kid: string, now: number): string {
    const claims = { jti: `token ${made++}`, exp: Math.floor(NOW + now + LIFE_SECONDS) }
    return buildToken({ key: attacker, header: { kid }, claims })
  }

  function valid(now: number): HeldToken {
    const again = random.chance(REUSED) ? random.pick(held) : undefined
    if (again !== undefined && again.until > now && again.by.removedAt > now) return again
    const signer = schedule.signer()
    if (!lasting.some(({ by }) => by === signer)) lasting.push(sign(signer, now, 10 * LIFE_SECONDS))
    const token = sign(signer, now, LIFE_SECONDS)
    held.push(token)
    if (held.length > MAX_HELD) held = held.slice(MAX_HELD / 2)
    return token
  }

  function out(now: number): SentToken | undefined {
    lasting = lasting.filter(({ until }) => until > now)
    const found = random.pick(
      [...lasting, ...held].filter(({ by, until }) => by.removedAt <= now && until > now),
    )
    return found === undefined ? undefined : { ...found, kind: 'out' }
  }

  return {
    next(now, isFlood) {
      if (random.chance(isFlood ? MADE_UP_IN_FLOOD : MADE_UP)) {
        return { token: forge(`nobody's ${made}`, now), kind: 'made-up', by: undefined }
      }
      if (random.chance(FORGED)) {
        const by = schedule.signer()
        return { token: forge(by.key.kid, now), kind: 'forged', by }
      }
      return (random.chance(OUT) ? out(now) : undefined) ?? valid(now)
    },
  }
}
