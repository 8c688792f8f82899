import { createIssuer } from '@tokenstile/issuer'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { deepStrictEqual, notStrictEqual, rejects, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { fetchedJson } from './fetched-json.ts'

const kidOf = (token: string) => decodeProtectedHeader(token).kid

suite('the signing key', () => {
  test('is made once, however many first calls come at the same time', async () => {
    const issuer = createIssuer()
    const [first, second, set, response] = await Promise.all([
      issuer.token(),
      issuer.token({ user: 'bob' }),
      issuer.jwks(),
      issuer.fetch('http://issuer.localhost/oauth2/jwks'),
    ])
    strictEqual(set.keys.length, 1)
    deepStrictEqual([kidOf(first), kidOf(second)], [set.keys[0]?.kid, set.keys[0]?.kid])
    deepStrictEqual(await response.json(), set)
  })

  test('is another one for every issuer', async () => {
    const [one, other] = [createIssuer(), createIssuer()]
    const keys = createLocalJWKSet(await other.jwks())
    await rejects(jwtVerify(await one.token(), keys), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test("is dated by the issuer's clock, in seconds", async () => {
    const { keys } = await createIssuer({ now: () => 1_700_000_000_999 }).jwks()
    strictEqual(keys[0]?.created_at, 1_700_000_000)
  })

  test('cannot be changed through the published set', async () => {
    const issuer = createIssuer()
    const { keys } = await issuer.jwks()
    Object.assign(keys[0] ?? {}, { kid: 'mine' })
    keys.length = 0
    strictEqual((await issuer.jwks()).keys[0]?.kid, kidOf(await issuer.token()))
  })

  test('moves down at a rotation: the new one signs, both are published and verify', async () => {
    const issuer = createIssuer()
    const before = await issuer.token()
    await issuer.rotateKeys()
    const after = await issuer.token()
    const set = await issuer.jwks()
    deepStrictEqual(
      set.keys.map(({ kid }) => kid),
      [kidOf(after), kidOf(before)],
    )
    const keys = createLocalJWKSet(set)
    await jwtVerify(before, keys)
    await jwtVerify(after, keys)
  })

  test('signs from the moment a rotation is asked for, not only when it is done', async () => {
    const issuer = createIssuer()
    const before = await issuer.token()
    const rotation = issuer.rotateKeys()
    notStrictEqual(kidOf(await issuer.token()), kidOf(before))
    await rotation
  })

  test('keeps every rotation when several are asked for at the same time', async () => {
    const issuer = createIssuer()
    await Promise.all([issuer.rotateKeys(), issuer.rotateKeys()])
    strictEqual(new Set((await issuer.jwks()).keys.map(({ kid }) => kid)).size, 3)
  })

  test('that is old can be dropped, and its tokens with it', async () => {
    const issuer = createIssuer()
    const before = await issuer.token()
    await issuer.rotateKeys()
    await issuer.dropOldKeys()
    const set = await issuer.jwks()
    const keys = createLocalJWKSet(set)
    strictEqual(set.keys.length, 1)
    await jwtVerify(await issuer.token(), keys)
    await rejects(jwtVerify(before, keys), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test('is shared with the running issuer, also when it rotates', async () => {
    const issuer = createIssuer()
    const running = await issuer.listen()
    try {
      await issuer.rotateKeys()
      const { keys } = await fetchedJson(fetch(`${running.endpoint}/oauth2/jwks`))
      deepStrictEqual({ keys }, await issuer.jwks())
      strictEqual(kidOf(await running.token()), keys[0].kid)
    } finally {
      await running.close()
    }
  })
})
