import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runProgram } from '../package/child-process.ts'
import { openIssuer } from '../support/http-issuer.ts'
import { testKey } from '../support/keys.ts'
import { HTTP_FAULTS } from './http-faults.ts'

const MEGABYTE = 1024 * 1024
const key = testKey('ES256')

/** Warms a verifier up three times and tells how many megabytes its process grew by at the highest, the first time apart. */
const program = `
  import { createVerifier } from 'tokenstile'
  const issuer = process.argv.at(-1)
  let clock = 0
  const verifier = createVerifier({ issuer, audience: 'x' }, { monotonicNow: () => clock })
  const reasons = []
  const warmUp = () => verifier.warmUp().catch(({ details }) => reasons.push(details.reason))
  await warmUp()
  const before = process.resourceUsage().maxRSS
  for (let time = 0; time < 3; time++) {
    clock += 100_000
    await warmUp()
  }
  const grown = (process.resourceUsage().maxRSS - before) * 1024
  console.log(JSON.stringify({ grown, reasons }))`

for (const [what, failure, answer] of HTTP_FAULTS.filter(([, failure]) => failure === 'too_large')) {
  test(`keeps no more of it in memory than allowed where the issuer ${what}`, async (t) => {
    const site = await openIssuer(t, [key])
    site.answerKeysWith((request, response) => {
      // The first time is for what a process needs anyway.
      if (site.keyFetches() === 1) response.writeHead(500).end()
      else answer(request, response)
    })
    const { code, output } = await runProgram(program, [site.issuer])
    assert.equal(code, 0, output)
    const { grown, reasons } = JSON.parse(output) as { grown: number; reasons: string[] }
    assert.deepEqual(reasons, ['http_status', failure, failure, failure])
    // Bun unpacks ahead of who reads, as far as the machine's load lets it: still far from a gigabyte.
    const limit = (process.versions['bun'] === undefined ? 64 : 256) * MEGABYTE
    assert.ok(grown < limit, `grew by ${Math.round(grown / MEGABYTE)} MB`)
  })
}
