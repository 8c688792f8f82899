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
