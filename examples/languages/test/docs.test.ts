import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findBackends } from '@tokenstile/example-languages'

// From examples/languages/.test.
const ROOT = new URL('../../../', import.meta.url)
const PAGES = new URL('docs/languages/', ROOT)
const BLOCK = /<!-- file: (\S+) -->\n\n```\w+\n([^]*?)```\n/g

const pages = readdirSync(PAGES).filter((name) => name !== 'README.md')

for (const name of pages) {
  test(`the code in docs/languages/${name} is that of the files`, () => {
    const blocks = [...readFileSync(new URL(name, PAGES), 'utf8').matchAll(BLOCK)]
    assert.ok(blocks.length >= 2)
    for (const [, path = '', code] of blocks)
      assert.equal(code, readFileSync(new URL(path, ROOT), 'utf8'), path)
  })
}

test('every language has a page, and both kinds of backend', () => {
  const backends = findBackends()
  for (const page of pages) {
    const language = page.replace('.md', '')
    for (const kind of ['direct', 'behind-gateway']) {
      assert.ok(
        backends.some((one) => one.language === language && one.kind === kind),
        `${language} ${kind}`,
      )
    }
  }
})
