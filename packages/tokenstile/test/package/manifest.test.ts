import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRepository, runNpm } from './child-process.ts'

test('the library has no dependencies', () => {
  const manifest: object = JSON.parse(readFileSync(inRepository('packages/tokenstile/package.json'), 'utf8'))
  for (const field of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies']) {
    assert.ok(!Object.hasOwn(manifest, field), field)
  }
})

test('the packed library holds compiled code and its licence, and neither sources, maps nor tests', async () => {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error']
  const { output } = await runNpm(pack, inRepository('packages/tokenstile'))
  const files = readPackedFiles(output)
  const known = /^(package\.json|README\.md|LICENSE|dist\/(esm|cjs)\/.*(\.d\.ts|\.js|package\.json))$/
  assert.deepEqual(
    files.filter((file) => !known.test(file)),
    [],
  )
  assert.ok(files.includes('LICENSE'))
  assert.ok(files.includes('dist/esm/index.js'))
  assert.ok(files.includes('dist/cjs/index.js'))
})

function readPackedFiles(output: string): readonly string[] {
  const [report] = JSON.parse(output.slice(output.indexOf('['))) as { files: { path: string }[] }[]
  return report?.files.map((file) => file.path) ?? []
}
