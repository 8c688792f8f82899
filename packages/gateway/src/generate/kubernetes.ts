import { ConfigurationError } from '../config/problem.ts'
import type { GatewayConfig, ProxyName } from '../config/schema.ts'
import type { ProxySurroundings } from './generate.ts'
import { writeConfigMap, writeContainer, writeVolumes } from './kubernetes-gateway.ts'
import { writeHttpRoute, writeIngress, writeMiddleware, writeNetworkPolicy } from './kubernetes-routes.ts'
import { writeSidecar } from './kubernetes-sidecar.ts'

/** The variant for each proxy. A Caddy or HAProxy in a cluster is configured as elsewhere. */
const ROUTES: Partial<Record<ProxyName, typeof writeHttpRoute>> = {
  envoy: writeHttpRoute,
  'ingress-nginx': writeIngress,
  traefik: writeMiddleware,
}

/**
 * Writes manifests for Kubernetes: for `proxy: nginx` a pod in which nginx and the gateway stand beside the backend, for
 * `envoy` a gateway of its own with a route of the Gateway API, for `ingress-nginx` one with annotations, for `traefik` one
 * with a middleware. Throws a `ConfigurationError` for any other proxy.
 */
export function generateKubernetes(config: GatewayConfig, surroundings: ProxySurroundings): string {
  if (config.proxy === 'nginx') return writeSidecar(config, surroundings)
  const writeRoute = ROUTES[config.proxy]
  if (writeRoute === undefined) {
    throw new ConfigurationError([
      `there are no manifests for proxy: ${config.proxy}; hint: envoy (the Gateway API), ingress-nginx, traefik, or nginx as a sidecar`,
    ])
  }
  const here = inCluster(config)
  return `# tokenstile-gateway in Kubernetes, asked by ${config.proxy}.
# Written by "tokenstile-gateway config kubernetes". What is in <brackets> is yours to fill in.
${[
  writeConfigMap(here, {}),
  writeDeployment(here),
  writeService(here),
  writeRoute(here, surroundings),
  writeNetworkPolicy(here, surroundings),
].join('---\n')}`
}

/** The same rules, where other pods ask. */
function inCluster(config: GatewayConfig): GatewayConfig {
  const { listen, health, grpc, trustedProxies } = config
  const beyond = trustedProxies.filter((entry) => entry !== 'loopback' && entry !== 'unix')
  const open = (given: typeof listen, port: number): { host: string; port: number } => ({
    host: '0.0.0.0',
    port: given !== undefined && 'port' in given && given.port !== 0 ? given.port : port,
  })
  return {
    ...config,
    trustedProxies: beyond.length > 0 ? beyond : ['10.0.0.0/8'],
    listen: open(listen, 4180),
    health: open(health, 4181),
    ...(grpc !== undefined && { grpc: open(grpc, 4182) }),
  }
}

function writeDeployment(config: GatewayConfig): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: tokenstile-gateway
  labels: { app: tokenstile-gateway }
spec:
  # One that is replaced leaves another to ask. Each keeps its own cache.
  replicas: 2
  selector:
    matchLabels: { app: tokenstile-gateway }
  template:
    metadata:
      labels: { app: tokenstile-gateway }
    spec:
      # It needs nothing of the cluster.
      automountServiceAccountToken: false
      # Longer than a stop takes.
      terminationGracePeriodSeconds: ${(config.drainSeconds ?? 10) + 5}
      containers:
${writeContainer(config)}
      volumes:
${writeVolumes()}
`
}

function writeService({ listen, grpc }: GatewayConfig): string {
  const port = listen !== undefined && 'port' in listen ? listen.port : 4180
  const grpcPort =
    grpc !== undefined && 'port' in grpc
      ? `
    - name: grpc
      port: ${grpc.port}
      targetPort: grpc
      appProtocol: kubernetes.io/h2c`
      : ''
  return `apiVersion: v1
kind: Service
metadata:
  name: tokenstile-gateway
spec:
  selector: { app: tokenstile-gateway }
  ports:
    # The health port is for the kubelet alone, which needs no Service.
    - name: http
      port: ${port}
      targetPort: http${grpcPort}
`
}
