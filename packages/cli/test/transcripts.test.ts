import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { openScene } from './support/scene.ts'
import { replay } from './support/transcript.ts'

const FOLDER = new URL('../test/transcripts/', import.meta.url)

for (const name of readdirSync(FOLDER)) {
  test(`what ${name} shows is what happens`, async (t) => {
    const scene = await openScene()
    t.after(scene.close)
    const file = new URL(name, FOLDER)
    const committed = readFileSync(file, 'utf8')
    const now = await replay(committed, scene)
    // After a change that is meant to be: TRANSCRIPTS=write npm test -- cli/test/transcripts
    if (process.env['TRANSCRIPTS'] === 'write') writeFileSync(file, now)
    else assert.equal(now, committed)
  })
}
