import type { JsonObject, JsonValue } from './json.ts'

/**
 * The claims that checks look at, each as an own member of the token or undefined: read once, by name, so that neither
 * `Object.prototype` nor a look-up per check gets in between. Types are for the checks to judge. RFC 7519 §4.1,
 * RFC 9068 §2.2.
 */
export interface RegisteredClaims {
  readonly iss: JsonValue | undefined
  readonly sub: JsonValue | undefined
  readonly aud: JsonValue | undefined
  readonly exp: JsonValue | undefined
  readonly nbf: JsonValue | undefined
  readonly iat: JsonValue | undefined
  readonly jti: JsonValue | undefined
  readonly client_id: JsonValue | undefined
  readonly azp: JsonValue | undefined
  readonly auth_time: JsonValue | undefined
  readonly cnf: JsonValue | undefined
}

export function readRegisteredClaims(claims: JsonObject): RegisteredClaims {
  return {
    iss: Object.hasOwn(claims, 'iss') ? claims['iss'] : undefined,
    sub: Object.hasOwn(claims, 'sub') ? claims['sub'] : undefined,
    aud: Object.hasOwn(claims, 'aud') ? claims['aud'] : undefined,
    exp: Object.hasOwn(claims, 'exp') ? claims['exp'] : undefined,
    nbf: Object.hasOwn(claims, 'nbf') ? claims['nbf'] : undefined,
    iat: Object.hasOwn(claims, 'iat') ? claims['iat'] : undefined,
    jti: Object.hasOwn(claims, 'jti') ? claims['jti'] : undefined,
    client_id: Object.hasOwn(claims, 'client_id') ? claims['client_id'] : undefined,
    azp: Object.hasOwn(claims, 'azp') ? claims['azp'] : undefined,
    auth_time: Object.hasOwn(claims, 'auth_time') ? claims['auth_time'] : undefined,
    cnf: Object.hasOwn(claims, 'cnf') ? claims['cnf'] : undefined,
  }
}

/** The audiences that a token names; undefined where `aud` has neither of its two forms. */
export function readAudience(aud: unknown): readonly string[] | undefined {
  if (typeof aud === 'string') return [aud]
  return Array.isArray(aud) && aud.every((name) => typeof name === 'string') ? aud : undefined
}

/** The claim that names the client. */
export function clientClaim({ client_id, azp }: RegisteredClaims): 'client_id' | 'azp' {
  return client_id === undefined && azp !== undefined ? 'azp' : 'client_id'
}

/** Claims that ID tokens alone carry. OpenID Connect Core §2 and §3.3.2.11. */
export const ID_TOKEN_CLAIMS: readonly string[] = ['nonce', 'at_hash', 'c_hash', 's_hash']
