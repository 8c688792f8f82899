import type { TestContext } from 'node:test'
import { createVerifier, type RemoteKeys, type Verifier } from 'tokenstile'
import { background } from './background.ts'
import { createClock, type TestClock } from './clock.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { openIssuer, type HttpIssuer } from './http-issuer.ts'
import { testKey, type TestKey } from './keys.ts'
import { buildToken, issuerOptions, NOW } from './tokens.ts'
import { watchFetch, type WatchedFetch } from './watched-fetch.ts'

/** The key that the issuer of a scene publishes at first. */
export const known = testKey('ES256', 'known')

/** A verifier with a clock of its own that reaches an issuer over real HTTP. */
export interface HttpScene {
  readonly clock: TestClock
  readonly site: HttpIssuer
  readonly log: EventLog
  readonly network: WatchedFetch
  readonly verifier: Verifier<unknown>
  /** A new token of this issuer that outlives every test. */
  tokenBy(key?: TestKey, header?: Record<string, unknown>): string
}

let made = 0

/** Opens the scene until the test ends. */
export async function openHttpScene(t: TestContext, keys: RemoteKeys = {}): Promise<HttpScene> {
  const site = await openIssuer(t, [known])
  return { site, ...createHttpVerifier(t, site.issuer, keys) }
}

/** A verifier of an issuer that is reached over real HTTP, closed when the test ends. */
export function createHttpVerifier(
  t: TestContext,
  issuer: string,
  keys: RemoteKeys = {},
): Omit<HttpScene, 'site'> {
  const clock = createClock()
  const log = createEventLog()
  const network = watchFetch()
  const settings = { ...background, ...clock.clocks, fetch: network.fetch, onEvent: log.onEvent }
  const verifier = createVerifier(issuerOptions({ issuer, keys }), settings)
  t.after(() => verifier.close())
  return {
    clock,
    log,
    network,
    verifier,
    tokenBy: (key = known, header = {}) =>
      buildToken({ key, header, claims: { iss: issuer, exp: NOW + 200_000, jti: `token ${made++}` } }),
  }
}
