import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.ts'

const LIMIT = 12_000

test(`the main entry for Node is at most ${LIMIT} bytes, minified and gzipped`, async (t) => {
  const { text } = await bundle('tokenstile', { platform: 'node' })
  const size = gzipSync(text, { level: 9 }).length
  t.diagnostic(`tokenstile: ${text.length} bytes minified, ${size} gzipped`)
  assert.ok(size <= LIMIT, `${size} bytes; hint: what only some users need belongs in a subpath of its own`)
})
