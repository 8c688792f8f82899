import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { freePort, startProgram, temporaryFolder } from '../support/program.ts'

/** Starts a real Envoy that verifies by its own filter, set up as its documentation shows. Gives its port. */
export async function startJwtAuthn(
  t: TestContext,
  program: string,
  issuer: string,
  backendPort: number,
): Promise<number> {
  const port = await freePort()
  const file = join(temporaryFolder(t), 'envoy.yaml')
  writeFileSync(file, writeConfig(port, issuer, backendPort))
  const quiet = ['--log-level', 'error', '--concurrency', '1', '--disable-hot-restart']
  await startProgram(t, port, program, ['-c', file, ...quiet])
  return port
}

function writeConfig(port: number, issuer: string, backendPort: number): string {
  const filter = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication',
    providers: {
      issuer: {
        issuer,
        audiences: [issuer],
        remote_jwks: {
          http_uri: { uri: `${issuer}/oauth2/jwks`, cluster: 'issuer', timeout: '2s' },
          cache_duration: '300s',
        },
        claim_to_headers: [{ header_name: 'x-user-id', claim_name: 'sub' }],
      },
    },
    rules: [{ match: { prefix: '/' }, requires: { provider_name: 'issuer' } }],
  }
  const manager = {
    '@type':
      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'ingress',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'backend' } }] },
      ],
    },
    http_filters: [
      { name: 'envoy.filters.http.jwt_authn', typed_config: filter },
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  }
  const network = { name: 'envoy.filters.network.http_connection_manager', typed_config: manager }
  // JSON is YAML.
  return JSON.stringify({
    static_resources: {
      listeners: [{ address: at(port), filter_chains: [{ filters: [network] }] }],
      clusters: [cluster('backend', backendPort), cluster('issuer', Number(new URL(issuer).port))],
    },
  })
}

function cluster(name: string, port: number): object {
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: at(port) } }] }]
  return { name, load_assignment: { cluster_name: name, endpoints } }
}

function at(port: number): object {
  return { socket_address: { address: '127.0.0.1', port_value: port } }
}
