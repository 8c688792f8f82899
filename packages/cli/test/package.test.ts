import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('../', import.meta.url))

function succeed(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
}

test('what is packed runs: its version, its help, its gateway, its manual', (t) => {
  // Inside the package, where its dependencies are found.
  const folder = join(PACKAGE, '.test', 'packed')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  t.after(() => rmSync(folder, { recursive: true }))
  const packed = succeed('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], PACKAGE)
  const [{ filename, files, version }] = JSON.parse(packed) as [
    { filename: string; version: string; files: { path: string; mode: number }[] },
  ]
  const paths = files.map(({ path }) => path)
  for (const path of ['LICENSE', 'README.md', 'man/tokenstile.1', 'dist/start.js'])
    assert.ok(paths.includes(path), path)
  for (const path of paths) assert.doesNotMatch(path, /\.map$|tsbuildinfo|^src\/|test/)
  succeed('tar', ['-xzf', filename], folder)
  const start = join(folder, 'package', 'dist', 'start.js')
  assert.equal(succeed(process.execPath, [start, '--version'], folder), `${version}\n`)
  assert.match(succeed(process.execPath, [start, '--help'], folder), /^Usage: tokenstile /)
  assert.match(succeed(process.execPath, [start, 'gateway', '--help'], folder), /^Usage: tokenstile gateway /)
})
