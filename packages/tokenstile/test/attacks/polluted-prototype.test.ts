import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { authenticate } from 'tokenstile/node'
import { listening } from '../contract/listening.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const token = buildToken()
const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }
const verifier = createVerifier(issuerOptions(), { now, cookie })

/** Runs something while every object inherits a member, as a fault elsewhere in a program may bring about. */
async function polluted(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const prototype: object = Object.getPrototypeOf({})
  Object.defineProperty(prototype, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  })
  try {
    await run()
  } finally {
    Reflect.deleteProperty(prototype, name)
  }
}

test('a prototype that was polluted lets nobody in without a token (checklist 61)', async () => {
  await polluted('optional', true, async () => {
    for (const options of [undefined, {}])
      await assertRefused(() => verifier.authenticate({ headers: {} }, options), 'missing_token')
  })
  await polluted('allowPreflights', true, async () => {
    const headers = { origin: 'https://a.example', 'access-control-request-method': 'PUT' }
    await assertRefused(() => verifier.authenticate({ method: 'OPTIONS', headers }, {}), 'missing_token')
  })
})

test('a prototype that was polluted gives no request a header (checklist 61)', async (t) => {
  const guarded = authenticate(verifier)((_, response) => response.end('passed'))
  const url = await listening(
    t,
    createServer((request, response) => void guarded(request, response)).listen(0, '127.0.0.1'),
  )
  await polluted('authorization', `Bearer ${token}`, async () => {
    assert.equal((await fetch(url)).status, 401)
  })
  await polluted('sec-fetch-site', 'same-origin', async () => {
    const headers = { cookie: `__Host-token=${token}` }
    assert.equal((await fetch(url, { method: 'POST', headers })).status, 403)
  })
})
