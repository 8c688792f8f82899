import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { readConfigValue, startGateway } from '@tokenstile/gateway'
import type { RunningIssuer } from '@tokenstile/issuer'
import type { GatewayEnvironment } from '@tokenstile/example-languages'

const GATEWAY = 'https://gateway.internal'
const AUDIENCE = 'https://api.internal'

/** A real gateway with a signed identity, and what a backend behind it is told. */
export interface GatewayFront {
  /** Where the gateway answers a proxy. */
  readonly verifyUrl: string
  readonly environment: GatewayEnvironment
  /** A proxy before a backend: it asks the gateway as Caddy would, and hands on what that says. Gives its address. */
  readonly proxyTo: (backendPort: number) => Promise<string>
  readonly close: () => Promise<void>
}

export async function openGatewayFront(issuer: RunningIssuer): Promise<GatewayFront> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-'))
  const config = {
    issuers: [{ authgear: issuer.endpoint }],
    proxy: 'caddy',
    trustedProxies: ['loopback'],
    listen: { port: 0 },
    rules: [{ backend: AUDIENCE }],
    assertion: { issuer: GATEWAY, keyFile: join(folder, 'keys.json') },
  }
  const context = { onDecision: () => {}, onEvent: () => {}, onFault: () => {} }
  const gateway = await startGateway(readConfigValue(config), context)
  const origin = `http://${gateway.address}`
  const closers: (() => void)[] = []
  return {
    verifyUrl: `${origin}/verify`,
    environment: {
      GATEWAY_ISSUER: GATEWAY,
      GATEWAY_JWKS: `${origin}/.well-known/jwks.json`,
      GATEWAY_AUDIENCE: AUDIENCE,
    },
    proxyTo: async (backendPort) => {
      const server = createServer((asked, answer) => forward(asked, answer, origin, backendPort)).listen(
        0,
        '127.0.0.1',
      )
      await new Promise((done) => server.once('listening', done))
      closers.push(() => {
        server.close()
        server.closeAllConnections()
      })
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    close: async () => {
      for (const close of closers) close()
      await gateway.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Names that the proxy says itself; it takes off what a client says. */
const OWN = /^(x-forwarded-|x-original-|x-rewrite-|forwarded$|connection$)/i

function forward(asked: IncomingMessage, answer: ServerResponse, gateway: string, backendPort: number): void {
  const { method = '', url = '', rawHeaders, headers } = asked
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    if (!OWN.test(name)) kept.push(name, value)
  }
  const told = ['X-Forwarded-Method', method, 'X-Forwarded-Uri', url, 'X-Forwarded-Host', headers.host ?? '']
  const question = request(`${gateway}/verify`, { headers: [...kept, ...told] as never }, (said) => {
    if (said.statusCode !== 200) {
      answer.writeHead(said.statusCode ?? 500, said.headers)
      said.pipe(answer)
      return
    }
    said.resume()
    const identity = Object.entries(said.headers).filter(([name]) => name.startsWith('x-'))
    const passed = request(
      {
        host: '127.0.0.1',
        port: backendPort,
        method,
        path: url,
        headers: [...kept, ...identity.flat()] as never,
      },
      (back) => {
        answer.writeHead(back.statusCode ?? 502, back.headers)
        back.pipe(answer)
      },
    )
    passed.on('error', () => answer.destroy()).end()
  })
  question.on('error', () => answer.destroy()).end()
}
