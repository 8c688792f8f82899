import { ALGORITHMS } from './algorithms.ts'
import { own } from './claims.ts'
import type { UnverifiedToken } from './compact.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { toMediaType } from './media-type.ts'
import { ID_TOKEN_CLAIMS, clientClaim, readAudience } from './registered-claims.ts'
import { refuse, refuseMissing, refuseType, typeOf, type Refusal } from './refusal.ts'
import {
  checkAuthTime,
  checkExpiry,
  checkIssuedAt,
  checkLifetime,
  checkNotBefore,
  checkTokenAge,
} from './time-checks.ts'

/** One thing that must hold before a key is looked for. Pure: the clock is an argument. */
export interface Check {
  readonly name: CheckName
  readonly run: (token: UnverifiedToken, policy: IssuerPolicy, nowSeconds: number) => Refusal | undefined
}

export type CheckName =
  | 'algorithm'
  | 'critical headers'
  | 'type'
  | 'issuer'
  | 'audience'
  | 'client'
  | 'expiry'
  | 'not before'
  | 'issued at'
  | 'token age'
  | 'lifetime'
  | 'login time'
  | 'kind'
  | 'claims'
  | 'binding'

/**
 * Every check that needs neither a key nor the network, in the order in which they are made. `verify` stops at the
 * first refusal, `explain` runs them all. A check that looks at the clock also needs its bounds in `timeWindow`: the cache
 * asks that instead.
 */
export const CHECKS: readonly Check[] = [
  { name: 'algorithm', run: checkAlgorithm },
  { name: 'critical headers', run: checkCriticalHeaders },
  { name: 'type', run: checkType },
  { name: 'issuer', run: checkIssuer },
  { name: 'audience', run: checkAudience },
  { name: 'client', run: checkClient },
  { name: 'expiry', run: checkExpiry },
  { name: 'not before', run: checkNotBefore },
  { name: 'issued at', run: checkIssuedAt },
  { name: 'token age', run: checkTokenAge },
  { name: 'lifetime', run: checkLifetime },
  { name: 'login time', run: checkAuthTime },
  { name: 'kind', run: checkKind },
  { name: 'claims', run: checkClaims },
  { name: 'binding', run: checkBinding },
]

/** Whether the alg is one that could be configured at all: asked before an issuer is looked up. RFC 8725 §3.1. */
export function isKnownAlgorithm({ header }: UnverifiedToken): boolean {
  return typeof header.alg === 'string' && ALGORITHMS.has(header.alg)
}

/** RFC 8725 §3.1: the application lists the algorithms, the token only picks one, by its exact name. */
function checkAlgorithm(
  { header: { alg } }: UnverifiedToken,
  { algorithms }: IssuerPolicy,
): Refusal | undefined {
  if (typeof alg === 'string' && algorithms.has(alg)) return undefined
  return refuse('algorithm_not_allowed', {
    header: 'alg',
    expected: [...algorithms.keys()],
    actualType: typeOf(alg),
  })
}

/** RFC 7515 §4.1.11 and RFC 7797 §7: no critical extension is understood here, and b64 is not for JWTs. */
function checkCriticalHeaders({ header: { demanding } }: UnverifiedToken): Refusal | undefined {
  return demanding === undefined ? undefined : refuse('unsupported_crit', { header: demanding })
}

/** RFC 9068 §4, RFC 8725 §3.11: an explicit type keeps an ID token from passing as an access token. */
function checkType({ header: { typ } }: UnverifiedToken, { types }: IssuerPolicy): Refusal | undefined {
  if (
    typ === undefined
      ? types.has(null)
      : typeof typ === 'string' && (types.has(typ) || types.has(toMediaType(typ)))
  )
    return undefined
  return refuse('wrong_type', { header: 'typ', expected: [...types].map(String), actualType: typeOf(typ) })
}

/** RFC 7519 §4.1.1, RFC 9068 §4: exactly the configured string. */
function checkIssuer({ registered }: UnverifiedToken, { issuer }: IssuerPolicy): Refusal | undefined {
  const { iss } = registered
  if (iss === issuer) return undefined
  if (iss === undefined) return refuseMissing('iss')
  if (typeof iss !== 'string') return refuseType('iss', iss, 'a string')
  return refuse('untrusted_issuer', { claim: 'iss', expected: issuer, actualType: 'string' })
}

/** RFC 7519 §4.1.3, RFC 9068 §4: one of the token's audiences is one of ours, by exact comparison. */
function checkAudience({ registered }: UnverifiedToken, { audiences }: IssuerPolicy): Refusal | undefined {
  const { aud } = registered
  if (aud === undefined) return audiences === null ? undefined : refuseMissing('aud', audiences)
  const named = readAudience(aud)
  if (named === undefined) return refuseType('aud', aud, 'a string or a list of strings')
  if (audiences === null || named.some((name) => audiences.includes(name))) return undefined
  return refuse('wrong_audience', { claim: 'aud', expected: audiences, actualType: typeOf(aud) })
}

/** RFC 8693 §4.3: `client_id`; `azp` stands in where an issuer has no `client_id`. */
function checkClient({ registered }: UnverifiedToken, { clientIds }: IssuerPolicy): Refusal | undefined {
  const claim = clientClaim(registered)
  const client = registered[claim]
  if (client === undefined) return clientIds === undefined ? undefined : refuseMissing(claim, clientIds)
  if (!isText(client)) return refuseType(claim, client, A_TEXT)
  if (clientIds === undefined || clientIds.includes(client)) return undefined
  return refuse('client_not_allowed', { claim, expected: clientIds, actualType: 'string' })
}

/** Nor does an access token carry the `events` of a logout token. Back-Channel Logout §2.4. */
const LOOK_ALIKES = [...ID_TOKEN_CLAIMS, 'events']

/** RFC 8725 §3.12: where `typ` does not tell the kinds of token apart, something else has to. */
function checkKind({ claims }: UnverifiedToken, { kind, looksAtKind }: IssuerPolicy): Refusal | undefined {
  if (kind !== undefined) {
    const value = own(claims, kind.claim)
    if (value === kind.value) return undefined
    return refuse('wrong_type', {
      claim: kind.claim,
      expected: String(kind.value),
      actualType: typeOf(value),
    })
  }
  const mark = looksAtKind ? LOOK_ALIKES.find((claim) => Object.hasOwn(claims, claim)) : undefined
  return mark === undefined
    ? undefined
    : refuse('wrong_type', { claim: mark, expected: 'a claim that no access token has' })
}

const TEXT_CLAIMS = ['sub', 'jti'] as const

/** Required claims are there, and the registered ones have their types. RFC 7519 §4.1, RFC 9068 §2.2. */
function checkClaims(
  { claims, registered }: UnverifiedToken,
  { requiredClaims }: IssuerPolicy,
): Refusal | undefined {
  for (const claim of requiredClaims) {
    if (!Object.hasOwn(claims, claim)) return refuseMissing(claim)
  }
  for (const claim of TEXT_CLAIMS) {
    const value = registered[claim]
    if (value !== undefined && !isText(value)) return refuseType(claim, value, A_TEXT)
  }
  return undefined
}

/** RFC 7800 §3.1: a token that is bound to a key is worth nothing without the proof of that key. */
function checkBinding({ registered: { cnf } }: UnverifiedToken): Refusal | undefined {
  if (cnf === undefined) return undefined
  const isObject = typeof cnf === 'object' && cnf !== null && !Array.isArray(cnf)
  if (isObject && Object.hasOwn(cnf, 'jkt')) return refuse('dpop_required', { claim: 'cnf' })
  if (isObject && Object.hasOwn(cnf, 'x5t#S256')) return refuse('certificate_mismatch', { claim: 'cnf' })
  return refuseType('cnf', cnf, 'a confirmation method that can be checked')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

const A_TEXT = 'a string that is not empty'
