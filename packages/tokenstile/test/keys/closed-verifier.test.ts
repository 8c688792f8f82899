import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { known, openHttpScene } from '../support/http-scene.ts'
import { testKey } from '../support/keys.ts'
import { json } from '../support/published-keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

test('fetches nothing more once it is closed: neither old keys anew nor new ones', async (t) => {
  const { clock, site, network, verifier, tokenBy } = await openHttpScene(t)
  await verifier.verify(tokenBy())
  verifier.close()
  for (const seconds of [0, 290, 700]) {
    clock.advance(seconds)
    await verifier.tryVerify(tokenBy())
    await verifier.tryVerify(tokenBy(testKey('ES256', 'fresh')))
    await network.quiet()
  }
  assert.equal(site.asked.length, 2)
})

const tokenOf = (iss: string): string => buildToken({ key: known, claims: { iss } })

test('fetches for no tenant once it is closed, seen before or not', async () => {
  let fetches = 0
  const fetch = (url: string): Promise<Response> => {
    fetches++
    const { origin: issuer } = new URL(url)
    return Promise.resolve(
      url.endsWith('/keys') ? json({ keys: [known.jwk] }) : json({ issuer, jwks_uri: `${issuer}/keys` }),
    )
  }
  const verifier = createVerifier((issuer) => issuerOptions({ issuer, keys: {} }), { now, fetch })
  await verifier.verify(tokenOf('https://one.example'))
  verifier.close()
  const error = await assertRefused(() => verifier.verify(tokenOf('https://two.example')), 'keys_unavailable')
  assert.equal(error.details.reason, 'closed')
  assert.equal(fetches, 2)
})

test('asks no store once it is closed', async () => {
  const asked: string[] = []
  const snapshot = { load: (issuer: string) => void asked.push(issuer), save: () => undefined }
  const verifier = createVerifier(issuerOptions({ keys: { snapshot } }), { now })
  verifier.close()
  await assertRefused(() => verifier.verify(buildToken()), 'keys_unavailable')
  assert.deepEqual(asked, [])
})

test('closes every source, also where one of them throws', () => {
  const closed: string[] = []
  const source = (name: string) => ({
    find: () => [],
    close() {
      closed.push(name)
      if (name === 'one') throw new Error('one is stuck')
    },
  })
  const options = (name: string) => issuerOptions({ issuer: `https://${name}.example`, keys: source(name) })
  const verifier = createVerifier(['one', 'two'].map(options), { now })
  assert.throws(() => verifier.close(), /one is stuck/)
  assert.deepEqual(closed, ['one', 'two'])
})
