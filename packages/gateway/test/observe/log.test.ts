import assert from 'node:assert/strict'
import { openSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { AuthError, type Auth } from 'tokenstile'
import { createLog, describeFault } from '../../dist/observe/log.js'
import { openLogDestination } from '../../dist/observe/log-destination.js'
import { METRICS } from '../../dist/observe/metric-table.js'
import { createObserver } from '../../dist/observe/observer.js'
import { createTallies } from '../../dist/observe/tallies.js'
import type { Decision } from '../../dist/decide/decision.js'
import type { Rule } from '../../dist/rules/rule.js'
import { temporaryFolder } from '../support/program.ts'
import { until } from '../support/command.ts'

const rule = { name: 'orders', index: 0 } as Rule
const asked = {
  method: 'GET',
  host: 'api.example',
  rawPath: '/orders',
  path: '/orders',
  ambiguity: undefined,
  overridesMethod: false,
  headers: ['Authorization', 'Bearer secret-token'],
  forwardedFor: '192.0.2.1',
}
const authOf = (subject: string): Auth<unknown> =>
  ({
    issuer: 'https://i.example',
    subject,
    clientId: 'web',
    claims: { email: 'a@b.example' },
  }) as unknown as Auth<unknown>
const allowed = (subject: string): Decision => ({
  kind: 'allowed',
  rule,
  auth: authOf(subject),
  identity: [],
})

function write(
  path: string,
  config: { level?: 'silent' | 'error'; audit?: boolean; subject?: 'plain' | 'hash' | 'off' },
  run: (observer: ReturnType<typeof createObserver>) => void,
): Record<string, unknown>[] {
  const log = createLog(openLogDestination(openSync(path, 'a')))
  const observer = createObserver(log, createTallies())
  observer.use(config, Buffer.from('key'))
  run(observer)
  log.flush()
  const text = readFileSync(path, 'utf8')
  assert.match(text, /^[\x20-\x7e\n]*$/)
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function decide({ context }: ReturnType<typeof createObserver>): void {
  context.onDecision(allowed('alice'), asked, 200)
}

async function fileIn(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, '')
  return path
}

test('writes a line for a decision: who, what and why, and nothing of the token', async (t) => {
  const path = await fileIn(temporaryFolder(t), 'log')
  const lines = write(path, {}, ({ context }) => {
    context.onDecision(allowed('alice'), asked, 200, 0.25)
    context.onDecision({ kind: 'refused', rule, error: new AuthError('token_expired', {}) }, asked, 401)
    context.onDecision(
      { kind: 'refused', rule: undefined, error: new AuthError('malformed_request', {}) },
      undefined,
      400,
    )
  })
  const [first, second, third] = lines.map(({ time, pid, level, ...rest }) => {
    assert.equal(typeof time, 'number')
    assert.equal(pid, process.pid)
    assert.equal(level, 'info')
    return rest
  })
  const same = { rule: 'orders', method: 'GET', host: 'api.example', path: '/orders', client: '192.0.2.1' }
  const who = { sub: 'alice', client_id: 'web' }
  assert.deepEqual(first, { decision: 'allowed', status: 200, ...same, ms: 0.25, ...who, msg: 'decision' })
  assert.deepEqual(second, {
    decision: 'refused',
    status: 401,
    code: 'token_expired',
    ...same,
    msg: 'decision',
  })
  assert.deepEqual(third, { decision: 'refused', status: 400, code: 'malformed_request', msg: 'decision' })
  assert.doesNotMatch(JSON.stringify(lines), /secret-token|a@b\.example/)
})

test('keeps a line whole whatever bytes a name has', async (t) => {
  const hostile = 'a"\n\r\u0000\u001b[31m\u0085\u009b\u2028\u2029\ud800\u{1f600}}{\\'
  const path = await fileIn(temporaryFolder(t), 'log')
  const lines = write(path, {}, ({ context }) => {
    context.onDecision(allowed(hostile), { ...asked, forwardedFor: undefined }, 200)
    context.onDecision(allowed('\u2028'.repeat(10_000)), asked, 200)
  })
  assert.equal(lines.length, 2)
  assert.equal(lines[0]?.['sub'], hostile)
  assert.ok(
    readFileSync(path, 'utf8')
      .split('\n')
      .every((line) => line.length < 4096),
  )
})

test('names callers by a hash with a key, or not at all', async (t) => {
  const folder = temporaryFolder(t)
  const [one, again, other] = write(await fileIn(folder, 'hash'), { subject: 'hash' }, ({ context }) => {
    for (const subject of ['alice', 'alice', 'bob']) context.onDecision(allowed(subject), asked, 200)
  })
  assert.match(String(one?.['sub']), /^[\w-]{22}$/)
  assert.equal(one?.['sub'], again?.['sub'])
  assert.notEqual(one?.['sub'], other?.['sub'])
  assert.notEqual(one?.['client_id'], 'web')
  const [nobody] = write(await fileIn(folder, 'off'), { subject: 'off' }, ({ context }) => {
    context.onDecision(allowed('alice'), asked, 200)
  })
  assert.ok(!('sub' in (nobody ?? {})) && !('client_id' in (nobody ?? {})))
})

test('writes decisions by audit alone, whatever the level, and nothing where it is silent', async (t) => {
  const folder = temporaryFolder(t)
  assert.equal(write(await fileIn(folder, 'error'), { level: 'error' }, decide).length, 1)
  assert.equal(write(await fileIn(folder, 'no'), { audit: false }, decide).length, 0)
  assert.equal(write(await fileIn(folder, 'silent'), { level: 'silent' }, decide).length, 0)
})

test('tells where a fault was, not what it says', async (t) => {
  const path = await fileIn(temporaryFolder(t), 'log')
  const error = new TypeError('cannot read secret-token')
  const [fault] = write(path, { audit: false }, ({ context }) => {
    context.onDecision({ kind: 'failed', rule, error }, asked, 500)
  })
  assert.equal(fault?.['fault'], 'TypeError')
  assert.doesNotMatch(JSON.stringify(fault), /secret-token/)
  assert.deepEqual(describeFault('secret-token'), { fault: 'string' })
})

test('writes what it has collected within a moment', async (t) => {
  const path = await fileIn(temporaryFolder(t), 'log')
  const log = createLog(openLogDestination(openSync(path, 'a')))
  log.info({}, 'a sentence')
  await until(() => readFileSync(path, 'utf8').includes('a sentence'), 1_000)
})

function cells(line: string): readonly string[] {
  return line.split('|').map((cell) => cell.trim().replaceAll('`', ''))
}

test('lists in the documentation the metrics that there are', () => {
  const page = readFileSync(new URL('../../../../docs/gateway/operations.md', import.meta.url), 'utf8')
  const listed = page
    .split('\n')
    .filter((line) => line.startsWith('| `tokenstile_gateway_'))
    .map((line) => cells(line).slice(1, 5))
  const expected = Object.entries(METRICS).map(([name, { type, labels, help }]) => [
    name,
    type,
    labels.join(', '),
    help,
  ])
  assert.deepEqual(listed, expected)
})

test('tells of a fault where it was thrown, and nothing of a message that looks like a place', () => {
  const { at } = describeFault(new Error('cannot read\n    at secret-token (x.js:1:1)')) as { at: string[] }
  assert.ok(at.length > 0)
  assert.doesNotMatch(at.join(), /secret-token/)
  const renamed = new Error('first')
  void renamed.stack
  renamed.message = 'other'
  assert.deepEqual(describeFault(renamed)['at'], [])
})

test('writes a line for what the resolver answered', async (t) => {
  const path = await fileIn(temporaryFolder(t), 'log')
  const lines = write(path, {}, ({ context }) => {
    context.onResolved?.('valid', 200, authOf('alice'))
    context.onResolved?.('unavailable', 500)
  })
  const plain = lines.map(({ decision, status, code, sub }) => [decision, status, code, sub])
  assert.deepEqual(plain, [
    ['resolved', 200, 'valid', 'alice'],
    ['resolved', 500, 'unavailable', undefined],
  ])
})
