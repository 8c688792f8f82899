import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { issuerOptions, now } from '../support/tokens.ts'
import { serveSockets, UPGRADE } from './socket-server.ts'

test('survives a client that goes away while onRefused answers', async (t) => {
  const events = new EventEmitter()
  const answered = once(events, 'answered')
  const server = await serveSockets(t, createVerifier(issuerOptions(), { now }), {
    options: {
      onRefused: async (_error, _request, socket) => {
        await once(client.resetAndDestroy(), 'close')
        // Nobody has read of the reset yet: the answer fails after this has returned.
        socket.once('close', () => events.emit('answered'))
        socket.end('HTTP/1.1 418 \r\n\r\n')
      },
    },
  })
  const { hostname, port } = new URL(server.url)
  const client = connect(Number(port), hostname)
  client.write(['GET / HTTP/1.1', 'Host: x', ...UPGRADE, '', ''].join('\r\n'))
  await answered
  assert.deepEqual(server.faults, [])
})
