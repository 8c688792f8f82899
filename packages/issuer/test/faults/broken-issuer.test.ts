import { createIssuer, type Breakage, type RunningIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, rejects, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createVerifier, type Verifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'

const DISCOVERY = '/.well-known/openid-configuration'
const JWKS = '/oauth2/jwks'

async function withVerifier(
  use: (issuer: RunningIssuer, verifier: Verifier) => Promise<void>,
): Promise<void> {
  const issuer = await createIssuer().listen()
  const verifier = createVerifier({ ...authgear(issuer.endpoint), keys: { timeoutMs: 300 } })
  try {
    await use(issuer, verifier)
  } finally {
    verifier.close()
    await issuer.close()
  }
}

const WAYS: readonly Breakage[] = [
  { status: 500 },
  { status: 302 },
  { status: 204 },
  { status: 304 },
  { truncateAtBytes: 0 },
  { truncateAtBytes: 100 },
  { dripBytesPerSecond: 50 },
  { delayMs: 60_000 },
  { drop: true },
  { garbage: true },
]

suite('the library says that the keys are unavailable, and never that the token is bad,', () => {
  for (const path of [DISCOVERY, JWKS]) {
    for (const way of WAYS) {
      test(`where ${path} is broken by ${JSON.stringify(way)}`, async () => {
        await withVerifier(async (issuer, verifier) => {
          issuer.breakPath(path, way)
          const token = await issuer.token({ user: 'alice' })
          await rejects(verifier.verify(token), { code: 'keys_unavailable', status: 503 })
          // A connection that was hung up may have been an old one: it asks once more.
          strictEqual(issuer.requests(path).length, 'drop' in way ? 2 : 1)
        })
      })
    }
  }
})

suite('the library goes on with the keys it has', () => {
  test('when the issuer is gone', async () => {
    await withVerifier(async (issuer, verifier) => {
      await verifier.verify(await issuer.token({ user: 'alice' }))
      issuer.breakPath(JWKS, { drop: true })
      issuer.breakPath(DISCOVERY, { drop: true })
      strictEqual((await verifier.verify(await issuer.token({ user: 'bob' }))).user?.id, 'bob')
    })
  })

  test('and knows a key that is published late from the moment it is published', async () => {
    await withVerifier(async (issuer, verifier) => {
      await verifier.verify(await issuer.token({ user: 'alice' }))
      await issuer.rotateKeys({ publish: 'later' })
      const token = await issuer.token({ user: 'alice' })
      await rejects(verifier.verify(token), { code: 'unknown_key' })
      await issuer.publishKeys()
      strictEqual((await verifier.verify(token)).user?.id, 'alice')
      deepStrictEqual(
        issuer.requests(JWKS).map(({ status }) => status),
        [200, 200, 200],
      )
    })
  })
})
