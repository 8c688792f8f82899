import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type RequestHeaders } from 'tokenstile'
import { assertRefused } from '../support/refusals.ts'
import { issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })
const real = { origin: 'https://app.example', 'access-control-request-method': 'PUT' }

const admit = (method: string, headers: object) =>
  verifier.authenticate({ method, headers: headers as RequestHeaders }, { allowPreflights: true })

test('lets a real preflight through, as nobody', async () => {
  for (const headers of [real, { ...real, origin: 'null' }, new Headers(real), Object.entries(real)]) {
    assert.equal((await admit('OPTIONS', headers)).auth, undefined)
  }
})

const UNREAL: readonly (readonly [what: string, headers: object])[] = [
  ['an empty origin', { ...real, origin: '' }],
  ['two origins', { ...real, origin: ['https://a.example', 'https://b.example'] }],
  ['a list of origins', { ...real, origin: 'https://a.example, https://b.example' }],
  ['an origin that is no text', { ...real, origin: 5 }],
  ['an empty method', { ...real, 'access-control-request-method': '' }],
  ['a method of two words', { ...real, 'access-control-request-method': 'PUT PATCH' }],
  ['a cookie', { ...real, cookie: 'a=b' }],
  ['credentials of another scheme', { ...real, authorization: 'Basic eDp5' }],
]

for (const [what, headers] of UNREAL) {
  test(`takes no request with ${what} for a preflight`, async () => {
    await assertRefused(() => admit('OPTIONS', headers), 'missing_token')
  })
}

test('takes no other method for a preflight', async () => {
  for (const method of ['options', 'GET', 'POST', ''])
    await assertRefused(() => admit(method, real), 'missing_token')
})
