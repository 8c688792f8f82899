import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRepository, runNpm } from './child-process.ts'

/** An empty project somewhere else, into which the packed library was installed. */
export interface PackedProject {
  readonly folder: string
  write(name: string, content: string | object): void
  /** Puts a package, or all of a scope, of this repository into it: from there, or from another `node_modules`. */
  link(name: string, from?: string): void
  remove(): void
}

/** Packs the library as it would be published and installs the tarball, without any network. */
export async function createPackedProject(): Promise<PackedProject> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenstile-consumer-')))
  const write = (name: string, content: string | object): void =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

  const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder]
  const packing = await runNpm(pack, inRepository('packages/tokenstile'))
  assert.equal(packing.code, 0, packing.output)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  assert.ok(tarball !== undefined)

  write('package.json', { name: 'consumer', private: true })
  const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', '--cache', join(folder, '.npm')]
  const installing = await runNpm(['install', ...quiet, `./${tarball}`], folder)
  assert.equal(installing.code, 0, installing.output)
  return {
    folder,
    write,
    link(name, from = 'node_modules') {
      const place = join(folder, 'node_modules', name)
      rmSync(place, { force: true })
      symlinkSync(inRepository(`${from}/${name}`), place)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
