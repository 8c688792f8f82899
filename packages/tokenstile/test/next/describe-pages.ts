import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  inCookie,
  inHeader,
  openSite,
  ORIGIN,
  type Answer,
  type OpenedSite,
  type Scene,
} from './opened-site.ts'

/** What the Server Components and Server Actions of a site know of their callers. */
export function describePages(scene: Scene): void {
  const name = `Next.js ${scene.site.major}`

  test(`${name}: a page knows who is calling, by header or cookie, and lets nobody else in`, async (t) => {
    const { get, faults } = await openSite(t, scene)
    for (const sent of [await inHeader(scene, 'alice'), await inCookie(scene, 'alice')]) {
      const page = await get('/who', sent)
      assert.equal(page.status, 200)
      assert.match(page.body, /caller alice/)
    }
    for (const sent of [{}, { authorization: 'Bearer abc' }, { cookie: '__Host-token=abc' }]) {
      assert.deepEqual(redirectOf(await get('/who', sent)), [307, '/sign-in'])
    }
    assert.deepEqual(faults, [])
  })

  test(`${name}: an open page knows a request without a token as nobody, and refuses a bad token`, async (t) => {
    const { get, faults } = await openSite(t, scene)
    assert.match((await get('/sign-in')).body, /hello stranger/)
    assert.match((await get('/sign-in', await inCookie(scene, 'alice'))).body, /hello alice/)
    assert.equal((await get('/sign-in', { cookie: '__Host-token=abc' })).status, 500)
    assert.deepEqual(faults, ['opaque_token'])
  })

  test(`${name}: an action knows who is calling; what it misses goes to the error hook`, async (t) => {
    const site = await openSite(t, scene)
    for (const caller of [
      await inHeader(scene, 'alice', ['admin']),
      await inCookie(scene, 'alice', ['admin']),
    ]) {
      assert.deepEqual(redirectOf(await act(site, { ...caller, origin: ORIGIN })), [303, '/renamed-by-alice'])
    }
    assert.deepEqual(site.faults, [])
    const bob = await inCookie(scene, 'bob')
    assert.equal((await act(site, { ...bob, origin: ORIGIN })).status, 500)
    assert.deepEqual(site.faults, ['insufficient_role'])
  })

  test(`${name}: an action takes no cookie without an allowed origin`, async (t) => {
    const site = await openSite(t, scene)
    const alice = await inCookie(scene, 'alice', ['admin'])
    // Next.js itself lets an action run where the browser does not say where it comes from.
    assert.equal((await act(site, alice)).status, 500)
    assert.deepEqual(site.faults, ['csrf_rejected'])
    assert.equal((await act(site, { ...alice, origin: 'https://evil.example' })).status, 500)
    assert.deepEqual(redirectOf(await act(site, { ...alice, origin: ORIGIN })), [303, '/renamed-by-alice'])
  })

  test(`${name}: an outage of the issuer sends nobody to the login page`, async (t) => {
    const { get, faults } = await openSite(t, scene)
    await scene.issuer.rotateKeys()
    scene.issuer.breakPath('/oauth2/jwks', { status: 500 })
    t.after(() => scene.issuer.mendPath())
    const alice = await inHeader(scene, 'alice')
    assert.deepEqual(redirectOf(await get('/who', alice)), [500, undefined])
    assert.deepEqual(faults, ['keys_unavailable'])
    assert.equal((await get('/missed', alice)).status, 503)
  })

  /** Sends the form of the page as a browser without JavaScript does. */
  async function act({ get, send }: OpenedSite, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const { body: page } = await get('/who', await inHeader(scene, 'anybody'))
    const [, field] = /name="(\$ACTION_ID_[0-9a-f]+)"/.exec(page) ?? assert.fail('the page has a form')
    const body = `--x\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n\r\n--x--\r\n`
    return send('POST', '/who', { 'content-type': 'multipart/form-data; boundary=x', ...headers }, body)
  }
}

function redirectOf({ status, headers }: Answer): [number | undefined, string | undefined] {
  return [status, headers.location]
}
