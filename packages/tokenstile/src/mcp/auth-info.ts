import type { AnyAuth, Auth } from '../core/auth.ts'
import { own } from '../core/claims.ts'
import { ConfigError } from '../core/errors.ts'
import { rawClaimsOf } from '../core/proof.ts'
import type { RegisteredAuth } from '../index.ts'

/**
 * Who is calling, in the shape of the MCP SDK's own `AuthInfo`, of both its lines. It holds the raw token, since the SDK asks
 * for it: do not log it, and do not send its token to another API, which MCP forbids.
 */
export interface AuthInfo {
  token: string
  /** Empty where the token names no client. */
  clientId: string
  scopes: string[]
  /** In epoch seconds. */
  expiresAt: number
  /** The server's identifier, where the token's `aud` names it. RFC 8707. */
  resource?: URL
  /** Where the server's metadata is: the SDK's challenges for single tools name it. RFC 9728. */
  resourceMetadataUrl?: string
  /** `auth`: all that is known of the caller. Ask {@link requireAuth} for it. */
  extra: Record<string, unknown>
}

/**
 * Makes the SDK's `AuthInfo` of what a verifier gave for a token. Does NOT verify: `auth` says that somebody did. `resource` is
 * left out where the token's `aud` does not name it.
 */
export function toAuthInfo(auth: Auth<unknown, unknown>, token: string, resource?: string): AuthInfo {
  return {
    token,
    clientId: auth.clientId ?? '',
    scopes: [...auth.scopes],
    expiresAt: auth.expiresAt,
    ...(resource !== undefined && isFor(auth, resource) && { resource: new URL(resource) }),
    extra: { auth },
  }
}

function isFor(auth: AnyAuth, resource: string): boolean {
  const audience = own(rawClaimsOf(auth), 'aud')
  return audience === resource || (Array.isArray(audience) && audience.includes(resource))
}

/**
 * The `Auth` of whoever calls a tool, from the `AuthInfo` that the SDK hands it: `extra.authInfo` in SDK 1.x,
 * `ctx.http?.authInfo` in 2.x. Its type is what the application registers in `Register`.
 *
 * Throws a `ConfigError` where there is none: the server stands behind no `authenticate`, or behind an optional one.
 */
export function requireAuth(
  authInfo: { readonly extra?: Readonly<Record<string, unknown>> } | undefined,
): NonNullable<RegisteredAuth> {
  const auth = authInfo?.extra?.['auth']
  if (typeof auth === 'object' && auth !== null) return auth as NonNullable<RegisteredAuth>
  throw new ConfigError('requireAuth', 'needs authenticate, not optional, before the MCP server')
}
