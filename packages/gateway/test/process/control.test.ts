import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { createAdminServer } from '../../dist/server/admin-server.js'
import { isPrivate, readSecretFile } from '../../dist/process/secret-file.js'
import { createBackoff } from '../../dist/process/backoff.js'
import { createReadiness } from '../../dist/process/readiness.js'
import type { Fleet } from '../../dist/process/fleet.js'
import { listen } from '../../dist/server/listen.js'
import { COMMAND, startCommand, until, type RunningCommand } from '../support/command.ts'
import { temporaryFolder } from '../support/program.ts'
import { configFor } from '../support/gateway.ts'
import { ASKED } from '../support/load.ts'
import { sendRaw } from '../support/raw-request.ts'

async function start(
  t: TestContext,
  workers = 1,
): Promise<{ gateway: RunningCommand; issuer: RunningIssuer }> {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const rules = [{ path: '/public', anonymous: true as const }, { require: { roles: ['admin'] } }]
  return { gateway: await startCommand(t, configFor(issuer, { rules }), { workers }), issuer }
}

test('explains a request without the values of its token, unless they are asked for', async (t) => {
  const { gateway, issuer } = await start(t, 2)
  const token = await issuer.token({ user: { id: 'alice-of-wonderland', roles: ['admin'] } })
  const other = await issuer.token({ user: 'bob' })
  const expired = await issuer.token({ user: 'bob', fault: 'expired' })
  const explain = async (question: object): Promise<Record<string, unknown>> =>
    JSON.parse(
      (await gateway.admin('/explain', { method: 'GET', url: 'https://a.example/x', ...question })).text,
    )
  assert.deepEqual(await explain({ url: 'https://a.example/public/x' }), {
    outcome: 'allowed',
    rule: { index: 0, name: '/public' },
  })
  assert.equal((await explain({})).code, 'missing_token')
  assert.equal((await explain({ url: 'https://a.example/public/../x' })).code, 'malformed_request')
  assert.equal((await explain({ token: other })).code, 'insufficient_role')
  assert.equal((await explain({ token: expired })).code, 'token_expired')
  const plain = await explain({ token })
  assert.equal(plain.outcome, 'allowed')
  assert.doesNotMatch(JSON.stringify(plain), /wonderland/)
  assert.match(JSON.stringify(await explain({ token, values: true })), /alice-of-wonderland/)
  assert.equal((await gateway.admin('/explain', { url: 1 })).status, 400)
  assert.equal(
    (await gateway.admin('/keys/distrust', { issuer: 'https://else.example', kid: 'k' })).status,
    400,
  )
  assert.equal((await gateway.admin('/keys/distrust', { issuer: issuer.endpoint })).status, 400)
  assert.equal((await gateway.admin('/reload')).status, 405)
  assert.equal((await gateway.admin('/else')).status, 404)
  assert.equal((await gateway.admin('/explain', { token: 'x'.repeat(100_000) })).status, 413)
})

test('sums what workers counted', async (t) => {
  const { gateway } = await start(t, 2)
  await gateway.logged({ event: 'keys_refreshed' }, 2)
  for (let count = 0; count < 10; count += 1) {
    await fetch(`${gateway.url}/verify`, { headers: { ...ASKED, Connection: 'close' } })
  }
  const { text } = await gateway.admin('/metrics')
  assert.match(text, /decisions_total\{decision="refused",code="missing_token",rule="\/"\} 10\n/)
  assert.match(text, /decision_seconds_bucket\{le="\+Inf"\} 10\n/)
  assert.match(text, /decision_seconds_count 10\n/)
  assert.match(text, /gateway_processes 2\n/)
  assert.match(text, /issuers\{issuer="[^"]+",state="ready"\} 2\n/)
})

test('opens its admin socket to its owner alone, and answers health without a body', async (t) => {
  const { gateway } = await start(t)
  assert.equal(statSync(join(gateway.folder, 'admin.sock')).mode & 0o777, 0o600)
  const answer = await fetch(`${gateway.health}/healthz`)
  assert.equal(answer.status, 200)
  assert.equal(await answer.text(), '')
  assert.equal((await fetch(`${gateway.health}/healthz`, { method: 'POST' })).status, 405)
  assert.equal((await fetch(`${gateway.health}/metrics`)).status, 404)
})

test('lets over TCP only in who has the token, names the host, and is no page of a browser', async (t) => {
  const admin = {
    metrics: async () => ({ contentType: 'text/plain', text: 'ok' }),
    explain: async () => ({ outcome: 'refused' }) as const,
    reload: async () => [],
    distrustKey: async () => {},
  }
  let where = ''
  const server = createAdminServer(
    admin,
    { hosts: () => [where], token: 'a secret of many letters' },
    () => {},
  )
  where = await listen(server, { port: 0 })
  t.after(() => server.close())
  const ask = (headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`http://${where}/metrics`, { headers, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
  const good = { Authorization: 'Bearer a secret of many letters' }
  assert.equal(await ask(good), 200)
  assert.equal(await ask({}), 401)
  assert.equal(await ask({ Authorization: 'Bearer a secret of many letter' }), 401)
  assert.equal(await ask({ Authorization: 'a secret of many letters' }), 401)
  assert.equal(await ask({ ...good, Host: 'rebound.example' }), 421)
  assert.equal(await ask({ ...good, Host: where.replace('127.0.0.1', 'localhost') }), 421)
  const lines = [`Host: ${where}`, 'Host: rebound.example', `Authorization: ${good.Authorization}`]
  assert.equal((await sendRaw(Number(where.split(':')[1]), 'GET', '/metrics', lines)).status, 421)
  assert.equal(await ask({ ...good, Origin: `http://${where}` }), 403)
  assert.equal(await ask({ ...good, 'Sec-Fetch-Site': 'none' }), 403)
})

test('refuses a secret that others may read, and one that can be guessed', (t) => {
  const path = join(temporaryFolder(t), 'secret')
  writeFileSync(path, 'a secret of many letters\n', { mode: 0o600 })
  assert.deepEqual(readSecretFile(path), { secret: 'a secret of many letters' })
  for (const mode of [0o644, 0o640, 0o602]) {
    chmodSync(path, mode)
    assert.ok('problem' in readSecretFile(path))
  }
  chmodSync(path, 0o600)
  writeFileSync(path, 'short')
  assert.ok('problem' in readSecretFile(path))
  assert.ok('problem' in readSecretFile(`${path}.else`))
})

const isRead = (mode: number, uid: number, user: number | undefined): boolean =>
  isPrivate({ mode, uid }, user)

test('takes a secret of root that its group may read, where this process is another user', () => {
  assert.ok(isRead(0o100440, 0, 65_532))
  assert.ok(isRead(0o100640, 0, 65_532))
  for (const mode of [0o100444, 0o100660, 0o100644, 0o100450]) assert.ok(!isRead(mode, 0, 65_532))
  assert.ok(!isRead(0o100440, 0, 0))
  assert.ok(!isRead(0o100440, 65_532, 65_532))
  assert.ok(!isRead(0o100440, 0, undefined))
})

test('waits longer with each try that does not hold, and not for ever', () => {
  let now = 1_000_000
  const backoff = createBackoff(() => now)
  const waits = Array.from({ length: 12 }, () => backoff.nextMs())
  assert.deepEqual(waits.slice(0, 5), [0, 100, 200, 400, 800])
  assert.equal(waits.at(-1), 30_000)
  now += 61_000
  assert.equal(backoff.nextMs(), 0)
})

test('is ready with the keys of all issuers, after a while with those of one, and then for good', async () => {
  let now = 0
  let states: readonly ('ready' | 'idle' | 'down' | 'degraded')[] = ['idle', 'idle']
  let isEnding = false
  const fleet = {
    isThere: async () => true,
    health: async () => [
      { connections: 0, issuers: states.map((state, at) => ({ issuer: `${at}`, state })) },
    ],
  } as unknown as Fleet
  const { isReady, isAlive } = createReadiness(
    fleet,
    () => isEnding,
    () => now,
  )
  assert.equal(await isReady(), false)
  states = ['ready', 'down']
  assert.equal(await isReady(), false)
  now = 31_000
  assert.equal(await isReady(), true)
  states = ['down', 'down']
  assert.equal(await isReady(), true)
  isEnding = true
  assert.equal(await isReady(), false)
  assert.equal(await isAlive(), true)
})

test('starts without a file, on this machine alone, and says what its one rule is', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const args = [COMMAND, '--issuer', issuer.endpoint, '--proxy', 'nginx', '--port', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  await until(() => out.includes('one rule'))
  const address = /^listening on (127\.0\.0\.1:\d+)\none rule: every path needs a verified token/.exec(
    out,
  )?.[1]
  const verify = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`http://${address}/verify`, { headers: { ...ASKED, ...headers } })
  assert.equal((await verify({})).status, 401)
  const token = await issuer.token({ user: 'alice' })
  assert.equal((await verify({ Authorization: `Bearer ${token}` })).status, 200)
})

test('does not start with a wrong configuration, and says why', async (t) => {
  const path = join(temporaryFolder(t), 'gateway.yaml')
  writeFileSync(path, 'proxy: nginx\nrules: [{}]\n')
  const child = spawn(process.execPath, [COMMAND, path], { stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number]
  assert.equal(code, 2)
  assert.match(err, /gateway\.yaml:1: issuers: is missing/)
})
