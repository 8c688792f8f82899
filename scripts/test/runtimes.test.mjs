import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findProblems, findStaleEntries } from '../../runtimes/compare.mjs'
import { readJunit } from '../../runtimes/junit.mjs'
import { ABSENT, DIFFERENT, filesFor, LEFT_OUT } from '../../runtimes/left-out.mjs'
import { listTestFiles } from '../steps/test-files.mjs'
import { listRuntimes, whyNotHere } from '../../runtimes/runtimes.mjs'

const file = 'packages/tokenstile/.test/keys/a.test.js'
const passed = (name) => ({ name, file, outcome: 'passed' })
const [{ tests: different }] = DIFFERENT.filter(({ on }) => on.includes('bun'))

test('a run that did what the first one did has no problem', () => {
  assert.deepEqual(findProblems('deno', [passed('a'), passed('a')], [passed('a'), passed('a')]), [])
})

test('a test that failed or was skipped is a problem', () => {
  const results = [
    { name: 'a', outcome: 'failed', message: 'why' },
    { name: 'b', outcome: 'skipped' },
  ]
  assert.deepEqual(findProblems('deno', results), ['failed: a\nwhy', 'skipped: b\n'])
})

test('a test that is missing is a problem, also one of two with the same name; so is one that nobody else has', () => {
  const [missing, alone] = findProblems('deno', [passed('a'), passed('b')], [passed('a'), passed('a')])
  assert.equal(missing, 'missing: a (1 times, not 2)')
  assert.equal(alone, 'found here alone: b (1 times, not 0)')
})

test('what is left out with a reason is not missed, and is missed elsewhere', () => {
  const there = [
    { ...passed('a'), file: 'packages/tokenstile/.test/verify-sync.test.js' },
    passed('b on the node engine'),
  ]
  assert.deepEqual(findProblems('workerd', [], there), [])
  assert.equal(findProblems('deno', [], there).length, 2)
})

test('a test that must fail is a problem once it passes', () => {
  assert.deepEqual(findProblems('bun', [{ name: different[0], outcome: 'failed' }]), [])
  assert.deepEqual(findProblems('bun', [passed(different[0])]), [
    `passes now, take it off the list: ${different[0]}`,
  ])
  assert.equal(findProblems('deno', [{ name: different[0], outcome: 'failed' }]).length, 1)
})

test('an entry that names no test is told of', () => {
  const named = DIFFERENT.flatMap(({ tests }) => tests).map(passed)
  const files = listTestFiles(['packages/tokenstile/test/'])
  const absent = ['x on the node engine', 'Express 5: x'].map(passed)
  assert.deepEqual(findStaleEntries(files, [...named, ...absent]), [])
  assert.equal(findStaleEntries(files, named.slice(1)).length, ABSENT.length + 1)
  assert.equal(findStaleEntries([], [...named, ...absent]).length, LEFT_OUT.length)
})

test('every entry has its reason and names runtimes that there are', () => {
  const names = listRuntimes().map(({ name }) => name)
  for (const { on, why } of [...LEFT_OUT, ...ABSENT, ...DIFFERENT]) {
    assert.ok(why.length > 10)
    for (const name of on) assert.ok(names.includes(name), name)
  }
})

test('the suites of the core and of the fetch adapter are left out nowhere, but for what a Worker can not', () => {
  const files = [
    'attacks/alg-none',
    'keys/remote-keys',
    'contract/fetch',
    'fetch/events',
    'vectors/json-web-key',
  ]
  const compiled = files.map((name) => `packages/tokenstile/.test/${name}.test.js`)
  for (const { name } of listRuntimes()) assert.deepEqual(filesFor(name, compiled), compiled)
})

test('a report in JUnit is read with its names as they were', () => {
  const xml = `<testsuites><testsuite name="s" tests="4">
    <testcase name="it&apos;s &lt;a&gt; &amp; &quot;b&quot; &#10;&#x41;" classname="" time="0.1" />
    <testcase classname="c" name="fails"><failure message="m">no &amp; why</failure></testcase>
    <testcase name="skipped"><skipped /></testcase>
    <testcase name="noisy"><system-out>x</system-out></testcase>
  </testsuite></testsuites>`
  assert.deepEqual(readJunit(xml), [
    { name: 'it\'s <a> & "b" \nA', outcome: 'passed', message: '' },
    { name: 'fails', outcome: 'failed', message: 'no & why' },
    { name: 'skipped', outcome: 'skipped', message: '' },
    { name: 'noisy', outcome: 'passed', message: 'x' },
  ])
})

test('the binaries are for one platform, and elsewhere that is said', () => {
  const report = { getReport: () => ({ header: { glibcVersionRuntime: '2.36' } }) }
  assert.equal(whyNotHere({ platform: 'linux', arch: 'x64', report }), undefined)
  assert.match(
    whyNotHere({ platform: 'darwin', arch: 'arm64', report }),
    /Linux on x64 with glibc; this is darwin/,
  )
  assert.match(
    whyNotHere({ platform: 'linux', arch: 'x64', report: { getReport: () => ({ header: {} }) } }),
    /glibc/,
  )
})
