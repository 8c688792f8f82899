import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createVerifier, type RemoteKeys, type Verifier } from 'tokenstile'
import { runNode, inRepository } from './package/child-process.ts'
import { testKey } from './support/keys.ts'
import { assertRefused } from './support/refusals.ts'
import { buildToken, issuerOptions } from './support/tokens.ts'

const key = testKey('ES256')

type Answer = (request: IncomingMessage, response: ServerResponse) => void

interface Site {
  readonly issuer: string
  readonly requests: string[]
  /** Answers the key set; the document is always there. */
  keys: Answer
}

const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

const publish: Answer = (_, response) => response.end(JSON.stringify({ keys: [key.jwk] }))

/** An issuer on loopback. */
async function openSite(): Promise<Site> {
  const server = createServer((request, response) => {
    site.requests.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    if (request.url === '/keys') site.keys(request, response)
    else response.end(JSON.stringify({ issuer: site.issuer, jwks_uri: `${site.issuer}/keys` }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site: Site = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    keys: publish,
  }
  return site
}

const verifierOf = ({ issuer }: Site, keys: RemoteKeys = {}): Verifier =>
  createVerifier(issuerOptions({ issuer, keys }))

/** A token for the real clock. */
function tokenOf({ issuer }: Site, claims: Record<string, unknown> = {}): string {
  const iat = Math.floor(Date.now() / 1000)
  return buildToken({ key, claims: { iss: issuer, iat, exp: iat + 600, ...claims } })
}

test('fetches each document once for two hundred cold callers over HTTP (checklist 59)', async () => {
  const site = await openSite()
  const verifier = verifierOf(site)
  const tokens = Array.from({ length: 200 }, (_, index) => tokenOf(site, { jti: `token ${index}` }))
  const auths = await Promise.all(tokens.map((token) => verifier.verify(token)))
  assert.equal(auths.length, 200)
  assert.deepEqual(site.requests, ['/.well-known/openid-configuration', '/keys'])
})

test('passes a token on its first try whose key was published a moment ago, over HTTP', async () => {
  const site = await openSite()
  const verifier = verifierOf(site)
  await verifier.verify(tokenOf(site))
  const fresh = testKey('ES256', 'fresh')
  site.keys = (_, response) => response.end(JSON.stringify({ keys: [fresh.jwk, key.jwk] }))
  const iat = Math.floor(Date.now() / 1000)
  await verifier.verify(buildToken({ key: fresh, claims: { iss: site.issuer, iat, exp: iat + 600 } }))
  assert.equal(site.requests.filter((url) => url === '/keys').length, 2)
})

const redirect: Answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()

const FAULTS: readonly [what: string, reason: string, answer: Answer][] = [
  ['never answers', 'timeout', () => undefined],
  ['sends headers and never a body', 'timeout', (_, response) => response.flushHeaders()],
  ['stops half way', 'timeout', (_, response) => response.write('{"keys":[')],
  ['hangs up', 'network_error', (request) => request.socket.destroy()],
  [
    'hangs up half way',
    'network_error',
    (request, response) =>
      response
        .writeHead(200, { 'content-length': '1000' })
        .write('{"keys":[', () => request.socket.destroy()),
  ],
  ['sends a small body that unpacks to a large one', 'too_large', sendBomb],
  ['redirects', 'redirect', redirect],
  [
    'sends a page for people',
    'not_json',
    (_, response) => response.end('<!doctype html><title>Log in</title>'),
  ],
  ['fails', 'http_status', (_, response) => response.writeHead(502).end('bad gateway')],
]

for (const [what, reason, answer] of FAULTS) {
  test(`answers 503 where the issuer ${what}, over HTTP (checklist 46, 47)`, async () => {
    const site = await openSite()
    site.keys = answer
    const verifier = verifierOf(site, { timeoutMs: 200 })
    const { details, status } = await assertRefused(() => verifier.verify(tokenOf(site)), 'keys_unavailable')
    assert.equal(status, 503)
    assert.equal(details.reason, reason)
    assert.ok(!site.requests.includes('/elsewhere'))
  })
}

function sendBomb(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(4 * 1024 * 1024, 0x20)))
}

test('answers 503 where nobody listens', async () => {
  const site = await openSite()
  const token = tokenOf(site)
  const verifier = verifierOf(site)
  const server = servers.at(-1)!
  await new Promise((resolve) => server.close(resolve))
  const { details } = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  assert.equal(details.reason, 'network_error')
})

test(
  'lets a process that verified a token and has nothing else to do exit by itself',
  { timeout: 30_000 },
  async () => {
    const site = await openSite()
    const program = `
    import { createVerifier } from 'tokenstile'
    const [issuer, token] = process.argv.slice(1)
    const verifier = createVerifier({ issuer, audience: 'https://api.example' })
    const auth = await verifier.verify(token)
    console.log(auth.subject, verifier.health().state)`
    const args = ['--input-type=module', '--eval', program, site.issuer, tokenOf(site)]
    const { code, output } = await runNode(args, inRepository('packages/tokenstile'))
    assert.deepEqual({ code, output }, { code: 0, output: 'user-1 ready\n' })
  },
)

test('lets a process exit that built a verifier and never used it', { timeout: 30_000 }, async () => {
  const program = `
    import { createVerifier } from 'tokenstile'
    const verifier = createVerifier({ issuer: 'https://issuer.example', audience: 'x' }, { cache: { maxEntries: 10 } })
    console.log(verifier.health().state)`
  const { code, output } = await runNode(
    ['--input-type=module', '--eval', program],
    inRepository('packages/tokenstile'),
  )
  assert.deepEqual({ code, output }, { code: 0, output: 'idle\n' })
})
