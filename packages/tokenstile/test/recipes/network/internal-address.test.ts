import assert from 'node:assert/strict'
import { lookup } from 'node:dns'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { Agent } from 'undici'
import { createAuthority } from './certificates.ts'
import { fetchThrough } from './fetch-through.ts'
import { createInternalVerifier } from './internal-address.ts'
import { fetchInTheNameOf } from './public-host.ts'
import { assertUnreachable } from './reached-issuer.ts'
import { serveIssuer } from './served-issuer.ts'

/** Finds every name on this machine, as the network of the containers finds the names of containers. */
const inContainers = fetchThrough(
  new Agent({ connect: { lookup: (_, options, answer) => lookup('localhost', options, answer) } }),
)

const realm = '/realms/shop'
const paths = {
  discovery: `${realm}/.well-known/openid-configuration`,
  keys: `${realm}/protocol/openid-connect/certs`,
}

test('gets the keys of a public issuer from an address inside the network', async (t) => {
  const login = 'https://login.example.com/realms/shop'
  const { port, requests, token } = await serveIssuer(t, { issuerAt: () => login, paths })
  const verifier = createInternalVerifier(`http://keycloak:${port}`, { fetch: inContainers })
  const auth = await verifier.verify(token({ aud: 'orders-api' }))
  assert.equal(auth.issuer, login)
  const hosts = requests.map(({ headers }) => headers.host)
  assert.deepEqual([...new Set(hosts)], [`keycloak:${port}`])
})

test(
  'says of an issuer that is reached without TLS that it is insecure',
  { todo: 'health looks at the issuer alone' },
  () => {
    const { issuers } = createInternalVerifier('http://keycloak:8080').health()
    assert.equal(issuers[0]?.insecure, true)
  },
)

const authority = createAuthority()
const PUBLIC = 'https://auth.example.com'

/** As Authgear does where a request comes by another host or scheme than those of its public origin. */
function redirectToPublic({ headers, url }: IncomingMessage, response: ServerResponse): boolean {
  const isPublic = headers.host === 'auth.example.com' && headers['x-forwarded-proto'] === 'https'
  if (!isPublic) response.writeHead(307, { location: `${PUBLIC}${url}` }).end()
  return !isPublic
}

const authgearUser = {
  aud: PUBLIC,
  'https://authgear.com/claims/user/is_verified': true,
  'https://authgear.com/claims/user/is_anonymous': false,
  'https://authgear.com/claims/user/can_reauthenticate': true,
}

for (const [how, tls, dispatcher] of [
  ['without TLS', undefined, undefined],
  // The name that is asked for is the public one, in the handshake and in the certificate too.
  ['over TLS', authority.issue('auth.example.com'), new Agent({ connect: { ca: authority.ca } })],
] as const) {
  test(`reaches an Authgear inside the network in the name of its public origin, and only so, ${how}`, async (t) => {
    const serving = { issuerAt: () => PUBLIC, before: redirectToPublic }
    const { port, token } = await serveIssuer(t, tls === undefined ? serving : { ...serving, tls })
    const inside = `${tls === undefined ? 'http' : 'https'}://localhost:${port}`
    const options = authgear(PUBLIC, {
      keys: {
        discoveryUrl: `${inside}/.well-known/openid-configuration`,
        jwksUri: `${inside}/oauth2/jwks`,
      },
    })
    const verifier = createVerifier(options, { fetch: fetchInTheNameOf(PUBLIC, dispatcher) })
    assert.equal((await verifier.verify(token(authgearUser))).user?.id, 'user-1')
    const plain = createVerifier(options)
    await assertUnreachable(plain, token(authgearUser), tls === undefined ? 'redirect' : 'network_error')
  })
}
