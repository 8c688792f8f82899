import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFECTS, type DefectName } from '../../dist/probe/defects.js'
import { diagnose } from '../../dist/probe/diagnose.js'
import { findDoubt } from '../../dist/probe/doubts.js'
import { findLeaks } from '../../dist/probe/judge/leaks.js'
import type { Finding } from '../../dist/probe/report.js'

function found(defect: DefectName, more: Partial<Finding> = {}): Finding {
  const base = { class: 'let-through', family: 'signature', sentence: 's', evidence: '200' } as const
  return { ...base, attack: `by-${defect}`, defect, ...more }
}

const namesOf = (findings: readonly Finding[]): readonly string[] =>
  diagnose(findings).defects.map(({ name }) => name)

test('takes what no signature explains for no defect of its own', () => {
  const findings = [found('signature-not-checked'), found('alg-none'), found('key-confusion')]
  assert.deepEqual(namesOf(findings), ['signature-not-checked'])
  assert.deepEqual(namesOf([found('alg-none'), found('issuer-not-checked')]), [
    'alg-none',
    'issuer-not-checked',
  ])
})

test('names each attack once, and keeps notes apart', () => {
  const { defects, notes } = diagnose([
    found('alg-none'),
    found('alg-none'),
    found('alg-none', { attack: 'other' }),
    found('lenient-header', { class: 'note' }),
  ])
  assert.deepEqual(
    defects.map(({ attacks }) => attacks),
    [['by-alg-none', 'other']],
  )
  assert.deepEqual(
    notes.map(({ name }) => name),
    ['lenient-header'],
  )
})

test('takes a 500 for every refusal for a wrong status, and a 500 for junk alone for a crash', () => {
  const crash = found('crashes', { class: 'crashed', attack: 'half-token' })
  assert.deepEqual(namesOf([crash]), ['crashes'])
  const usual = found('crashes', { class: 'crashed', family: 'baseline', attack: 'random' })
  assert.deepEqual(namesOf([usual, crash]), ['refusal-not-401'])
})

test('has for each defect what it is, what it opens and what to do, and CVEs that can be looked up', () => {
  for (const [name, { sentence, attackClass, remedy, cves }] of Object.entries(DEFECTS)) {
    for (const text of [sentence, attackClass, remedy]) assert.match(text, /\S.{10,}[^.]$/, name)
    for (const cve of cves) assert.match(cve, /^CVE-\d{4}-\d{4,}$/, name)
  }
})

test('doubts a run in which attacks were not looked at', () => {
  assert.equal(findDoubt({ judged: 300, waiting: 40, notJudged: [] }), undefined)
  assert.match(findDoubt({ judged: 300, waiting: 151, notJudged: [] })?.reason ?? '', /503/)
  assert.match(findDoubt({ judged: 299, waiting: 0, notJudged: ['x'] })?.reason ?? '', /429/)
})

const leaksOf = (body: string, usual = ''): readonly string[] =>
  findLeaks(
    { kind: 'answered', status: 401, headers: {}, body, durationMs: 1 },
    ['a-part-of-a-token-that-is-long-enough'],
    usual,
  ).map(({ what }) => what)

test('finds stack traces of each language, and parts of a token that were sent', () => {
  const traces = [
    'Error: no\n    at verify (/srv/app/auth.js:10:5)',
    'Traceback (most recent call last)',
    'at com.example.Auth.verify(Auth.java:12)',
    'goroutine 1 [running]',
    'Fatal error: Uncaught Exception in /srv/app/index.php',
    'System.ArgumentNullException',
  ]
  for (const trace of traces) {
    assert.deepEqual(leaksOf(trace), ['stack-trace'], trace)
    assert.deepEqual(leaksOf(trace, trace), [])
  }
  assert.deepEqual(leaksOf('{"error":"invalid_token"}'), [])
  assert.deepEqual(leaksOf('{"got":"a-part-of-a-token-that-is-long-enough"}'), ['token'])
})
