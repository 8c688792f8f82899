import { createVerifier } from 'tokenstile'

export const verifier = createVerifier({
  issuer: 'https://shop.okta.com/oauth2/default',
  audience: 'api://default',
  algorithms: ['RS256'],
  types: null,
  requiredClaims: ['exp', 'iat', 'sub', 'jti', 'cid', 'scp'], // an ID token has neither cid nor scp
  toUser: ({ uid }) => (uid === undefined ? undefined : { id: String(uid) }),
  toRoles: ({ groups }) => (groups as string[] | undefined) ?? [],
})
