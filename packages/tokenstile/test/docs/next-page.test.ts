import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRepository } from '../package/child-process.ts'
import { assertLinks } from './links.ts'

const PAGE = 'docs/frameworks/nextjs.md'
const page = readFileSync(inRepository(PAGE), 'utf8')

test('the blocks of the page on Next.js are files of its example, or a part of one', () => {
  // The line above a block names its file: `auth.ts`, or "From `test/app.test.ts`" for a part.
  const named = [...page.matchAll(/(From )?`([\w./-]+)`[^`]*:\n\n```tsx?\n([^]*?)```/gi)]
  assert.equal(named.length, [...page.matchAll(/^```tsx?$/gm)].length)
  assert.ok(named.length >= 6)
  for (const [, part, file, block = ''] of named) {
    const content = readFileSync(inRepository(`examples/next/${file}`), 'utf8')
    if (part === undefined) assert.equal(block, content, file)
    else assert.ok(content.includes(block), file)
  }
})

test('every link of the page on Next.js leads to a file and a heading', () => assertLinks(PAGE))
