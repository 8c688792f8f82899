/** Throws a TypeError unless each string is one scope (RFC 6749, section 3.3), so that joining them by spaces is safe. */
export function checkScopes(scopes: readonly string[]): void {
  if (!scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    throw new TypeError(
      'token: scopes must hold one scope in each string; printable ASCII without space, quote or backslash',
    )
  }
}

/** What OpenID Connect and Authgear define for people, in the order of Authgear's discovery document. */
export const PERSON_SCOPES: readonly string[] = [
  'offline_access',
  'device_sso',
  'openid',
  'profile',
  'email',
  'address',
  'phone',
]

/** Whether only a person can have the scope: Authgear lets no resource define it. */
export function isPersonScope(scope: string): boolean {
  return PERSON_SCOPES.includes(scope) || scope.startsWith('https://authgear.com')
}

/** Throws a TypeError for a scope that only a person can have. */
export function checkMachineScopes(scopes: readonly string[]): void {
  checkScopes(scopes)
  if (scopes.some(isPersonScope)) {
    throw new TypeError(
      "token: client scopes must be the API's own; openid and its like are for a user's token",
    )
  }
}
