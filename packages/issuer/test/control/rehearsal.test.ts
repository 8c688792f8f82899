import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'

test('a rehearsal that ends puts keys and broken paths back', async () => {
  const issuer = createIssuer()
  issuer.breakPath('/oauth2/token', { status: 500 })
  const before = await issuer.jwks()
  const { id } = await issuer.beginRehearsal()
  await issuer.rotateKeys()
  await issuer.dropOldKeys()
  issuer.mendPath()
  issuer.breakPath('/oauth2/jwks', { status: 503 })

  assert.equal(await issuer.endRehearsal(id), true)
  assert.deepEqual(await issuer.jwks(), before)
  assert.equal((await issuer.fetch(`${issuer.endpoint}/oauth2/jwks`)).status, 200)
  assert.equal((await issuer.fetch(`${issuer.endpoint}/oauth2/token`, { method: 'POST' })).status, 500)
  assert.equal(await issuer.endRehearsal(id), false)
})

test('a rehearsal that nobody renews ends by itself', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const issuer = createIssuer()
  const before = await issuer.jwks()
  const { id } = await issuer.beginRehearsal(10)
  await issuer.rotateKeys()
  t.mock.timers.tick(9000)
  issuer.renewRehearsal(id, 10)
  t.mock.timers.tick(9000)
  assert.equal((await issuer.jwks()).keys.length, 2)
  t.mock.timers.tick(1000)
  assert.deepEqual(await issuer.jwks(), before)
  assert.throws(() => issuer.renewRehearsal(id), { name: 'TypeError' })
})

test('there is one rehearsal at a time, and its length has bounds', async () => {
  const issuer = createIssuer()
  await assert.rejects(issuer.beginRehearsal(0), { name: 'TypeError' })
  await assert.rejects(issuer.beginRehearsal(3601), { name: 'TypeError' })
  await issuer.beginRehearsal()
  await assert.rejects(issuer.beginRehearsal(), { name: 'TypeError' })
  await issuer.reset()
  await issuer.beginRehearsal()
})

test('the control plane begins, renews and ends a rehearsal over HTTP', async () => {
  const issuer = createIssuer()
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> =>
    (await (
      await issuer.fetch(`${issuer.endpoint}/dev/rehearsal${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    ).json()) as Record<string, unknown>
  const { id } = await ask('POST', '', { seconds: 30 })
  assert.deepEqual(await ask('POST', '', { id, seconds: 20 }), { id, seconds: 20 })
  assert.equal((await ask('POST', '', {}))['error'], 'bad_request')
  assert.deepEqual(await ask('DELETE', `?id=${String(id)}`), { ended: true })
  assert.deepEqual(await ask('DELETE', `?id=${String(id)}`), { ended: false })
})
