import { test } from 'node:test'
import { assertExampleBlocks } from './example-blocks.ts'

test('the blocks of the page on Next.js are files of its example', () => {
  assertExampleBlocks('docs/frameworks/nextjs.md', 'examples/next', 6)
})
