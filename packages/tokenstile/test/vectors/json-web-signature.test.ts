import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError } from 'tokenstile'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { issuerOfKeys } from './issuer-of-keys.ts'
import { judgeJws } from './signature-pieces.ts'
import { createTally, describeTally } from './tally.ts'
import {
  keysOf,
  readVectors,
  readWycheproof,
  textOf,
  type WycheproofCase,
  type WycheproofGroup,
} from './vector-files.ts'

interface Overrides {
  readonly skip: Readonly<Record<string, string>>
  readonly override: Readonly<Record<string, { readonly expect: 'valid' | 'invalid' }>>
}

const overrides = readVectors<Overrides>('wycheproof/expectation-overrides.json')
const groups = readWycheproof('json_web_signature')

/** Every case has one of these outcomes; what is not applicable to access tokens has to be refused all the same. */
const EXPECTED = {
  'accepted as stated': 32,
  'refused as stated': 353,
  'refused: a MAC, which is never an access token': 8,
  'refused: the file states the opposite, see the overrides': 8,
}

for (const engine of ENGINES) {
  test(`judges every Wycheproof JSON Web Signature as stated on the ${engine.name} engine (checklist 1, 2, 5, 10, 11)`, async (t) => {
    const tally = createTally()
    const mistakes: string[] = []
    for (const group of groups) {
      for (const item of group.tests) {
        const verdict = await judgeJws(textOf(item.jws), keysOf(group), engine)
        const { isAccepted, outcome } = expectation(group, item)
        if ((verdict === 'accepted') !== isAccepted) mistakes.push(`${item.tcId} ${item.comment}: ${verdict}`)
        tally.add(outcome)
      }
    }
    t.diagnostic(describeTally('json_web_signature', tally))
    assert.deepEqual(tally.counts, EXPECTED)
    assert.deepEqual(mistakes, [])
  })

  test(`takes no Wycheproof JSON Web Signature for an access token on the ${engine.name} engine (checklist 3)`, async () => {
    for (const group of groups) {
      const verifier = createVerifierOn(engine, issuerOfKeys(keysOf(group)))
      for (const item of group.tests) {
        const result = await verifier.tryVerify(textOf(item.jws))
        assert.ok(!result.ok && AuthError.is(result.error), `case ${item.tcId}`)
      }
    }
  })
}

test('has an override for cases that exist only', () => {
  const ids = new Set(groups.flatMap(({ tests }) => tests.map(({ tcId }) => nameOf(tcId))))
  const named = [...Object.keys(overrides.skip), ...Object.keys(overrides.override)]
  assert.deepEqual(
    named.filter((name) => !ids.has(name)),
    [],
  )
})

function expectation(
  group: WycheproofGroup,
  { tcId, result }: WycheproofCase,
): { isAccepted: boolean; outcome: keyof typeof EXPECTED } {
  // The cases to skip are statements that a strict reader contradicts: their keys or encodings have to be refused.
  if (nameOf(tcId) in overrides.skip || overrides.override[nameOf(tcId)]?.expect === 'invalid') {
    return { isAccepted: false, outcome: 'refused: the file states the opposite, see the overrides' }
  }
  if (result === 'invalid') return { isAccepted: false, outcome: 'refused as stated' }
  return keysOf(group).some(({ kty }) => kty === 'oct')
    ? { isAccepted: false, outcome: 'refused: a MAC, which is never an access token' }
    : { isAccepted: true, outcome: 'accepted as stated' }
}

function nameOf(tcId: number): string {
  return `wycheproof/json_web_signature_test/${tcId}`
}
