import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { runProgram } from '../../package/child-process.ts'
import { AUDIENCE } from '../../support/tokens.ts'
import { createAuthority } from './certificates.ts'
import { fetchTrusting } from './custom-ca.ts'
import { fetchAsEnvironmentSays, fetchThroughProxy } from './proxy.ts'
import { assertUnreachable, verifierAt } from './reached-issuer.ts'
import { serveIssuer, type ServedIssuer } from './served-issuer.ts'
import { openProxy } from './tunnels.ts'

const authority = createAuthority()
const HOST = 'login.example.test'

/** An issuer that nobody finds by its name, except through a proxy. */
const serveHidden = (t: TestContext): Promise<ServedIssuer> =>
  serveIssuer(t, { tls: authority.issue(HOST), issuerAt: (port) => `https://${HOST}:${port}` })

for (const [what, credentials] of [
  ['for all', undefined],
  ['that wants a password', 'orders:s3cret'],
] as const) {
  test(`reaches an issuer through a proxy ${what}`, async (t) => {
    const { issuer, port, token } = await serveHidden(t)
    const proxy = await openProxy(t, credentials)
    const verifier = verifierAt(issuer, fetchThroughProxy(proxy.url, authority.ca))
    assert.equal((await verifier.verify(token())).subject, 'user-1')
    assert.deepEqual([...new Set(proxy.tunnels)], [`${HOST}:${port}`])
    await assertUnreachable(verifierAt(issuer, fetchTrusting(authority.ca)), token())
  })
}

test('is unavailable where the proxy wants a password that it is not given', async (t) => {
  const { issuer, token } = await serveHidden(t)
  const proxy = await openProxy(t, 'orders:s3cret')
  const fetch = fetchThroughProxy(proxy.url.replace('orders:s3cret@', ''), authority.ca)
  await assertUnreachable(verifierAt(issuer, fetch), token())
  assert.deepEqual(proxy.tunnels, [])
})

test('checks the certificate of the issuer also behind a tunnel', async (t) => {
  const { issuer, token } = await serveHidden(t)
  const proxy = await openProxy(t)
  await assertUnreachable(verifierAt(issuer, fetchThroughProxy(proxy.url)), token())
  assert.equal(proxy.tunnels.length, 1)
})

/** Verifies in a process of its own, which must end by itself, and prints what came of it. */
const program = `
import { createVerifier } from 'tokenstile'
import { ${fetchAsEnvironmentSays.name} as proxied } from './.test/recipes/network/proxy.js'
const [issuer, token, fetch] = process.argv.slice(-3)
const settings = fetch === 'environment' ? { fetch: proxied() } : {}
const { ok, auth, error } = await createVerifier({ issuer, audience: '${AUDIENCE}' }, settings).tryVerify(token)
console.log(ok ? auth.subject : error.details.reason)`

test('takes proxy and authority from the environment, in a process that ends by itself', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'ca.pem')
  writeFileSync(file, authority.ca)
  const hidden = await serveHidden(t)
  const direct = await serveIssuer(t, { tls: authority.issue('localhost') })
  const proxy = await openProxy(t)

  const ca = { NODE_EXTRA_CA_CERTS: file }
  const environment = { ...ca, HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' }
  assert.equal(await verify(hidden, 'environment', environment), 'user-1\n')
  const tunnels = proxy.tunnels.length
  assert.ok(tunnels > 0)
  assert.equal(await verify(direct, 'environment', environment), 'user-1\n')
  assert.equal(proxy.tunnels.length, tunnels, 'NO_PROXY is obeyed')
  assert.equal(await verify(direct, 'platform', ca), 'user-1\n')
  assert.equal(await verify(direct, 'platform', {}), 'network_error\n')
})

/** Runs the program with these environment variables and gives what it printed. */
async function verify(at: ServedIssuer, how: string, variables: Record<string, string>): Promise<string> {
  return (await runProgram(program, [at.issuer, at.token(), how], { variables })).output
}
