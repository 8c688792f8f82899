import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunningIssuer } from '@tokenstile/issuer'
import { bearer, cookie, openResolver, readIdentity } from './scene.ts'

type Build = (issuer: RunningIssuer) => Promise<RequestInit>
type TokenOptions = Parameters<RunningIssuer['token']>[0]

const minted =
  (options: TokenOptions): Build =>
  async (issuer) =>
    bearer(await issuer.token(options))

const RESOURCE = 'https://orders.example'

/** What people, machines and attackers send, and what the answer says of the session. */
const CASES: readonly [sentence: string, build: Build, valid: 'true' | 'false' | undefined][] = [
  ['a person', minted({ user: 'alice' }), 'true'],
  ['a guest', minted({ user: { id: 'guest', isAnonymous: true } }), 'true'],
  ['a person who is not verified', minted({ user: { id: 'bob', isVerified: false } }), 'true'],
  ['a person who cannot log in again', minted({ user: { id: 'eve', canReauthenticate: false } }), 'true'],
  ['a guest who can', minted({ user: { id: 'g', isAnonymous: true, canReauthenticate: true } }), 'true'],
  ['a person with one role', minted({ user: { id: 'carol', roles: ['admin'] } }), 'true'],
  ['a person with roles', minted({ user: { id: 'dan', roles: ['admin', 'stock:view', '_x'] } }), 'true'],
  ['a person with a second factor', minted({ user: 'alice', amr: ['pwd', 'mfa', 'otp'] }), 'true'],
  ['a person whose methods are not known', minted({ user: 'alice', amr: [] }), 'true'],
  ['a login of an hour ago', minted({ user: 'alice', authTimeSecondsAgo: 3600 }), 'true'],
  ['a machine', minted({ client: { id: 'robot', resource: RESOURCE } }), 'false'],
  ['a token for another API', minted({ user: 'alice', resource: RESOURCE }), 'false'],
  ['an expired token', minted({ user: 'alice', issuedAt: 1_700_000_000, lifetimeSeconds: 60 }), 'false'],
  ['no credentials', async () => ({}), undefined],
  ['another scheme', async () => ({ headers: { Authorization: 'Basic YTpi' } }), undefined],
  ['the scheme alone', async () => ({ headers: { Authorization: 'Bearer' } }), undefined],
  ['another cookie', async () => cookie('theme=dark; sessions=1'), undefined],
  [
    'a token in small letters of the scheme',
    async (issuer) => ({ headers: { Authorization: `bearer ${await issuer.token({ user: 'alice' })}` } }),
    'true',
  ],
  ['what is no token', async () => bearer('eyJhbGciOiJub25lIn0.e30.'), 'false'],
  [
    'a token in a cookie',
    async (issuer) => cookie(`a=b; app_access_token=${await issuer.token({ user: 'alice' })}`),
    'true',
  ],
  [
    'a bad token in the header and a good one in the cookie',
    async (issuer) => ({
      headers: {
        Authorization: `Bearer ${await issuer.token({ user: 'eve', fault: 'another-key' })}`,
        Cookie: `app_access_token=${await issuer.token({ user: 'alice' })}`,
      },
    }),
    'true',
  ],
  [
    'two good tokens',
    async (issuer) => ({
      headers: {
        Authorization: `Bearer ${await issuer.token({ user: 'alice' })}`,
        Cookie: `app_access_token=${await issuer.token({ user: 'bob' })}`,
      },
    }),
    'true',
  ],
  ['an empty cookie', async () => cookie('app_access_token='), 'false'],
  ['a session cookie that nobody knows', async () => cookie('session=stale'), 'false'],
  ['an app session', async () => cookie('app_session=stale'), 'false'],
]

for (const path of ['/resolve', '/_resolver/resolve']) {
  test(`answers at ${path} as Authgear's resolver does`, async (t) => {
    const { issuer, url, faults } = await openResolver(t)
    for (const [sentence, build, valid] of CASES) {
      await t.test(sentence, async () => {
        const init = await build(issuer)
        const theirs = await readIdentity(`${issuer.endpoint}/_resolver/resolve`, init)
        const ours = await readIdentity(url + path, init)
        assert.deepEqual(ours, theirs)
        assert.equal((ours as Record<string, string>)['x-authgear-session-valid'], valid)
      })
    }
    assert.deepEqual(faults, [])
  })
}

/** What the resolver can look up, since it remembers what it issued, and the gateway cannot or will not. */
const REFUSED_HERE_ALONE = ['no-expiry', 'opaque', 'huge']

test("answers forged tokens as Authgear's resolver does: not valid, and not a word more", async (t) => {
  const { issuer, url } = await openResolver(t)
  const differences: string[] = []
  for (const { name } of issuer.faults()) {
    const init = bearer(await issuer.token({ user: 'alice', fault: name }))
    const ours = await readIdentity(`${url}/resolve`, init)
    assert.deepEqual(ours, { status: 200, body: '', 'x-authgear-session-valid': 'false' }, name)
    const theirs = await readIdentity(`${issuer.endpoint}/_resolver/resolve`, init)
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) differences.push(name)
  }
  assert.deepEqual(differences, REFUSED_HERE_ALONE)
})

test('answers HEAD as GET', async (t) => {
  const { issuer, url } = await openResolver(t)
  const init = bearer(await issuer.token({ user: { id: 'alice', roles: ['admin'] } }))
  const [head, get] = await Promise.all([
    readIdentity(`${url}/resolve`, { ...init, method: 'HEAD' }),
    readIdentity(`${url}/resolve?x=1`, init),
  ])
  assert.deepEqual(head, get)
  assert.equal((get as Record<string, string>)['x-authgear-user-roles'], 'admin')
})

test('reads cookies with the prefix of the project alone', async (t) => {
  const issuer = { cookiePrefix: 'shop' }
  const { issuer: running, url } = await openResolver(t, { issuer, resolver: { cookiePrefix: 'shop' } })
  const token = await running.token({ user: 'alice' })
  for (const name of ['shop-app_access_token', 'app_access_token', 'shopapp_access_token']) {
    const init = cookie(`${name}=${token}`)
    const ours = await readIdentity(`${url}/resolve`, init)
    assert.deepEqual(ours, await readIdentity(`${running.endpoint}/_resolver/resolve`, init))
    const id = (ours as Record<string, string>)['x-authgear-user-id']
    assert.equal(id, name === 'shop-app_access_token' ? 'alice' : undefined)
  }
})
