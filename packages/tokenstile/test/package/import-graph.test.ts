import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { bundle, bundleProgram } from './bundle.ts'
import { inRepository } from './child-process.ts'
import { findCycle, readImports } from './source-imports.ts'

const library = readImports('packages/tokenstile/src')
const issuer = readImports('packages/issuer/src')

const SUBPATHS = Object.keys(
  (JSON.parse(readFileSync(inRepository('packages/tokenstile/package.json'), 'utf8')) as { exports: object })
    .exports,
)
  .filter((subpath) => subpath !== '.' && subpath !== './package.json')
  .map((subpath) => subpath.slice(2))

// A subpath is one file, or a folder of its name beside it.
const belongsToSubpath = (file: string): boolean =>
  SUBPATHS.some((name) => file.startsWith(`dist/esm/${name}.`) || file.startsWith(`dist/esm/${name}/`))

test('the main entry reaches no file of a subpath', async () => {
  const { files } = await bundle('tokenstile', { platform: 'node' })
  assert.deepEqual(files.filter(belongsToSubpath), [])
})

test('the main entry for Node needs only modules of Node', async () => {
  const { externals, files } = await bundle('tokenstile', { platform: 'node' })
  assert.deepEqual(
    externals.filter((name) => !name.startsWith('node:')),
    [],
  )
  assert.ok(files.includes('dist/esm/crypto/node.js'))
})

for (const condition of ['workerd', 'deno', 'edge-light', 'browser', 'something-new']) {
  test(`the main entry needs no module of Node under the condition ${condition}`, async () => {
    const { externals, files } = await bundle('tokenstile', { platform: 'neutral', conditions: [condition] })
    assert.deepEqual(externals, [])
    assert.ok(!files.includes('dist/esm/crypto/node.js'))
  })
}

test('the CommonJS build needs no module of Node either when it is bundled for the web', async () => {
  const program = `export const { createVerifier } = require('tokenstile')`
  const { externals, files } = await bundleProgram(program, { platform: 'neutral', conditions: ['browser'] })
  assert.deepEqual(externals, [])
  assert.ok(files.includes('dist/cjs/crypto/web.js'))
})

test('core imports only core', () => {
  const outside = [...library]
    .filter(([file]) => file.startsWith('core/'))
    .flatMap(([file, imports]) => imports.map((name) => `${file} -> ${name}`))
    .filter((edge) => !edge.includes('-> core/'))
  assert.deepEqual(outside, [])
})

/** What a subpath may import of its framework, an optional peer; the types alone, but where it could not do without. */
const FRAMEWORKS: Readonly<Record<string, RegExp>> = {
  fastify: /^fastify$/,
  hono: /^hono$/,
  nest: /^@nestjs\/(common|core)$/,
}

/** The subpath that a file belongs to, if any: its file, or its folder. */
const subpathOf = (file: string): string => file.replace(/(\/.*)?\.ts$/, '').split('/')[0] ?? ''

test('the library imports only itself, its engine and modules of Node, and a subpath its framework', () => {
  const foreign = [...library]
    .flatMap(([file, imports]) => imports.map((name) => ({ file, name })))
    .filter(({ name }) => !library.has(name) && name !== '#crypto' && !name.startsWith('node:'))
    .filter(({ file, name }) => FRAMEWORKS[subpathOf(file)]?.test(name) !== true)
  assert.deepEqual(foreign, [])
})

for (const subpath of [
  'express',
  'fastify',
  'fetch',
  'hono',
  'koa',
  'mcp',
  'next',
  'node',
  'protected-resource',
]) {
  test(`tokenstile/${subpath} loads no framework`, async () => {
    const { externals } = await bundle(`tokenstile/${subpath}`, { platform: 'node' })
    assert.deepEqual(
      externals.filter((name) => !name.startsWith('node:')),
      [],
    )
  })
}

test('tokenstile/nest loads Nest and nothing else', async () => {
  const external = ['@nestjs/common', '@nestjs/core']
  const { externals } = await bundle('tokenstile/nest', { platform: 'node', external })
  const foreign = externals.filter((name) => !name.startsWith('node:'))
  assert.deepEqual([...new Set(foreign)].toSorted(), external)
})

test('the issuer imports nothing of the library', () => {
  const found = [...issuer.values()].flat().filter((name) => name.includes('tokenstile'))
  assert.deepEqual(found, [])
})

test('no import of the library leads back to where it started, types included', () => {
  assert.equal(findCycle(library)?.join(' -> '), undefined)
})
