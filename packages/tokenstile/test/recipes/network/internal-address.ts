import { createVerifier, type Verifier, type VerifierSettings } from 'tokenstile'

/** Trusts the public issuer and gets its keys inside the network, such as from `http://keycloak:8080`. */
export function createInternalVerifier(internalOrigin: string, settings?: VerifierSettings): Verifier {
  const realm = `${internalOrigin}/realms/shop`
  return createVerifier(
    {
      issuer: 'https://login.example.com/realms/shop', // as in the token's iss
      audience: 'orders-api',
      keys: {
        discoveryUrl: `${realm}/.well-known/openid-configuration`,
        jwksUri: `${realm}/protocol/openid-connect/certs`,
      },
      dangerouslyAllowHttpFor: [new URL(internalOrigin).host],
    },
    settings,
  )
}
