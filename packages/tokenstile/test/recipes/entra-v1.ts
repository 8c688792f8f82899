import { createVerifier } from 'tokenstile'

const tenant = '11111111-2222-3333-4444-555555555555'

export const verifier = createVerifier({
  issuer: `https://sts.windows.net/${tenant}/`,
  audience: 'api://orders',
  algorithms: ['RS256'],
  types: ['JWT'],
  requiredClaims: ['exp', 'iat', 'sub', 'oid', 'appid'], // an ID token has no appid
  toUser: ({ oid, scp }) => (scp === undefined ? undefined : { id: String(oid) }),
  keys: { discoveryUrl: `https://login.microsoftonline.com/${tenant}/.well-known/openid-configuration` },
})
