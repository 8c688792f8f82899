/** Where everything is that clients and APIs ask for. What is for developers alone is under `/dev/`. */
export const PATHS = {
  openIdConfiguration: '/.well-known/openid-configuration',
  serverMetadata: '/.well-known/oauth-authorization-server',
  jwks: '/oauth2/jwks',
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userinfo',
  revoke: '/oauth2/revoke',
  endSession: '/oauth2/end_session',
  introspect: '/oauth2/introspect',
  resolver: '/_resolver/resolve',
  health: '/healthz',
} as const
