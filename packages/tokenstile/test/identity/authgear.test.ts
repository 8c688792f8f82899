import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIssuer, type TokenOptions } from '@tokenstile/issuer'
import { createVerifier, requireAccess } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { z } from 'zod'
import { testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, now, NOW } from '../support/tokens.ts'

const endpoint = 'https://project.authgear.cloud'
const resource = 'https://api.example.com/orders'
const issuer = createIssuer({ endpoint, now })
const settings = { fetch: issuer.fetch, now }
const verifier = createVerifier(authgear(endpoint), settings)
const both = createVerifier([authgear(endpoint), authgear(endpoint, { resource })], settings)
const worker = { client: { id: 'worker', resource, scopes: ['read:orders'] } }

test('gives a person of a project with the words of Authgear', async () => {
  const token = await issuer.token({
    user: { id: 'alice', isVerified: false, roles: ['editor'] },
    clientId: 'web',
  })
  const auth = await verifier.verify(token)
  assert.deepEqual(auth.user, {
    id: 'alice',
    isVerified: false,
    isAnonymous: false,
    canReauthenticate: true,
    roles: ['editor'],
  })
  assert.deepEqual(
    [auth.issuer, auth.subject, auth.clientId, auth.roles],
    [endpoint, 'alice', 'web', ['editor']],
  )
  assert.ok(auth.scopes.includes('openid'))
  assert.equal(auth.authTime, NOW)
})

test('gives a guest as a user that is not registered', async () => {
  const auth = await verifier.verify(await issuer.token({ user: { id: 'guest', isAnonymous: true } }))
  requireAccess(auth, { user: true })
  await assertRefused(() => requireAccess(auth, { registeredUser: true }), 'registered_user_required')
})

test('does not take the profile itself for a function of tenants: it would trust every issuer', () => {
  assert.throws(() => createVerifier(authgear), { name: 'ConfigError', option: 'issuers' })
})

for (const slip of [
  'project.authgear.cloud',
  'localhost:4000',
  '"https://project.authgear.cloud"',
  'https://project.authgear.cloud//',
  'https://project.authgear.cloud/.well-known/openid-configuration',
]) {
  test(`names the endpoint where it is ${slip}`, () => {
    assert.throws(() => authgear(slip), { name: 'ConfigError', option: 'endpoint' })
  })
}

test('takes the endpoint with or without a trailing slash (checklist 16)', async () => {
  const auth = await createVerifier(authgear(`${endpoint}/`), settings).verify(await issuer.token())
  assert.equal(auth.issuer, endpoint)
})

test('gives a machine no user, whatever its name (checklist 22)', async () => {
  const machines = createVerifier(authgear(endpoint, { resource }), settings)
  const auth = await machines.verify(await issuer.token(worker))
  assert.equal(auth.user, undefined)
  assert.deepEqual([auth.clientId, auth.scopes, auth.roles], ['worker', ['read:orders'], []])
  await assertRefused(() => requireAccess(auth, { user: true }), 'user_required')
})

test('serves people and machines on one API (checklist 17, 22)', async () => {
  assert.equal((await both.verify(await issuer.token({ user: 'alice' }))).user?.id, 'alice')
  assert.equal((await both.verify(await issuer.token({ user: 'alice', resource }))).user?.id, 'alice')
  assert.equal((await both.verify(await issuer.token(worker))).user, undefined)
})

const elsewhere: readonly (readonly [string, TokenOptions])[] = [
  ['a machine of an API of its own', worker],
  ['a person whose token is bound to an API', { user: 'alice', resource }],
]
for (const [what, options] of elsewhere) {
  test(`refuses ${what} at the endpoint (checklist 17, 36)`, async () => {
    const token = await issuer.token(options)
    await assertRefused(() => verifier.verify(token), 'wrong_audience')
  })
}

for (const other of [`${resource}/`, 'https://api.example.com', 'https://API.example.com/orders', endpoint]) {
  test(`compares the resource exactly: not ${other} (checklist 17, 36)`, async () => {
    const token = await issuer.token(worker)
    await assertRefused(
      () => createVerifier(authgear(endpoint, { resource: other }), settings).verify(token),
      'wrong_audience',
    )
  })
}

test('takes tokens of older servers, and a missing claim satisfies nothing (checklist 55)', async () => {
  const auth = await verifier.verify(await issuer.token({ omit: ['auth_time', 'amr', 'scope', 'roles'] }))
  assert.deepEqual([auth.authTime, auth.scopes, auth.roles, auth.user?.roles], [undefined, [], [], []])
  await assertRefused(
    () => requireAccess(auth, { maxAuthAgeSeconds: 1e6 }, { now }),
    'reauthentication_required',
  )
  await assertRefused(() => requireAccess(auth, { amr: ['pwd'] }), 'reauthentication_required')
  await assertRefused(() => requireAccess(auth, { anyScope: ['openid'] }), 'insufficient_scope')
})

test('types and validates what a hook adds', async () => {
  const claims = z.object({ org_id: z.string() })
  const typed = createVerifier(authgear(endpoint, { claims }), settings)
  const auth = await typed.verify(await issuer.token({ user: 'alice', claims: { org_id: 'acme' } }))
  assert.deepEqual(auth.claims, { org_id: 'acme' })
  const token = await issuer.token({ user: 'alice' })
  const error = await assertRefused(() => typed.verify(token), 'invalid_claim')
  assert.equal(error.details.claim, 'org_id')
})

test('lets only the named clients call (checklist 39)', async () => {
  const some = createVerifier(authgear(endpoint, { clientIds: ['web'] }), settings)
  await some.verify(await issuer.token({ clientId: 'web' }))
  const token = await issuer.token({ clientId: 'other' })
  await assertRefused(() => some.verify(token), 'client_not_allowed')
})

const PREFIX = 'https://authgear.com/claims/user/'
const person = {
  iss: endpoint,
  aud: [endpoint],
  [`${PREFIX}is_anonymous`]: false,
  [`${PREFIX}is_verified`]: true,
  [`${PREFIX}can_reauthenticate`]: true,
  [`${PREFIX}roles`]: [],
}
const machine = { iss: endpoint, aud: [endpoint], sub: 'client_id_client-1' }
const local = createVerifier(authgear(endpoint, { keys: { jwks: { keys: [testKey().jwk] } } }), { now })
const tokenOf = (claims: object): string => buildToken({ claims: claims as Record<string, unknown> })

test('the tokens that the next tests change are good', async () => {
  assert.equal((await local.verify(tokenOf(person))).user?.isVerified, true)
  assert.equal((await local.verify(tokenOf(machine))).user, undefined)
})

type Row = readonly [what: string, claims: object, claim: string]
const neither: readonly Row[] = [
  ...['is_anonymous', 'is_verified', 'can_reauthenticate'].flatMap((flag) =>
    [undefined, null, 'true', 1, [], {}].map((value): Row => [
      `a person whose ${flag} is ${JSON.stringify(value)}`,
      { ...person, [PREFIX + flag]: value },
      PREFIX + flag,
    ]),
  ),
  ...['admin', null, {}, [1], ['a', null]].map((value): Row => [
    `a person whose roles are ${JSON.stringify(value)}`,
    { ...person, [`${PREFIX}roles`]: value },
    `${PREFIX}roles`,
  ]),
  ['a person without any user claim', { ...machine, sub: 'user-1' }, `${PREFIX}is_verified`],
  [
    'a person with the prefix of a machine',
    { ...person, sub: 'client_id_client-1' },
    `${PREFIX}is_anonymous`,
  ],
  ['a machine of another client', { ...machine, sub: 'client_id_client-2' }, 'sub'],
  ['a machine without a name', { ...machine, sub: 'client_id_' }, 'sub'],
  ['a machine with more to its name', { ...machine, sub: 'client_id_client-1 ' }, 'sub'],
  ...['is_anonymous', 'is_verified', 'can_reauthenticate', 'roles', 'whatever_comes'].map((name): Row => [
    `a machine with the user claim ${name}`,
    { ...machine, [PREFIX + name]: false },
    PREFIX + name,
  ]),
]
for (const [what, claims, claim] of neither) {
  test(`refuses ${what}: clearly neither a person nor a machine (checklist 22, 26)`, async () => {
    const error = await assertRefused(() => local.verify(tokenOf(claims)), 'invalid_claim')
    assert.equal(error.details.claim, claim)
  })
}

test('a name that only looks like a machine is a person', async () => {
  assert.equal((await local.verify(tokenOf({ ...person, sub: 'client_i' }))).user?.id, 'client_i')
})

test('refuses an ID token of the same project, signed by the same key (checklist 14, 26)', async () => {
  const idToken = buildToken({
    header: { typ: 'JWT' },
    claims: {
      ...person,
      aud: ['client-1'],
      client_id: undefined,
      jti: undefined,
      scope: undefined,
      sid: 'x',
      auth_time: NOW,
    },
  })
  await assertRefused(() => local.verify(idToken), 'wrong_type')
})

test('refuses an ID token that is passed off as an access token (checklist 17, 20)', async () => {
  const claims = { ...person, aud: ['client-1'], client_id: undefined, jti: undefined }
  await assertRefused(() => local.verify(tokenOf(claims)), 'wrong_audience')
})

test('refuses any algorithm but RS256 (checklist 4)', async () => {
  const key = testKey('ES256')
  const es = createVerifier(authgear(endpoint, { keys: { jwks: { keys: [key.jwk, testKey().jwk] } } }), {
    now,
  })
  await assertRefused(() => es.verify(buildToken({ key, claims: person })), 'algorithm_not_allowed')
})

test('hints at the switch of the portal where a token is opaque', async () => {
  const error = await assertRefused(() => verifier.verify('GHaw2Su6vKtRZJIbXP9OrYWZyFYwxNBz'), 'opaque_token')
  assert.match(String(error.details.hint), /Issue JWT as access token/)
})
