import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Jwk, type KeySource, type Verifier, type VerifierSettings } from 'tokenstile'
import { createVerifierOn, ENGINES } from '../support/both-engines.ts'
import { createKey, testKey } from '../support/keys.ts'
import { assertConfigError, assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, now } from '../support/tokens.ts'

const known = testKey('ES256', 'known')
const other = testKey('ES256', 'other')
const token = buildToken({ key: known })

type Find = KeySource['find']

/** A verifier with a source of the program's own. */
function verifierWith(find: Find, settings: VerifierSettings = {}, more: Partial<KeySource> = {}): Verifier {
  return createVerifier(issuerOptions({ keys: { find, ...more } }), { now, ...settings })
}

const ANSWERS: readonly [how: string, answer: (keys: readonly Jwk[]) => ReturnType<Find>][] = [
  ['at once', (keys) => keys],
  ['later', (keys) => Promise.resolve(keys)],
  [
    'by a thenable',
    (keys) =>
      // oxlint-disable-next-line unicorn/no-thenable -- a promise of another library is one
      ({ then: (resolve: (keys: readonly Jwk[]) => void) => resolve(keys) }) as Promise<readonly Jwk[]>,
  ],
]

for (const engine of ENGINES) {
  for (const [how, answer] of ANSWERS) {
    const name = `a source that answers ${how}, on the ${engine.name} engine`

    test(`verifies with the keys of ${name}`, async () => {
      const verifier = createVerifierOn(
        engine,
        issuerOptions({ keys: { find: () => answer([other.jwk, known.jwk]) } }),
        { now },
      )
      assert.equal((await verifier.verify(token)).subject, 'user-1')
      await verifier.verify(token)
      assert.equal(verifier.health().state, 'ready')
    })

    test(`asks for alg and kid, and leaves an absent kid out: ${name}`, async () => {
      const asked: unknown[] = []
      const find: Find = (wanted) => {
        asked.push(wanted)
        return answer([known.jwk])
      }
      const verifier = createVerifierOn(engine, issuerOptions({ keys: { find } }), { now, cache: false })
      await verifier.verify(token)
      await verifier.verify(buildToken({ key: known, header: { kid: undefined } }))
      assert.deepEqual(asked, [{ alg: 'ES256', kid: known.kid }, { alg: 'ES256' }])
    })

    test(`refuses a token whose key has gone, also a remembered one: ${name} (checklist 59)`, async () => {
      let keys: readonly Jwk[] = [known.jwk]
      const verifier = createVerifierOn(engine, issuerOptions({ keys: { find: () => answer(keys) } }), {
        now,
      })
      await verifier.verify(token)
      keys = [other.jwk]
      await assertRefused(() => verifier.verify(token), 'unknown_key')
      keys = []
      await assertRefused(() => verifier.verify(token), 'unknown_key')
      keys = [known.jwk]
      await verifier.verify(token)
    })

    test(`uses no unfit key, whoever gives it: ${name} (checklist 10, 11)`, async () => {
      for (const jwk of [
        { ...known.jwk, use: 'enc' },
        { ...known.jwk, alg: 'ES384' },
        { ...known.jwk, d: 'AAAA' },
      ]) {
        const verifier = createVerifierOn(engine, issuerOptions({ keys: { find: () => answer([jwk]) } }), {
          now,
        })
        await assertRefused(() => verifier.verify(token), 'unusable_key')
      }
      const unnamed: readonly Jwk[] = [null, 1, 'key', []] as unknown as readonly Jwk[]
      const verifier = createVerifierOn(engine, issuerOptions({ keys: { find: () => answer(unnamed) } }), {
        now,
      })
      await assertRefused(() => verifier.verify(token), 'unknown_key')
    })

    test(`uses no key under another kid than its own: ${name} (checklist 23)`, async () => {
      const verifier = createVerifierOn(
        engine,
        issuerOptions({ keys: { find: () => answer([known.jwk]) } }),
        { now },
      )
      const renamed = buildToken({ key: known, header: { kid: 'another' } })
      await assertRefused(() => verifier.verify(renamed), 'unknown_key')
    })
  }
}

const FAILURES: readonly [what: string, find: Find][] = [
  [
    'throws',
    () => {
      throw new Error('down')
    },
  ],
  ['rejects', () => Promise.reject(new Error('down'))],
  ...[undefined, null, 'keys', 1, { keys: [known.jwk] }, new Set([known.jwk])].flatMap(
    (shape): [string, Find][] => [
      [`gives ${String(shape)} at once`, () => shape as never],
      [`gives ${String(shape)} later`, () => Promise.resolve(shape as never)],
    ],
  ),
]

for (const [what, fail] of FAILURES) {
  test(`answers 503 where a source ${what}, and recovers (checklist 59)`, async () => {
    let isDown = true
    const good = what === 'rejects' ? Promise.resolve([known.jwk]) : [known.jwk]
    const verifier = verifierWith((wanted) => (isDown ? fail(wanted) : good))
    const error = await assertRefused(() => verifier.verify(token), 'keys_unavailable')
    assert.equal(error.status, 503)
    assert.equal(verifier.health().state, 'down')
    isDown = false
    await verifier.verify(token)
    assert.equal(verifier.health().state, 'ready')
    isDown = true
    await assertRefused(() => verifier.verify(token), 'keys_unavailable')
  })
}

test('asks a source that answers at once before each answer from memory', async () => {
  let asked = 0
  const verifier = verifierWith(() => {
    asked++
    return [known.jwk]
  })
  for (let index = 1; index <= 5; index++) {
    await verifier.verify(token)
    assert.equal(asked, index)
  }
})

test('asks a source that answers later once for each token', async () => {
  let asked = 0
  const verifier = verifierWith(async () => {
    asked++
    return [known.jwk]
  })
  for (let index = 1; index <= 3; index++) {
    await verifier.verify(token)
    assert.equal(asked, index)
  }
})

test('answers from a source that turns from answering at once to answering later', async () => {
  let isLate = false
  const verifier = verifierWith(() => (isLate ? Promise.resolve([known.jwk]) : [known.jwk]))
  await verifier.verify(token)
  isLate = true
  await verifier.verify(token)
  await verifier.verify(token)
  isLate = false
  await verifier.verify(token)
})

test('calls a source as the method that it is, its other members being its own affair', async () => {
  class Vault implements KeySource {
    readonly place = 'vault'
    private readonly keys = [known.jwk]
    warmed = 0
    closed = 0
    find(): readonly Jwk[] {
      return this.keys
    }
    async warmUp(): Promise<void> {
      this.warmed++
    }
    close(): void {
      this.closed++
    }
  }
  const vault = new Vault()
  const verifier = createVerifier(issuerOptions({ keys: vault }), { now })
  await verifier.warmUp()
  await verifier.verify(token)
  verifier.close()
  assert.deepEqual([vault.warmed, vault.closed], [1, 1])
})

const tokenOf = (iss: string): string => buildToken({ key: known, claims: { iss } })

test('refuses one source for two issuers: it is not told for whom it is asked (checklist 23)', async () => {
  const source = { find: () => [known.jwk] }
  const options = (issuer: string) => issuerOptions({ issuer, keys: source })
  const issuers = ['https://one.example', 'https://two.example'] as const
  await assertConfigError(() => createVerifier(issuers.map(options)), 'issuers[1].keys')
  const tenants = createVerifier(options, { now })
  await tenants.verify(tokenOf(issuers[0]))
  await assertConfigError(() => tenants.verify(tokenOf(issuers[1])), 'issuers.keys')
})

test('needs neither warmUp nor close of a source', async () => {
  const verifier = verifierWith(() => [known.jwk])
  await verifier.warmUp()
  verifier.close()
  assert.equal(verifier.health().state, 'idle')
})

test('answers keys_unavailable where the warm-up of a source fails', async () => {
  const verifier = verifierWith(() => [known.jwk], {}, { warmUp: () => Promise.reject(new Error('down')) })
  await assertRefused(() => verifier.warmUp(), 'keys_unavailable')
})

test('takes a list of keys for a mistake, not for a source (checklist 61)', async () => {
  await assertConfigError(() => createVerifier(issuerOptions({ keys: [known.jwk] as never })), 'keys')
})

test('shows what a source says of its health, and that it is ready once it was warmed up', async () => {
  const source: KeySource = { find: () => [], warmUp: async () => undefined, health: () => ({ kept: 3 }) }
  const verifier = createVerifier(issuerOptions({ keys: source }), { now })
  assert.deepEqual(verifier.health().issuers[0], {
    issuer: ISSUER,
    insecure: false,
    state: 'idle',
    details: { kept: 3 },
  })
  await verifier.warmUp()
  assert.equal(verifier.health().state, 'ready')
})

test('reads a key object of a source again as soon as a member of it changed', async () => {
  const [mine, theirs] = [createKey('ES256', 'one'), createKey('ES256', 'one')]
  const changes: readonly (readonly [what: string, change: object, undo: object])[] = [
    ['another material', { x: theirs.jwk['x'], y: theirs.jwk['y'] }, { x: mine.jwk['x'], y: mine.jwk['y'] }],
    ['another use', { use: 'enc' }, { use: 'sig' }],
    ['a private member', { d: 'AAAA' }, { d: undefined }],
    ['other operations', { key_ops: ['sign'] }, { key_ops: ['verify'] }],
    ['operations within an object', { ext: {}, use: 'enc' }, { use: 'sig' }],
  ]
  const jwk: Record<string, unknown> & { kty: string } = { ...mine.jwk }
  const list = [jwk]
  const verifier = createVerifier(issuerOptions({ keys: { find: () => list } }), { now })
  const token = buildToken({ key: mine })
  for (const [what, change, undo] of changes) {
    await verifier.verify(token)
    await verifier.verify(token)
    Object.assign(jwk, change)
    assert.equal((await verifier.tryVerify(token)).ok, false, what)
    Object.assign(jwk, undo)
    if (jwk['d'] === undefined) delete jwk['d']
  }
  await verifier.verify(token)
  ;(jwk['key_ops'] as string[])[0] = 'sign'
  assert.equal((await verifier.tryVerify(token)).ok, false, 'a list that was changed in place')
  ;(jwk['key_ops'] as string[]).push('verify')
  await verifier.verify(token)
})

test('looks at a key object that is an instance of a class each time', async () => {
  const key = createKey('ES256')
  let use = 'sig'
  class StoredKey {
    readonly kty = 'EC'
    readonly crv = key.jwk['crv']
    readonly x = key.jwk['x']
    readonly y = key.jwk['y']
    readonly kid = key.kid
    readonly [member: string]: unknown
    get use(): string {
      return use
    }
  }
  const list = [new StoredKey()]
  const verifier = createVerifier(issuerOptions({ keys: { find: () => list } }), { now })
  const token = buildToken({ key })
  await verifier.verify(token)
  use = 'enc'
  await assertRefused(() => verifier.verify(token), 'unusable_key')
})

test('answers from memory again where a source that gave its keys later gives them at once', async () => {
  let isLater = true
  let asked = 0
  const find = () => {
    asked++
    return isLater ? Promise.resolve([known.jwk]) : [known.jwk]
  }
  const verifier = verifierWith(find)
  const first = await verifier.verify(token)
  isLater = false
  const second = await verifier.verify(token)
  assert.notEqual(second, first)
  assert.equal(await verifier.verify(token), second)
  assert.equal(asked, 3)
})

test('goes on to answer from memory where a source looks elsewhere for a kid that it lacks', async () => {
  const key = createKey('ES256')
  let asked = 0
  const find = ({ kid }: { kid?: string }) => {
    asked++
    return kid === key.kid ? [key.jwk] : Promise.resolve([])
  }
  const verifier = createVerifier(issuerOptions({ keys: { find } }), { now })
  const token = buildToken({ key })
  await verifier.verify(token)
  await assertRefused(() => verifier.verify(buildToken({ key: createKey('ES256') })), 'unknown_key')
  assert.equal(asked, 2)
  const auth = await verifier.verify(token)
  assert.equal(await verifier.verify(token), auth)
  assert.equal(asked, 4, 'asked to vouch, not to find')
})

test('takes a member that is undefined for one that is not there: Workers export public keys so', async () => {
  const absent = Object.fromEntries(
    ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'].map((name) => [name, undefined]),
  )
  const find: Find = () => [{ ...known.jwk, ...absent }]
  await verifierWith(find).verify(token)
})
