import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { readBlocksOf } from '../docs/code-blocks.ts'
import { inRepository, runNode } from '../package/child-process.ts'

const recipes = 'packages/tokenstile/test/recipes'

/** Each page of recipes, and the folder and files that it shows. */
const PAGES: readonly (readonly [page: string, folder: string, files: readonly string[]])[] = [
  [
    'issuers',
    recipes,
    ['keycloak', 'keycloak-at-jwt', 'cognito', 'entra', 'entra-v1', 'auth0', 'auth0-default', 'okta'],
  ],
  [
    'network',
    `${recipes}/network`,
    [
      'fetch-through',
      'custom-ca',
      'client-certificate',
      'proxy',
      'internal-address',
      'public-host',
      'authgear-inside',
    ],
  ],
  [
    'key-storage',
    `${recipes}/key-storage`,
    ['text-store', 'file-store', 'snapshots', 'keep-keys', 'stored-keys'],
  ],
  ['opentelemetry', 'examples/opentelemetry/src', ['verifier-metrics', 'measured-verifier']],
]

for (const [page, folder, files] of PAGES) {
  test(`the page of recipes on ${page} shows the files that were tested, whole and in this order`, () => {
    const shown = readBlocksOf(`docs/recipes/${page}.md`, 'ts').map(({ text }) => text)
    const tested = files.map((file) => readFileSync(inRepository(`${folder}/${file}.ts`), 'utf8'))
    assert.deepEqual(shown, tested)
  })

  test(`the page of recipes on ${page} says above each block which file it is`, () => {
    const text = readFileSync(inRepository(`docs/recipes/${page}.md`), 'utf8')
    const named = Array.from(text.matchAll(/^`([\w-]+)\.ts`:\n\n```ts$/gm), ([, name]) => name)
    assert.deepEqual(named, files)
  })
}

test('the files of the recipes compile by the defaults of TypeScript, the types of browsers among them', async (t) => {
  // Inside the repository, so that the compiler finds the types.
  const folder = inRepository('packages/tokenstile/.test/recipe-types')
  mkdirSync(folder, { recursive: true })
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    types: ['node'],
    noEmit: true,
    allowImportingTsExtensions: true,
  }
  const files = PAGES.flatMap(([, at, names]) => names.map((name) => inRepository(`${at}/${name}.ts`)))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const { code, output } = await runNode(
    [inRepository('node_modules/typescript/bin/tsc'), '-p', folder],
    folder,
  )
  assert.equal(code, 0, output)
})

test('every page of recipes is tested', () => {
  const pages = readdirSync(inRepository('docs/recipes')).map((file) => file.replace('.md', ''))
  assert.deepEqual(pages.toSorted(), PAGES.map(([page]) => page).toSorted())
})

test('every link of the pages of recipes leads to a file or a heading', () => {
  for (const [page] of PAGES) {
    const file = inRepository(`docs/recipes/${page}.md`)
    const text = readFileSync(file, 'utf8')
    const headings = Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) => toAnchor(heading))
    for (const [, target = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      assert.ok(existsSync(join(dirname(file), target)), `${page}.md links to ${target}`)
      if (target === '') assert.ok(headings.includes(anchor ?? ''), `${page}.md links to #${anchor}`)
    }
  }
})

/** As GitHub names a heading. */
const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
