import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inRepository, runNode } from '../package/child-process.ts'

/** A major of Next.js that is supported, by the folder in `fixtures/next` that has it installed. */
export type NextMajor = '15' | '16'

/** The site of `fixtures/next`, built for production by one major of Next.js. */
export interface BuiltSite {
  readonly folder: string
  /** Loads what that major exports. */
  readonly load: NodeJS.Require
}

/** Builds the site with `next build`, unless nothing that goes into it changed since the last time. */
export async function buildSite(major: NextMajor): Promise<BuiltSite> {
  const own = inRepository(`fixtures/next/${major}`)
  const folder = join(own, '.built')
  const stamp = join(folder, 'stamp')
  const site: BuiltSite = { folder, load: createRequire(join(own, 'package.json')) }
  const hash = hashOf([inRepository('fixtures/next/site'), own, inRepository('packages/tokenstile/dist/esm')])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return site

  rmSync(folder, { recursive: true, force: true })
  cpSync(inRepository('fixtures/next/site'), folder, { recursive: true })
  for (const file of readdirSync(own)) if (file.endsWith('.js')) cpSync(join(own, file), join(folder, file))
  const variables = { NEXT_TELEMETRY_DISABLED: '1', TEST_ISSUER: 'https://issuer.example' }
  const { code, output } = await runNode([site.load.resolve('next/dist/bin/next'), 'build'], folder, {
    variables,
  })
  assert.equal(code, 0, output)
  writeFileSync(stamp, hash)
  return site
}

/** Of the names and contents of all files in some folders, but what is installed or built there. */
function hashOf(folders: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(inRepository('package-lock.json')))
  for (const folder of folders) addFolder(folder)
  return hash.digest('hex')

  function addFolder(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === '.built') continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) addFolder(path)
      else hash.update(path).update(readFileSync(path))
    }
  }
}
