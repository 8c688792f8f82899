import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { inRepository } from '../package/child-process.ts'

/**
 * Requires that a document's blocks which name a file before them (`app.ts`, or "From `app.test.ts`" for a part) are that
 * file of an example, and that there are so many.
 */
export function assertExampleBlocks(document: string, example: string, count: number): void {
  const text = readFileSync(inRepository(document), 'utf8')
  const named = [...text.matchAll(/(From )?`([\w./-]+)`[^`]*:\n\n```tsx?\n([^]*?)```/gi)]
  assert.equal(named.length, count)
  assert.equal(count, [...text.matchAll(/^```tsx?$/gm)].length, 'each block of TypeScript names its file')
  for (const [, part, file, block = ''] of named) {
    const content = readFileSync(inRepository(`${example}/${file}`), 'utf8')
    if (part === undefined) assert.equal(block, content, `${document} shows ${file}`)
    else assert.ok(content.includes(block), `${document} shows a part of ${file}`)
  }
}
