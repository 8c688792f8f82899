import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import type { Dispatcher } from 'undici'
import { fetchInTheNameOf } from './public-host.ts'

/** Trusts an Authgear by its public origin and gets its keys inside the network, such as from `http://authgear:3000`. */
export function createInsideVerifier(publicOrigin: string, internalOrigin: string, dispatcher?: Dispatcher) {
  return createVerifier(
    authgear(publicOrigin, {
      keys: {
        discoveryUrl: `${internalOrigin}/.well-known/openid-configuration`,
        jwksUri: `${internalOrigin}/oauth2/jwks`,
      },
      dangerouslyAllowHttpFor: [new URL(internalOrigin).host],
    }),
    { fetch: fetchInTheNameOf(publicOrigin, dispatcher) },
  )
}
