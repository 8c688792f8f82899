import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import type { RunningIssuer } from '@tokenstile/issuer'
import { findEnvoy } from '../envoy/envoy-binary.ts'
import { startEnvoy } from '../envoy/envoy-process.ts'
import { serve } from '../proxies/served.ts'
import { openBackend } from '../support/backend.ts'
import { sendRaw } from '../support/raw-request.ts'
import { startJwtAuthn } from './jwt-authn.ts'

interface Behind {
  readonly issuer: RunningIssuer
  send(target: string, headerLines: readonly string[]): Promise<number>
}

/** How each row of the page is asked; every other row is a fault of the local issuer. */
const ROWS: Readonly<Record<string, (behind: Behind) => Promise<number>>> = {
  'a good token': async ({ issuer, send }) => send('/api', [bearer(await issuer.token({ user: 'alice' }))]),
  'no token': ({ send }) => send('/api', []),
  'a good token in the query': async ({ issuer, send }) =>
    send(`/api?access_token=${await issuer.token({ user: 'alice' })}`, []),
  'a good token and `X_User_Id: mallory`': async ({ issuer, send }) =>
    send('/api', [bearer(await issuer.token({ user: 'alice' })), 'X_User_Id: mallory']),
}

/** Those that need an issuer and both answerers for themselves. */
const ALONE: typeof ROWS = {
  'a token of a key that is a moment old': async ({ issuer, send }) => {
    await send('/api', [bearer(await issuer.token({ user: 'alice' }))])
    await issuer.rotateKeys()
    return send('/api', [bearer(await issuer.token({ user: 'alice' }))])
  },
  'a good token while the keys cannot be fetched': async ({ issuer, send }) => {
    issuer.breakPath('/oauth2/jwks', { status: 500 })
    return send('/api', [bearer(await issuer.token({ user: 'alice' }))])
  },
}

const program = findEnvoy()

if (program !== undefined) {
  test('the page tells what both answer, with the same Envoy before both', async (t) => {
    const rows = readRows()
    const ours = await openOurs(t, program)
    const theirs = await openTheirs(t, program)
    for (const name of Object.keys(ROWS)) assert.ok(rows.has(name), name)
    for (const [name, said] of rows) {
      if (Object.hasOwn(ALONE, name)) continue
      const ask = ROWS[name] ?? askWithFault(name)
      assert.deepEqual([await ask(ours), await ask(theirs)], said, name)
    }
  })

  for (const [name, ask] of Object.entries(ALONE)) {
    test(`the page tells what both answer to ${name}`, async (t) => {
      const answers = [await ask(await openOurs(t, program)), await ask(await openTheirs(t, program))]
      assert.deepEqual(answers, readRows().get(name))
    })
  }
}

function askWithFault(cell: string): (behind: Behind) => Promise<number> {
  const fault = /^`([a-z0-9-]+)`/.exec(cell)?.[1]
  assert.ok(fault, cell)
  return async ({ issuer, send }) =>
    send('/api', [bearer(await issuer.token({ user: 'alice', fault: fault as never }))])
}

async function openOurs(t: TestContext, envoy: string): Promise<Behind> {
  const { issuer, send } = await serve(t, 'envoy', (test, config, backend) =>
    startEnvoy(test, envoy, config, backend),
  )
  return { issuer, send: async (target, lines) => (await send('GET', target, lines)).status }
}

async function openTheirs(t: TestContext, envoy: string): Promise<Behind> {
  const { issuer } = await serve(t, 'envoy', async () => 0)
  const backend = await openBackend(t)
  const port = await startJwtAuthn(t, envoy, issuer.endpoint, backend.port)
  return { issuer, send: async (target, lines) => (await sendRaw(port, 'GET', target, lines)).status }
}

function bearer(token: string): string {
  return `Authorization: Bearer ${token}`
}

/** The rows of the page: what is asked with, and both statuses. */
function readRows(): ReadonlyMap<string, readonly number[]> {
  const page = new URL('../../../../docs/gateway/comparison.md', import.meta.url)
  const table = readFileSync(page, 'utf8').split('## Beside jwt_authn')[1] ?? ''
  const rows = [...table.matchAll(/^\| (.+?) +\| +([0-9]{3}) +\| +([0-9]{3}) +\|$/gm)]
  assert.ok(rows.length > 20)
  return new Map(rows.map(([, name = '', ours, theirs]) => [name.trim(), [Number(ours), Number(theirs)]]))
}
