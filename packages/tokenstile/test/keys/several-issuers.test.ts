import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type IssuerOptions } from 'tokenstile'
import { createVerifierOn, ENGINES } from '../support/both-engines.ts'
import { createClock } from '../support/clock.ts'
import { testKey } from '../support/keys.ts'
import { json } from '../support/published-keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { AUDIENCE, buildToken, ISSUER, issuerOptions, now } from '../support/tokens.ts'

const ONE = 'https://one.example'
const TWO = 'https://two.example'
// Two keys under one kid: only the issuer tells them apart.
const keyOfOne = { ...testKey('ES256', 'one'), kid: 'same' }
const keyOfTwo = { ...testKey('ES256', 'two'), kid: 'same' }
const keys = { [ONE]: keyOfOne, [TWO]: keyOfTwo }

function tokenOf(
  iss: string,
  key = iss === ONE ? keyOfOne : keyOfTwo,
  claims: Record<string, unknown> = {},
): string {
  return buildToken({ key, claims: { iss, ...claims } })
}

/** Both issuers with discovery, and every URL that was asked for. */
function bothIssuers(): { urls: string[]; fetch: typeof globalThis.fetch; options: IssuerOptions[] } {
  const urls: string[] = []
  const fetch = async (url: unknown): Promise<Response> => {
    urls.push(String(url))
    const { origin, pathname } = new URL(String(url))
    if (pathname !== '/keys') return json({ issuer: origin, jwks_uri: `${origin}/keys` })
    const { jwk } = keys[origin as typeof ONE]!
    return json({ keys: [{ ...jwk, kid: 'same' }] })
  }
  return { urls, fetch, options: [ONE, TWO].map((issuer) => issuerOptions({ issuer, keys: {} })) }
}

for (const engine of ENGINES) {
  const on = `on the ${engine.name} engine`

  test(`proves each issuer's tokens with its own keys ${on} (checklist 23)`, async () => {
    const { options, fetch } = bothIssuers()
    const verifier = createVerifierOn(engine, options, { ...createClock().clocks, fetch })
    for (const issuer of [ONE, TWO]) assert.equal((await verifier.verify(tokenOf(issuer))).issuer, issuer)
  })

  test(`lets no key of one issuer prove another's token, cold or warm ${on} (checklist 23)`, async () => {
    const { options, fetch } = bothIssuers()
    const verifier = createVerifierOn(engine, options, { ...createClock().clocks, fetch })
    for (let round = 0; round < 2; round++) {
      await assertRefused(() => verifier.verify(tokenOf(ONE, keyOfTwo)), 'bad_signature')
      await assertRefused(() => verifier.verify(tokenOf(TWO, keyOfOne)), 'bad_signature')
      for (const issuer of [ONE, TWO]) await verifier.verify(tokenOf(issuer))
    }
  })

  test(`asks only the issuer that a token names, and an unlisted one never ${on} (checklist 23, 28)`, async () => {
    const { urls, options, fetch } = bothIssuers()
    const verifier = createVerifierOn(engine, options, { ...createClock().clocks, fetch })
    for (const iss of [
      'https://three.example',
      `${ONE}/`,
      'http://one.example',
      'HTTPS://one.example',
      '',
      '__proto__',
    ]) {
      await assertRefused(() => verifier.verify(tokenOf(ONE, keyOfOne, { iss })), 'untrusted_issuer')
    }
    assert.equal(urls.length, 0)
    await verifier.verify(tokenOf(ONE))
    assert.ok(
      urls.every((url) => url.startsWith(ONE)),
      urls.join(),
    )
  })
}

test("keeps one issuer's outage from the other's tokens", async () => {
  const { options, fetch } = bothIssuers()
  const half: typeof fetch = (url) =>
    String(url).startsWith(ONE) ? Promise.reject(new TypeError('down')) : fetch(url)
  const verifier = createVerifier(options, { ...createClock().clocks, fetch: half })
  await assertRefused(() => verifier.verify(tokenOf(ONE)), 'keys_unavailable')
  await verifier.verify(tokenOf(TWO))
  assert.deepEqual(
    verifier.health().issuers.map(({ issuer, state }) => [issuer, state]),
    [
      [ONE, 'down'],
      [TWO, 'ready'],
    ],
  )
  assert.equal(verifier.health().state, 'down')
  await assertRefused(() => verifier.warmUp(), 'keys_unavailable')
})

test('warms every issuer up, and gives each its state', async () => {
  const { urls, options, fetch } = bothIssuers()
  const verifier = createVerifier(options, { ...createClock().clocks, fetch })
  assert.equal(verifier.health().state, 'idle')
  await verifier.warmUp()
  await verifier.warmUp()
  assert.equal(urls.length, 4)
  assert.equal(verifier.health().state, 'ready')
  await verifier.verify(tokenOf(ONE))
  assert.equal(urls.length, 4)
})

const PEOPLE = issuerOptions({ audience: AUDIENCE, requiredClaims: ['exp'] })
const MACHINES = {
  ...PEOPLE,
  audience: ['https://machines.example', 'https://more.example'],
  toUser: () => undefined,
}

test('picks the entry of an issuer by the audience, the first one where a token names both', async () => {
  const verifier = createVerifier([PEOPLE, MACHINES], { now })
  const userOf = async (aud: unknown): Promise<unknown> =>
    (await verifier.verify(buildToken({ claims: { aud } }))).user
  assert.deepEqual(await userOf(AUDIENCE), { id: 'user-1' })
  assert.equal(await userOf('https://machines.example'), undefined)
  assert.equal(await userOf(['https://elsewhere.example', 'https://more.example']), undefined)
  assert.deepEqual(await userOf(['https://more.example', AUDIENCE]), { id: 'user-1' })
})

test('refuses an audience that no entry of its issuer has, and one of a wrong type (checklist 17, 36)', async () => {
  const verifier = createVerifier([PEOPLE, MACHINES], { now })
  const refused = (aud: unknown, code: 'wrong_audience' | 'invalid_claim' | 'missing_claim') =>
    assertRefused(() => verifier.verify(buildToken({ claims: { aud } })), code)
  await refused('https://other.example', 'wrong_audience')
  await refused([], 'wrong_audience')
  await refused(1, 'invalid_claim')
  await refused([AUDIENCE, 1], 'invalid_claim')
  await refused(undefined, 'missing_claim')
})

test('shares the keys among the entries of one issuer: one fetch for all', async () => {
  const { urls, fetch } = bothIssuers()
  const options = ['https://a.example', 'https://b.example'].map((audience) =>
    issuerOptions({ issuer: ONE, audience, keys: {} }),
  )
  const verifier = createVerifier(options, { ...createClock().clocks, fetch })
  for (const aud of ['https://a.example', 'https://b.example'])
    await verifier.verify(tokenOf(ONE, keyOfOne, { aud }))
  assert.equal(urls.length, 2)
  assert.equal(verifier.health().issuers.length, 1)
})

test('refuses entries of one issuer whose audiences overlap or are not checked (checklist 61)', async () => {
  for (const [one, other] of [
    [AUDIENCE, AUDIENCE],
    [AUDIENCE, ['https://a.example', AUDIENCE]],
    [null, AUDIENCE],
    [AUDIENCE, null],
    [null, null],
  ]) {
    const entries = [issuerOptions({ audience: one! }), issuerOptions({ audience: other! })]
    await assertConfigError(() => createVerifier(entries), 'issuers[1].audience')
  }
  const third = [PEOPLE, MACHINES, issuerOptions({ audience: 'https://more.example' })]
  await assertConfigError(() => createVerifier(third), 'issuers[2].audience')
})

const foundAtOne = { find: () => [keyOfOne.jwk] }
const OTHER_KEYS: readonly [what: string, one: IssuerOptions['keys'], other: IssuerOptions['keys']][] = [
  ['other static keys', { jwks: { keys: [keyOfOne.jwk] } }, { jwks: { keys: [keyOfTwo.jwk] } }],
  ['static and fetched keys', { jwks: { keys: [keyOfOne.jwk] } }, {}],
  ['other remote options', { ttlSeconds: 60 }, { ttlSeconds: 70 }],
  ['two sources', foundAtOne, { find: () => [keyOfTwo.jwk] }],
  ['a source and fetched keys', foundAtOne, {}],
]

for (const [what, one, other] of OTHER_KEYS) {
  test(`refuses ${what} for the entries of one issuer: the second would be ignored (checklist 61)`, async () => {
    const entries = [one, other].map((given, index) => ({
      ...issuerOptions({ audience: `https://${index}.example` }),
      keys: given!,
    }))
    await assertConfigError(() => createVerifier(entries), 'issuers[1].keys')
  })
}

test('takes one source for the entries of one issuer', async () => {
  const entries = ['https://a.example', 'https://b.example'].map((audience) =>
    issuerOptions({ audience, keys: foundAtOne }),
  )
  const verifier = createVerifier(entries, { now })
  const claims = { aud: 'https://b.example' }
  await verifier.verify(buildToken({ key: testKey('ES256', 'one'), claims }))
})

test('names the entry in which a mistake is, and refuses an empty list (checklist 61)', async () => {
  await assertConfigError(() => createVerifier([]), 'issuers')
  await assertConfigError(
    () => createVerifier([PEOPLE, { ...MACHINES, audience: [] }]),
    'issuers[1].audience',
  )
  await assertConfigError(() => createVerifier([issuerOptions(), null as never]), 'issuers[1]')
  assert.equal(createVerifier([issuerOptions()]).health().issuers[0]?.issuer, ISSUER)
})
