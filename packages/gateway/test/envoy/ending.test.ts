import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { describe, test } from 'node:test'
import { readConfigValue, startGateway, type GatewayConfig } from '@tokenstile/gateway'
import { openBackend } from '../support/backend.ts'
import { configFor, openScene } from '../support/gateway.ts'
import { findEnvoy } from './envoy-binary.ts'
import { startEnvoy } from './envoy-process.ts'

const program = findEnvoy()
const FORMS: readonly (readonly [string, Partial<GatewayConfig>])[] = [
  ['gRPC', { grpc: { port: 0 } }],
  ['HTTP', {}],
]

if (program !== undefined) {
  describe('a gateway that ends, with another one beside it', () => {
    for (const [form, given] of FORMS) {
      test(`loses no request of Envoy's over ${form}`, async (t) => {
        const scene = await openScene(t, { proxy: 'envoy', rules: [{ path: '/api' }], ...given })
        const other = await startGateway(
          readConfigValue(configFor(scene.issuer, { proxy: 'envoy', rules: [{ path: '/api' }], ...given })),
          { onDecision: () => {}, onEvent: () => {}, onFault: () => {} },
        )
        t.after(() => other.close())
        const backend = await openBackend(t)
        const portOf = (gateway: typeof other): number =>
          Number((gateway.grpcAddress ?? gateway.address).split(':').at(-1))
        const at = { port: portOf(scene.gateway) }
        const config: GatewayConfig = {
          ...scene.gateway.current().read.config,
          listen: at,
          grpc: scene.gateway.grpcAddress === undefined ? undefined : at,
        }
        const port = await startEnvoy(t, program, config, `127.0.0.1:${backend.port}`, (text) => {
          const endpoint = new RegExp(
            `( +)- endpoint:\\n +address:\\n +socket_address: .*port_value: ${at.port} }\\n`,
          )
          return text.replace(endpoint, (one) => one + one.replace(String(at.port), String(portOf(other))))
        })
        const headers = { authorization: `Bearer ${await scene.issuer.token({ user: 'alice' })}` }
        const agent = new Agent({ keepAlive: true, maxSockets: 16 })
        const statuses = new Map<number | undefined, number>()
        let isDone = false
        const load = Array.from({ length: 16 }, async () => {
          while (!isDone) {
            const status = await new Promise<number | undefined>((resolve, reject) => {
              get({ port, path: '/api', headers, agent }, (response) => {
                response.resume().on('end', () => resolve(response.statusCode))
              }).on('error', reject)
            })
            statuses.set(status, (statuses.get(status) ?? 0) + 1)
          }
        })
        await pause(500)
        scene.gateway.beginEnding()
        await pause(500)
        await scene.gateway.close(2_000)
        await pause(500)
        isDone = true
        await Promise.all(load)
        agent.destroy()
        assert.deepEqual([...statuses.keys()], [200], JSON.stringify([...statuses]))
        assert.ok((statuses.get(200) ?? 0) > 100)
      })
    }
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
