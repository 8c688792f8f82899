import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthError,
  createVerifier,
  type IssuerOptions,
  type Verifier,
  type VerifierSettings,
} from 'tokenstile'
import { createVerifierOn, ENGINES } from '../support/both-engines.ts'
import { createClock } from '../support/clock.ts'
import { createKey, testKey } from '../support/keys.ts'
import { noNetwork, publishedKeys } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, NOW, now } from '../support/tokens.ts'

const key = testKey('ES256', 'tenants')
const keys = { jwks: { keys: [key.jwk] } }
const TENANT = 'https://tenant.example'

const built = new Map<string, string>()

/** The very same token for the same claims, so that it may be remembered: each ECDSA signature is another. */
function tokenOf(iss: string, claims: Record<string, unknown> = {}): string {
  const all = { iss, exp: NOW + 100_000, ...claims }
  const name = JSON.stringify(all)
  const token = built.get(name) ?? buildToken({ key, claims: all })
  built.set(name, token)
  return token
}

type FindTenant = (iss: string) => IssuerOptions | undefined | Promise<IssuerOptions | undefined>

/** A verifier of the tenants that a function knows, and every question the function was asked. */
function withTenants(
  find: FindTenant,
  settings: VerifierSettings = { now },
): { verifier: Verifier; asked: string[] } {
  const asked: string[] = []
  const verifier = createVerifier((iss: string) => {
    asked.push(iss)
    return find(iss)
  }, settings)
  return { verifier, asked }
}

const isTenant = (iss: string): boolean => iss.endsWith('.example')
const found = (issuer: string): IssuerOptions => issuerOptions({ issuer, keys })

const WAYS: readonly [how: string, answer: FindTenant][] = [
  ['at once', (iss) => (isTenant(iss) ? found(iss) : undefined)],
  ['later', async (iss) => (isTenant(iss) ? found(iss) : undefined)],
]

for (const [how, answer] of WAYS) {
  for (const engine of ENGINES) {
    test(`verifies the tokens of tenants that a function finds ${how} on the ${engine.name} engine`, async () => {
      const verifier = createVerifierOn(engine, answer, { now })
      for (const iss of [TENANT, 'https://other.example']) {
        assert.equal((await verifier.verify(tokenOf(iss))).issuer, iss)
      }
      await assertRefused(() => verifier.verify(tokenOf('https://unknown.test')), 'untrusted_issuer')
    })
  }

  test(`asks a function that answers ${how} once for a tenant in five minutes`, async () => {
    const clock = createClock()
    const { verifier, asked } = withTenants(answer, clock.clocks)
    for (let index = 0; index < 5; index++) await verifier.verify(tokenOf(TENANT, { jti: `token ${index}` }))
    clock.advance(299)
    await verifier.verify(tokenOf(TENANT))
    assert.equal(asked.length, 1)
    clock.advance(1)
    await verifier.verify(tokenOf(TENANT))
    assert.equal(asked.length, 2)
  })

  test(`asks a function that answers ${how} once for an unknown issuer in ten seconds`, async () => {
    const clock = createClock()
    const { verifier, asked } = withTenants(answer, clock.clocks)
    for (let index = 0; index < 5; index++) {
      await assertRefused(() => verifier.verify(tokenOf('https://unknown.test')), 'untrusted_issuer')
    }
    assert.equal(asked.length, 1)
    clock.advance(10)
    await assertRefused(() => verifier.verify(tokenOf('https://unknown.test')), 'untrusted_issuer')
    assert.equal(asked.length, 2)
  })

  test(`refuses a tenant that was closed after five minutes at the latest, also a remembered token, when told ${how}`, async () => {
    const clock = createClock()
    let isOpen = true
    const { verifier } = withTenants(
      (iss) => (isOpen ? answer(iss) : how === 'later' ? Promise.resolve(undefined) : undefined),
      clock.clocks,
    )
    await verifier.verify(tokenOf(TENANT))
    isOpen = false
    clock.advance(299)
    await verifier.verify(tokenOf(TENANT))
    clock.advance(1)
    await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'untrusted_issuer')
    isOpen = true
    clock.advance(10)
    await verifier.verify(tokenOf(TENANT))
  })

  test(`judges a remembered token by a tenant's new options when told ${how}`, async () => {
    const clock = createClock()
    let audience = 'https://api.example'
    const changed = (iss: string): IssuerOptions => issuerOptions({ issuer: iss, keys, audience })
    const { verifier } = withTenants(
      (iss) => (how === 'later' ? Promise.resolve(changed(iss)) : changed(iss)),
      clock.clocks,
    )
    await verifier.verify(tokenOf(TENANT))
    audience = 'https://new.example'
    clock.advance(300)
    await verifier.verify(tokenOf(TENANT, { aud: audience }))
    await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'wrong_audience')
  })
}

test('asks once, however many tokens of a tenant wait for the answer (checklist 59)', async () => {
  const { verifier, asked } = withTenants(async (iss) => found(iss))
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => verifier.verify(tokenOf(TENANT, { jti: `token ${index}` }))),
  )
  assert.equal(asked.length, 1)
})

test('asks for no token that could never pass', async () => {
  const { verifier, asked } = withTenants(() => assert.fail('nobody is to be asked'))
  await assertRefused(() => verifier.verify(buildToken({ header: { alg: 'none' } })), 'algorithm_not_allowed')
  await assertRefused(
    () => verifier.verify(buildToken({ header: { alg: undefined } })),
    'algorithm_not_allowed',
  )
  await assertRefused(() => verifier.verify(buildToken({ claims: { iss: undefined } })), 'missing_claim')
  for (const iss of [null, 1, [TENANT], { iss: TENANT }]) {
    await assertRefused(() => verifier.verify(buildToken({ claims: { iss } })), 'invalid_claim')
  }
  assert.equal(asked.length, 0)
})

test('refuses to serve options of another issuer than the one that was asked for (checklist 16, 23)', async () => {
  for (const issuer of ['https://other.example', `${TENANT}/`, 'https://TENANT.example']) {
    for (const answer of [found(issuer), Promise.resolve(found(issuer))]) {
      const { verifier } = withTenants(() => answer)
      await assertConfigError(() => verifier.verify(tokenOf(TENANT)), 'issuers')
    }
  }
})

test('names the option that a tenant has wrong (checklist 61)', async () => {
  const { verifier } = withTenants((issuer) => ({ issuer, audience: [], keys }))
  await assertConfigError(() => verifier.verify(tokenOf(TENANT)), 'audience')
  const { verifier: other } = withTenants(async () => 5 as never)
  await assertConfigError(() => other.verify(tokenOf(TENANT)), 'options')
})

test('takes null for a tenant that is not there, and an issuer of absurd length too, without asking', async () => {
  const { verifier, asked } = withTenants(async () => null as never)
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'untrusted_issuer')
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'untrusted_issuer')
  assert.equal(asked.length, 1)
  await assertRefused(
    () => verifier.verify(tokenOf(`https://${'x'.repeat(600)}.example`)),
    'untrusted_issuer',
  )
  assert.equal(asked.length, 1)
})

test('follows a set of keys that the program changed in place', async () => {
  const clock = createClock()
  const jwks = { keys: [key.jwk] }
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: { jwks } }), clock.clocks)
  await verifier.verify(tokenOf(TENANT))
  jwks.keys = [createKey().jwk]
  clock.advance(301)
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'unknown_key')
})

test('passes on what the function throws, as no refusal, and asks again', async () => {
  const failure = new Error('the database is down')
  const fails: FindTenant[] = [
    () => {
      throw failure
    },
    () => Promise.reject(failure),
  ]
  for (const fail of fails) {
    let isDown = true
    const { verifier } = withTenants((iss) => (isDown ? fail(iss) : found(iss)))
    await assert.rejects(verifier.verify(tokenOf(TENANT)), failure)
    await assert.rejects(verifier.tryVerify(tokenOf(TENANT)), failure)
    isDown = false
    await verifier.verify(tokenOf(TENANT))
  }
})

test('lets the function refuse in its own words', async () => {
  const { verifier } = withTenants(() => {
    throw new AuthError('forbidden')
  })
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'forbidden')
})

function name(index: number): string {
  return `https://${index}.example`
}

test('holds ten thousand tenants and lets the one go that was not asked for the longest', async () => {
  const { verifier, asked } = withTenants(found)
  for (let index = 0; index < 10_000; index++) await verifier.verify(tokenOf(name(index)))
  await verifier.verify(tokenOf(name(0), { jti: 'again' }))
  assert.equal(asked.length, 10_000)
  assert.equal(verifier.health().issuers.length, 10_000)
  await verifier.verify(tokenOf(name(10_000)))
  assert.equal(verifier.health().issuers.length, 10_000)
  await verifier.verify(tokenOf(name(0), { jti: 'and again' }))
  assert.equal(asked.length, 10_001, 'the first one was asked for lately')
  await verifier.verify(tokenOf(name(1)))
  assert.equal(asked.length, 10_002, 'the second one went')
})

test('lets a flood of made-up issuers push no tenant out', async () => {
  const { verifier, asked } = withTenants((iss) => (iss === TENANT ? found(iss) : undefined))
  await verifier.verify(tokenOf(TENANT))
  const [header, claims, signature] = tokenOf('https://flood.example').split('.') as [string, string, string]
  const text = Buffer.from(claims, 'base64url').toString()
  for (let index = 0; index < 12_000; index++) {
    const flood = Buffer.from(text.replace('flood', `flood-${index}`)).toString('base64url')
    assert.equal((await verifier.tryVerify(`${header}.${flood}.${signature}`)).ok, false)
  }
  await verifier.verify(tokenOf(TENANT, { jti: 'another' }))
  assert.equal(asked.filter((iss) => iss === TENANT).length, 1)
})

test('spares the issuers where tokens of ever new tenants come, and lets known tenants through (checklist 59)', async () => {
  const clock = createClock()
  let fetches = 0
  const fetch = (input: string | URL | Request): Promise<Response> => {
    fetches++
    const issuer = new URL('/', String(input)).origin
    return Promise.resolve(
      String(input).endsWith('/keys')
        ? Response.json(keys.jwks)
        : Response.json({ issuer, jwks_uri: `${issuer}/keys` }),
    )
  }
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: {} }), {
    ...clock.clocks,
    fetch,
  })
  for (let index = 0; index < 1000; index++) await verifier.verify(tokenOf(name(index)))
  assert.equal(fetches, 2000)
  const error = await assertRefused(() => verifier.verify(tokenOf(name(1000))), 'keys_unavailable')
  assert.equal(error.details.reason, 'tenants_throttled')
  assert.equal(error.responseHeaders['Retry-After'], '1')
  await verifier.verify(tokenOf(name(0), { jti: 'another' }))
  assert.equal(fetches, 2000)
  clock.advance(1)
  await verifier.verify(tokenOf(name(1000)))
  assert.equal(fetches, 2002)
})

test('takes retries of an issuer that failed from no meter of new tenants', async () => {
  const clock = createClock()
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: {} }), {
    ...clock.clocks,
    fetch: async () => await noNetwork(),
  })
  for (let index = 0; index < 999; index++) await verifier.tryVerify(tokenOf(name(index)))
  for (let turn = 0; turn < 3; turn++) {
    clock.advance(70)
    for (let index = 0; index < 999; index++) {
      const result = await verifier.tryVerify(tokenOf(name(index)))
      assert.equal(!result.ok && result.error.details.reason, 'network_error')
    }
  }
})

test('shows no tenant that was closed', async () => {
  const clock = createClock()
  let isOpen = true
  const { verifier } = withTenants((iss) => (isOpen ? found(iss) : undefined), clock.clocks)
  await verifier.verify(tokenOf(TENANT))
  isOpen = false
  clock.advance(301)
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'untrusted_issuer')
  assert.deepEqual(verifier.health().issuers, [])
})

test('keeps fetched keys when the function gives the same options again', async () => {
  const clock = createClock()
  const pages = publishedKeys([key], TENANT)
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: { ttlSeconds: 3000 } }), {
    ...clock.clocks,
    fetch: pages.fetch,
  })
  await verifier.verify(tokenOf(TENANT))
  clock.advance(300)
  await verifier.verify(tokenOf(TENANT))
  assert.equal(pages.keyFetches(), 1)
})

test('fetches keys anew when the function gives other key options', async () => {
  const clock = createClock()
  const pages = publishedKeys([key], TENANT)
  let ttlSeconds = 3000
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: { ttlSeconds } }), {
    ...clock.clocks,
    fetch: pages.fetch,
  })
  await verifier.verify(tokenOf(TENANT))
  ttlSeconds = 4000
  clock.advance(300)
  await verifier.verify(tokenOf(TENANT))
  assert.equal(pages.keyFetches(), 2)
})

test('takes the new keys of a tenant that has its keys in its options', async () => {
  const clock = createClock()
  let jwks = { keys: [key.jwk] }
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: { jwks } }), clock.clocks)
  await verifier.verify(tokenOf(TENANT))
  jwks = { keys: [testKey('ES256', 'other').jwk] }
  clock.advance(300)
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'unknown_key')
})

test("distrusts a tenant's key, also once the tenant was found anew", async () => {
  const clock = createClock()
  const { verifier } = withTenants(found, clock.clocks)
  await verifier.verify(tokenOf(TENANT))
  verifier.distrustKey(TENANT, { kid: key.kid })
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'unusable_key')
  clock.advance(300)
  await assertRefused(() => verifier.verify(tokenOf(TENANT)), 'unusable_key')
})

test('warms up and shows the tenants that are known, and is well with none', async () => {
  const pages = publishedKeys([key], TENANT)
  const { verifier } = withTenants((issuer) => issuerOptions({ issuer, keys: {} }), {
    now,
    fetch: pages.fetch,
  })
  await verifier.warmUp()
  assert.deepEqual(verifier.health(), { state: 'ready', issuers: [] })
  await verifier.verify(tokenOf(TENANT))
  await verifier.warmUp()
  assert.deepEqual(
    verifier.health().issuers.map(({ issuer, state }) => [issuer, state]),
    [[TENANT, 'ready']],
  )
  verifier.close()
})
