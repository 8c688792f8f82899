import { mayCarryAttributes, type Client } from '../clients/client.ts'
import { attributesFor } from '../people/standard-attributes.ts'
import type { User } from '../people/user.ts'
import type { Claims } from './token-stamp.ts'

export const USER_CLAIM = 'https://authgear.com/claims/user/'

/** Gives the four claims that Authgear always sets about a user. */
export function toUserClaims(user: User): Claims {
  return {
    [`${USER_CLAIM}is_anonymous`]: user.isAnonymous,
    [`${USER_CLAIM}is_verified`]: user.isVerified,
    [`${USER_CLAIM}can_reauthenticate`]: user.canReauthenticate,
    [`${USER_CLAIM}roles`]: user.roles,
  }
}

/**
 * Gives the personal attributes that a token may carry. They need both: a client that Authgear trusts with them, and a
 * scope. Most clients get none; the userinfo endpoint has them.
 */
export function toAttributeClaims(user: User, client: Client, scopes: readonly string[]): Claims {
  return mayCarryAttributes(client.kind) ? attributesFor(user.standardAttributes, scopes) : {}
}
