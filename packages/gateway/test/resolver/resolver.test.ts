import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { readCredentials } from '../../dist/resolver/credentials.js'
import { findResolverWarnings } from '../../dist/resolver/start-warnings.js'
import { bearer, cookie, openResolver, readIdentity } from './scene.ts'

const INVALID = { status: 200, body: '', 'x-authgear-session-valid': 'false' }
const FAILED = { status: 500, body: '' }

test('is not there where it is not configured', async (t) => {
  const { url } = await openResolver(t, { config: { resolver: undefined } })
  assert.equal((await fetch(`${url}/resolve`)).status, 404)
})

test('answers 500 and says nothing while keys are unavailable, and is well again afterwards', async (t) => {
  const { issuer, url, kinds } = await openResolver(t, { issuer: {} })
  const token = await issuer.token({ user: 'alice' })
  issuer.breakPath('/oauth2/jwks', { status: 503, times: 1 })
  assert.deepEqual(await readIdentity(`${url}/resolve`, bearer(token)), FAILED)
  // A good session behind it is not looked for: who comes first decides, and that is not known.
  assert.deepEqual(kinds, ['unavailable'])
})

test('answers 500 where a caller cannot be written into headers', async (t) => {
  const { issuer, url, kinds, faults } = await openResolver(t)
  const token = await issuer.token({ user: 'alice', forge: { claims: { amr: ['a,b'] } } as never })
  assert.deepEqual(await readIdentity(`${url}/resolve`, bearer(token)), FAILED)
  assert.deepEqual(kinds, ['failed'])
  assert.equal((faults[0] as Error).name, 'UntellableIdentityError')
})

test('counts session cookies and opaque tokens that it cannot look up', async (t) => {
  const { issuer, url, kinds } = await openResolver(t)
  const opaque = await issuer.token({ user: 'alice', fault: 'opaque' })
  const token = await issuer.token({ user: 'alice' })
  for (const init of [bearer(opaque), cookie('session=a'), cookie('app_session=a')]) {
    assert.deepEqual(await readIdentity(`${url}/resolve`, init), INVALID)
  }
  const both = await readIdentity(`${url}/resolve`, cookie(`session=a; app_access_token=${token}`))
  assert.equal((both as Record<string, string>)['x-authgear-user-id'], 'alice')
  await fetch(`${url}/resolve`)
  await fetch(`${url}/resolve`, bearer('eyJ.e.e'))
  assert.deepEqual(kinds, ['unresolvable', 'unresolvable', 'unresolvable', 'valid', 'absent', 'invalid'])
})

test('warns at the start where it cannot look up sessions', () => {
  assert.match(findResolverWarnings({ resolver: {} })[0] ?? '', /session cookies and opaque tokens/)
  assert.deepEqual(findResolverWarnings({ resolver: { upstreamResolver: 'https://a.example' } }), [])
  assert.deepEqual(findResolverWarnings({ resolver: undefined }), [])
})

test('answers nobody but trusted proxies', async (t) => {
  const { issuer, url } = await openResolver(t, { config: { trustedProxies: ['10.9.9.9'] } })
  const init = bearer(await issuer.token({ user: 'alice' }))
  for (const path of ['/resolve', '/_resolver/resolve']) {
    assert.deepEqual(await readIdentity(url + path, init), { status: 403, body: '' })
  }
})

test('answers GET and HEAD alone, and at its paths alone', async (t) => {
  const { url } = await openResolver(t)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await fetch(`${url}/resolve`, { method })
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD'])
  }
  for (const path of [
    '/resolve/',
    '/Resolve',
    '/resolve/x',
    '//resolve',
    '/_resolver',
    '/_resolver%2Fresolve',
  ]) {
    assert.equal((await fetch(url + path)).status, 404)
  }
})

test('lets nobody keep its answers', async (t) => {
  const { issuer, url } = await openResolver(t)
  for (const init of [bearer(await issuer.token({ user: 'alice' })), bearer('x'), {}]) {
    const { headers } = await fetch(`${url}/resolve`, init)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('vary'), 'Authorization, Cookie')
  }
})

test('hands nothing on of what the client says it is', async (t) => {
  const { url } = await openResolver(t)
  const headers = {
    'x-authgear-session-valid': 'true',
    'x-authgear-user-id': 'admin',
    X_Authgear_User_Roles: 'admin',
  }
  assert.deepEqual(await readIdentity(`${url}/resolve`, { headers }), { status: 200, body: '' })
})

test('takes no credentials that came twice', async (t) => {
  const { issuer, url } = await openResolver(t)
  const token = await issuer.token({ user: 'alice' })
  const pair = `app_access_token=${token}`
  assert.deepEqual(await readIdentity(`${url}/resolve`, cookie(`${pair}; ${pair}`)), INVALID)
  const twice = ['Authorization', `Bearer ${token}`, 'Authorization', `Bearer ${token}`]
  assert.equal(await readSessionValid(`${url}/resolve`, twice), 'false')
  const cookies = ['Cookie', pair, 'Cookie', pair]
  assert.equal(await readSessionValid(`${url}/resolve`, cookies), 'false')
})

test('takes no token out of junk', async (t) => {
  const { issuer, url } = await openResolver(t)
  const token = await issuer.token({ user: 'alice' })
  for (const value of [`Bearer ${token} x`, `Bearer ${token},Bearer x`, `Bearer "${token}"`]) {
    assert.deepEqual(await readIdentity(`${url}/resolve`, { headers: { Authorization: value } }), INVALID)
  }
  for (const name of ['\u00a0app_access_token', 'APP_ACCESS_TOKEN', 'app_access_token ']) {
    const answer = await readIdentity(`${url}/resolve`, cookie(`${name}=${token}`))
    const isTrimmed = name.endsWith(' ')
    assert.equal((answer as Record<string, string>)['x-authgear-user-id'], isTrimmed ? 'alice' : undefined)
  }
})

test('stays right under many callers at once', async (t) => {
  const { issuer, url } = await openResolver(t)
  const tokens = await Promise.all(
    Array.from({ length: 20 }, (_, index) => issuer.token({ user: `user-${index}` })),
  )
  const asked = Array.from({ length: 400 }, (_, index) => index % tokens.length)
  const found = await Promise.all(
    asked.map((index) => readIdentity(`${url}/resolve`, bearer(tokens[index] as string))),
  )
  const ids = found.map((answer) => (answer as Record<string, string>)['x-authgear-user-id'])
  assert.deepEqual(
    ids,
    asked.map((index) => `user-${index}`),
  )
})

/** With headers as they are given: `fetch` would join them. */
function readSessionValid(url: string, headers: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { headers: [...headers, 'Host', 'gateway', 'Connection', 'close'] as never },
      (answer) => {
        answer.resume()
        resolve(answer.headers['x-authgear-session-valid'] as string | undefined)
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

test('reads a cookie of blanks in no time', () => {
  const blanks = ' '.repeat(60_000)
  const { user } = process.cpuUsage()
  for (const value of [`a${blanks}a=b`, `app_session=a${blanks}b`]) readCredentials(['Cookie', value])
  // Where each blank is looked at again for each one before it, these are seconds.
  const tookMs = (process.cpuUsage().user - user) / 1000
  assert.ok(tookMs < 500, String(tookMs))
})
