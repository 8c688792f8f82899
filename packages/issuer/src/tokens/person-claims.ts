import type { Client } from '../clients/client.ts'
import type { Person } from '../people/people.ts'
import type { User } from '../people/user.ts'
import { toClaimName, type OmittableClaim } from './omitted-claims.ts'
import type { Claims, Stamp } from './token-stamp.ts'
import { toAttributeClaims, toUserClaims } from './user-claims.ts'

/** What a person let a client do, and how they proved who they are. Tokens are made of it. */
export interface PersonGrant extends Person {
  readonly client: Client
  readonly scopes: readonly string[]
  /** The API that the token is for; without it, it is for the endpoint itself. */
  readonly resource: string | undefined
  /** Epoch seconds. */
  readonly authTime: number
  readonly amr: readonly string[]
  /** Put behind the claims of each token, under the rule of Authgear's hook. */
  readonly addedClaims: Claims
}

/** Gives the claims of a person's access token, all and only those that Authgear sets. */
export function toPersonClaims(
  grant: PersonGrant,
  stamp: Stamp,
  tokenId: string,
  omit: readonly OmittableClaim[],
): Claims {
  const { user, client, scopes } = grant
  const claims: Claims = {
    iss: stamp.endpoint,
    aud: [grant.resource ?? stamp.endpoint],
    iat: stamp.issuedAt,
    exp: stamp.expiresAt,
    client_id: client.id,
    scope: scopes.join(' '),
    auth_time: grant.authTime,
    ...toAmrClaim(grant.amr),
    jti: tokenId,
    sub: user.id,
    ...toUserClaims(user),
    ...toAttributeClaims(user, client, scopes),
  }
  return withoutClaims(claims, omit)
}

/** Authgear leaves the claim out where it has nothing to say. */
export function toAmrClaim(amr: readonly string[]): Claims {
  return amr.length > 0 ? { amr } : {}
}

function withoutClaims(claims: Claims, omit: readonly OmittableClaim[]): Claims {
  const names = omit.map(toClaimName)
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)))
}

/** How a person proved who they are, where nobody says: with a password, or, without an account, not at all. */
export function defaultAmr(user: User): readonly string[] {
  return user.isAnonymous ? [] : ['pwd', 'x_primary_password']
}
