import { stringify } from 'yaml'
import { TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import type { GatewayConfig } from '../config/schema.ts'
import { idTokenNamesOf, identityNamesOf } from '../identity/configured-names.ts'
import type { ProxySurroundings } from './generate.ts'
import { gatewayAddress } from './parts.ts'

/** Writes a dynamic configuration for Traefik's file provider, for Traefik 3. */
export function generateTraefik(config: GatewayConfig, { backend }: ProxySurroundings): string {
  const removed = Object.fromEntries(TOLD_BY_PROXY.map((name) => [name, '']))
  const dynamic = {
    http: {
      middlewares: {
        tokenstile: {
          forwardAuth: {
            address: `http://${gatewayAddress(config.listen)}/verify`,
            trustForwardHeader: false,
            authResponseHeaders: [...identityNamesOf(config), ...idTokenNamesOf(config)],
          },
        },
        'tokenstile-strip': { headers: { customRequestHeaders: removed } },
      },
      routers: {
        backend: {
          rule: 'PathPrefix(`/`)',
          middlewares: ['tokenstile', 'tokenstile-strip'],
          service: 'backend',
        },
      },
      services: {
        backend: { loadBalancer: { passHostHeader: true, servers: [{ url: `http://${backend}` }] } },
      },
    },
  }
  return `# Traefik in front of a backend, with tokenstile-gateway asked about every request: a dynamic configuration.
# Written by "tokenstile-gateway config traefik".
#
# - tokenstile comes first: a middleware that changes the path before it would have another path judged than the backend
#   gets.
# - trustForwardHeader is false: what a client says of host, path and method is deleted before the question.
# - Each header in authResponseHeaders is deleted from the client's request, and set as the gateway says. The gateway refuses
#   a request whose client sends one of them, or an alias such as X_User_Id, which Traefik lets through.
# - Traefik hands on whatever a client wants to upgrade to. Switch "Upgrade: h2c" off in the backend: what comes over a
#   connection that was changed to HTTP/2, nobody is asked about.
# - In the static configuration, under the entry point, set http.encodedCharacters as it is by default (all refused), and
#   forwardedHeaders.insecure: false.
${stringify(dynamic, { lineWidth: 0 })}`
}
