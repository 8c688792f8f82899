import { CHECKS, type Check } from './checks.ts'
import { own, type Claims, type Header } from './claims.ts'
import type { UnverifiedToken } from './compact.ts'
import type { IssuerGroup } from './issuer-book.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { findIssuer, readToken, refuseIssuer, type Stations } from './journey.ts'
import { readOptions, readStrings } from './option-readers.ts'
import { andThen } from './promise.ts'
import { proveToken } from './prove.ts'
import { refuse, refuseMissing, toError, typeOf, type Refusal } from './refusal.ts'
import type { ProvedToken } from './signature.ts'

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
  return andThen(findIssuer(unverified, book), (group) => {
    if (group === undefined) throw toError(refuseIssuer(unverified))
    const policy = toIdTokenPolicy(group, clientIds)
    const prover = { checks: checksFor(group), engine, now: settings.now }
    return andThen(proveToken(unverified, { policy, ring: group[0].ring }, prover), (proof) =>
      toIdToken(proof, unverified, policy),
    )
  })
}

const ID_TOKEN_TYPES: ReadonlySet<string | null> = new Set([null, 'jwt'])
const REQUIRED_CLAIMS = ['sub', 'aud', 'exp', 'iat']

/** What an issuer's entries say of its ID tokens: same keys, algorithms and tolerance; other readers, types, claims. */
function toIdTokenPolicy(group: IssuerGroup, clientIds: readonly string[]): IssuerPolicy {
  return {
    ...group[0].policy,
    algorithms: new Map(group.flatMap(({ policy }) => [...policy.algorithms])),
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

function checksFor(group: IssuerGroup): readonly Pick<Check, 'run'>[] {
  return [...CHECKS, { run: checkAuthorizedParty }, { run: (token) => checkIsIdToken(token, group) }]
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

/** What ID tokens do not carry: the `events` of a logout token, and what access tokens are for. */
const OTHER_MARKS = ['events', 'scope', 'scp']

/** Neither a logout token nor an access token, by whichever entry's mark: where `typ` tells nothing, something has to. */
function checkIsIdToken({ claims }: UnverifiedToken, group: IssuerGroup): Refusal | undefined {
  const kinds = group.flatMap(({ policy: { kind } }) => (kind === undefined ? [] : [kind]))
  const mark =
    kinds.find(({ claim, value }) => own(claims, claim) === value)?.claim ??
    OTHER_MARKS.find((claim) => Object.hasOwn(claims, claim))
  return mark === undefined
    ? undefined
    : refuse('wrong_type', { claim: mark, expected: 'a claim that no ID token has' })
}

/** The checks have settled the types of what it reads. */
function toIdToken(
  { claims }: ProvedToken,
  { registered, header }: UnverifiedToken,
  { issuer }: IssuerPolicy,
): IdToken {
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
