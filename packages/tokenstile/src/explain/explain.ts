import { CHECKS } from '../core/checks.ts'
import { own, type Claims, type Header } from '../core/claims.ts'
import type { UnverifiedToken } from '../core/compact.ts'
import type { AuthErrorCode } from '../core/error-code.ts'
import { ERRORS } from '../core/error-table.ts'
import { AuthError, type ErrorDetails } from '../core/errors.ts'
import { insideOf } from '../core/inside.ts'
import { chooseEntry, type TrustedIssuer } from '../core/issuer-book.ts'
import { findIssuer, readToken, refuseIssuer, type Stations } from '../core/journey.ts'
import type { JsonValue } from '../core/json.ts'
import { algorithmOf } from '../core/prove.ts'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { requireNotRevoked, revocationQuery } from '../core/revocation.ts'
import { verifySignature, type ProvedToken } from '../core/signature.ts'
import { toAuth } from '../core/to-auth.ts'
import type { Verifier } from '../core/verifier.ts'
import { describeTime } from './describe-time.ts'
import { kindOf, type TokenKind } from './token-kind.ts'

/** Everything that a verifier thinks of a token. For people: unlike errors and events it holds the token's values. */
export interface Explanation {
  /** What `verify` would say at this moment. */
  readonly accepted: boolean
  readonly kind: TokenKind
  /** Every check, in the order in which `verify` makes them. */
  readonly checks: readonly ExplainedCheck[]
  readonly header?: Header
  /** NOT verified unless `accepted`. */
  readonly claims?: Claims
}

/** One check of an explanation. */
export interface ExplainedCheck {
  readonly name: string
  /** `not_reached`: something before it failed without which it makes no sense. */
  readonly state: 'passed' | 'refused' | 'not_reached'
  /** Why it was refused. */
  readonly code?: AuthErrorCode
  /** The claim or header parameter that it is about. */
  readonly subject?: string
  /** What the configuration asks for. */
  readonly expected?: string
  /** What the token has, as JSON; a time also in words. */
  readonly actual?: string
  /** What to do. */
  readonly hint?: string
}

/** The checks that follow those of `core/checks.ts`, each only after the one before it passed. */
const LATER = ['key and signature', 'revocation', 'user and claims'] as const

/**
 * Explains a token to a person: everything that is wrong with it at once, what was expected, what came, what to do.
 * Does NOT remember the token. Fetches keys also for a token that an earlier check refuses, within the meter of unknown
 * key ids: do not offer it to anonymous callers. Its result holds the values of the token: show it to the token's owner,
 * do not log it.
 */
export async function explain(verifier: Verifier<unknown>, token: string): Promise<Explanation> {
  const stations = insideOf(verifier)
  const decoded = readForm(token, stations)
  if (AuthError.is(decoded)) {
    const { code } = decoded
    const kind = code === 'opaque_token' ? 'opaque' : code === 'encrypted_token' ? 'encrypted' : 'unknown'
    const checks = [refusedCheck('form', decoded, undefined), ...notReached(CHECKS), ...notReachedLater()]
    return { accepted: false, kind, checks }
  }
  const { claims } = decoded
  const header = decoded.header.all
  const checks = [{ name: 'form', state: 'passed' } as const, ...(await explainDecoded(decoded, stations))]
  return {
    accepted: checks.every(({ state }) => state === 'passed'),
    kind: kindOf(header, claims),
    checks,
    header,
    claims,
  }
}

function readForm(token: unknown, { engine, settings }: Stations): UnverifiedToken | AuthError {
  try {
    return readToken(token, settings.maxTokenBytes, engine, () => undefined)
  } catch (error) {
    if (AuthError.is(error)) return error
    throw error
  }
}

async function explainDecoded(
  token: UnverifiedToken,
  stations: Stations,
): Promise<readonly ExplainedCheck[]> {
  const issuer = await findEntry(token, stations)
  if (issuer === undefined) {
    const refusal = refuseIssuer(token)
    const at = refusal.code === 'algorithm_not_allowed' ? 'algorithm' : 'issuer'
    const checks = CHECKS.map(({ name }): ExplainedCheck =>
      name === at ? refusedCheck(name, refusal, token) : { name, state: 'not_reached' },
    )
    return [...checks, ...notReachedLater()]
  }
  const now = stations.settings.now() / 1000
  const early = CHECKS.map(({ name, run }): ExplainedCheck => {
    const refusal = run(token, issuer.policy, now)
    return refusal === undefined ? { name, state: 'passed' } : refusedCheck(name, refusal, token, now)
  })
  return [...early, ...(await explainLater(token, issuer, stations))]
}

/** The entry that a token is for; the only one there is, where the token names another issuer. */
async function findEntry(token: UnverifiedToken, { book }: Stations): Promise<TrustedIssuer | undefined> {
  const group =
    (await findIssuer(token, book)) ??
    (book.groups().length === 1 && book.isFixed ? book.groups()[0] : undefined)
  return group === undefined ? undefined : chooseEntry(group, token.registered)
}

/** Signature, revocation, user. An untrusted issuer's or algorithm's token has no key to be tried with. */
async function explainLater(
  token: UnverifiedToken,
  issuer: TrustedIssuer,
  stations: Stations,
): Promise<readonly ExplainedCheck[]> {
  const { alg } = token.header
  if (
    token.registered.iss !== issuer.policy.issuer ||
    typeof alg !== 'string' ||
    !issuer.policy.algorithms.has(alg)
  ) {
    return notReachedLater()
  }
  const [signature, revocation, user] = LATER
  const passed: ExplainedCheck[] = []
  try {
    const proof = await prove(token, issuer, stations)
    if (isRefusal(proof)) return [refusedCheck(signature, proof, token), ...notReachedLater().slice(1)]
    passed.push({ name: signature, state: 'passed' })
    if (stations.settings.revocation !== undefined) {
      requireNotRevoked(stations.settings.revocation, revocationQuery(issuer.policy.issuer, token.registered))
    }
    passed.push({ name: revocation, state: 'passed' })
    toAuth(proof.claims, token, issuer.policy)
    return [...passed, { name: user, state: 'passed' }]
  } catch (error) {
    if (!AuthError.is(error)) throw error
    const name = LATER[passed.length] ?? user
    return [...passed, refusedCheck(name, error, token), ...notReachedLater().slice(passed.length + 1)]
  }
}

async function prove(
  token: UnverifiedToken,
  issuer: TrustedIssuer,
  { engine }: Stations,
): Promise<ProvedToken | Refusal> {
  const algorithm = algorithmOf(token, issuer.policy)
  return verifySignature(token, algorithm, await issuer.ring.find(token.header.kid, algorithm), engine)
}

function refusedCheck(
  name: string,
  { code, details }: { readonly code: AuthErrorCode; readonly details: ErrorDetails },
  token: UnverifiedToken | undefined,
  now?: number,
): ExplainedCheck {
  const value = token === undefined ? undefined : valueOf(token, details)
  const subject = details.claim ?? details.header
  const expected = details.expected === undefined ? undefined : String(details.expected)
  return {
    name,
    state: 'refused',
    code,
    ...(subject !== undefined && { subject }),
    ...(expected !== undefined && { expected }),
    ...(value !== undefined && { actual: describe(value, details.claim, now) }),
    hint: details.hint ?? ERRORS[code].hint,
  }
}

function valueOf({ header, claims }: UnverifiedToken, details: ErrorDetails): JsonValue | undefined {
  if (details.claim !== undefined) return own(claims, details.claim)
  return details.header === undefined ? undefined : own(header.all, details.header)
}

const TIME_CLAIMS = ['exp', 'nbf', 'iat', 'auth_time']

function describe(value: JsonValue, claim: string | undefined, now: number | undefined): string {
  if (typeof value === 'number' && now !== undefined && claim !== undefined && TIME_CLAIMS.includes(claim)) {
    return describeTime(value, now)
  }
  return JSON.stringify(value)
}

function notReached(checks: readonly { readonly name: string }[]): ExplainedCheck[] {
  return checks.map(({ name }) => ({ name, state: 'not_reached' }))
}

function notReachedLater(): ExplainedCheck[] {
  return notReached(LATER.map((name) => ({ name })))
}
