/** What of the issuer can be broken, by the name that the command line has for it. */
export const BREAKABLE: Readonly<Record<string, string>> = {
  discovery: '/.well-known/openid-configuration',
  jwks: '/oauth2/jwks',
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userinfo',
  resolver: '/_resolver/resolve',
}
