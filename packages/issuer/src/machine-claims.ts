import type { MachineClient } from './token-options.ts'
import { randomTokenId, type Claims, type Stamp } from './token-stamp.ts'
import { MACHINE_SUBJECT_PREFIX } from './user.ts'

/**
 * Gives the claims of a machine's access token, all and only those that Authgear sets. Takes a checked client.
 * Nothing can be added: Authgear runs no hook for these tokens.
 */
export function toMachineClaims(client: MachineClient, stamp: Stamp): Claims {
  return {
    jti: randomTokenId(),
    iss: stamp.endpoint,
    aud: [client.resource],
    iat: stamp.issuedAt,
    exp: stamp.expiresAt,
    client_id: client.id,
    scope: (client.scopes ?? []).join(' '),
    sub: `${MACHINE_SUBJECT_PREFIX}${client.id}`,
  }
}
