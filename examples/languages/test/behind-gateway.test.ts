import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { findBackends, startBackend, type Backend, type RunningBackend } from '@tokenstile/example-languages'
import { ask, type Answer } from './ask.ts'
import { canRun } from './can-run.ts'
import { openGatewayFront, type GatewayFront } from './gateway-front.ts'

describe('the backends behind the gateway', { concurrency: 2 }, () => {
  for (const backend of findBackends()) {
    if (backend.kind === 'behind-gateway' && canRun(backend)) describeBackend(backend)
  }
})

function describeBackend(backend: Backend): void {
  describe(backend.name, { concurrency: false }, () => {
    let issuer: RunningIssuer
    let front: GatewayFront
    let running: RunningBackend

    before(async () => {
      issuer = await createIssuer().listen({ port: 0 })
      front = await openGatewayFront(issuer)
      running = await startBackend(backend, front.environment)
    })
    after(async () => {
      await running?.stop()
      await front?.close()
      await issuer?.close()
    })

    /** What the gateway gives a proxy for a request. */
    async function identityFor(path: string, user: object, method = 'GET'): Promise<Record<string, string>> {
      const response = await fetch(front.verifyUrl, {
        headers: {
          'x-forwarded-method': method,
          'x-forwarded-uri': path,
          'x-forwarded-host': 'api.example',
          authorization: `Bearer ${await issuer.token({ user: user as never })}`,
        },
      })
      assert.equal(response.status, 200)
      const names = ['x-user-id', 'x-user-roles', 'x-auth-status', 'x-tokenstile-assertion']
      return Object.fromEntries(names.map((name) => [name, response.headers.get(name) ?? '']))
    }

    const alice = { id: 'alice', roles: ['admin', 'store:manager'] }

    test('says who is calling, as the gateway has it', async () => {
      const { status, body } = await ask(running, '/me?x=1', await identityFor('/me?x=1', alice))
      assert.deepEqual([status, JSON.parse(body)], [200, { sub: 'alice', roles: alice.roles }])
      const bob = await ask(running, '/me', await identityFor('/me', { id: 'bob' }))
      assert.deepEqual(JSON.parse(bob.body), { sub: 'bob', roles: [] })
    })

    test('refuses a direct call, whatever headers it brings', async () => {
      refused(await ask(running, '/me'))
      refused(
        await ask(running, '/me', {
          'x-user-id': 'alice',
          'x-user-roles': 'admin',
          'x-auth-status': 'valid',
        }),
      )
      refused(await ask(running, '/me', await issuer.token({ user: 'alice' })))
      refused(await ask(running, '/me', { 'x-tokenstile-assertion': await issuer.token({ user: 'alice' }) }))
    })

    test('refuses a signed identity that was changed, or is for another request', async () => {
      const identity = await identityFor('/me', alice)
      const assertion = identity['x-tokenstile-assertion'] ?? ''
      const [header, , signature] = assertion.split('.')
      const [, other] = ((await identityFor('/me', { id: 'bob' }))['x-tokenstile-assertion'] ?? '').split('.')
      refused(
        await ask(running, '/me', {
          ...identity,
          'x-tokenstile-assertion': `${header}.${other}.${signature}`,
        }),
      )
      refused(await ask(running, '/me', { ...identity, 'x-tokenstile-assertion': assertion.slice(0, -20) }))
      refused(await ask(running, '/me', await identityFor('/other', alice)))
      refused(await ask(running, '/me', await identityFor('/me', alice, 'POST')))
    })
  })
}

function refused({ status, challenge, body }: Answer): void {
  assert.equal(status, 401, body)
  assert.match(challenge ?? '', /^Bearer\b/)
}
