import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AuthError, toResponse } from 'tokenstile'
import type { GatewayConfig } from '@tokenstile/gateway'
import { openScene } from '../support/gateway.ts'
import { valuesOf } from '../support/backend.ts'
import { headerOf, sendRaw, type RawAnswer } from '../support/raw-request.ts'
import { serve, type StartProxy } from '../proxies/served.ts'
import { findEnvoy } from './envoy-binary.ts'
import { startEnvoy } from './envoy-process.ts'

const RULES: GatewayConfig['rules'] = [{ path: '/public', anonymous: true }, { path: '/' }]
const REMOVAL = 'x-envoy-auth-headers-to-remove'

const removedBy = (answer: RawAnswer): readonly string[] => (headerOf(answer, REMOVAL) ?? '').split(', ')

test('a pass is exactly 200, for every method and path, and has no header but its own', async (t) => {
  const { gateway, issuer, url } = await openScene(t, { proxy: 'envoy', rules: RULES })
  const port = Number(new URL(url).port)
  const authorization = `Authorization: Bearer ${await issuer.token({ user: 'alice' })}`
  const { identityNames } = gateway.current()
  const expected = ['cache-control', 'vary', ...identityNames, REMOVAL, 'content-length']
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'QUERY']) {
    for (const path of ['/', '/orders?x=1', '/verify', '/resolve', '/.well-known/jwks.json', '/extauthz/']) {
      const answer = await sendRaw(port, method, `/extauthz${path}`, [authorization])
      // What this version of Node knows as a method.
      if (method === 'QUERY' && answer.status === 400) continue
      assert.equal(answer.status, 200, `${method} ${path}`)
      const names = answer.headers
        .map(([name]) => name)
        .filter((name) => !/^(connection|keep-alive)$/.test(name))
      assert.deepEqual(
        names.toSorted(),
        expected.map((name) => name.toLowerCase()).toSorted(),
        `${method} ${path}`,
      )
      assert.equal(answer.body, '')
    }
  }
})

test('a pass names what Envoy is to take off, and nothing that it sets', async (t) => {
  const { gateway, issuer, url } = await openScene(t, {
    proxy: 'envoy',
    rules: RULES,
    headers: { map: [{ header: 'Tenant', claim: ['client_id'] }] },
  })
  const port = Number(new URL(url).port)
  const authorization = `Authorization: Bearer ${await issuer.token({ user: 'alice' })}`
  for (const lines of [[authorization], []]) {
    const answer = await sendRaw(port, 'GET', '/extauthz/public', lines)
    const removed = removedBy(answer)
    for (const name of gateway.current().identityNames.map((one) => one.toLowerCase())) {
      assert.equal(removed.includes(name), headerOf(answer, name) === '', name)
      for (const joint of name.includes('-') ? ['_', '.'] : []) {
        assert.ok(removed.includes(name.replaceAll('-', joint)), name)
      }
    }
    assert.equal(new Set(removed).size, removed.length)
  }
})

test('a refusal is as the library has it, and names nothing to take off', async (t) => {
  const { url } = await openScene(t, { proxy: 'envoy', rules: RULES })
  const port = Number(new URL(url).port)
  const { status, body, headers } = toResponse(new AuthError('missing_token'))
  const answer = await sendRaw(port, 'DELETE', '/extauthz/orders', [])
  assert.equal(answer.status, status)
  assert.equal(answer.body, body)
  assert.equal(headerOf(answer, 'www-authenticate'), headers['WWW-Authenticate'])
  assert.equal(headerOf(answer, REMOVAL), undefined)
})

test('other paths are not asked, whoever asks', async (t) => {
  const { url } = await openScene(t, { proxy: 'envoy', rules: [{ anonymous: true }] })
  const port = Number(new URL(url).port)
  for (const path of [
    '/verify',
    '/',
    '/extauthz',
    '/extauthzevil/',
    '/x/extauthz/',
    '/EXTAUTHZ/',
    '//extauthz/',
  ]) {
    assert.equal((await sendRaw(port, 'GET', path, [])).status, 404, path)
  }
  for (const path of ['/extauthz//', '/extauthz/../x', '/extauthz/%2e%2e/x', '/extauthz/a%2fb']) {
    const { status } = await sendRaw(port, 'GET', path, [])
    // One rule for all paths: none of them means another one.
    assert.equal(status, 200, path)
  }
})

const program = findEnvoy()
if (program !== undefined) {
  /** The least that works: neither what a client sends by the names of the identity nor their spellings are shown. */
  const blind: StartProxy = (t, config, backend) =>
    startEnvoy(t, program, config, backend, (text) =>
      text.replace('REJECT_REQUEST', 'ALLOW').replaceAll(/^ +- safe_regex:.*\n/gm, ''),
    )
  describe('Envoy that shows the gateway few headers', () => {
    test('still takes off what a client sends in the place of an identity', async (t) => {
      const { send, backend, bearer } = await serve(t, 'envoy', blind)
      const token = await bearer({ id: 'alice' })
      for (const name of ['X-User-Id', 'x_user_id', 'X.User.Id', 'x-client-id', 'x.auth.status']) {
        assert.equal((await send('GET', '/api', [`${name}: evil`, token])).status, 200, name)
        assert.equal((await send('GET', '/public', [`${name}: evil`])).status, 200, name)
      }
      assert.equal(backend.seen.length, 10)
      for (const { headers } of backend.seen) {
        for (const name of ['X-User-Id', 'X-Client-Id', 'X-Auth-Status']) {
          assert.ok(valuesOf(headers, name).length <= 1, name)
          assert.doesNotMatch(valuesOf(headers, name).join(), /evil/)
        }
        assert.equal(
          headers.some((text) => text.toLowerCase() === REMOVAL),
          false,
        )
      }
      assert.deepEqual(valuesOf(backend.seen[1]?.headers ?? [], 'X-User-Id'), [])
    })
  })
}
