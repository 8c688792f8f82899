import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Jwk } from 'tokenstile'
import { createKey, testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, encode, issuerOptions, NOW, now, validClaims } from '../support/tokens.ts'

const verifierOfValid = async (token = buildToken()): Promise<ReturnType<typeof createVerifier>> => {
  const verifier = createVerifier(issuerOptions(), { now })
  await verifier.verify(token)
  return verifier as ReturnType<typeof createVerifier>
}

// Two tokens met under one key of a cache: CVE-2026-35039.
test('does not answer for a token that only shares its signature with a remembered one (checklist 18)', async () => {
  const verifier = await verifierOfValid()
  const [header, , signature] = buildToken().split('.')
  const claims = encode(JSON.stringify({ ...validClaims, sub: 'admin' }))
  await assertRefused(() => verifier.verify(`${header}.${claims}.${signature}`), 'bad_signature')
})

test('does not answer for a token that shares the end of its signature with a remembered one (checklist 18)', async () => {
  const verifier = await verifierOfValid()
  const token = buildToken()
  const start = token.lastIndexOf('.') + 1
  for (const kept of [1, 8, 16, 24, 32, 64, 128, token.length - start - 1]) {
    const changed = token.length - kept - 1
    const other = `${token.slice(0, changed)}${token[changed] === 'A' ? 'B' : 'A'}${token.slice(changed + 1)}`
    await assertRefused(() => verifier.verify(other), 'bad_signature')
  }
  await verifier.verify(token)
})

test('does not answer for a remembered token with something around it (checklist 1)', async () => {
  const verifier = await verifierOfValid()
  const around = [' x', 'x ', 'x\n', '\0x', 'x\0', 'xA', 'Bearer x', 'x.', '.x', 'x=', '\ufeffx']
  for (const text of around) {
    const result = await verifier.tryVerify(text.replace('x', buildToken()))
    assert.ok(!result.ok, JSON.stringify(text))
  }
})

test('answers for each of many tokens with its own claims (checklist 18)', async () => {
  const verifier = createVerifier(issuerOptions({}, [testKey('ES256')]), { now, cache: { maxEntries: 8 } })
  const tokens = Array.from({ length: 40 }, (_, index) =>
    buildToken({ key: testKey('ES256'), claims: { sub: `user-${index}` } }),
  )
  for (let round = 0; round < 3; round++) {
    for (const [index, token] of tokens.entries())
      assert.equal((await verifier.verify(token)).subject, `user-${index}`)
  }
})

test('does not answer for a remembered token of another verifier with other options (checklist 16, 17)', async () => {
  await verifierOfValid()
  const other = createVerifier(issuerOptions({ audience: 'https://other.example' }), { now })
  await assertRefused(() => other.verify(buildToken()), 'wrong_audience')
})

// A token without iat stayed in a cache for ever: CVE-2026-107719.
test('forgets a token without iat at its end, and one whose age counts never enters without iat (checklist 19)', async () => {
  let time = NOW
  const options = issuerOptions({ requiredClaims: ['exp', 'sub'] })
  const verifier = createVerifier(options, { now: () => time * 1000 })
  const token = buildToken({ claims: { iat: undefined } })
  await verifier.verify(token)
  time = NOW + 1800 + 59
  await verifier.verify(token)
  time = NOW + 1800 + 60
  await assertRefused(() => verifier.verify(token), 'token_expired')
})

test('refuses a remembered token when the clock is set back before nbf (checklist 25)', async () => {
  let time = NOW
  const verifier = createVerifier(issuerOptions(), { now: () => time * 1000 })
  const token = buildToken({ claims: { nbf: NOW - 10 } })
  await verifier.verify(token)
  time = NOW - 71
  await assertRefused(() => verifier.verify(token), 'token_not_yet_valid')
  time = NaN
  assert.ok(!(await verifier.tryVerify(token)).ok)
})

test('refuses a remembered token once its key is withdrawn, replaced or distrusted (checklist 18, 59)', async () => {
  const first = testKey()
  const replaced = { ...createKey('RS256', first.kid).jwk }
  const changes: readonly (readonly [readonly Jwk[], 'unknown_key' | 'bad_signature'])[] = [
    [[], 'unknown_key'],
    [[testKey('ES256').jwk], 'unknown_key'],
    [[replaced], 'bad_signature'],
  ]
  for (const [keys, code] of changes) {
    let published: readonly Jwk[] = [first.jwk]
    const verifier = createVerifier(issuerOptions({ keys: { find: () => published } }), { now })
    await verifier.verify(buildToken())
    await verifier.verify(buildToken())
    published = keys
    await assertRefused(() => verifier.verify(buildToken()), code)
  }
  const verifier = createVerifier(issuerOptions(), { now })
  await verifier.verify(buildToken())
  verifier.distrustKey(validClaims['iss'] as string, { kid: first.kid })
  assert.ok(!(await verifier.tryVerify(buildToken())).ok)
})

test('never remembers a token that is bound to a key (checklist 38, 53)', async () => {
  const verifier = await verifierOfValid()
  const bound = buildToken({ claims: { cnf: { jkt: 'A'.repeat(43) } } })
  for (let round = 0; round < 3; round++) await assertRefused(() => verifier.verify(bound), 'dpop_required')
})

test('gives one answer to many requests that none of them can change (checklist 18)', async () => {
  const verifier = await verifierOfValid(
    buildToken({ claims: { roles: ['reader'], nested: { list: [{ a: 1 }] } } }),
  )
  const auth = await verifier.verify(
    buildToken({ claims: { roles: ['reader'], nested: { list: [{ a: 1 }] } } }),
  )
  const open: string[] = []
  visit(auth, 'auth', (value, path) => {
    if (!Object.isFrozen(value)) open.push(path)
  })
  assert.deepEqual(open, [])
  assert.throws(() => (auth.scopes as string[]).push('admin'), TypeError)
})

function visit(value: unknown, path: string, see: (value: object, path: string) => void): void {
  if (typeof value !== 'object' || value === null) return
  see(value, path)
  for (const [name, member] of Object.entries(value)) visit(member, `${path}.${name}`, see)
}
