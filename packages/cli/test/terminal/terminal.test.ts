import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { openBackend, rightly } from '../support/probe-backend.ts'
import { hasTerminals, openTerminal } from '../support/pseudo-terminal.ts'

const CTRL_C = '\u0003'
const ESCAPE = '\u001b'

if (hasTerminals()) {
  test('asks for a token and does not show it', async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    const token = await issuer.token({ user: 'alice' })
    const terminal = openTerminal(t, ['verify', '--issuer', issuer.endpoint])
    await terminal.shows(/token \(not shown\): /)
    terminal.type(`${token}\r`)
    assert.equal(await terminal.ended, 0)
    assert.match(terminal.screen(), /ACCEPTED/)
    assert.ok(!terminal.screen().includes(token.slice(0, 40)))
  })

  test('ends with 130 where Ctrl-C answers the question, and leaves the terminal as it was', async (t) => {
    const terminal = openTerminal(t, ['decode'])
    await terminal.shows(/token \(not shown\): /)
    terminal.type(`secret${CTRL_C}`)
    assert.equal(await terminal.ended, 130)
    assert.ok(!terminal.screen().includes('secret'))
  })

  test('shows colours at a terminal, and none with NO_COLOR', async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    for (const [environment, isColoured] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const terminal = openTerminal(t, ['doctor', '--issuer', issuer.endpoint], environment)
      assert.equal(await terminal.ended, 0)
      assert.match(terminal.screen(), /GOOD/)
      assert.equal(terminal.screen().includes(ESCAPE), isColoured)
    }
  })

  test('shows how far a probe is, and takes that away before the report', async (t) => {
    const { target, issuer } = await openBackend(t, rightly)
    const terminal = openTerminal(t, [
      'probe',
      '--target',
      target,
      '--issuer',
      issuer.endpoint,
      '--rate',
      '400',
    ])
    await terminal.shows(/\d+\/3\d\d \w+/)
    assert.equal(await terminal.ended, 0)
    assert.ok(terminal.screen().includes(`\r${ESCAPE}[K${ESCAPE}[32mNOTHING LET THROUGH`))
  })

  test('ends a probe at Ctrl-C: 130, and no report', async (t) => {
    const { target, issuer } = await openBackend(t, rightly)
    const terminal = openTerminal(t, ['probe', '--target', target, '--issuer', issuer.endpoint])
    await terminal.shows(/\d+\/3\d\d \w+/)
    terminal.type(CTRL_C)
    assert.equal(await terminal.ended, 130)
    assert.doesNotMatch(terminal.screen(), /LET THROUGH|INCONCLUSIVE/)
  })

  test('runs the local issuer until Ctrl-C, which is how it ends: 0', async (t) => {
    const terminal = openTerminal(t, ['dev', '--port', '0'])
    await terminal.shows(/Ctrl-C stops it/)
    const endpoint = /http:\/\/localhost:\d+/.exec(terminal.screen())?.[0] ?? ''
    assert.equal((await fetch(`${endpoint}/.well-known/openid-configuration`)).status, 200)
    terminal.type(CTRL_C)
    assert.equal(await terminal.ended, 0)
  })
}
