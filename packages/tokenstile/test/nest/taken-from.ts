import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { pathToFileURL } from 'node:url'
import { inRepository } from '../package/child-process.ts'

/**
 * From here on, this process takes the packages of Nest from a folder of `fixtures/nest`, whoever imports them: the library
 * and the test alike. To be called before the first of them is imported. The folder's name is the major version.
 */
export function takeNestFrom(folder: string): void {
  const parent = pathToFileURL(inRepository(`fixtures/nest/${folder}/package.json`)).href
  register('./taken-from-hook.js', import.meta.url, { data: { parent } })
  assert.equal(nestVersion().split('.')[0], folder)
}

/** The version of Nest that this process has. */
export function nestVersion(): string {
  const manifest = new URL('package.json', import.meta.resolve('@nestjs/core'))
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
