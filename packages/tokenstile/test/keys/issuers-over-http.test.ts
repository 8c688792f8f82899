import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createVerifier, type Verifier } from 'tokenstile'
import { createClock } from '../support/clock.ts'
import { openIssuer, type HttpIssuer } from '../support/http-issuer.ts'
import { createKey, type TestKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, issuerOptions } from '../support/tokens.ts'
import { verifyAtOnce } from '../support/verify-at-once.ts'

// One kid for all: only the issuer tells the keys apart.
const keys = [createKey('ES256', 'same'), createKey('ES256', 'same'), createKey('ES256', 'same')] as const

/** Three issuers on three ports; the verifier knows the first two. */
async function openThree(t: TestContext): Promise<{ sites: HttpIssuer[]; verifier: Verifier<unknown> }> {
  const sites = await Promise.all(keys.map((key) => openIssuer(t, [key])))
  const options = sites.slice(0, 2).map(({ issuer }) => issuerOptions({ issuer, keys: {} }))
  return { sites, verifier: createVerifier(options, createClock().clocks) }
}

const tokenOf = ({ issuer }: HttpIssuer, key: TestKey): string => buildToken({ key, claims: { iss: issuer } })

test('asks an issuer that is not listed for nothing, over HTTP (checklist 23, 28)', async (t) => {
  const { sites, verifier } = await openThree(t)
  for (let round = 0; round < 2; round++) {
    await assertRefused(() => verifier.verify(tokenOf(sites[2]!, keys[2])), 'untrusted_issuer')
    await verifier.verify(tokenOf(sites[0]!, keys[0]))
  }
  assert.deepEqual(
    sites.map(({ asked }) => asked.length),
    [2, 0, 0],
  )
})

test("proves no issuer's token by another's key, over HTTP, cold or warm (checklist 23)", async (t) => {
  const { sites, verifier } = await openThree(t)
  for (let round = 0; round < 2; round++) {
    for (const site of [0, 1] as const) {
      for (const key of [0, 1, 2] as const) {
        const token = tokenOf(sites[site]!, keys[key])
        if (site === key) await verifier.verify(token)
        else await assertRefused(() => verifier.verify(token), 'bad_signature')
      }
    }
  }
  assert.deepEqual(
    sites.map(({ asked }) => asked.length),
    [2, 2, 0],
  )
})

test("lets one issuer's outage cost the other's tokens nothing, over HTTP", async (t) => {
  const { sites, verifier } = await openThree(t)
  sites[0]!.answerWith(() => undefined)
  await verifier.verify(tokenOf(sites[1]!, keys[1]))
  const waiting = verifier.tryVerify(tokenOf(sites[0]!, keys[0]))
  await verifyAtOnce(verifier, tokenOf(sites[1]!, keys[1]))
  await sites[0]!.stop()
  const result = await waiting
  assert.equal(!result.ok && result.error.code, 'keys_unavailable')
})
