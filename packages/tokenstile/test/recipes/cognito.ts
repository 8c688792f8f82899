import { createVerifier } from 'tokenstile'

export const verifier = createVerifier({
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  audience: null, // an access token of Cognito names no API: its client stands for it
  clientIds: ['6example7client8id9'],
  algorithms: ['RS256'],
  types: null,
  kind: { claim: 'token_use', value: 'access' },
  toUser: ({ sub, username }) => (username === undefined ? undefined : { id: String(sub) }),
  toRoles: (claims) => (claims['cognito:groups'] as string[] | undefined) ?? [],
})
