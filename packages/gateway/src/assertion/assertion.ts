import { resolve } from 'node:path'
import type { ProxyAnswer } from '../answers/answers.ts'
import type { GatewayConfig } from '../config/schema.ts'
import type { Attest } from '../decide/policy.ts'
import type { SetupContext } from '../server/setup.ts'
import { createAttest } from './attest.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'

/** The signed identity: what signs it, and the public keys for those who verify it. */
export interface Assertion {
  readonly attest: Attest
  /** Answers a request for the JWKS. */
  readonly jwks: (method: string) => ProxyAnswer
}

type AssertionConfig = NonNullable<GatewayConfig['assertion']>

/** Makes it; the key file is looked for in `folder`. Throws a `KeyFileError` for keys that cannot be used. */
export function createAssertion(
  config: AssertionConfig,
  folder: string,
  { now = Date.now, onWarning = () => {}, isTrial = false }: SetupContext,
): Assertion {
  const { issuer, keyFile, lifetimeSeconds = 60, rotateDays = 30, jwksLifetimeSeconds = 300 } = config
  const ring = createKeyRing({
    path: resolve(folder, keyFile),
    rotateSeconds: rotateDays * 86_400,
    jwksLifetimeSeconds,
    now,
    onWarning,
    isTrial,
  })
  return {
    attest: createAttest(ring, { issuer, lifetimeSeconds, now }),
    jwks: (method) => answerJwks(method, ring, jwksLifetimeSeconds),
  }
}

function answerJwks(method: string, ring: KeyRing, lifetimeSeconds: number): ProxyAnswer {
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, headers: ['Allow', 'GET, HEAD', 'Cache-Control', 'no-store'], body: '' }
  }
  const headers = ['Content-Type', 'application/json', 'Cache-Control', `max-age=${lifetimeSeconds}`]
  return { status: 200, headers, body: JSON.stringify({ keys: ring.published() }) }
}
