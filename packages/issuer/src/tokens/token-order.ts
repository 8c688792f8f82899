import { mayAskForResource, type Client } from '../clients/client.ts'
import { DEFAULT_CLIENT_ID, DEFAULT_THIRD_PARTY_CLIENT_ID } from '../clients/client-book.ts'
import { readUser, type User } from '../people/user.ts'
import type { Realm } from '../realm.ts'
import { issueMachineToken, issuePersonToken } from './access-token.ts'
import { defaultAmr, type PersonGrant } from './person-claims.ts'
import type { PersonTokenOptions, TokenOptions } from './token-options.ts'
import { toStamp, type Stamp } from './token-stamp.ts'

/**
 * Mints the token that checked options describe, on the path that a login takes too. Like any other, it is remembered:
 * userinfo and the resolver know it. Does not ask whether the user is disabled: such a token may come from before.
 */
export async function mintToken(options: TokenOptions, realm: Realm): Promise<string> {
  if (options.client) {
    const client = realm.clients.find(options.client.id)
    return issueMachineToken(options.client, toStamp(realm, client, options), realm, options)
  }
  const client = toClientOf(options, realm)
  const stamp = toStamp(realm, client, options)
  return issuePersonToken(toGrant(options, client, stamp, realm), stamp, realm, undefined, options)
}

function toGrant(options: PersonTokenOptions, client: Client, stamp: Stamp, realm: Realm): PersonGrant {
  const user = toUserOf(options, realm)
  return {
    user,
    isAdHoc: typeof options.user === 'object',
    client,
    scopes: options.scopes ?? defaultScopes(options.resource),
    resource: options.resource,
    authTime: toAuthTime(options, stamp),
    amr: options.amr ?? defaultAmr(user),
    addedClaims: options.claims ?? {},
  }
}

function toUserOf({ user }: PersonTokenOptions, { people }: Realm): User {
  return typeof user === 'object' ? readUser('token: user', user) : people.findOrInvent(user)
}

function toClientOf({ clientId, resource }: PersonTokenOptions, { clients }: Realm): Client {
  const hasResource = resource !== undefined
  const id = clientId ?? (hasResource ? DEFAULT_THIRD_PARTY_CLIENT_ID : DEFAULT_CLIENT_ID)
  const client = clients.findOrInvent(id, hasResource)
  if (client.kind === 'm2m') {
    throw new TypeError(
      `token: clientId '${id}' is a machine, which no person uses; use client for its token`,
    )
  }
  if (hasResource && !mayAskForResource(client.kind)) {
    throw new TypeError(`token: resource is for third-party clients, and '${id}' is of kind ${client.kind}`)
  }
  return client
}

function defaultScopes(resource: string | undefined): readonly string[] {
  // Only first-party clients get full access, and only third-party clients bind a token to a resource.
  return resource === undefined
    ? ['openid', 'offline_access', 'https://authgear.com/scopes/full-access']
    : ['openid']
}

function toAuthTime({ authTime, authTimeSecondsAgo }: PersonTokenOptions, stamp: Stamp): number {
  if (authTimeSecondsAgo !== undefined) return stamp.now - authTimeSecondsAgo
  return authTime ?? stamp.issuedAt
}
