import type { TestContext } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { readConfigValue, startGateway, type GatewayConfig } from '@tokenstile/gateway'
import type { Resolved } from '../../dist/resolver/resolver.js'
import { configFor } from '../support/gateway.ts'

export type IssuerOptions = Parameters<typeof createIssuer>[0]

/** A gateway that serves the resolver, beside an issuer that serves its own. */
export interface ResolverScene {
  readonly issuer: RunningIssuer
  readonly url: string
  /** How each request ended, in turn. */
  readonly kinds: Resolved[]
  readonly warnings: string[]
  readonly faults: unknown[]
}

export interface ResolverGiven {
  readonly config?: Partial<GatewayConfig>
  readonly resolver?: GatewayConfig['resolver']
  /** Asks the issuer's resolver for what the gateway cannot look up. */
  readonly hasUpstream?: boolean
  readonly issuer?: IssuerOptions
}

export async function openResolver(t: TestContext, given: ResolverGiven = {}): Promise<ResolverScene> {
  const issuer = await createIssuer(given.issuer).listen({ port: 0 })
  t.after(() => issuer.close())
  const upstream = given.hasUpstream ? { upstreamResolver: `${issuer.endpoint}/_resolver/resolve` } : {}
  const config = configFor(issuer, { resolver: { ...upstream, ...given.resolver }, ...given.config })
  const kinds: Resolved[] = []
  const warnings: string[] = []
  const faults: unknown[] = []
  const gateway = await startGateway(readConfigValue(config), {
    onDecision: () => {},
    onEvent: () => {},
    onFault: (error) => void faults.push(error),
    onResolved: (kind) => void kinds.push(kind),
    onWarning: (sentence) => void warnings.push(sentence),
  })
  t.after(() => gateway.close())
  return { issuer, url: `http://${gateway.address}`, kinds, warnings, faults }
}

/** The status of an answer, and its headers that begin with `x-authgear-`. */
export async function readIdentity(url: string, init: RequestInit = {}): Promise<object> {
  const answer = await fetch(url, init)
  const headers = [...answer.headers].filter(([name]) => name.startsWith('x-authgear-'))
  return { status: answer.status, body: await answer.text(), ...Object.fromEntries(headers) }
}

export function bearer(token: string): RequestInit {
  return { headers: { Authorization: `Bearer ${token}` } }
}

export function cookie(value: string): RequestInit {
  return { headers: { Cookie: value } }
}
