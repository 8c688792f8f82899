import assert from 'node:assert/strict'
import { lookup } from 'node:dns'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { Agent } from 'undici'
import { createInsideVerifier } from './authgear-inside.ts'
import { createAuthority } from './certificates.ts'
import { fetchThrough } from './fetch-through.ts'
import { createInternalVerifier } from './internal-address.ts'
import { assertUnreachable, verifierAt } from './reached-issuer.ts'
import { serveIssuer } from './served-issuer.ts'

/** Finds every name on this machine, as the network of the containers finds the names of containers. */
const containers = new Agent({
  connect: { lookup: (_, options, answer) => lookup('localhost', options, answer) },
})

const realm = '/realms/shop'
const paths = {
  discovery: `${realm}/.well-known/openid-configuration`,
  keys: `${realm}/protocol/openid-connect/certs`,
}

test('gets the keys of a public issuer from an address inside the network', async (t) => {
  const login = 'https://login.example.com/realms/shop'
  const { port, requests, token } = await serveIssuer(t, { issuerAt: () => login, paths })
  const verifier = createInternalVerifier(`http://keycloak:${port}`, {
    fetch: fetchThrough(containers),
  })
  const auth = await verifier.verify(token({ aud: 'orders-api' }))
  assert.equal(auth.issuer, login)
  assert.deepEqual(
    requests.map(({ headers, url }) => `${headers.host}${url}`),
    [`keycloak:${port}${paths.discovery}`, `keycloak:${port}${paths.keys}`],
  )
})

test('says of an issuer that is reached without TLS that it is insecure', () => {
  const { issuers } = createInternalVerifier('http://keycloak:8080').health()
  assert.equal(issuers[0]?.insecure, true)
})

const authority = createAuthority()
const PUBLIC = 'https://auth.example.com'

/** As Authgear does where a request comes by another host or scheme than those of its public origin. */
function redirectToPublic({ headers, url }: IncomingMessage, response: ServerResponse): boolean {
  const isPublic = headers.host === 'auth.example.com' && headers['x-forwarded-proto'] === 'https'
  if (!isPublic) response.writeHead(307, { location: `${PUBLIC}${url}` }).end()
  return !isPublic
}

const user = {
  aud: PUBLIC,
  'https://authgear.com/claims/user/is_verified': true,
  'https://authgear.com/claims/user/is_anonymous': false,
  'https://authgear.com/claims/user/can_reauthenticate': true,
}

test('reaches an Authgear inside the network in the name of its public origin, and only so', async (t) => {
  const { port, token } = await serveIssuer(t, { issuerAt: () => PUBLIC, before: redirectToPublic })
  const verifier = createInsideVerifier(PUBLIC, `http://authgear:${port}`, containers)
  assert.equal((await verifier.verify(token(user))).user?.id, 'user-1')
  const inItsOwnName = verifierAt(PUBLIC, undefined, { jwksUri: `http://localhost:${port}/oauth2/jwks` })
  await assertUnreachable(inItsOwnName, token(), 'redirect')
})

test('asks for the certificate of the public origin where the inside has TLS', async (t) => {
  const tls = authority.issue('auth.example.com')
  const serving = { issuerAt: () => PUBLIC, before: redirectToPublic, tls }
  const { port, token } = await serveIssuer(t, serving)
  const trusting = new Agent({ connect: { ca: authority.ca } })
  const inside = `https://localhost:${port}`
  await createInsideVerifier(PUBLIC, inside, trusting).verify(token(user))
  await assertUnreachable(
    createInsideVerifier('https://other.example', inside, trusting),
    token({ iss: 'https://other.example', aud: 'https://other.example' }),
  )
})
