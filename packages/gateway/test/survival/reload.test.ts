import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import type { GatewayConfig } from '@tokenstile/gateway'
import { startCommand, until, type RunningCommand } from '../support/command.ts'
import { temporaryFolder } from '../support/program.ts'
import { configFor } from '../support/gateway.ts'
import { answers, ASKED, startLoad } from '../support/load.ts'

const TAKEN = { msg: 'the configuration was taken' }
const KEPT = { msg: 'the configuration has mistakes; the old one is kept' }

function write({ file }: Pick<RunningCommand, 'file'>, config: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(config, undefined, 2))
  renameSync(`${file}.new`, file)
}

for (const workers of [1, 2]) {
  test(`takes another file on SIGHUP under load, without one wrong answer (${workers})`, async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    const config: GatewayConfig = { ...configFor(issuer), log: { audit: false } }
    const gateway = await startCommand(t, config, { workers })
    const token = await issuer.token({ user: 'alice' })
    const load = startLoad(`${gateway.url}/verify`, () => ({ ...ASKED, Authorization: `Bearer ${token}` }))
    await answers(load.outcomes, 200)
    for (let round = 1; round <= 6; round += 1) {
      // In turn the rules alone, and what the verifier is made of.
      const changed = { ...config, rules: [{ name: `round ${round}` }] }
      write(gateway, round % 2 === 0 ? { ...changed, cache: { maxEntries: 100 + round } } : changed)
      gateway.process.kill('SIGHUP')
      await gateway.logged(TAKEN, round)
      await answers(load.outcomes, 100)
    }
    assert.deepEqual([...(await load.stop()).keys()], [200])
    const { text } = await gateway.admin('/metrics')
    assert.match(
      text,
      /tokenstile_gateway_decisions_total\{decision="allowed",code="",rule="round 6"\} [1-9]/,
    )
  })

  test(`keeps its keys over a change of the issuers, also while the issuer is down (${workers})`, async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    const config = configFor(issuer)
    const gateway = await startCommand(t, config, { workers })
    await gateway.logged({ event: 'keys_refreshed' }, workers)
    const token = await issuer.token({ user: 'alice' })
    issuer.breakPath('/oauth2/jwks', { status: 503 })
    issuer.breakPath('/.well-known/openid-configuration', { status: 503 })
    write(gateway, { ...config, issuers: [{ authgear: issuer.endpoint, clockToleranceSeconds: 30 }] })
    await gateway.logged(TAKEN)
    for (let count = 0; count < 4 * workers; count += 1) {
      const { status } = await fetch(`${gateway.url}/verify`, {
        headers: { ...ASKED, Authorization: `Bearer ${token}`, Connection: 'close' },
      })
      assert.equal(status, 200)
    }
  })

  test(`keeps the old configuration where the new one is wrong, and names the line (${workers})`, async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    const config = configFor(issuer)
    const gateway = await startCommand(t, config, { workers })
    write(gateway, { ...config, rules: [{ path: '/', requier: {} }] })
    await gateway.logged(KEPT)
    const line = gateway.log().find(({ msg }) => msg === KEPT.msg)
    assert.match(String(line?.['mistakes']), /gateway\.yaml:\d+: rules\[0\]\.requier: unknown/)
    const token = await issuer.token({ user: 'alice' })
    const headers = { ...ASKED, Authorization: `Bearer ${token}` }
    assert.equal((await fetch(`${gateway.url}/verify`, { headers })).status, 200)
    // What only the library knows is wrong has its line too.
    write(gateway, {
      ...config,
      issuers: [{ issuer: issuer.endpoint, audience: 'a', algorithms: ['HS256'] }],
    })
    await gateway.logged(KEPT, 2)
    const { status, text } = await gateway.admin('/reload', {})
    assert.equal(status, 422)
    assert.match(text, /gateway\.yaml:\d+: issuers\[0\]\.algorithms/)
  })
}

test('trusts a distrusted key no more after a change of the issuers', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const config = configFor(issuer)
  const gateway = await startCommand(t, config, { workers: 2 })
  const old = await issuer.token({ user: 'alice' })
  const kid = JSON.parse(Buffer.from(old.split('.')[0] ?? '', 'base64url').toString()).kid as string
  await issuer.rotateKeys()
  const fresh = await issuer.token({ user: 'alice' })
  assert.equal((await gateway.admin('/keys/distrust', { issuer: issuer.endpoint, kid })).status, 200)
  for (const clockToleranceSeconds of [30, 40]) {
    write(gateway, { ...config, issuers: [{ authgear: issuer.endpoint, clockToleranceSeconds }] })
    await gateway.logged(TAKEN, clockToleranceSeconds / 10 - 2)
    for (const [token, status] of [...Array(4)].flatMap(() => [[old, 401] as const, [fresh, 200] as const])) {
      const headers = { ...ASKED, Authorization: `Bearer ${token}`, Connection: 'close' }
      assert.equal((await fetch(`${gateway.url}/verify`, { headers })).status, status)
    }
  }
})

test('lets requests wait for keys that a reload finds on their way', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const token = await issuer.token({ user: 'alice' })
  issuer.breakPath('/oauth2/jwks', { delayMs: 1500 })
  const config = configFor(issuer)
  const gateway = await startCommand(t, config)
  const headers = { ...ASKED, Authorization: `Bearer ${token}` }
  const waiting = fetch(`${gateway.url}/verify`, { headers })
  await until(async () => /gateway_connections 1/.test((await gateway.admin('/metrics')).text))
  write(gateway, { ...config, issuers: [{ authgear: issuer.endpoint, clockToleranceSeconds: 30 }] })
  assert.equal((await gateway.admin('/reload', {})).status, 200)
  assert.equal((await waiting).status, 200)
  assert.equal((await fetch(`${gateway.url}/verify`, { headers })).status, 200)
})

test('names what cannot change without a restart, and takes the rest', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const config = configFor(issuer)
  const gateway = await startCommand(t, config)
  write(gateway, { ...config, listen: { port: 1 }, rules: [{ anonymous: true }] })
  await gateway.logged(TAKEN)
  await gateway.logged({ msg: 'a restart is needed for listen, health, admin' })
  assert.equal((await fetch(`${gateway.url}/verify`, { headers: ASKED })).status, 200)
})

test('sees that a symbolic link points elsewhere, as config maps of Kubernetes do', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const folder = temporaryFolder(t)
  const publish = (version: string, rules: GatewayConfig['rules']): void => {
    mkdirSync(join(folder, version))
    const config = {
      ...configFor(issuer, { rules }),
      health: { port: 0 },
      admin: { socket: join(folder, 'admin') },
    }
    writeFileSync(join(folder, version, 'gateway.yaml'), JSON.stringify(config))
    symlinkSync(version, join(folder, '..new'))
    renameSync(join(folder, '..new'), join(folder, '..data'))
  }
  publish('v1', [{}])
  const file = join(folder, 'gateway.yaml')
  symlinkSync(join('..data', 'gateway.yaml'), file)
  const gateway = await startCommand(t, configFor(issuer), { file })
  assert.equal((await fetch(`${gateway.url}/verify`, { headers: ASKED })).status, 401)
  publish('v2', [{ anonymous: true }])
  rmSync(join(folder, 'v1'), { recursive: true })
  await gateway.logged(TAKEN)
  assert.equal((await fetch(`${gateway.url}/verify`, { headers: ASKED })).status, 200)
})
