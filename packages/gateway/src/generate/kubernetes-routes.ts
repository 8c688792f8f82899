import { TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import type { GatewayConfig } from '../config/schema.ts'
import { idTokenNamesOf, identityNamesOf } from '../identity/configured-names.ts'
import type { ProxySurroundings } from './generate.ts'
import { indent } from './parts.ts'

/** What the gateway reads of a request beside `Authorization`. */
const READ = [
  'Cookie',
  'DPoP',
  'Origin',
  'Sec-Fetch-Site',
  'Access-Control-Request-Method',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Version',
]

/** Writes a route of the Gateway API whose filter asks the gateway. */
export function writeHttpRoute(config: GatewayConfig, { backend }: ProxySurroundings): string {
  const { name, port } = readBackend(backend)
  const asks =
    config.grpc !== undefined && 'port' in config.grpc ? askGrpc(config.grpc.port) : askHttp(config)
  return `# ExternalAuth is in the experimental channel of the Gateway API (GEP-1494): see whether your implementation has it, and try
# a request without a token, which must get a 401.
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${name}
spec:
  parentRefs:
    - name: <your-gateway>
  rules:
    - matches:
        - path: { type: PathPrefix, value: / }
      filters:
        - type: ExternalAuth
          externalAuth:
${indent(asks, 12)}
        # Not for the backend: what a client may say of itself.
        - type: RequestHeaderModifier
          requestHeaderModifier:
            remove: [${TOLD_BY_PROXY.join(', ')}]
      backendRefs:
        - { name: ${name}, port: ${port} }
`
}

function askGrpc(port: number): readonly string[] {
  return [
    'protocol: GRPC',
    `backendRef: { name: tokenstile-gateway, port: ${port} }`,
    '# Without a list the gateway sees all headers, and refuses what only it may send.',
  ]
}

function askHttp(config: GatewayConfig): readonly string[] {
  const names = identityNamesOf(config)
  // What is not sent is not seen, and so not refused.
  const seen = [...READ, ...idTokenNamesOf(config), ...names.flatMap(spellings)]
  return [
    'protocol: HTTP',
    `backendRef: { name: tokenstile-gateway, port: ${portOf(config)} }`,
    'http:',
    '  path: /extauthz',
    '  # The gateway sees these and Authorization. The headers that only it may send are among them, in the spellings that',
    '  # some backends take for one name: it refuses a request that brings one.',
    '  allowedHeaders:',
    ...seen.map((name) => `    - ${name}`),
    '  # Without a list, whatever is in the answer goes to the backend.',
    '  allowedResponseHeaders:',
    ...names.map((name) => `    - ${name}`),
  ]
}

const spellings = (name: string): readonly string[] => [
  ...new Set([name, name.replaceAll('-', '_'), name.replaceAll('-', '.')]),
]

/** Writes an Ingress whose annotations have ingress-nginx ask the gateway. */
export function writeIngress(config: GatewayConfig, { backend }: ProxySurroundings): string {
  const { name, port } = readBackend(backend)
  // What the answer lacks is taken off the request: so an ID token does not reach the backend.
  const names = [...identityNamesOf(config), ...idTokenNamesOf(config)]
  return `# Leave enable-underscores-in-headers and ignore-invalid-headers as they come, and set no auth-cache-key: an answer
# holds for one caller. What the gateway refuses comes as 401 or 403 with a page of nginx, an outage as 500.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations:
    nginx.ingress.kubernetes.io/auth-url: http://tokenstile-gateway.<namespace>.svc.cluster.local:${portOf(config)}/verify
    nginx.ingress.kubernetes.io/auth-response-headers: ${names.join(',')}
spec:
  ingressClassName: nginx
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service: { name: ${name}, port: { number: ${port} } }
`
}

/** Writes a middleware that has Traefik ask the gateway. */
export function writeMiddleware(config: GatewayConfig, { backend }: ProxySurroundings): string {
  const { name, port } = readBackend(backend)
  const names = [...identityNamesOf(config), ...idTokenNamesOf(config)]
  return `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata:
  name: tokenstile
spec:
  forwardAuth:
    address: http://tokenstile-gateway.<namespace>.svc.cluster.local:${portOf(config)}/verify
    # What a client says of host, path and method is deleted before the question.
    trustForwardHeader: false
    # Each is deleted from the client's request, and set as the gateway says.
    authResponseHeaders:
${indent(
  names.map((one) => `- ${one}`),
  6,
)}
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata:
  name: tokenstile-strip
spec:
  headers:
    customRequestHeaders:
${indent(
  TOLD_BY_PROXY.map((one) => `${one}: ''`),
  6,
)}
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata:
  name: ${name}
spec:
  routes:
    - match: PathPrefix(\`/\`)
      kind: Rule
      # tokenstile first: nothing may change the path before it is judged.
      middlewares:
        - name: tokenstile
        - name: tokenstile-strip
      services:
        - { name: ${name}, port: ${port} }
`
}

/** Writes what makes the headers worth believing: the backend is reached through the proxy alone. */
export function writeNetworkPolicy(_: GatewayConfig, { backend }: ProxySurroundings): string {
  const { name, port } = readBackend(backend)
  return `# Whoever reaches the backend can say who is calling: let the proxy alone reach it. Needs a network that knows policies.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}-from-proxy
spec:
  podSelector:
    matchLabels: { app: ${name} }
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels: { kubernetes.io/metadata.name: <namespace-of-the-proxy> }
      ports:
        # The port of the pods.
        - { port: ${port} }
`
}

function portOf({ listen }: GatewayConfig): number {
  return listen !== undefined && 'port' in listen ? listen.port : 4180
}

/** The name and port of a Service; the address of a machine is none. */
function readBackend(backend: string): { readonly name: string; readonly port: string } {
  const [, name = 'backend', port = '3000'] = /^([a-z][a-z0-9-]*):(\d+)$/.exec(backend) ?? [
    '',
    'backend',
    /:(\d+)$/.exec(backend)?.[1],
  ]
  return { name, port }
}
