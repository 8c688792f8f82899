import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  AuthError,
  createVerifier,
  toResponse,
  type AnswerOptions,
  type AuthErrorCode,
  type ErrorDetails,
  type IssuerOptions,
  type Issuers,
  type VerifierSettings,
} from 'tokenstile'
import { issuerOptions, now } from '../support/tokens.ts'
import type { ContractAdapter, ContractApp, ServedContract } from './contract-app.ts'
import { send, type ReceivedAnswer, type SentRequest } from './sent-request.ts'

/** One thing that every adapter does. */
export interface Behaviour {
  readonly name: string
  readonly run: (open: OpenApp, t: TestContext) => Promise<void>
}

/** Serves an application on the adapter that is tested. */
export type OpenApp = (app?: Partial<AppPlan>) => Promise<OpenedApp>

/** What a test changes about an application with one open-to-all-callers route `/me`. */
export interface AppPlan extends Omit<ContractApp, 'verifier'> {
  readonly issuer: Partial<IssuerOptions>
  readonly issuers: Issuers
  readonly settings: VerifierSettings
}

export interface OpenedApp extends ServedContract {
  /** The reasons that the verifier told of. */
  readonly codes: readonly AuthErrorCode[]
  send(request: Partial<SentRequest>): Promise<ReceivedAnswer>
  /** Sends and expects the handler's answer for this caller. */
  passes(request: Partial<SentRequest>, subject?: string | null): Promise<void>
  /** Sends and expects the standard answer to this refusal; no handler may be reached. */
  refuses(request: Partial<SentRequest>, code: AuthErrorCode, details?: ErrorDetails): Promise<ReceivedAnswer>
}

/** Makes the function that serves applications on one adapter until the test ends. */
export function openOn(adapter: ContractAdapter, t: TestContext): OpenApp {
  return async (plan = {}) => {
    const {
      issuer = {},
      issuers = issuerOptions(issuer),
      settings = {},
      routes = [{ path: '/me' }],
      ...rest
    } = plan
    const codes: AuthErrorCode[] = []
    const verifier = createVerifier(issuers, {
      now,
      onEvent: (event) => void (event.type === 'refused' && codes.push(event.code)),
      ...settings,
    })
    const served = await adapter.serve(t, { verifier, routes, ...rest })
    const ask = (request: Partial<SentRequest>): Promise<ReceivedAnswer> =>
      send(served.url, { path: routes[0]?.path ?? '/me', ...request })
    return {
      ...served,
      codes,
      send: ask,
      async passes(request, subject = 'user-1') {
        const answer = await ask(request)
        assert.deepEqual(
          [answer.status, answer.body],
          [200, request.method === 'HEAD' ? '' : JSON.stringify({ subject })],
        )
      },
      async refuses(request, code, details) {
        const before = served.calls()
        const answer = await ask(request)
        const expected = toResponse(new AuthError(code, details), {
          ...adapter.answerOptions,
          ...toAnswerOptions(plan.options),
        })
        assert.deepEqual(
          { status: answer.status, body: answer.body, headers: withoutTransport(answer.headers) },
          {
            status: expected.status,
            body: request.method === 'HEAD' ? '' : expected.body,
            headers: lowerCased(expected.headers),
          },
        )
        assert.equal(served.calls(), before, 'the handler was reached')
        return answer
      },
    }
  }
}

function toAnswerOptions({ realm, resourceMetadata, scopes }: ContractApp['options'] = {}): AnswerOptions {
  return {
    ...(realm !== undefined && { realm }),
    ...(resourceMetadata !== undefined && { resourceMetadata }),
    ...(scopes !== undefined && { scopes }),
  }
}

/** What servers and frameworks add to every answer. */
const TRANSPORT = [
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-powered-by',
  'vary',
]

function withoutTransport(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !TRANSPORT.includes(name)))
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
