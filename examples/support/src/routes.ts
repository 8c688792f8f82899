import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertRefused } from './assert-refused.ts'
import { startExample, type StartedExample, type StartOptions } from './started-example.ts'

const admin = { user: { id: 'alice', roles: ['admin'] } }
const longAgo = { user: 'bob', authTimeSecondsAgo: 3600 }

/** Calls the routes that every framework's example has: `/health`, `/me`, `/admin` and `/transfer`. */
export function describeRoutes(entry: URL, options: StartOptions = {}): void {
  describe('the routes of the example', () => {
    let example: StartedExample
    before(async () => {
      example = await startExample(entry, options)
    })
    after(() => example.stop())

    test('are open where that is said', async () => {
      assert.equal((await example.call('/health')).status, 200)
    })

    test('know who is calling', async () => {
      const response = await example.call('/me', { as: admin })
      assert.equal(response.status, 200)
      const { id, roles, isAnonymous } = (await response.json()) as Record<string, unknown>
      assert.deepEqual([id, roles, isAnonymous], ['alice', ['admin'], false])
    })

    test('refuse who brings no token, or a bad one', async () => {
      await assertRefused(await example.call('/me'), 'missing_token')
      await assertRefused(await example.call('/me', { as: { fault: 'another-key' } }), 'bad_signature')
      await assertRefused(await example.call('/me', { as: { fault: 'expired' } }), 'token_expired')
      const headers = { authorization: 'Bearer' }
      await assertRefused(await example.call('/me', { headers }), 'malformed_request')
    })

    test('are for admins alone where that is demanded', async () => {
      await assertRefused(await example.call('/admin', { as: longAgo }), 'insufficient_role')
      const response = await example.call('/admin', { as: admin })
      assert.deepEqual([response.status, await response.json()], [200, { admin: 'alice' }])
    })

    test('ask for a new login where that is demanded', async () => {
      const call = { method: 'POST', as: longAgo }
      await assertRefused(await example.call('/transfer', call), 'reauthentication_required', {
        maxAgeSeconds: 300,
      })
      const response = await example.call('/transfer', { method: 'POST', as: admin })
      assert.deepEqual([response.status, await response.json()], [200, { transferredBy: 'alice' }])
    })
  })
}
