import type { TestContext } from 'node:test'
import type { RunningIssuer } from '@tokenstile/issuer'
import type { GatewayConfig } from '@tokenstile/gateway'
import type { Backend } from '../support/backend.ts'
import { openBackend } from '../support/backend.ts'
import { openScene, type Scene } from '../support/gateway.ts'
import { sendRaw, type RawAnswer } from '../support/raw-request.ts'

/** Starts a proxy with the configuration that is printed for it, and gives its port. */
export type StartProxy = (t: TestContext, config: GatewayConfig, backend: string) => Promise<number>

/** A proxy in front of a backend, with a gateway that it asks. */
export interface Served {
  readonly issuer: RunningIssuer
  readonly scene: Scene
  readonly backend: Backend
  /** Sends a request through the proxy, byte by byte. */
  send(method: string, target: string, headerLines?: readonly string[]): Promise<RawAnswer>
  /** A header line with a good token. */
  bearer(user: { readonly id: string; readonly roles?: readonly string[] }): Promise<string>
}

/** Rules that differ by path, method and host. */
const RULES: GatewayConfig['rules'] = [
  { path: '/public', anonymous: true },
  { path: '/admin', require: { roles: ['admin'] } },
  { path: '/shop', hosts: ['shop.example'], anonymous: true },
  { path: '/read', methods: ['GET', 'HEAD'], anonymous: true },
  { path: '/sensitive', recentLogin: { idTokenHeader: 'X-Id-Token', maxAuthAgeSeconds: 300 } },
  { path: '/items', methods: ['DELETE'], require: { roles: ['admin'] } },
  { path: '/items' },
  { path: '/api', allowPreflights: true },
]

const COOKIE = { name: '__Host-token', allowedOrigins: ['https://app.example'] }

export async function serve(
  t: TestContext,
  proxy: GatewayConfig['proxy'],
  startProxy: StartProxy,
  given: Partial<GatewayConfig> = {},
): Promise<Served> {
  const scene = await openScene(t, { proxy, rules: RULES, cookie: COOKIE, ...given })
  const backend = await openBackend(t)
  const { config } = scene.gateway.current().read
  const listen = { port: Number(new URL(scene.url).port) }
  const { grpcAddress } = scene.gateway
  const grpc = grpcAddress === undefined ? undefined : { port: Number(grpcAddress.split(':').at(-1)) }
  const port = await startProxy(t, { ...config, listen, grpc }, `127.0.0.1:${backend.port}`)
  return {
    issuer: scene.issuer,
    scene,
    backend,
    send: (method, target, headerLines = []) => sendRaw(port, method, target, headerLines),
    bearer: async (user) => `Authorization: Bearer ${await scene.issuer.token({ user })}`,
  }
}
