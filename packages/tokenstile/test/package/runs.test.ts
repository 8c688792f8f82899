import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inRepository, runNode } from './child-process.ts'
import { OUTCOME, PROGRAM } from './consumer-program.ts'
import { createPackedProject, type PackedProject } from './packed-project.ts'

const IMPORTS = `
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { AuthError, createVerifier, toResponse } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { explain } from 'tokenstile/explain'
import { authenticate } from 'tokenstile/express'
`
const REQUIRES = IMPORTS.replaceAll(/import (\{.*\}) from ('.*')/g, 'const $1 = require($2)')

let project: PackedProject
before(async () => (project = await createPackedProject()))
after(() => project.remove())

async function runProgram(name: string, text: string): Promise<unknown> {
  project.write(name, text)
  const { code, output } = await runNode([name], project.folder)
  assert.equal(code, 0, output)
  return JSON.parse(output)
}

test('the packed library verifies a token from an ES module', async () => {
  const outcome = await runProgram(
    'program.mjs',
    `${IMPORTS}${PROGRAM}console.log(JSON.stringify(await run()))`,
  )
  assert.deepEqual(outcome, OUTCOME)
})

test('the packed library verifies a token from CommonJS', async () => {
  const print = 'run().then((outcome) => console.log(JSON.stringify(outcome)))'
  const outcome = await runProgram('program.cjs', `${REQUIRES}${PROGRAM}${print}`)
  assert.deepEqual(outcome, OUTCOME)
})

const JEST_SETTINGS = {
  'in a CommonJS project': {},
  // What an environment like jsdom sets: the CommonJS build must have its own engine for the web.
  'under the condition browser': { testEnvironmentOptions: { customExportConditions: ['browser'] } },
}

for (const [where, settings] of Object.entries(JEST_SETTINGS)) {
  test(`the packed library verifies a token inside Jest, ${where}`, async () => {
    const body = `test('verifies', async () => expect(await run()).toEqual(${JSON.stringify(OUTCOME)}))`
    project.write('program.test.js', `${REQUIRES}${PROGRAM}${body}`)
    const config = { transform: {}, watchman: false, cacheDirectory: './.jest', ...settings }
    project.write('jest.config.json', config)
    const jest = inRepository('node_modules/jest/bin/jest.js')
    const { code, output } = await runNode([jest, '--ci', '--config', 'jest.config.json'], project.folder)
    assert.equal(code, 0, output)
    assert.match(output, /1 passed/)
  })
}

test('AuthError.is knows an error of the other build', async () => {
  const outcome = await runProgram(
    'both.mjs',
    `import { createRequire } from 'node:module'
    import * as esm from 'tokenstile'
    const cjs = createRequire(import.meta.url)('tokenstile')
    const options = { issuer: 'https://issuer.example', audience: 'https://api.example' }
    const refuse = ({ createVerifier }) => createVerifier(options).verify('opaque').catch((error) => error)
    const [ours, theirs] = [await refuse(esm), await refuse(cjs)]
    console.log(JSON.stringify({
      differentClasses: esm.AuthError !== cjs.AuthError && !(theirs instanceof esm.AuthError),
      esm: esm.AuthError.is(ours) && esm.AuthError.is(theirs),
      cjs: cjs.AuthError.is(ours) && cjs.AuthError.is(theirs),
    }))`,
  )
  assert.deepEqual(outcome, { differentClasses: true, esm: true, cjs: true })
})

test('every subpath resolves in both formats and gives the same names', async () => {
  // Of all frameworks, Nest alone is needed at run time.
  for (const name of ['@nestjs', 'reflect-metadata', 'rxjs']) project.link(name)
  const outcome = await runProgram(
    'subpaths.mjs',
    `import { createRequire } from 'node:module'
    const require = createRequire(import.meta.url)
    const subpaths = Object.keys(require('tokenstile/package.json').exports).filter((path) => path !== './package.json')
    const different = []
    for (const subpath of subpaths) {
      const name = 'tokenstile' + subpath.slice(1)
      const names = (module) => Object.keys(module).filter((key) => key !== '__esModule').sort().join()
      const [esm, cjs] = [names(await import(name)), names(require(name))]
      if (esm !== cjs || esm === '') different.push({ name, esm, cjs })
    }
    console.log(JSON.stringify({ subpaths, different }))`,
  )
  const { subpaths, different } = outcome as { subpaths: string[]; different: unknown[] }
  assert.deepEqual(different, [])
  assert.ok(['.', './authgear', './explain', './express'].every((subpath) => subpaths.includes(subpath)))
})
