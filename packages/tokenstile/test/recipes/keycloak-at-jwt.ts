import { createVerifier } from 'tokenstile'

export const verifier = createVerifier({
  issuer: 'https://keycloak.example/realms/shop',
  audience: 'orders-api',
  algorithms: ['RS256'],
  requiredClaims: ['exp', 'iat', 'sub', 'jti', 'azp'], // a person's token has no client_id, which RFC 9068 asks for
  toUser: ({ sub, preferred_username: name }) =>
    typeof name !== 'string' || name.startsWith('service-account-') ? undefined : { id: String(sub) },
  toRoles: ({ realm_access }) => (realm_access as { roles?: string[] } | undefined)?.roles ?? [],
})
