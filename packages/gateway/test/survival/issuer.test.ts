import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { startCommand, until } from '../support/command.ts'
import { configFor } from '../support/gateway.ts'
import { answers, ASKED, startLoad } from '../support/load.ts'

const PATHS = ['/oauth2/jwks', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

test('answers 503, never 401 or 403, while the issuer is down at the start, and 200 once it is up', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  for (const path of PATHS) issuer.breakPath(path, { status: 500 })
  const gateway = await startCommand(t, configFor(issuer))
  const headers = { ...ASKED, Authorization: `Bearer ${await issuer.token({ user: 'alice' })}` }
  const ask = async (): Promise<number> => (await fetch(`${gateway.url}/verify`, { headers })).status
  for (let count = 0; count < 20; count += 1) assert.equal(await ask(), 503)
  // Nobody should come here yet, since others may have keys; the process itself is well.
  assert.equal((await fetch(`${gateway.health}/readyz`)).status, 503)
  assert.equal((await fetch(`${gateway.health}/healthz`)).status, 200)
  for (const path of PATHS) issuer.mendPath(path)
  await until(async () => (await ask()) === 200)
  assert.equal((await fetch(`${gateway.health}/readyz`)).status, 200)
})

test('goes on with the keys it has while the issuer is down, and stays ready', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const gateway = await startCommand(t, configFor(issuer))
  await gateway.logged({ event: 'keys_refreshed' })
  const tokens = [await issuer.token({ user: 'alice' }), await issuer.token({ user: 'bob' })]
  await until(async () => (await fetch(`${gateway.health}/readyz`)).status === 200)
  await issuer.close()
  for (const token of tokens) {
    const headers = { ...ASKED, Authorization: `Bearer ${token}` }
    assert.equal((await fetch(`${gateway.url}/verify`, { headers })).status, 200)
  }
  assert.equal((await fetch(`${gateway.health}/readyz`)).status, 200)
})

test('takes tokens of the old key and of the new one while keys are rotated under load', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const gateway = await startCommand(t, { ...configFor(issuer), log: { audit: false } }, { workers: 2 })
  const tokens = [await issuer.token({ user: 'alice' })]
  let turn = 0
  const load = startLoad(`${gateway.url}/verify`, () => {
    turn += 1
    return { ...ASKED, Authorization: `Bearer ${tokens[turn % tokens.length]}` }
  })
  await answers(load.outcomes, 200)
  await issuer.rotateKeys()
  tokens.push(await issuer.token({ user: 'alice' }), await issuer.token({ user: 'bob' }))
  await answers(load.outcomes, 500)
  assert.deepEqual([...(await load.stop()).keys()], [200])
})
