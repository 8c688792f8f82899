import { MACHINE_SUBJECT_PREFIX } from '../people/user.ts'
import type { Claims, Stamp } from './token-stamp.ts'

/** A client that acts for itself (client credentials). */
export interface MachineClient {
  id: string
  /** The API that the token is for, an https URI: its only audience. */
  resource: string
  /** Default: none. */
  scopes?: readonly string[]
}

/**
 * Gives the claims of a machine's access token, all and only those that Authgear sets. Takes a checked client.
 * Nothing can be added: Authgear runs no hook for these tokens.
 */
export function toMachineClaims(client: MachineClient, stamp: Stamp, tokenId: string): Claims {
  return {
    jti: tokenId,
    iss: stamp.endpoint,
    aud: [client.resource],
    iat: stamp.issuedAt,
    exp: stamp.expiresAt,
    client_id: client.id,
    scope: (client.scopes ?? []).join(' '),
    sub: `${MACHINE_SUBJECT_PREFIX}${client.id}`,
  }
}
