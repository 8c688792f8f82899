import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readHost } from '../../dist/asked/host.js'
import { createNameBook } from '../../dist/asked/name-book.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** How many bytes something leaves behind. */
function keptBy(run: () => void): number {
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  run()
  collectGarbage()
  return process.memoryUsage().heapUsed - before
}

const LONG = 60_000

test('remembers no header names that are as long as a client likes', () => {
  const book = createNameBook({}, ['x-user-id'])
  const kept = keptBy(() => {
    for (let at = 0; at < 1500; at++) {
      assert.equal(book.kindOf(Buffer.alloc(LONG, `x${at}-`).toString('latin1'), at), 'other')
    }
  })
  assert.ok(kept < 10_000_000, String(kept))
  assert.equal(book.kindOf('X_User_Id', 0), 'alias')
})

test('takes what is longer than any name for no host, and does not remember it', () => {
  const kept = keptBy(() => {
    for (let at = 0; at < 900; at++) readHost(Buffer.alloc(LONG, `h${at}.`).toString('latin1'))
  })
  assert.ok(kept < 10_000_000, String(kept))
  assert.equal(readHost('a'.repeat(300)), undefined)
  const longest = `${'abcdefg.'.repeat(31)}abcde`
  assert.equal(readHost(`${longest}.:65535`), longest)
})
