import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { startCommand, until } from '../support/command.ts'
import { temporaryFolder } from '../support/program.ts'
import { configFor } from '../support/gateway.ts'
import { ASKED } from '../support/load.ts'

test('replaces a worker that ends, with keys, distrusted keys and counts as they were', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const gateway = await startCommand(t, configFor(issuer), { workers: 2 })
  await gateway.logged({ event: 'keys_refreshed' }, 2)
  const old = await issuer.token({ user: 'alice' })
  await issuer.rotateKeys()
  const fresh = await issuer.token({ user: 'alice' })
  const ask = async (token: string): Promise<number> => {
    const headers = { ...ASKED, Authorization: `Bearer ${token}`, Connection: 'close' }
    return (await fetch(`${gateway.url}/verify`, { headers })).status
  }
  for (let count = 0; count < 8; count += 1) {
    assert.equal(await ask(fresh), 200)
    assert.equal(await ask(old), 200)
  }
  const kid = JSON.parse(Buffer.from(old.split('.')[0] ?? '', 'base64url').toString()).kid as string
  assert.equal((await gateway.admin('/keys/distrust', { issuer: issuer.endpoint, kid })).status, 200)
  for (let count = 0; count < 8; count += 1) assert.equal(await ask(old), 401)
  const allowed = async (): Promise<number> =>
    Number(/decision="allowed".* (\d+)/.exec((await gateway.admin('/metrics')).text)?.[1])
  assert.equal(await allowed(), 16)

  // From now on nobody can fetch keys.
  await issuer.close()
  const pids = new Set(gateway.log().map(({ pid }) => pid as number))
  pids.delete(gateway.process.pid as number)
  assert.equal(pids.size, 2)
  let ended = 0
  for (const pid of pids) {
    process.kill(pid, 'SIGKILL')
    ended += 1
    await gateway.logged({ msg: 'a worker ended by itself and is replaced' }, ended)
    await until(async () => /gateway_processes 2/.test((await gateway.admin('/metrics')).text))
  }
  for (let count = 0; count < 8; count += 1) {
    assert.equal(await ask(fresh), 200)
    assert.equal(await ask(old), 401)
  }
  assert.equal(await allowed(), 24)
  assert.match((await gateway.admin('/metrics')).text, /process_ends_total 2/)
  assert.equal(await gateway.end(), 0)
})

test('listens on a unix socket with all workers, and takes over what a gateway that was killed left behind', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const socket = `${temporaryFolder(t)}/gateway.sock`
  const config = { ...configFor(issuer), trustedProxies: ['unix'], listen: { socket } }
  const first = await startCommand(t, config, { workers: 2 })
  await assert.rejects(startCommand(t, config, { workers: 2 }), /something listens there already/)
  await first.end('SIGKILL')
  const second = await startCommand(t, config, { workers: 2 })
  assert.equal(await second.end(), 0)
})

test('answers requests and its health while a worker hangs, and replaces that one', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const gateway = await startCommand(t, configFor(issuer), { workers: 2 })
  await gateway.logged({ event: 'keys_refreshed' }, 2)
  const token = await issuer.token({ user: 'alice' })
  assert.equal((await fetch(`${gateway.health}/readyz`)).status, 200)
  const hung = gateway.log().find(({ event }) => event === 'keys_refreshed')?.['pid'] as number
  process.kill(hung, 'SIGSTOP')
  const startedAt = performance.now()
  const headers = { ...ASKED, Authorization: `Bearer ${token}`, Connection: 'close' }
  const asked = Array.from(
    { length: 8 },
    async () => (await fetch(`${gateway.url}/verify`, { headers })).status,
  )
  for (const path of ['/healthz', '/readyz']) {
    assert.equal((await fetch(`${gateway.health}${path}`)).status, 200)
  }
  assert.ok(performance.now() - startedAt < 1_000)
  // One of them waits for the other worker, and is handed on when that is replaced.
  assert.deepEqual(new Set(await Promise.all(asked)), new Set([200]))
  await gateway.logged({ msg: 'a worker ended by itself and is replaced' })
})
