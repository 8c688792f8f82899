import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { readConfigValue, startGateway, type GatewayConfig } from '@tokenstile/gateway'
import type { Decision } from '../../dist/decide/decision.js'
import { configFor } from '../support/gateway.ts'

export const GATEWAY = 'https://gateway.example'

export interface AssertionScene {
  readonly issuer: RunningIssuer
  readonly url: string
  readonly jwksUrl: string
  readonly keyFile: string
  readonly decisions: Decision[]
  /** The signed identity that a request gets; null where the header is not there. */
  attest(asked?: Asked): Promise<string | null>
}

interface Asked {
  readonly method?: string
  readonly uri?: string
  /** Default: a token of alice; undefined for none. */
  readonly token?: string | undefined
}

export function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-keys-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A gateway that signs identities. */
export async function openAssertion(
  t: TestContext,
  given: Partial<GatewayConfig> = {},
  assertion: Partial<NonNullable<GatewayConfig['assertion']>> = {},
): Promise<AssertionScene> {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const keyFile = assertion.keyFile ?? join(makeFolder(t), 'keys.json')
  const config = configFor(issuer, {
    rules: [{ backend: 'https://orders.internal' }],
    ...given,
    assertion: { issuer: GATEWAY, keyFile, ...assertion },
  })
  const decisions: Decision[] = []
  const gateway = await startGateway(readConfigValue(config), {
    onDecision: (decision) => void decisions.push(decision),
    onEvent: () => {},
    onFault: () => {},
  })
  t.after(() => gateway.close())
  const url = `http://${gateway.address}`
  return {
    issuer,
    url,
    jwksUrl: `${url}/.well-known/jwks.json`,
    keyFile,
    decisions,
    attest: async (asked = {}) => {
      const { method = 'GET', uri = '/orders?x=1' } = asked
      const token = 'token' in asked ? asked.token : await issuer.token({ user: 'alice' })
      const answer = await fetch(`${url}/verify`, {
        headers: {
          'X-Forwarded-Method': method,
          'X-Forwarded-Host': 'api.example',
          'X-Forwarded-Uri': uri,
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
      })
      return answer.headers.get('x-tokenstile-assertion')
    },
  }
}
