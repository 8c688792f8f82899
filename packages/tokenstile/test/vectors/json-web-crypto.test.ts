import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { issuerOfKeys } from './issuer-of-keys.ts'
import { judgeJws } from './signature-pieces.ts'
import { createTally, describeTally } from './tally.ts'
import { keysOf, readWycheproof, textOf } from './vector-files.ts'

const groups = readWycheproof('json_web_crypto')

for (const engine of ENGINES) {
  test(`judges every Wycheproof JWS of the mixed file as stated on the ${engine.name} engine (checklist 7, 10)`, async (t) => {
    const tally = createTally()
    const mistakes: string[] = []
    for (const group of groups) {
      for (const item of group.tests) {
        if (item.jws === undefined) continue
        // Groups without a public key are MACs, or key sets that hold one.
        const isMac = group.public === undefined
        const isAccepted = item.result === 'valid' && !isMac
        const verdict = await judgeJws(textOf(item.jws), keysOf(group), engine)
        if ((verdict === 'accepted') !== isAccepted) mistakes.push(`${item.tcId} ${item.comment}: ${verdict}`)
        tally.add(
          isAccepted
            ? 'accepted as stated'
            : item.result === 'valid'
              ? 'refused: a MAC'
              : 'refused as stated',
        )
      }
    }
    t.diagnostic(describeTally('json_web_crypto, JWS', tally))
    assert.deepEqual(tally.counts, { 'refused: a MAC': 2, 'refused as stated': 45, 'accepted as stated': 2 })
    assert.deepEqual(mistakes, [])
  })

  test(`refuses every Wycheproof JWE, the valid ones as encrypted, on the ${engine.name} engine (checklist 7)`, async (t) => {
    const tally = createTally()
    for (const group of groups) {
      const verifier = createVerifierOn(engine, issuerOfKeys(keysOf(group)))
      for (const item of group.tests) {
        if (item.jwe === undefined) continue
        const result = await verifier.tryVerify(textOf(item.jwe))
        assert.ok(!result.ok, `case ${item.tcId}`)
        if (item.result === 'valid') assert.equal(result.error.code, 'encrypted_token', `case ${item.tcId}`)
        tally.add(result.error.code)
      }
    }
    t.diagnostic(describeTally('json_web_crypto, JWE', tally))
    assert.equal(
      Object.values(tally.counts).reduce((sum, count) => sum + count),
      34,
    )
  })
}

test('holds 49 JWS and 34 JWE in the mixed file', () => {
  const cases = groups.flatMap(({ tests }) => tests)
  assert.equal(cases.filter(({ jws }) => jws !== undefined).length, 49)
  assert.equal(cases.filter(({ jwe }) => jwe !== undefined).length, 34)
})
