import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  createVerifier,
  requireAccess,
  toResponse,
  type IssuerOptions,
  type VerifierSettings,
} from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { explain } from 'tokenstile/explain'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { testKey } from '../support/keys.ts'
import { assertConfigError } from '../support/refusals.ts'
import { AUDIENCE, buildToken, ISSUER, now, validClaims } from '../support/tokens.ts'

const key = testKey('ES256')

/** Every option with lists and objects in it, made anew each time. */
function everyOption(): IssuerOptions {
  return {
    issuer: ISSUER,
    audience: [AUDIENCE, 'https://other.example'],
    algorithms: ['ES256', 'RS256'],
    types: ['application/at+jwt', 'AT+JWT'],
    requiredClaims: ['sub', 'exp'],
    clockToleranceSeconds: 10,
    maxTokenAgeSeconds: 3600,
    maxLifetimeSeconds: 3600,
    clientIds: ['client-1'],
    dangerouslyAllowHttpFor: ['issuer:8080'],
    keys: {
      jwks: {
        keys: [
          { ...key.jwk, key_ops: ['verify'] },
          { kty: 'oct', k: 'x' },
        ],
      },
    },
  }
}

test('never changes the options, settings and requests that it is given', async () => {
  const settings: VerifierSettings = { now, cache: { maxEntries: 2 }, maxTokenBytes: 4096 }
  for (const engine of ENGINES) {
    const options = everyOption()
    const request = { method: 'GET', url: '/', headers: { authorization: `Bearer ${buildToken({ key })}` } }
    for (const given of [options, settings, request]) freezeDeeply(given)
    // Frozen: a write would throw. Compared: a getter or a replaced member would show.
    const verifier = createVerifierOn(engine, options, settings)
    const { auth } = await verifier.authenticate(request)
    await verifier.tryVerify(buildToken({ key, claims: { sub: 1 } }))
    await explain(verifier, buildToken({ key }))
    await verifier.warmUp()
    requireAccess(auth, Object.freeze({ scopes: Object.freeze(['read']) }))
    verifier.close()
    assert.deepEqual(options, everyOption())
  }
})

test('never freezes the options that it is given', () => {
  const options = everyOption()
  const settings: VerifierSettings = { now, cache: { maxEntries: 2 } }
  createVerifier(options, settings)
  visit([options, settings], (value) => assert.ok(!Object.isFrozen(value)))
})

test('never changes nor freezes the options of a profile', () => {
  const options = { clientIds: ['a'], keys: { jwks: { keys: [key.jwk] } } }
  const before = structuredClone(options)
  const issuer = authgear(ISSUER, options)
  createVerifier(issuer)
  createVerifier(issuer)
  assert.deepEqual(options, before)
  visit(options, (value) => assert.ok(!Object.isFrozen(value)))
})

test('never freezes what the functions of the program give', async () => {
  const shared = { id: 'shared', tags: ['a'] }
  const scopes = ['read']
  const options = { ...everyOption(), toUser: () => shared, toScopes: () => scopes }
  const auth = await createVerifier(options, { now }).verify(buildToken({ key }))
  assert.deepEqual(auth.user, shared)
  assert.ok(!Object.isFrozen(shared) && !Object.isFrozen(shared.tags) && !Object.isFrozen(scopes))
})

const BUILT_IN = [
  Object,
  Array,
  String,
  Number,
  Boolean,
  Function,
  Map,
  Set,
  Promise,
  Error,
  RegExp,
  Uint8Array,
]

test('pollutes no prototype with anything that a token, a key or an option holds (checklist 3)', async () => {
  const before = snapshot()
  const name = fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'polluted',
    'sub',
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc
      .array(
        fc.tuple(
          name,
          fc.oneof(
            { maxDepth: 3 },
            fc.constant('"polluted"'),
            fc.constant('true'),
            tie('tree') as fc.Arbitrary<string>,
          ),
        ),
        { maxLength: 3 },
      )
      .map((pairs) => `{${[...new Map(pairs)].map(([member, value]) => `"${member}":${value}`).join(',')}}`),
  }))
  const verifier = createVerifier(everyOption(), { now })
  await fc.assert(
    fc.asyncProperty(tree, async (json) => {
      const rest = JSON.stringify({ ...validClaims, sub: undefined })
      const rawClaims = json === '{}' ? rest : rest.replace(/\}$/, `,${json.slice(1)}`)
      const result = await verifier.tryVerify(buildToken({ key, rawClaims }))
      if (!result.ok) toResponse(result.error)
      await verifier.tryVerify(buildToken({ key, rawHeader: json }))
      await explain(verifier, buildToken({ key, rawClaims }))
      const keys = { find: () => [JSON.parse(json), key.jwk] }
      await createVerifier({ ...everyOption(), keys }, { now }).tryVerify(buildToken({ key }))
      await createVerifier({ ...everyOption(), toUser: () => JSON.parse(json) }, { now }).tryVerify(
        buildToken({ key }),
      )
    }),
    { numRuns: 200 },
  )
  await assertConfigError(
    () => createVerifier({ ...everyOption(), ['__proto__x']: 1 } as IssuerOptions),
    '__proto__x',
  )
  assert.deepEqual(snapshot(), before)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('is not led astray by a prototype that others polluted (checklist 3, 16, 17)', async () => {
  const claims = { ...validClaims, aud: undefined, sub: undefined }
  const polluted: Record<string, unknown> = {
    aud: AUDIENCE,
    sub: 'admin',
    alg: 'ES256',
    kid: key.kid,
    typ: 'at+jwt',
  }
  for (const [name, value] of Object.entries(polluted)) {
    // oxlint-disable-next-line eslint/no-extend-native -- that someone did is the case
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
  }
  try {
    const verifier = createVerifier(everyOption(), { now })
    assert.ok(!(await verifier.tryVerify(buildToken({ key, claims }))).ok)
    assert.ok(!(await verifier.tryVerify(buildToken({ key, rawHeader: '{"typ":"at+jwt"}' }))).ok)
    assert.ok(!(await verifier.tryVerify(buildToken({ key, rawHeader: '{"alg":"ES256"}' }))).ok)
    assert.ok((await verifier.tryVerify(buildToken({ key }))).ok)
  } finally {
    for (const name of Object.keys(polluted))
      delete (Object.prototype as unknown as Record<string, unknown>)[name]
  }
})

function snapshot(): readonly unknown[] {
  return BUILT_IN.flatMap((built) => [built, built.prototype]).map((holder) => [
    // Not by name: where a member is called `Symbol.toStringTag`, `deepEqual` of newer Nodes takes it for the type.
    Reflect.ownKeys(holder).map((name) => [name, Object.getOwnPropertyDescriptor(holder, name)]),
    Object.isFrozen(holder),
  ])
}

function freezeDeeply(value: unknown): void {
  visit(value, (object) => Object.freeze(object))
}

function visit(value: unknown, see: (value: object) => void): void {
  if (typeof value !== 'object' || value === null) return
  see(value)
  for (const member of Object.values(value)) visit(member, see)
}
