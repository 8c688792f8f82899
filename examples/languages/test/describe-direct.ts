import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startBackend, type Backend, type RunningBackend } from '@tokenstile/example-languages'
import { createIssuer, type FaultName, type RunningIssuer } from '@tokenstile/issuer'
import { ask } from './ask.ts'

/** Each is refused by a good backend. `huge` and `machine-token` are no faults to all: see the table in the docs. */
const FAULTS: readonly FaultName[] = [
  'expired',
  'not-yet-valid',
  'no-expiry',
  'text-expiry',
  'wrong-issuer',
  'wrong-audience',
  'another-key',
  'unknown-kid',
  'no-kid',
  'alg-none',
  'unsecured',
  'hs256-with-public-key',
  'wrong-type',
  'id-token',
  'tampered-payload',
  'stripped-signature',
  'unknown-crit',
  'embedded-jwk',
  'jku',
  'machine-token',
  'opaque',
  'encrypted',
]

const KEYS = '/oauth2/jwks'
const DOCUMENTS = [KEYS, '/.well-known/openid-configuration']

/** What every backend that validates by itself has to do. */
const OF_UNKNOWN_KEYS: ReadonlySet<string> = new Set(['unknown-kid', 'jku'])

export function describeDirect(backend: Backend): void {
  describe(`${backend.name} validates by itself`, { concurrency: false }, () => {
    let issuer: RunningIssuer
    let running: RunningBackend
    before(async () => {
      issuer = await createIssuer().listen()
      for (const path of DOCUMENTS) issuer.breakPath(path, { status: 503 })
      running = await startBackend(backend, { ISSUER: issuer.endpoint, AUDIENCE: issuer.endpoint })
    })
    after(async () => {
      await running?.stop()
      await issuer?.close()
    })

    test('says 503 while the issuer gives no keys, and a good token passes once it does', async () => {
      const token = await issuer.token({ user: 'alice' })
      try {
        for (const breakage of [{ status: 503 }, { garbage: true }, { drop: true }] as const) {
          for (const path of DOCUMENTS) issuer.breakPath(path, breakage)
          const { status, body } = await ask(running, '/me', token)
          assert.equal(status, 503, `${JSON.stringify(breakage)}: ${body}${running.output()}`)
        }
      } finally {
        issuer.mendPath()
      }
      for (const end = performance.now() + 15_000; ;) {
        const { status } = await ask(running, '/me', token)
        if (status === 200) break
        // Some libraries wait for a moment before they ask again.
        assert.equal(status, 503)
        assert.ok(performance.now() < end, 'the issuer is up, but the answer is still 503')
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    })

    test('says who is calling', async () => {
      const token = await issuer.token({ user: { id: 'alice', roles: ['admin'] } })
      const { status, body } = await ask(running, '/me', token)
      assert.deepEqual([status, JSON.parse(body)], [200, { sub: 'alice', roles: ['admin'] }])
    })

    test('lets into a route what its role lets in', async () => {
      const admin = await issuer.token({ user: { id: 'alice', roles: ['admin'] } })
      const { status, body } = await ask(running, '/admin', admin)
      assert.deepEqual([status, JSON.parse(body)], [200, { admin: 'alice' }])
      assert.equal((await ask(running, '/admin', await issuer.token({ user: 'bob' }))).status, 403)
      assert.equal((await ask(running, '/admin')).status, 401)
    })

    test('asks for a token where there is none', async () => {
      const { status, challenge } = await ask(running, '/me')
      assert.equal(status, 401)
      assert.match(challenge ?? '', /^Bearer\b/)
      assert.doesNotMatch(challenge ?? '', /error=/)
    })

    for (const fault of FAULTS) {
      test(`refuses a token with the fault ${fault}`, async () => {
        const token = await issuer.token({ user: 'alice', fault })
        const { status, challenge, body } = await ask(running, '/me', token)
        // A backend that meters its fetches cannot say yet whether a key that nobody knows is one.
        if (status === 503 && OF_UNKNOWN_KEYS.has(fault)) return
        assert.equal(status, 401, body + running.output())
        assert.match(challenge ?? '', /^Bearer\b.*\berror="invalid_token"/)
        assert.ok(!body.includes(token))
      })
    }

    test('refuses junk, and goes on', async () => {
      const good = await issuer.token({ user: 'alice' })
      const junk = [
        'x',
        'a.b.c',
        '..',
        'eyJhbGciOiJSUzI1NiJ9..',
        `${good}.x`,
        good.slice(0, -40),
        '%00',
        'é.é.é',
      ]
      for (const token of junk) {
        const { status, challenge } = await ask(running, '/me', token)
        assert.ok(status === 401 || status === 400, `${token.slice(0, 20)}: ${status}`)
        if (status === 401) assert.match(challenge ?? '', /^Bearer\b/)
      }
      assert.equal((await ask(running, '/me', good)).status, 200)
    })

    test('takes none of two tokens', async () => {
      const token = await issuer.token({ user: 'alice' })
      const other = await issuer.token({ user: 'bob', fault: 'another-key' })
      for (const both of [
        [token, other],
        [other, token],
      ]) {
        const authorization = both.map((one) => `Bearer ${one}`)
        const { status } = await ask(running, '/me', { authorization })
        assert.ok(status === 400 || status === 401, String(status))
      }
    })

    test('takes no token from the query', async () => {
      const token = await issuer.token({ user: 'alice' })
      assert.equal((await ask(running, `/me?access_token=${token}`)).status, 401)
    })

    // It comes before the flood, after which some wait for longer.
    test('finds a new key, and goes on with the old one', async () => {
      const old = await issuer.token({ user: 'alice' })
      await issuer.rotateKeys()
      const token = await issuer.token({ user: 'alice' })
      for (const end = performance.now() + 35_000; (await ask(running, '/me', token)).status !== 200;) {
        assert.ok(performance.now() < end, 'the new key is not found')
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      assert.equal((await ask(running, '/me', old)).status, 200)
    })

    test('fetches the keys once for many requests, and a flood of unknown keys hardly', async () => {
      const token = await issuer.token({ user: 'alice' })
      await ask(running, '/me', token)
      const before = issuer.requests(KEYS).length
      for (let count = 0; count < 20; count++) assert.equal((await ask(running, '/me', token)).status, 200)
      assert.equal(issuer.requests(KEYS).length, before)
      const unknown = await issuer.token({ user: 'alice', fault: 'unknown-kid' })
      for (let count = 0; count < 20; count++)
        assert.notEqual((await ask(running, '/me', unknown)).status, 200)
      assert.ok(issuer.requests(KEYS).length <= before + 2)
      assert.equal(issuer.requests('/dev/faults/jwks').length, 0, 'it followed jku')
    })

    test('goes on with the keys it has while the issuer is down', async () => {
      const token = await issuer.token({ user: 'alice' })
      issuer.breakPath(KEYS, { status: 503 })
      const { status } = await ask(running, '/me', token)
      issuer.mendPath()
      assert.equal(status, 200)
    })
  })
}
