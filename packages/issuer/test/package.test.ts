import { deepStrictEqual, strictEqual } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { suite, test } from 'node:test'
import * as issuer from '@tokenstile/issuer'

const require = createRequire(import.meta.url)

suite('the package', () => {
  test('is loaded by require as by import, as one and the same module', async () => {
    const required: typeof issuer = require('@tokenstile/issuer')
    strictEqual(required.createIssuer, issuer.createIssuer)
    strictEqual((await required.createIssuer().token({ user: 'alice' })).split('.').length, 3)
  })

  test('exports one function', () => {
    deepStrictEqual(Object.keys(issuer), ['createIssuer'])
  })

  test('imports jose, hono, yaml and Node alone: above all nothing of the library whose tests trust it', () => {
    const src = new URL('../src/', import.meta.url)
    const imported = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(new URL(name, src), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g),
      ])
      .map(([, specifier = '']) => specifier)
    const foreign = imported.filter(
      (specifier) => !/^(\.\.?\/|node:|hono(\/|$)|jose$|yaml$|@hono\/node-server(\/|$))/.test(specifier),
    )
    strictEqual(imported.length > 10, true)
    deepStrictEqual(foreign, [])
  })
})
