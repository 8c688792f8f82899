import { createVerifier } from 'tokenstile'

export const verifier = createVerifier({
  issuer: 'https://shop.eu.auth0.com/', // with the slash
  audience: 'https://orders.example',
  algorithms: ['RS256'],
  types: ['JWT'],
  requiredClaims: ['exp', 'iat', 'sub', 'azp', 'scope'], // an ID token has no scope
  toUser: ({ sub }) => (String(sub).endsWith('@clients') ? undefined : { id: String(sub) }),
})
