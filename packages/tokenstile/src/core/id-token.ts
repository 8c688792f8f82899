import { CHECKS, type Check } from './checks.ts'
import { own, type Claims, type Header } from './claims.ts'
import type { UnverifiedToken } from './compact.ts'
import type { IssuerGroup } from './issuer-book.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { findIssuer, readToken, toError, refuseIssuer, type Stations } from './journey.ts'
import { readOptions, readStrings } from './option-readers.ts'
import { isPromise } from './promise.ts'
import { proveToken } from './prove.ts'
import { refuse, refuseMissing, typeOf, type Refusal } from './refusal.ts'

/** A verified ID token: what the issuer says of a login. Times are epoch seconds. OpenID Connect Core §2. */
export interface IdToken {
  readonly issuer: string
  readonly subject: string
  /** When the user proved who they are; undefined where the issuer does not say. */
  readonly authTime: number | undefined
  readonly issuedAt: number
  readonly expiresAt: number
  readonly claims: Claims
  readonly header: Header
}

/** For whom an ID token must have been issued. */
export interface IdTokenOptions {
  /** The clients, by `client_id`: `aud` names one of them. */
  readonly clientIds: readonly string[]
}

/**
 * Verifies an ID token with the keys and the clock of its issuer: at once, or after a fetch. Throws or rejects with an
 * `AuthError`. Is not remembered. OpenID Connect Core §3.1.3.7.
 */
export function verifyIdToken(
  token: unknown,
  options: IdTokenOptions,
  { engine, book, settings }: Stations,
): IdToken | Promise<IdToken> {
  const { clientIds } = readOptions<IdTokenOptions>('options', options, { clientIds: readStrings })
  const unverified = readToken(token, settings.maxTokenBytes, engine, () => undefined)
  const group = findIssuer(unverified, book)
  return isPromise(group) ? Promise.resolve(group).then(prove) : prove(group)

  function prove(found: IssuerGroup | undefined): IdToken | Promise<IdToken> {
    if (found === undefined) throw toError(refuseIssuer(unverified))
    const [{ policy, ring }] = found
    const issuer = { policy: toIdTokenPolicy(policy, clientIds), ring }
    const proof = proveToken(unverified, issuer, { checks: checksFor(policy), engine, now: settings.now })
    return isPromise(proof)
      ? Promise.resolve(proof).then(() => toIdToken(unverified, policy))
      : toIdToken(unverified, policy)
  }
}

const ID_TOKEN_TYPES: ReadonlySet<string | null> = new Set([null, 'jwt'])
const REQUIRED_CLAIMS = ['sub', 'aud', 'exp', 'iat']

/** An issuer's policy for its ID tokens: same keys, algorithms and tolerance; other readers, types and claims. */
function toIdTokenPolicy(policy: IssuerPolicy, clientIds: readonly string[]): IssuerPolicy {
  return {
    ...policy,
    audiences: clientIds,
    types: ID_TOKEN_TYPES,
    kind: undefined,
    looksAtKind: false,
    requiredClaims: REQUIRED_CLAIMS,
    clientIds: undefined,
    maxTokenAgeSeconds: undefined,
    maxLifetimeSeconds: undefined,
  }
}

function checksFor(policy: IssuerPolicy): readonly Pick<Check, 'run'>[] {
  return [...CHECKS, { run: checkAuthorizedParty }, { run: (token) => checkIsIdToken(token, policy) }]
}

/** With more than one audience the token says which of them asked for it, and that one is ours too. */
function checkAuthorizedParty(
  { registered: { aud, azp } }: UnverifiedToken,
  { audiences }: IssuerPolicy,
): Refusal | undefined {
  if (azp === undefined) {
    return Array.isArray(aud) && aud.length > 1 ? refuseMissing('azp', audiences) : undefined
  }
  if (typeof azp === 'string' && audiences?.includes(azp) === true) return undefined
  return refuse('client_not_allowed', {
    claim: 'azp',
    ...(audiences && { expected: audiences }),
    actualType: typeOf(azp),
  })
}

/** Neither a logout token nor an access token, where the issuer's access tokens have no `typ` of their own. */
function checkIsIdToken(
  { claims }: UnverifiedToken,
  { kind, looksAtKind }: IssuerPolicy,
): Refusal | undefined {
  const marks = ['events', ...(looksAtKind ? ['scope', 'scp'] : [])]
  const mark =
    kind !== undefined && own(claims, kind.claim) === kind.value
      ? kind.claim
      : marks.find((claim) => Object.hasOwn(claims, claim))
  return mark === undefined
    ? undefined
    : refuse('wrong_type', { claim: mark, expected: 'a claim that no ID token has' })
}

/** The checks have settled the types of what it reads. */
function toIdToken({ registered, claims, header }: UnverifiedToken, { issuer }: IssuerPolicy): IdToken {
  return Object.freeze({
    issuer,
    subject: registered.sub as string,
    authTime: registered.auth_time as number | undefined,
    issuedAt: registered.iat as number,
    expiresAt: registered.exp as number,
    claims,
    header: header.all,
  })
}
