import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inHeader, openSite, type Answer, type Scene } from './opened-site.ts'

/** What the proxy and the route handlers of a site do, with the library bundled into it. */
export function describeRoutes(scene: Scene): void {
  const { major } = scene.site
  const name = `Next.js ${major}`
  const [file, runtime] = major === '15' ? ['middleware', 'edge'] : ['proxy', 'nodejs']

  test(`${name}: the ${file} refuses before a route is reached (${runtime})`, async (t) => {
    const { get } = await openSite(t, scene)
    assert.deepEqual(challengeOf(await get('/proxied/open')), [401, 'Bearer realm="proxy"'])
    const { authorization } = await inHeader(scene, 'alice')
    for (const bad of ['Bearer abc', `${authorization.slice(0, -8)}AAAAAAAA`]) {
      const [status, challenge] = challengeOf(await get('/proxied/open', { authorization: bad }))
      assert.equal(status, 401)
      assert.match(challenge ?? '', /^Bearer realm="proxy", error="invalid_token"/)
    }
    const good = await get('/proxied/open', { authorization })
    assert.deepEqual([good.status, good.body], [200, '{"reached":true}'])
    assert.equal(good.headers['x-proxy-runtime'], runtime)
  })

  test(`${name}: a route that the matcher misses guards itself`, async (t) => {
    const { get } = await openSite(t, scene)
    assert.deepEqual(challengeOf(await get('/missed')), [401, 'Bearer realm="route"'])
    const good = await get('/missed', await inHeader(scene, 'alice'))
    assert.deepEqual([good.status, good.body], [200, '{"user":"alice"}'])
    assert.equal(good.headers['x-proxy-runtime'], undefined)
  })

  test(`${name}: headers that speak as the ${file} open nothing`, async (t) => {
    const { get } = await openSite(t, scene)
    const lies = {
      'x-middleware-subrequest': Array.from({ length: 5 }, () => file).join(':'),
      'x-middleware-next': '1',
      'x-proxy-user': 'root',
    }
    for (const path of ['/proxied/guarded', '/missed']) assert.equal((await get(path, lies)).status, 401)
    const alice = { ...lies, ...(await inHeader(scene, 'alice')) }
    assert.equal((await get('/proxied/guarded', alice)).body, '{"user":"alice","proxySays":"alice"}')
    assert.equal((await get('/missed', alice)).body, '{"user":"alice"}')
  })

  test(`${name}: a route demands more, and Next.js answers for the methods that it lacks`, async (t) => {
    const { send } = await openSite(t, scene)
    const bob = await inHeader(scene, 'bob')
    assert.equal((await send('DELETE', '/missed', bob)).status, 403)
    const deleted = await send('DELETE', '/missed', await inHeader(scene, 'alice', ['admin']))
    assert.deepEqual([deleted.status, deleted.body], [200, '{"admin":"alice"}'])
    assert.equal((await send('HEAD', '/missed')).status, 401)
    assert.equal((await send('HEAD', '/missed', bob)).status, 200)
    assert.equal((await send('OPTIONS', '/missed')).status, 204)
    assert.equal((await send('PUT', '/missed', bob)).status, 405)
  })

  test(`${name}: redirect() and notFound() of a protected handler stay what they are`, async (t) => {
    const { get, faults } = await openSite(t, scene)
    const alice = await inHeader(scene, 'alice')
    const redirected = await get('/odd/redirect', alice)
    assert.deepEqual([redirected.status, redirected.headers.location], [307, '/sign-in'])
    assert.equal((await get('/odd/missing', alice)).status, 404)
    assert.equal((await get('/odd/thing?q=1', alice)).body, '{"what":"thing","query":"1"}')
    for (const what of ['redirect', 'missing']) assert.equal((await get(`/odd/${what}`)).status, 401)
    assert.deepEqual(faults, [])
  })

  test(`${name}: keys are fetched past the cache of Next.js where the verifier is told to`, async (t) => {
    const { get } = await openSite(t, scene)
    assert.equal((await get('/cached', await inHeader(scene, 'alice'))).status, 200)
    await scene.issuer.rotateKeys()
    assert.equal((await get('/cached', await inHeader(scene, 'alice'))).status, 200)
  })

  test(`${name}: a route that is forced to be static knows nobody`, async (t) => {
    const { get } = await openSite(t, scene)
    for (const sent of [{}, await inHeader(scene, 'alice')]) {
      assert.equal((await get('/forced', sent)).body, '{"user":null}')
    }
  })

  test(`${name}: an API route of pages/ is protected by tokenstile/node`, async (t) => {
    const { get } = await openSite(t, scene)
    assert.deepEqual(challengeOf(await get('/api/legacy')), [401, 'Bearer'])
    assert.equal((await get('/api/legacy', await inHeader(scene, 'alice'))).body, '{"user":"alice"}')
  })

  test(`${name}: Node hides the second of two Authorization headers, unless the server joins them`, async (t) => {
    const [alice, bob] = [await inHeader(scene, 'alice'), await inHeader(scene, 'bob')]
    const twice = [
      'Host',
      'app.example',
      'Authorization',
      alice.authorization,
      'Authorization',
      bob.authorization,
    ]
    assert.equal((await (await openSite(t, scene)).get('/missed', twice)).body, '{"user":"alice"}')
    const joining = await openSite(t, scene, { joinDuplicateHeaders: true })
    assert.equal((await joining.get('/missed', twice)).status, 400)
  })
}

function challengeOf({ status, headers }: Answer): [number | undefined, string | undefined] {
  return [status, headers['www-authenticate']]
}
