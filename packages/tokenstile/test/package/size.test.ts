import type { Plugin } from 'esbuild'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.ts'

/** What the entry may weigh today, so that it does not grow unseen. The aim is 12,000. */
const LIMIT = 23_000

test('the main entry for Node does not grow, minified and gzipped, without the words that explain shows', async (t) => {
  const whole = await sizeOf([])
  const size = await sizeOf([withoutWords])
  t.diagnostic(`tokenstile: ${size} bytes gzipped, ${whole} with the words of every refusal`)
  assert.ok(size < whole, 'the words are left out')
  assert.ok(size <= LIMIT, `${size} bytes; hint: what only some users need belongs in a subpath of its own`)
})

async function sizeOf(plugins: Plugin[]): Promise<number> {
  const { text } = await bundle('tokenstile', { platform: 'node', plugins })
  return gzipSync(text, { level: 9 }).length
}

/** Empties the sentences and hints of `error-texts`: they are what `explain` shows. */
const withoutWords: Plugin = {
  name: 'without words',
  setup: ({ onLoad }) =>
    onLoad({ filter: /error-texts\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        /text\(\s*('[^']*'|"[^"]*"),\s*('[^']*'|"[^"]*"),?\s*\)/g,
        "text('', '')",
      ),
    })),
}
