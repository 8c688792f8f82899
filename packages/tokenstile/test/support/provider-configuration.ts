import { randomBytes } from 'node:crypto'
import type { Configuration } from 'oidc-provider'
import type { TestKey } from './keys.ts'
import { createMapAdapter } from './map-adapter.ts'
import { AUDIENCE } from './tokens.ts'

/** Who logs in. */
export const ACCOUNT = 'alice'
/** Where the application `shop` wants the code; nothing listens there. */
export const REDIRECT_URI = 'https://shop.example/callback'
const SECONDS = 600

/**
 * The configuration of an OpenID provider whose first key signs: the machine `worker`, and the application `shop` with one
 * account that has consented. What the provider would warn of on the console is set.
 */
export function configureProvider(keys: readonly TestKey[], resource: object): Configuration {
  const alg = keys[0]?.alg
  const client = { client_secret: 'secret', id_token_signed_response_alg: alg }
  return {
    adapter: createMapAdapter(),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: {
      keys: keys.map(({ privateKey, kid, alg }) => ({
        ...privateKey.export({ format: 'jwk' }),
        kid,
        alg,
        use: 'sig',
      })),
    },
    clients: [
      {
        ...client,
        client_id: 'worker',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
      { ...client, client_id: 'shop', redirect_uris: [REDIRECT_URI] },
    ],
    ttl: {
      AccessToken: SECONDS,
      AuthorizationCode: SECONDS,
      ClientCredentials: SECONDS,
      Grant: SECONDS,
      IdToken: SECONDS,
      Interaction: SECONDS,
      Session: SECONDS,
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: {
      url: (ctx, { uid }) => `${new URL(ctx.oidc.issuer).pathname.replace(/\/$/, '')}/interaction/${uid}`,
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: 'shop', accountId: ACCOUNT })
      grant.addOIDCScope('openid')
      grant.addResourceScope(AUDIENCE, 'read')
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'read write',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg } },
          ...resource,
        }),
      },
    },
  }
}
