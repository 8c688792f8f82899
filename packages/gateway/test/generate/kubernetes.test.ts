import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse, parseAllDocuments, type Document } from 'yaml'
import type { GatewayConfig } from '@tokenstile/gateway'
import { readConfigValue } from '@tokenstile/gateway'
import { lint } from '../../dist/config/lint.js'
import { generateKubernetes } from '../../dist/generate/kubernetes.js'
import { generateNginx } from '../../dist/generate/nginx.js'

/** Manifests have no types here: what is not there is a failure of the assertion that looks. */
type Manifest = ReturnType<Document['toJS']>

const RULES = [{ path: '/pay', recentLogin: { idTokenHeader: 'X-Id-Token' } }, { path: '/' }]

function configOf(proxy: GatewayConfig['proxy'], given: Partial<GatewayConfig> = {}): GatewayConfig {
  const issuers = [{ authgear: 'https://project.authgear.cloud' }]
  return readConfigValue({ issuers, proxy, trustedProxies: ['loopback'], rules: RULES, ...given }).config
}

function manifestsOf(config: GatewayConfig, backend = 'orders:3000'): readonly Manifest[] {
  const documents = parseAllDocuments(generateKubernetes(config, { listen: '8080', backend }))
  return documents.map((document) => {
    assert.deepEqual(document.errors, [])
    return document.toJS() as Manifest
  })
}

const find = (manifests: readonly Manifest[], kind: string, name?: string): Manifest => {
  const found = manifests.find(
    (one) => one['kind'] === kind && (name === undefined || one['metadata'].name === name),
  )
  assert.ok(found !== undefined, `${kind} ${name ?? ''}`)
  return found
}

const CASES = [
  ['nginx', configOf('nginx')],
  ['ingress-nginx', configOf('ingress-nginx')],
  ['traefik', configOf('traefik')],
  ['envoy over HTTP', configOf('envoy')],
  ['envoy over gRPC', configOf('envoy', { grpc: { port: 4182 } })],
] as const

for (const [name, config] of CASES) {
  describe(`manifests for ${name}`, () => {
    const manifests = manifestsOf(config)

    test('have a file of the gateway that can be read and lints clean', () => {
      const text = find(manifests, 'ConfigMap')['data']['gateway.yaml']
      const { config: read } = readConfigValue(parse(text) as object)
      assert.deepEqual(lint(read), [])
      assert.deepEqual(read.rules, config.rules)
      assert.equal(read.proxy, config.proxy)
    })

    test('name ports, volumes and labels that are there', () => {
      const file = parse(find(manifests, 'ConfigMap')['data']['gateway.yaml']) as Manifest
      const deployment = find(manifests, 'Deployment')
      const { spec, metadata } = deployment['spec'].template
      assert.deepEqual(deployment['spec'].selector.matchLabels, metadata.labels)
      const gateway = spec.containers.find((one: Manifest) => one['name'] === 'gateway')
      const ports = Object.fromEntries(
        spec.containers.flatMap(({ ports = [] }: Manifest) =>
          ports.map((port: Manifest) => [port['name'], port['containerPort']]),
        ),
      )
      assert.equal(ports['http'], file['listen'].port)
      assert.equal(ports['health'], file['health'].port)
      assert.equal(ports['grpc'], file['grpc']?.port)
      // The kubelet comes from outside of the pod.
      assert.equal(file['health'].host, '0.0.0.0')
      assert.deepEqual(gateway.readinessProbe.httpGet, { path: '/readyz', port: 'health' })
      assert.deepEqual(gateway.livenessProbe.httpGet, { path: '/healthz', port: 'health' })

      const volumes = spec.volumes.map((volume: Manifest) => volume['name'])
      for (const { volumeMounts = [] } of spec.containers) {
        for (const mount of volumeMounts) assert.ok(volumes.includes(mount.name), mount.name)
      }
      assert.equal(gateway.args[0], `${gateway.volumeMounts[0].mountPath}/gateway.yaml`)
      const service = find(manifests, 'Service')['spec']
      assert.deepEqual(service.selector, metadata.labels)
      for (const { targetPort } of service.ports) assert.ok(targetPort in ports, targetPort)
      assert.ok(spec.terminationGracePeriodSeconds > (config.drainSeconds ?? 10))
    })

    test('give no container more than it needs', () => {
      const { spec } = find(manifests, 'Deployment')['spec'].template
      assert.equal(spec.automountServiceAccountToken, false)
      for (const { name: container, securityContext, resources } of spec.containers) {
        // The backend's own container is its owner's.
        if (container === 'backend') continue
        assert.equal(securityContext.runAsNonRoot, true)
        assert.equal(securityContext.readOnlyRootFilesystem, true)
        assert.equal(securityContext.allowPrivilegeEscalation, false)
        assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] })
        assert.ok(resources.limits.memory !== undefined)
      }
    })

    if (config.proxy === 'nginx') return
    test('let the proxy alone reach the backend', () => {
      const { spec } = find(manifests, 'NetworkPolicy')
      assert.deepEqual(spec.podSelector.matchLabels, { app: 'orders' })
      assert.deepEqual(spec.ingress[0].ports, [{ port: 3000 }])
    })
  })
}

test('a sidecar speaks over loopback, behind the nginx that is printed for nginx', () => {
  const config = configOf('nginx', { trustedProxies: ['10.1.0.0/16'], listen: { host: '0.0.0.0', port: 9 } })
  const manifests = manifestsOf(config)
  const { data } = find(manifests, 'ConfigMap')
  const file = parse(data['gateway.yaml']) as GatewayConfig
  assert.deepEqual(file.listen, { host: '127.0.0.1', port: 4180 })
  assert.deepEqual(file.trustedProxies, ['loopback'])
  const nginx = generateNginx(file, { listen: '8080', backend: '127.0.0.1:3000' })
  assert.equal(data['nginx.conf'].trim(), nginx.trim())
  // Nobody reaches the backend or the gateway from outside of the pod.
  const [port] = find(manifests, 'Service')['spec'].ports
  assert.equal(port.targetPort, 'web')
})

test('a route of the Gateway API asks over HTTP with all that the gateway has to see', () => {
  const manifests = manifestsOf(configOf('envoy'))
  const [{ filters, backendRefs }] = find(manifests, 'HTTPRoute')['spec'].rules
  const [{ type, externalAuth }] = filters
  const service = find(manifests, 'Service', externalAuth.backendRef.name)
  assert.equal(type, 'ExternalAuth')
  assert.equal(externalAuth.protocol, 'HTTP')
  assert.equal(externalAuth.http.path, '/extauthz')
  assert.ok(service['spec'].ports.some((one: Manifest) => one['port'] === externalAuth.backendRef.port))
  const { allowedHeaders, allowedResponseHeaders } = externalAuth.http
  for (const name of [
    'Cookie',
    'Origin',
    'X-Id-Token',
    'X-User-Id',
    'X_User_Id',
    'X.User.Id',
    'Sec-WebSocket-Key',
  ])
    assert.ok(allowedHeaders.includes(name), name)
  assert.ok(allowedHeaders.length <= 64, String(allowedHeaders.length))
  assert.ok(allowedResponseHeaders.includes('X-User-Id'))
  assert.ok(!allowedResponseHeaders.includes('X-Id-Token'))
  assert.deepEqual(backendRefs, [{ name: 'orders', port: 3000 }])
})

test('a route of the Gateway API asks over gRPC where the gateway serves it, with all headers', () => {
  const manifests = manifestsOf(configOf('envoy', { grpc: { port: 4182 } }))
  const [{ filters }] = find(manifests, 'HTTPRoute')['spec'].rules
  const { protocol, backendRef, grpc, http } = filters[0].externalAuth
  assert.deepEqual([protocol, grpc, http], ['GRPC', undefined, undefined])
  const port = find(manifests, 'Service')['spec'].ports.find(
    (one: Manifest) => one['port'] === backendRef.port,
  )
  assert.equal(port.appProtocol, 'kubernetes.io/h2c')
})

test('annotations of ingress-nginx and a middleware of Traefik name the Service and take the ID token off', () => {
  const annotations = find(manifestsOf(configOf('ingress-nginx')), 'Ingress')['metadata'].annotations
  const middleware = find(manifestsOf(configOf('traefik')), 'Middleware', 'tokenstile')['spec'].forwardAuth
  const url = 'http://tokenstile-gateway.<namespace>.svc.cluster.local:4180/verify'
  assert.equal(annotations['nginx.ingress.kubernetes.io/auth-url'], url)
  assert.equal(middleware.address, url)
  assert.equal(middleware.trustForwardHeader, false)
  const names = annotations['nginx.ingress.kubernetes.io/auth-response-headers'].split(',')
  assert.deepEqual(names, middleware.authResponseHeaders)
  for (const name of ['X-User-Id', 'X-Auth-Status', 'X-Id-Token']) assert.ok(names.includes(name), name)
  const route = find(manifestsOf(configOf('traefik')), 'IngressRoute')['spec'].routes[0]
  assert.deepEqual(
    route.middlewares.map((one: Manifest) => one['name']),
    ['tokenstile', 'tokenstile-strip'],
  )
})

test('a proxy without manifests is named with those that have some', () => {
  assert.throws(
    () => generateKubernetes(configOf('haproxy'), { listen: '8080', backend: 'orders:3000' }),
    /no manifests for proxy: haproxy; hint: envoy/,
  )
})
