import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toResponse, AuthError } from 'tokenstile'
import type { GatewayConfig } from '@tokenstile/gateway'
import { valuesOf } from '../support/backend.ts'
import { headerOf } from '../support/raw-request.ts'
import { ATTACKS } from './attacks.ts'
import { serve, type StartProxy } from './served.ts'

type ProxyName = GatewayConfig['proxy']

/** What has to hold behind every proxy, with the configuration that is printed for it. */
export function describeProxy(
  name: string,
  proxy: ProxyName,
  startProxy: StartProxy,
  given: Partial<GatewayConfig> = {},
  /** Attacks that this proxy keeps from the gateway, which its page says. */
  kept: readonly string[] = [],
): void {
  describe(name, () => {
    test('hands the backend the user, and only the user', async (t) => {
      const { backend, send, bearer } = await serve(t, proxy, startProxy, given)
      const answer = await send('GET', '/api/orders?x=1', [await bearer({ id: 'alice', roles: ['a', 'b'] })])
      assert.equal(answer.status, 200)
      assert.equal(answer.body.includes('reached'), true)
      const [seen] = backend.seen
      assert.equal(seen?.target, '/api/orders?x=1')
      assert.deepEqual(valuesOf(seen.headers, 'X-User-Id'), ['alice'])
      assert.deepEqual(valuesOf(seen.headers, 'X-User-Roles'), ['a,b'])
      assert.deepEqual(valuesOf(seen.headers, 'X-Auth-Status'), ['valid'])
    })

    test('answers a refusal as the library does', async (t) => {
      const { backend, send, issuer } = await serve(t, proxy, startProxy, given)
      const expired = await issuer.token({ user: 'alice', fault: 'expired' })
      const cases = [
        ['missing_token', []],
        ['token_expired', [`Authorization: Bearer ${expired}`]],
        ['opaque_token', ['Authorization: Bearer opaque']],
      ] as const
      for (const [code, lines] of cases) {
        const { status, headers, body } = toResponse(new AuthError(code))
        const answer = await send('GET', '/api', lines)
        assert.equal(answer.status, status, code)
        assert.equal(headerOf(answer, 'www-authenticate'), headers['WWW-Authenticate'], code)
        assert.equal(headerOf(answer, 'cache-control'), 'no-store', code)
        assert.match(headerOf(answer, 'content-type') ?? '', /^application\/json/, code)
        assert.ok(answer.body.includes(body), `${code}: ${answer.body}`)
        assert.equal(headerOf(answer, 'x-user-id'), undefined)
      }
      assert.deepEqual(backend.seen, [])
    })

    test('refuses who lacks the role, and what no rule covers', async (t) => {
      const { backend, send, bearer } = await serve(t, proxy, startProxy, given)
      assert.equal((await send('GET', '/admin', [await bearer({ id: 'alice' })])).status, 403)
      assert.equal((await send('GET', '/elsewhere', [await bearer({ id: 'alice' })])).status, 403)
      assert.deepEqual(backend.seen, [])
      assert.equal(
        (await send('DELETE', '/admin', [await bearer({ id: 'a', roles: ['admin'] })])).status,
        200,
      )
    })

    test('lets nobody be nobody, where that is allowed', async (t) => {
      const { backend, send } = await serve(t, proxy, startProxy, given)
      assert.equal((await send('GET', '/public')).status, 200)
      assert.deepEqual(
        valuesOf(backend.seen[0]?.headers ?? [], 'X-User-Id').filter((value) => value !== ''),
        [],
      )
      assert.equal((await send('GET', '/public', ['Authorization: Bearer junk'])).status, 401)
      assert.equal(backend.seen.length, 1)
    })

    test('takes the ID token off, and asks for a recent login', async (t) => {
      const { backend, send, bearer, issuer } = await serve(t, proxy, startProxy, given)
      const token = await bearer({ id: 'alice' })
      const refused = await send('POST', '/sensitive', [token, 'Content-Length: 0'])
      assert.equal(refused.status, 401)
      assert.match(
        headerOf(refused, 'www-authenticate') ?? '',
        /insufficient_user_authentication.*max_age="300"/,
      )
      const idToken = await issuer.token({ user: 'alice', fault: 'id-token' })
      const passed = await send('POST', '/sensitive', [token, `X-Id-Token: ${idToken}`, 'Content-Length: 0'])
      assert.equal(passed.status, 200, JSON.stringify(passed))
      assert.deepEqual(
        valuesOf(backend.seen[0]?.headers ?? [], 'X-Id-Token').filter((value) => value !== ''),
        [],
      )
    })

    test('takes a token from a cookie, for pages that may', async (t) => {
      const { send, issuer } = await serve(t, proxy, startProxy, given)
      const cookie = `Cookie: __Host-token=${await issuer.token({ user: 'alice' })}`
      assert.equal((await send('GET', '/api', [cookie])).status, 200)
      const length = 'Content-Length: 0'
      assert.equal((await send('POST', '/api', [cookie, length, 'Origin: https://app.example'])).status, 200)
      assert.equal((await send('POST', '/api', [cookie, length, 'Origin: https://evil.example'])).status, 403)
      const overridden = await send('POST', '/api', [cookie, length, 'X-HTTP-Method-Override: GET'])
      // Here rules also differ by method, and behind nginx a 400 is a 403.
      assert.equal(overridden.status, proxy === 'nginx' ? 403 : 400)
      const upgrade = [
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Origin: https://evil.example',
      ]
      assert.equal((await send('GET', '/api', [cookie, ...upgrade])).status, 403)
    })

    test("an issuer's outage is a 503, and the gateway's never a pass", async (t) => {
      const { backend, send, bearer, issuer, scene } = await serve(t, proxy, startProxy, given)
      const token = await bearer({ id: 'alice' })
      await issuer.close()
      const answer = await send('GET', '/api', [token])
      assert.equal(answer.status, 503)
      assert.match(headerOf(answer, 'retry-after') ?? '', /^\d+$/)
      await scene.gateway.close()
      const { status } = await send('GET', '/public')
      assert.ok(status >= 500, String(status))
      assert.deepEqual(backend.seen, [])
    })

    describe('attacks', () => {
      for (const { name: attack, what } of ATTACKS.filter((one) => !kept.includes(one.name))) {
        test(attack, async (t) => {
          const served = await serve(t, proxy, startProxy, given)
          await what(served)
          // Whatever was sent: no backend may read an identity that the gateway did not give.
          for (const { headers } of served.backend.seen) {
            for (const name of ['X-User-Id', 'X-User-Roles', 'X-Auth-Status', 'X-Client-Id']) {
              const values = valuesOf(headers, name)
              assert.ok(values.length <= 1, `${name} came ${values.length} times`)
              assert.doesNotMatch(values.join(), /evil/)
            }
          }
        })
      }
    })
  })
}
