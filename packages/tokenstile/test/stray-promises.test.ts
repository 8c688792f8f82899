import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runProgram } from './package/child-process.ts'
import { testKey } from './support/keys.ts'
import { AUDIENCE, buildToken, ISSUER, NOW } from './support/tokens.ts'

const key = testKey('ES256')

/** Where a program may give a promise to what answers at once. Node ends a process for a rejection that nobody awaits. */
const CASES: readonly [what: string, code: string, options: string, settings: string][] = [
  ['toUser', 'toUser', 'toUser: fails', ''],
  ['toScopes', 'toScopes', 'toScopes: fails', ''],
  ['toRoles', 'toRoles', 'toRoles: fails', ''],
  ['the schema', 'claims', `claims: { '~standard': { version: 1, vendor: 'x', validate: fails } }`, ''],
  ['isRevoked', 'revocation_unavailable', '', 'revocation: { isRevoked: fails, epoch: () => 1 }'],
  ['the epoch', 'revocation_unavailable', '', 'revocation: { isRevoked: () => false, epoch: fails }'],
  ['the source', 'keys_unavailable', 'keys: { find: fails }', ''],
  [
    'the source, after it answered at once',
    'accepted keys_unavailable',
    'keys: { find: () => (asked++ === 0 ? jwks.keys : fails()) }',
    '',
  ],
  [
    'the epoch, after it answered at once',
    'accepted revocation_unavailable',
    '',
    'revocation: { isRevoked: () => false, epoch: () => (asked++ === 0 ? 1 : fails()) }',
  ],
  ['the listener', 'accepted', '', 'onEvent: fails'],
]

for (const [what, expected, options, settings] of CASES) {
  test(
    `does not end the process where ${what} gives a promise that rejects (checklist 61)`,
    { timeout: 30_000 },
    async () => {
      const program = `
      import { createVerifier } from 'tokenstile'
      let asked = 0
      const fails = async () => { throw new Error('down') }
      const [jwks, token] = process.argv.slice(-2).map((text) => JSON.parse(text))
      const issuer = { issuer: '${ISSUER}', audience: '${AUDIENCE}', keys: { jwks }, ${options} }
      const verifier = createVerifier(issuer, { now: () => ${NOW * 1000}, ${settings} })
      verifier.distrustKey('${ISSUER}', { kid: 'another' })
      const codeOf = (error) => error.code ?? error.option
      const outcomes = []
      for (let index = 0; index < 2; index++) outcomes.push(await verifier.verify(token).then(() => 'accepted', codeOf))
      await new Promise((resolve) => setImmediate(resolve))
      console.log([...new Set(outcomes)].join(' '))`
      const given = [{ keys: [key.jwk] }, buildToken({ key })].map((value) => JSON.stringify(value))
      const { code, output } = await runProgram(program, given)
      assert.deepEqual({ code, output: output.slice(0, 400) }, { code: 0, output: `${expected}\n` })
    },
  )
}
