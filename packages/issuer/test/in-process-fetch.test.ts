import { createIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, rejects, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { fetchedJson } from './fetched-json.ts'

const JWKS = 'http://issuer.localhost/oauth2/jwks'

suite('the in-process fetch', () => {
  test('answers the endpoint, given as text, URL or Request, without a port', async () => {
    const issuer = createIssuer()
    const expected = await issuer.jwks()
    for (const input of [JWKS, new URL(JWKS), new Request(JWKS)]) {
      const response = await issuer.fetch(input)
      strictEqual(response.status, 200)
      deepStrictEqual(await response.json(), expected)
    }
  })

  test('answers for a real project’s endpoint and never leaves the process', async () => {
    const issuer = createIssuer({ endpoint: 'https://project.authgear.cloud' })
    const discovery = await fetchedJson(
      issuer.fetch('https://project.authgear.cloud/.well-known/openid-configuration'),
    )
    strictEqual(discovery.issuer, 'https://project.authgear.cloud')
    deepStrictEqual(await (await issuer.fetch(discovery.jwks_uri)).json(), await issuer.jwks())
  })

  test('rejects any other origin with a TypeError that names both', async () => {
    const { fetch } = createIssuer()
    for (const origin of ['https://issuer.localhost', 'http://issuer.localhost:81', 'http://example.com']) {
      await rejects(fetch(`${origin}/oauth2/jwks`), {
        name: 'TypeError',
        message: `this issuer's fetch answers http://issuer.localhost only, not ${origin}; use the global fetch for that`,
      })
    }
  })

  test('rejects what is no URL', async () => {
    await rejects(createIssuer().fetch('/oauth2/jwks'), TypeError)
  })

  test('honours a signal that is aborted before the call or during it', async () => {
    const { fetch } = createIssuer()
    await rejects(fetch(JWKS, { signal: AbortSignal.abort() }), { name: 'AbortError' })
    const controller = new AbortController()
    const pending = fetch(JWKS, { signal: controller.signal })
    controller.abort()
    await rejects(pending, { name: 'AbortError' })
    strictEqual((await fetch(JWKS)).status, 200)
  })
})
