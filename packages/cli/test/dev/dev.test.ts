import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { run } from '../support/run.ts'

test('names what keeps the local issuer from starting', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const cases: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [['--port', String(port)], /port \d+ is taken\nhint: .*--port/],
    [['--port', '99999'], /--port takes a port from 0 to 65535/],
    [['--port', '0', '--file', 'nowhere.yaml'], /nowhere\.yaml/],
    [['--port', '0', '--issuer', 'nonsense'], /could not start: .*\nhint: /],
    [['--port', '0', '--host', '0.0.0.0'], /--dangerously-beyond-loopback/],
  ]
  for (const [args, sentence] of cases) {
    const { code, err } = await run(['dev', ...args])
    assert.equal(code, 2, args.join(' '))
    assert.match(err, sentence)
    assert.doesNotMatch(err, /\n {4}at /)
  }
})
