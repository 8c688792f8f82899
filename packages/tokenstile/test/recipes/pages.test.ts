import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { readBlocksOf } from '../docs/code-blocks.ts'
import { inRepository } from '../package/child-process.ts'

const recipes = 'packages/tokenstile/test/recipes'

/** Each page of recipes, and the folder and files that it shows. */
const PAGES: readonly (readonly [page: string, folder: string, files: readonly string[]])[] = [
  ['issuers', recipes, ['keycloak', 'cognito', 'entra', 'entra-v1', 'auth0', 'auth0-default', 'okta']],
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
}

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
