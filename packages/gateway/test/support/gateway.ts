import type { TestContext } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import type { Decision } from '../../dist/decide/decision.js'
import { readConfigValue, startGateway, type Gateway, type GatewayConfig } from '@tokenstile/gateway'

/** A gateway over real HTTP, with an issuer that it trusts. */
export interface Scene {
  readonly issuer: RunningIssuer
  readonly gateway: Gateway
  readonly url: string
  /** What was decided, in turn. */
  readonly decisions: Decision[]
  readonly faults: unknown[]
}

type Given = Partial<Omit<GatewayConfig, 'issuers'>>

/** Starts both; they end with the test. */
export async function openScene(t: TestContext, given: Given = {}): Promise<Scene> {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const decisions: Decision[] = []
  const faults: unknown[] = []
  const gateway = await startGateway(readConfigValue(configFor(issuer, given)), {
    onDecision: (decision) => void decisions.push(decision),
    onEvent: () => {},
    onFault: (error) => void faults.push(error),
  })
  t.after(() => gateway.close())
  return { issuer, gateway, url: `http://${gateway.address}`, decisions, faults }
}

export function configFor(issuer: { readonly endpoint: string }, given: Given = {}): GatewayConfig {
  return {
    issuers: [{ authgear: issuer.endpoint }],
    proxy: 'nginx',
    trustedProxies: ['loopback'],
    listen: { port: 0 },
    rules: [{}],
    ...given,
  }
}
