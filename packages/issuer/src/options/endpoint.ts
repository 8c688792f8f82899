/**
 * Gives the endpoint as Authgear writes it in `iss`: scheme and host, no trailing slash.
 * Takes exactly that or that with one trailing slash; anything else throws a TypeError, because an issuer is compared
 * character by character and a repaired one would surprise.
 */
export function readEndpoint(endpoint: string): string {
  const origin = URL.canParse(endpoint) ? new URL(endpoint).origin : 'null'
  if (!/^https?:/.test(origin)) {
    throw new TypeError(
      "createIssuer: endpoint must be an http or https origin, such as 'http://issuer.localhost'",
    )
  }
  if (endpoint !== origin && endpoint !== `${origin}/`) {
    throw new TypeError(
      `createIssuer: endpoint must be scheme, host and port only, with no path, query or credentials; write '${origin}'`,
    )
  }
  return origin
}
