import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJwk } from '../../dist/esm/core/keys/jwk.js'
import { ENGINES } from '../support/both-engines.ts'
import { judgeJws } from './signature-pieces.ts'
import { createTally, describeTally } from './tally.ts'
import { keysOf, readWycheproof, textOf } from './vector-files.ts'

const groups = readWycheproof('json_web_key')

/** Why the key of a public group cannot be used; groups that are not named hold MAC keys, or a good key. */
const REASONS: Readonly<Record<string, string>> = {
  'rs256 rejectsWrongUse': 'wrong_use',
  'jws_rsa_roca_key rejectsKeyWithRocaVulnerability': 'weak',
  'keysize_too_small rejects1024bitRsaKey': 'weak',
  'exponentOne rejectsPublicExponent1': 'weak',
  'wrong_algorithm mismatchedAlgAndCurve': 'unsupported_alg',
  'invalid_algorithm mismatchedAlgAndCurve': 'unsupported_alg',
  'invalid_use rejectsModifiedKey': 'wrong_use',
  'wrong_curve rejectsModifiedKey': 'malformed',
  'wrong_kty rejectsModifiedKey': 'malformed',
}

for (const engine of ENGINES) {
  test(`judges every Wycheproof JSON Web Key as stated on the ${engine.name} engine (checklist 5, 10, 11)`, async (t) => {
    const tally = createTally()
    const mistakes: string[] = []
    for (const group of groups) {
      for (const item of group.tests) {
        const keys = keysOf(group)
        const verdict = await judgeJws(textOf(item.jws), keys, engine)
        const isMac = keys.some(({ kty }) => kty === 'oct')
        const isAccepted = item.result === 'valid' && !isMac
        if ((verdict === 'accepted') !== isAccepted) mistakes.push(`${item.tcId} ${item.comment}: ${verdict}`)
        tally.add(isAccepted ? 'accepted as stated' : isMac ? 'refused: a MAC key' : 'refused as stated')
      }
    }
    t.diagnostic(describeTally('json_web_key', tally))
    assert.deepEqual(tally.counts, {
      'refused: a MAC key': 15,
      'accepted as stated': 1,
      'refused as stated': 10,
    })
    assert.deepEqual(mistakes, [])
  })

  test(`leaves every unusable Wycheproof key out for its own reason on the ${engine.name} engine (checklist 10, 11)`, () => {
    let left = 0
    for (const group of groups) {
      const reason = REASONS[`${group.comment} ${group.tests[0]?.comment}`]
      const keys = keysOf(group)
      for (const key of keys) {
        const read = readJwk(key, engine)
        const answer = typeof read === 'string' ? read : 'usable'
        if (key.kty === 'oct') assert.equal(answer, 'symmetric', group.comment)
        else if (reason !== undefined) {
          assert.equal(answer, reason, group.comment)
          left++
        }
      }
    }
    assert.equal(left, Object.keys(REASONS).length)
  })
}
