import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readTranscript } from './support/transcript.ts'

// From packages/cli/.test.
const ROOT = new URL('../../../', import.meta.url)
const TRANSCRIPTS = new URL('packages/cli/test/transcripts/', ROOT)

test('what docs/command-line.md shows is in the transcripts, word for word', () => {
  const page = readFileSync(new URL('docs/command-line.md', ROOT), 'utf8')
  const shown = [...page.matchAll(/```console\n([^]*?)```/g)].flatMap(([, block = '']) =>
    readTranscript(block),
  )
  const ran = readdirSync(TRANSCRIPTS).flatMap((name) =>
    readTranscript(readFileSync(new URL(name, TRANSCRIPTS), 'utf8')),
  )
  assert.ok(shown.length > 5)
  for (const exchange of shown) {
    assert.ok(
      ran.some(
        ({ command, output, code }) =>
          command === exchange.command && output === exchange.output && code === exchange.code,
      ),
      exchange.command,
    )
  }
})
