import { match, strictEqual } from 'node:assert'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inRepository, runNode } from '../support/node-process.ts'

// Inside the repository, so that the runners find the packages that the tests import.
const folder = inRepository('packages/issuer/.test/runner-projects')
before(() => mkdirSync(folder, { recursive: true }))
after(() => rmSync(folder, { recursive: true }))

// What a user's test does, with objects of the runner's own sandbox on the way in and out.
const BODY = `
  const issuer = createIssuer({ users: [{ id: 'alice', roles: ['admin'] }] })
  const verifier = createVerifier(authgear(issuer.endpoint), { fetch: issuer.fetch })
  const claims = { org_id: 'acme', teams: [{ id: 1 }], aud: [issuer.endpoint] }
  const { user, claims: found } = await verifier.verify(await issuer.token({ user: 'alice', claims }))
  if (user.roles[0] !== 'admin' || found.teams[0].id !== 1) throw new Error('the token says something else')
  const expired = await issuer.token({ user: 'alice', fault: 'expired' })
  const error = await verifier.verify(expired).catch((error) => error)
  if (error.code !== 'token_expired') throw new Error('the fault was not found')
  if (issuer.requests('/oauth2/jwks').length !== 1) throw new Error('the key set was not asked for once')
`
const IMPORTS = `import { createIssuer } from '@tokenstile/issuer'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
`
const REQUIRES = `const { createIssuer } = require('@tokenstile/issuer')
const { createVerifier } = require('tokenstile')
const { authgear } = require('tokenstile/authgear')
`

interface Runner {
  readonly name: string
  readonly file: string
  readonly text: string
  readonly args: readonly string[]
  readonly passed: RegExp
}

// The script is not among the package's exports.
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const jest = inRepository('node_modules/jest/bin/jest.js')
const jestConfig = JSON.stringify({ transform: {}, watchman: false, testRegex: 'jest-.*' })
const jestArgs = ['--ci', '--rootDir', '.', '--config', jestConfig]

const RUNNERS: readonly Runner[] = [
  {
    name: 'node:test',
    file: 'node.mjs',
    text: `import { test } from 'node:test'\n${IMPORTS}test('x', async () => {${BODY}})`,
    args: ['--test', 'node.mjs'],
    passed: /pass 1/,
  },
  {
    name: 'node:test, from CommonJS',
    file: 'node.cjs',
    text: `const { test } = require('node:test')\n${REQUIRES}test('x', async () => {${BODY}})`,
    args: ['--test', 'node.cjs'],
    passed: /pass 1/,
  },
  {
    name: 'Vitest',
    file: 'vitest.test.mjs',
    text: `import { test } from 'vitest'\n${IMPORTS}test('x', async () => {${BODY}})`,
    args: [vitest, 'run', '--root', '.', 'vitest.test.mjs'],
    passed: /1 passed/,
  },
  {
    name: 'Jest, from CommonJS',
    file: 'jest-required.cjs',
    text: `${REQUIRES}test('x', async () => {${BODY}})`,
    args: [jest, ...jestArgs, 'jest-required'],
    passed: /1 passed/,
  },
  {
    name: 'Jest, with ES modules',
    file: 'jest-imported.mjs',
    text: `${IMPORTS}test('x', async () => {${BODY}})`,
    args: ['--experimental-vm-modules', jest, ...jestArgs, 'jest-imported'],
    passed: /1 passed/,
  },
]

suite("a user's test with the issuer passes", () => {
  for (const { name, file, text, args, passed } of RUNNERS) {
    test(`in ${name}`, async () => {
      writeFileSync(join(folder, file), text)
      const { code, output } = await runNode(args, folder)
      strictEqual(code, 0, output)
      match(output, passed)
    })
  }
})
