import { createVerifier } from 'tokenstile'

export const verifier = createVerifier({
  issuer: 'https://shop.eu.auth0.com/', // with the slash
  audience: 'https://orders.example',
  algorithms: ['RS256'],
  toUser: ({ sub }) => (String(sub).endsWith('@clients') ? undefined : { id: String(sub) }),
})
