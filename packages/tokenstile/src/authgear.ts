import { own, type VerifiedClaims } from './core/claims.ts'
import { readStringList } from './core/default-claims.ts'
import { AuthError, ConfigError } from './core/errors.ts'
import { givesFrozenJson } from './core/frozen-readers.ts'
import type { IssuerOptions } from './core/issuer-options.ts'
import { anything, optional, readOptions, readString } from './core/option-readers.ts'
import { PROFILE, type ProfileFacts } from './core/profile.ts'
import type { ClaimsSchema } from './core/standard-schema.ts'
import { typeOf } from './core/refusal.ts'

/** A person of an Authgear project, from the claims that every user access token carries. */
export interface AuthgearUser {
  /** The user id: `sub`. */
  readonly id: string
  readonly isVerified: boolean
  /** A guest without an account. */
  readonly isAnonymous: boolean
  /** Whether the user has a way to log in again. */
  readonly canReauthenticate: boolean
  /** Effective roles, also through groups; empty on a server too old to send them. */
  readonly roles: readonly string[]
}

/** What may be changed about the profile. Everything else is fixed by how Authgear issues tokens. */
export interface AuthgearOptions<Schema extends ClaimsSchema | undefined = undefined> extends Pick<
  IssuerOptions,
  | 'keys'
  | 'clientIds'
  | 'clockToleranceSeconds'
  | 'maxTokenAgeSeconds'
  | 'maxLifetimeSeconds'
  | 'dangerouslyAllowHttpFor'
> {
  /** The URI of this API where tokens are bound to it (machine-to-machine, `resource`), compared exactly. */
  readonly resource?: string
  /** A synchronous Standard Schema for custom claims: types `auth.claims`. */
  readonly claims?: Schema
}

/** Issuer options for an Authgear project. */
export type AuthgearIssuer<Schema extends ClaimsSchema | undefined = undefined> = IssuerOptions & {
  readonly toUser: (claims: VerifiedClaims) => AuthgearUser | undefined
} & (Schema extends ClaimsSchema ? { readonly claims: Schema } : unknown)

/**
 * The profile of an Authgear project: its endpoint is issuer and audience, RS256, `at+jwt`. With `resource`, tokens
 * that are bound to that resource instead. `auth.user` is undefined for a machine. A token that is neither clearly a
 * person's nor clearly a machine's is refused with `invalid_claim`.
 *
 * Does NOT accept ID tokens, nor opaque access tokens: turn on "Issue JWT as access token" for the application.
 */
export function authgear<Schema extends ClaimsSchema | undefined = undefined>(
  endpoint: string,
  options: AuthgearOptions<Schema> = {},
): AuthgearIssuer<Schema> {
  // What is passed on is read where every issuer's options are.
  const { resource, ...rest } = readOptions<Record<keyof AuthgearOptions, unknown>>('authgear', options, {
    resource: optional(readString),
    claims: anything,
    keys: anything,
    clientIds: anything,
    clockToleranceSeconds: anything,
    maxTokenAgeSeconds: anything,
    maxLifetimeSeconds: anything,
    dangerouslyAllowHttpFor: anything,
  })
  const issuer = readEndpoint(endpoint)
  return {
    ...rest,
    issuer,
    audience: resource ?? issuer,
    algorithms: ['RS256'],
    types: ['at+jwt'],
    toUser: toAuthgearUser,
    toRoles: toAuthgearRoles,
    [PROFILE]: FACTS,
  } as unknown as AuthgearIssuer<Schema>
}

const PREFIX = 'https://authgear.com/claims/user/'
const ROLES = `${PREFIX}roles`
const MACHINE_PREFIX = 'client_id_'

/** Authgear knows no authentication context classes. */
const FACTS: ProfileFacts = Object.freeze({
  absentClaims: ['acr'],
  canReauthenticateClaim: `${PREFIX}can_reauthenticate`,
})

// So that nobody hands over the profile itself for a function of tenants.
Object.defineProperty(authgear, PROFILE, { value: FACTS })

const toAuthgearRoles = givesFrozenJson((claims: VerifiedClaims) => readStringList(claims, ROLES))

const toAuthgearUser = givesFrozenJson((claims: VerifiedClaims): AuthgearUser | undefined => {
  const sub = own(claims, 'sub') as string
  if (sub.startsWith(MACHINE_PREFIX)) {
    requireMachine(claims, sub)
    return undefined
  }
  return Object.freeze({
    id: sub,
    isVerified: readFlag(claims, 'is_verified'),
    isAnonymous: readFlag(claims, 'is_anonymous'),
    canReauthenticate: readFlag(claims, 'can_reauthenticate'),
    roles: toAuthgearRoles(claims),
  })
})

/** A machine's subject is its client, and nothing in its token speaks of a user. RFC 9068 §5. */
function requireMachine(claims: VerifiedClaims, sub: string): void {
  if (sub !== MACHINE_PREFIX + String(own(claims, 'client_id'))) {
    throw new AuthError('invalid_claim', {
      claim: 'sub',
      expected: 'client_id_ and the client_id',
    })
  }
  const userClaim = Object.keys(claims).find((name) => name.startsWith(PREFIX))
  if (userClaim !== undefined) {
    throw new AuthError('invalid_claim', {
      claim: userClaim,
      expected: 'no user claim in the token of a machine',
    })
  }
}

function readFlag(claims: VerifiedClaims, name: string): boolean {
  const value = own(claims, PREFIX + name)
  if (typeof value === 'boolean') return value
  throw new AuthError('invalid_claim', {
    claim: PREFIX + name,
    expected: 'a boolean',
    actualType: typeOf(value),
  })
}

/** Reads a project's endpoint, an origin. Authgear's own `iss` has no trailing slash, whatever people paste. */
function readEndpoint(endpoint: unknown): string {
  if (typeof endpoint === 'string' && /^https?:\/\/[^/?#\s]+\/?$/i.test(endpoint))
    return endpoint.endsWith('/') ? endpoint.slice(0, -1) : endpoint
  throw new ConfigError(
    'endpoint',
    'expected the endpoint of your project and nothing behind it, such as https://project.authgear.cloud',
  )
}
