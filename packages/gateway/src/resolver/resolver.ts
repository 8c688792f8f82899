import type { Auth, Verifier } from 'tokenstile'
import type { ProxyAnswer } from '../answers/answers.ts'
import type { ProxyRequest } from '../asked/read-asked.ts'
import type { GatewayConfig } from '../config/schema.ts'

/** Answers as Authgear's resolver does. Rejects or throws where something broke: that is a 500. */
export type Resolve = (request: ProxyRequest) => ProxyAnswer | Promise<ProxyAnswer>

/** How a request to the resolver ended. */
export type Resolved =
  | 'valid'
  | 'invalid'
  /** No credentials. */
  | 'absent'
  /** A session cookie or an opaque token, and no `upstreamResolver` to ask: answered as invalid. */
  | 'unresolvable'
  | 'upstream_valid'
  | 'upstream_invalid'
  /** Keys or the upstream resolver could not be reached: 500. */
  | 'unavailable'

export type ResolverConfig = NonNullable<GatewayConfig['resolver']>

export function createResolver(
  _config: ResolverConfig,
  _verifier: Verifier<Auth<unknown>>,
  _onResolved: (kind: Resolved) => void,
): Resolve {
  throw new Error('not built yet')
}
