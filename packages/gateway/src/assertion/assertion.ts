import type { ProxyAnswer } from '../answers/answers.ts'
import type { GatewayConfig } from '../config/schema.ts'
import type { Attest } from '../decide/policy.ts'
import type { SetupContext } from '../server/setup.ts'

/** The signed identity: what signs it, and the public keys for those who verify it. */
export interface Assertion {
  readonly attest: Attest
  /** Answers a request for the JWKS. */
  readonly jwks: (method: string) => ProxyAnswer
}

export type AssertionConfig = NonNullable<GatewayConfig['assertion']>

export function createAssertion(
  _config: AssertionConfig,
  _folder: string,
  _context: SetupContext,
): Assertion {
  throw new Error('not built yet')
}
