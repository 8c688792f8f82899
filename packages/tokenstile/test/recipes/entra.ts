import { createVerifier } from 'tokenstile'

const tenant = '11111111-2222-3333-4444-555555555555'

export const verifier = createVerifier({
  issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  audience: '99999999-8888-7777-6666-555555555555', // the API's application (client) id
  algorithms: ['RS256'],
  types: ['JWT'],
  requiredClaims: ['exp', 'iat', 'sub', 'oid', 'azp'], // an ID token has no azp
  toUser: ({ oid, scp }) => (scp === undefined ? undefined : { id: String(oid) }),
})
