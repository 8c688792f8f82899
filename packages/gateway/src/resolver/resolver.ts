import { AuthError, ERRORS, type Auth, type Verifier } from 'tokenstile'
import type { ProxyAnswer } from '../answers/answers.ts'
import type { ProxyRequest } from '../asked/tellings.ts'
import type { GatewayConfig } from '../config/schema.ts'
import { authgearHeaders } from '../identity/authgear-headers.ts'
import { readClaim } from '../identity/claim-path.ts'
import { UntellableIdentityError } from '../identity/identity-headers.ts'
import { readCredentials, type Credential } from './credentials.ts'
import { createUpstream, UpstreamError, type OpaqueCredential, type UpstreamAnswer } from './upstream.ts'

/** Answers as Authgear's resolver does. Rejects where something broke that should not: that is a 500. */
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
  /** The issuer's keys or the upstream resolver could not be reached: 500. */
  | 'unavailable'
  /** Something broke: 500. */
  | 'failed'

export interface ResolverContext {
  /** The status is that of the answer; who it is, where the gateway itself knows it. */
  readonly onResolved?:
    ((kind: Resolved, status: number, auth?: Auth<unknown> | undefined) => void) | undefined
  /** Told once in an outage of the upstream resolver. */
  readonly onWarning?: ((sentence: string) => void) | undefined
}

type ResolverConfig = NonNullable<GatewayConfig['resolver']>
type AnyAuth = Auth<unknown>

/** What came of the credentials, one after the other. */
interface Outcome {
  readonly kind: Resolved
  /** Who it is: names and values in turn. */
  readonly identity: readonly string[]
  readonly auth?: AnyAuth
}

/**
 * Makes a resolver that verifies JWTs itself and has the rest looked up by the upstream resolver, where there is one. The
 * first credential that counts decides. Does NOT know whether a user was disabled or logged out since a JWT was issued.
 */
export function createResolver(
  { cookiePrefix, upstreamResolver }: ResolverConfig,
  verifier: Verifier<AnyAuth>,
  { onResolved = () => {}, onWarning = () => {} }: ResolverContext,
): Resolve {
  const upstream = upstreamResolver === undefined ? undefined : createUpstream(upstreamResolver)
  let isDown = false

  async function ask(credentials: readonly OpaqueCredential[]): Promise<UpstreamAnswer | undefined> {
    try {
      const answer = await upstream?.(credentials)
      isDown = false
      return answer
    } catch (error) {
      if (error instanceof UpstreamError && !isDown) onWarning(error.message)
      isDown = true
      throw error
    }
  }

  async function judge(credentials: readonly Credential[], setCookies: string[]): Promise<Outcome> {
    let kind: Resolved = credentials.length === 0 ? 'absent' : 'invalid'
    for (let at = 0; at < credentials.length; at++) {
      const credential = credentials[at] as Credential
      if (credential.kind === 'jwt') {
        const auth = await verify(credential.token, verifier)
        if (auth !== undefined) return { kind: 'valid', identity: toIdentity(auth), auth }
      } else if (credential.kind === 'opaque') {
        // What it would try one after the other anyway goes there in one request.
        const run = takeOpaque(credentials, at)
        at += run.length - 1
        const answer = await ask(run)
        setCookies.push(...(answer?.setCookies ?? []))
        if (answer?.isValid) return { kind: 'upstream_valid', identity: answer.identity }
        kind = answer === undefined ? 'unresolvable' : 'upstream_invalid'
      }
    }
    return { kind, identity: kind === 'absent' ? [] : INVALID }
  }

  async function resolve(headers: readonly string[]): Promise<ProxyAnswer> {
    const setCookies: string[] = []
    try {
      const { kind, identity, auth } = await judge(readCredentials(headers, cookiePrefix), setCookies)
      onResolved(kind, 200, auth)
      const cookies = setCookies.flatMap((value) => ['Set-Cookie', value])
      return { status: 200, headers: [...UNCACHED, ...identity, ...cookies], body: '' }
    } catch (error) {
      const isOutage = AuthError.is(error) || error instanceof UpstreamError
      onResolved(isOutage ? 'unavailable' : 'failed', 500)
      if (isOutage) return { status: 500, headers: UNCACHED, body: '' }
      throw error
    }
  }

  return ({ method, headers }) =>
    method === 'GET' || method === 'HEAD' ? resolve(headers) : { status: 405, headers: NO_METHOD, body: '' }
}

const INVALID = ['x-authgear-session-valid', 'false'] as const
const UNCACHED = ['Cache-Control', 'no-store', 'Vary', 'Authorization, Cookie'] as const
const NO_METHOD = ['Allow', 'GET, HEAD', ...UNCACHED] as const

/** The caller, where the token is good and a person's, for the project itself. Throws where nobody can say. */
async function verify(token: string, verifier: Verifier<AnyAuth>): Promise<AnyAuth | undefined> {
  const result = await verifier.tryVerify(token)
  if (result.ok) return isForProject(result.auth) && isPerson(result.auth) ? result.auth : undefined
  if (ERRORS[result.error.code].status === 503) throw result.error
  return undefined
}

/** A token that is bound to an API counts there alone, also where the gateway serves that API. */
function isForProject({ claims, issuer }: AnyAuth): boolean {
  const audience = readClaim(claims, ['aud'])
  return Array.isArray(audience) ? audience.includes(issuer) : audience === issuer
}

function isPerson(auth: AnyAuth): boolean {
  return authgearHeaders[0]?.write(auth) === 'true'
}

const identities = new WeakMap<AnyAuth, readonly string[]>()

/** As Authgear writes them: what there is nothing to say of is absent, but for the methods of the login. */
function toIdentity(auth: AnyAuth): readonly string[] {
  let identity = identities.get(auth)
  if (identity === undefined) {
    identity = authgearHeaders.flatMap(({ name, write }) => {
      const value = write(auth)
      if (value === undefined) throw new UntellableIdentityError(name)
      return value === '' && name !== 'x-authgear-session-amr' ? [] : [name, value]
    })
    identities.set(auth, identity)
  }
  return identity
}

function takeOpaque(credentials: readonly Credential[], from: number): readonly OpaqueCredential[] {
  const run: OpaqueCredential[] = []
  for (const credential of credentials.slice(from)) {
    if (credential.kind !== 'opaque') break
    run.push(credential)
  }
  return run
}
