import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testKey } from '../support/keys.ts'
import { createJudge, FLOOD, type Answered } from './judge.ts'

const by = { key: testKey('ES256'), publishedAt: 90, signsFrom: 90, removedAt: Infinity }

/** A valid token of a known key, verified at once; a test changes what matters. */
const verified: Answered = {
  token: '',
  kind: 'valid',
  by,
  sentAt: 100,
  answeredAt: 100,
  outcome: 'accepted',
  wasShown: true,
  isFailing: false,
  strangers: 0,
}
const old = { ...by, publishedAt: 0 }
const gone = { ...by, removedAt: 99 }
const unseen = { wasShown: false, outcome: 'keys_unavailable' } as const

const ALLOWED: readonly [what: string, changes: Partial<Answered>][] = [
  ['a valid token that is verified', {}],
  ['a valid token of a new key that is verified after a fetch', { wasShown: false, answeredAt: 103 }],
  ['a 503 for a new key while the issuer fails', { ...unseen, isFailing: true }],
  ['a 503 for a new key in a flood', { ...unseen, strangers: FLOOD }],
  ['a refused forgery', { kind: 'forged', outcome: 'bad_signature' }],
  ['a refused made-up kid', { kind: 'made-up', by: undefined, outcome: 'unknown_key' }],
  ['a key that was taken out a moment ago and serves until that is told', { kind: 'out', by: gone }],
]

for (const [what, changes] of ALLOWED) {
  test(`the judge of the soak allows ${what}`, () => {
    const judge = createJudge()
    judge.hear({ ...verified, ...changes })
    const { counts, violations } = judge.verdict()
    assert.deepEqual(violations, [])
    assert.deepEqual(Object.values(counts), [1])
  })
}

const WRONG: readonly [what: string, changes: Partial<Answered>, violation: RegExp][] = [
  ['a 401 for a valid token', { outcome: 'unknown_key' }, /refused with 401 unknown_key/],
  [
    'a 401 for a new key in a flood, its issuer failing',
    { ...unseen, outcome: 'unknown_key', strangers: 100, isFailing: true },
    /refused with 401 unknown_key/,
  ],
  [
    'a 503 for a known key, whatever else happens',
    { outcome: 'keys_unavailable', strangers: 100, isFailing: true },
    /503 although its key was there/,
  ],
  ['a wait of a known key', { answeredAt: 100.25 }, /waited/],
  ['a 503 for a new key without any reason', { ...unseen, strangers: FLOOD - 1 }, /503, its key 10.00 s old/],
  ['a 503 in a flood for a key that is not so new', { ...unseen, strangers: 100, by: old }, /100.00 s old/],
  ['an accepted forgery', { kind: 'forged' }, /was accepted$/],
  ['an accepted made-up kid', { kind: 'made-up', by: undefined, wasShown: false }, /was accepted$/],
  [
    'an accepted key that the set no longer has',
    { kind: 'out', by: gone, wasShown: false },
    /no longer has its key/,
  ],
  [
    'an accepted key that was taken out long ago',
    { kind: 'out', by: gone, sentAt: 400, answeredAt: 400 },
    /long after/,
  ],
]

for (const [what, changes, violation] of WRONG) {
  test(`the judge of the soak reports ${what}`, () => {
    const judge = createJudge()
    judge.hear({ ...verified, ...changes })
    const { violations } = judge.verdict()
    assert.equal(violations.length, 1)
    assert.match(violations[0]!, violation)
  })
}
