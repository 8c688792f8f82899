import type { RunningIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { test, type TestContext } from 'node:test'
import { AuthError } from 'tokenstile'
import { listening } from '../contract/listening.ts'
import type { RunningSite } from './running-site.ts'

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

type Sent = Readonly<Record<string, string>>

/** What sites made with Next.js do with the library bundled in: proxy, pages, actions. Tests of one major. */
export function describeSite(site: RunningSite, issuer: RunningIssuer): void {
  const name = `Next.js ${site.major}`
  const runtime = site.major === '15' ? 'edge' : 'nodejs'

  const authorization = async (id: string, roles: string[] = []): Promise<Sent> => ({
    authorization: `Bearer ${await issuer.token({ user: { id, roles } })}`,
  })
  const cookie = async (id: string, roles: string[] = []): Promise<Sent> => ({
    cookie: `__Host-token=${await issuer.token({ user: { id, roles } })}`,
  })
  const realmOf = ({ status, headers }: Answer): unknown[] => [status, headers['www-authenticate']]

  test(`${name}: the proxy refuses before a route is reached, on its runtime (${runtime})`, async (t) => {
    const { get } = await open(t)
    assert.deepEqual(realmOf(await get('/proxied/open')), [401, 'Bearer realm="proxy"'])
    const bad = await get('/proxied/open', { authorization: 'Bearer abc' })
    assert.match(bad.headers['www-authenticate'] ?? '', /^Bearer realm="proxy", error="invalid_token"/)
    const forged = await authorization('alice')
    const { status } = await get('/proxied/open', {
      authorization: `${forged['authorization']?.slice(0, -8)}AAAAAAAA`,
    })
    assert.equal(status, 401)

    const good = await get('/proxied/open', await authorization('alice'))
    assert.deepEqual(
      [good.status, good.body, good.headers['x-proxy-runtime']],
      [200, '{"reached":true}', runtime],
    )
  })

  test(`${name}: a route that the matcher misses guards itself`, async (t) => {
    const { get } = await open(t)
    assert.deepEqual(realmOf(await get('/missed')), [401, 'Bearer realm="route"'])
    const good = await get('/missed', await authorization('alice'))
    assert.deepEqual([good.status, good.body], [200, '{"user":"alice"}'])
    assert.equal(good.headers['x-proxy-runtime'], undefined)
  })

  test(`${name}: headers that lie about the proxy open nothing`, async (t) => {
    const { get } = await open(t)
    const file = site.major === '15' ? 'middleware' : 'proxy'
    const lies = {
      'x-middleware-subrequest': Array.from({ length: 5 }, () => file).join(':'),
      'x-middleware-next': '1',
      'x-proxy-user': 'root',
    }
    for (const path of ['/proxied/guarded', '/missed']) assert.equal((await get(path, lies)).status, 401)
    const alice = await get('/proxied/guarded', { ...lies, ...(await authorization('alice')) })
    assert.deepEqual(JSON.parse(alice.body), { user: 'alice', proxySays: 'alice' })
    const missed = await get('/missed', { ...lies, ...(await authorization('alice')) })
    assert.equal(missed.body, '{"user":"alice"}')
  })

  test(`${name}: a route demands more, and answers methods that it does not have itself`, async (t) => {
    const { ask } = await open(t)
    const user = await authorization('bob')
    assert.equal((await ask('DELETE', '/missed', user)).status, 403)
    const admin = await ask('DELETE', '/missed', await authorization('alice', ['admin']))
    assert.deepEqual([admin.status, admin.body], [200, '{"admin":"alice"}'])
    assert.equal((await ask('HEAD', '/missed', {})).status, 401)
    assert.equal((await ask('HEAD', '/missed', user)).status, 200)
    // Next.js answers by itself: no handler runs.
    assert.equal((await ask('OPTIONS', '/missed', {})).status, 204)
    assert.equal((await ask('PUT', '/missed', user)).status, 405)
  })

  test(`${name}: redirect() and notFound() of a protected handler stay what they are`, async (t) => {
    const { get, faults } = await open(t)
    const user = await authorization('alice')
    const redirected = await get('/odd/redirect', user)
    assert.deepEqual([redirected.status, redirected.headers.location], [307, '/sign-in'])
    assert.equal((await get('/odd/missing', user)).status, 404)
    assert.equal((await get('/odd/thing?q=1', user)).body, '{"what":"thing","query":"1"}')
    for (const what of ['redirect', 'missing']) assert.equal((await get(`/odd/${what}`)).status, 401)
    assert.deepEqual(faults, [])
  })

  test(`${name}: a page knows who is calling, by header or cookie, and sends nobody else in`, async (t) => {
    const { get, faults } = await open(t)
    for (const sent of [await authorization('alice'), await cookie('alice')]) {
      const page = await get('/who', sent)
      assert.equal(page.status, 200)
      assert.match(page.body, /caller alice/)
    }
    for (const sent of [{}, { authorization: 'Bearer abc' }, { cookie: '__Host-token=abc' }]) {
      const page = await get('/who', sent)
      assert.deepEqual([page.status, page.headers.location], [307, '/sign-in'])
    }
    assert.deepEqual(faults, [])
  })

  test(`${name}: an open page knows nobody as nobody, and refuses a bad token`, async (t) => {
    const { get, faults } = await open(t)
    assert.match((await get('/sign-in')).body, /hello stranger/)
    assert.match((await get('/sign-in', await cookie('alice'))).body, /hello alice/)
    assert.equal((await get('/sign-in', { cookie: '__Host-token=abc' })).status, 500)
    assert.deepEqual(faults.map(codeOf), ['opaque_token'])
  })

  test(`${name}: an action knows who is calling, and what it demands goes to the error hook`, async (t) => {
    const { act, faults } = await open(t)
    const origin = { origin: 'https://app.example' }
    for (const sent of [await authorization('alice', ['admin']), await cookie('alice', ['admin'])]) {
      const done = await act({ ...sent, ...origin })
      assert.deepEqual([done.status, done.headers.location], [303, '/renamed-by-alice'])
    }
    assert.deepEqual(faults, [])
    assert.equal((await act({ ...(await cookie('bob')), ...origin })).status, 500)
    assert.deepEqual(faults.map(codeOf), ['insufficient_role'])
  })

  test(`${name}: an action takes no cookie that another page sent`, async (t) => {
    const { act, faults } = await open(t)
    const alice = await cookie('alice', ['admin'])
    // Next.js itself lets an action run where the browser does not say where it comes from.
    const refused = await act(alice)
    assert.equal(refused.status, 500)
    assert.deepEqual(faults.map(codeOf), ['csrf_rejected'])
    const foreign = await act({ ...alice, origin: 'https://evil.example' })
    assert.equal(foreign.status, 500)
    assert.equal(faults.length, 2)
  })

  test(`${name}: keys are fetched past the cache of Next.js where the verifier is told to`, async (t) => {
    const { get } = await open(t)
    assert.equal((await get('/cached', await authorization('alice'))).status, 200)
    await issuer.rotateKeys()
    assert.equal((await get('/cached', await authorization('alice'))).status, 200)
  })

  test(`${name}: an API route of pages/ is protected by tokenstile/node`, async (t) => {
    const { get } = await open(t)
    assert.deepEqual(realmOf(await get('/api/legacy')), [401, 'Bearer'])
    assert.equal((await get('/api/legacy', await authorization('alice'))).body, '{"user":"alice"}')
  })

  test(`${name}: Node hides the second of two Authorization headers, unless the server joins them`, async (t) => {
    const { authorization: first = '' } = await authorization('alice')
    const { authorization: second = '' } = await authorization('bob')
    const twice = ['Host', 'app.example', 'Authorization', first, 'Authorization', second]
    const plain = await open(t)
    assert.equal((await plain.ask('GET', '/missed', twice)).body, '{"user":"alice"}')
    const joining = await open(t, { joinDuplicateHeaders: true })
    assert.equal((await joining.ask('GET', '/missed', twice)).status, 400)
  })

  async function open(t: TestContext, options: object = {}) {
    const url = await listening(t, createServer(options, site.listener).listen(0, '127.0.0.1'))
    const faults: unknown[] = []
    site.apps.set(HOST, { onFault: (fault) => faults.push(fault) })
    const ask = (method: string, path: string, sent: Sent | string[], body = ''): Promise<Answer> =>
      send(new URL(path, url), method, Array.isArray(sent) ? sent : { host: HOST, ...sent }, body)
    return {
      faults,
      ask,
      get: (path: string, sent: Sent = {}) => ask('GET', path, sent),
      /** Sends the form of the page as a browser without JavaScript does. */
      act: async (sent: Sent) => {
        const page = await ask('GET', '/who', await authorization('anybody'))
        const [, field] =
          /name="(\$ACTION_ID_[0-9a-f]+)"/.exec(page.body) ?? assert.fail('the page has a form')
        const body = `--x\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n\r\n--x--\r\n`
        return ask('POST', '/who', { 'content-type': 'multipart/form-data; boundary=x', ...sent }, body)
      },
    }
  }
}

/** What the site's verifier takes for its own origin. */
const HOST = 'app.example'

function codeOf(fault: unknown): unknown {
  return AuthError.is(fault) ? fault.code : fault
}

function send(url: URL, method: string, headers: Sent | string[], body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status, headers: received } = response
        resolve({ status, headers: received, body: Buffer.concat(chunks).toString() })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
