import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, createVerifier } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/fetch'
import { createKey } from '../support/keys.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const STAFF = 'https://staff.example'
const staffKey = createKey('ES256')
const allowedOrigins = ['https://app.example']

/** Customers and staff log in at two issuers, each with a cookie of its own. */
const customers = authenticate(
  createVerifier(issuerOptions(), { now, cookie: { name: '__Host-token', allowedOrigins } }),
)
const staff = authenticate(
  createVerifier(issuerOptions({ issuer: STAFF }, [staffKey]), {
    now,
    cookie: { name: '__Host-staff', allowedOrigins },
  }),
)

const customer = buildToken()
const admin = buildToken({ key: staffKey, claims: { iss: STAFF, sub: 'staff-1', roles: ['admin'] } })

const request = (): Request =>
  new Request('https://api.example/', {
    headers: { cookie: `__Host-token=${customer}; __Host-staff=${admin}` },
  })

/** For admins alone. */
const manage = authorize({ roles: ['admin'] })((_, auth: { subject?: string | undefined }) =>
  Response.json(auth.subject),
)

test('does not take what one gate knows of a request for what it demands of the caller of another', async () => {
  const both = customers(async (asked, auth) => {
    const inner = await staff((again, other) => manage(again, other))(asked)
    assert.equal(await inner.json(), 'staff-1')
    return manage(asked, auth)
  })
  await assert.rejects(both(request()), (error) => ConfigError.is(error) && error.option === 'auth')
})

test('the gate that let a request through last says who is calling', async () => {
  const response = await customers((asked) => staff(manage)(asked))(request())
  assert.equal(await response.json(), 'staff-1')
  assert.equal((await staff((asked) => customers(manage)(asked))(request())).status, 403)
})
