import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask } from '../../dist/terminal/ask.js'

test('stops the echo before it asks, and starts it again after the answer', async () => {
  const steps: string[] = []
  const answer = await ask('token: ', {
    err: (text: string) => void steps.push(text),
    stdin: {
      setRawMode: (isRaw: boolean) => void steps.push(isRaw ? 'no echo' : 'echo'),
      async *[Symbol.asyncIterator]() {
        yield Buffer.from('secret\r')
      },
    },
  } as never)
  assert.equal(answer, 'secret')
  assert.deepEqual(steps, ['no echo', 'token: ', 'echo', '\n'])
})
