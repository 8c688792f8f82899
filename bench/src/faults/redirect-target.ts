import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultIssuer } from './fault-issuer.ts'

/** Another server, to which an issuer's answer points. */
export interface RedirectTarget {
  readonly url: string
  wasCalled(): boolean
  stop(): Promise<void>
}

/** It gives the issuer's own keys: whoever follows and trusts it, has them. */
export async function startRedirectTarget(issuer: FaultIssuer): Promise<RedirectTarget> {
  let calls = 0
  const server = createServer((_, response) => {
    calls++
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    wasCalled: () => calls > 0,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
