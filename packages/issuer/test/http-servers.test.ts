import { notStrictEqual, strictEqual } from 'node:assert'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { openServers } from '../dist/server/http-servers.js'

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
)

test(
  'a free port that is taken on the second address is given up for another',
  { skip: !hasIpv6 },
  async () => {
    const stranger = createServer()
    const ports: number[] = []
    // The stranger asks for the second address after the first one is open and before we do, so it gets it.
    const servers = await openServers(
      { addresses: ['127.0.0.1', '::1'], port: 0, urlHost: 'localhost' },
      (port) => {
        if (ports.length === 0) stranger.listen({ host: '::1', port })
        ports.push(port)
        return () => new Response(`port ${port}`)
      },
    )
    try {
      notStrictEqual(servers.port, ports[0])
      for (const host of ['127.0.0.1', '[::1]']) {
        const response = await fetch(`http://${host}:${servers.port}`)
        strictEqual(await response.text(), `port ${servers.port}`)
      }
    } finally {
      await servers.close()
      stranger.close()
      await once(stranger, 'close')
    }
  },
)
