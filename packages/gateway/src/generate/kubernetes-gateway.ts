import { stringify } from 'yaml'
import type { GatewayConfig } from '../config/schema.ts'
import { indent } from './parts.ts'

/** Writes the gateway's file, and others beside it, as a ConfigMap. A change of it is taken without a restart. */
export function writeConfigMap(config: GatewayConfig, others: Readonly<Record<string, string>>): string {
  const files = { 'gateway.yaml': stringify(config, { lineWidth: 0 }), ...others }
  const entries = Object.entries(files).map(
    ([name, text]) => `  ${name}: |\n${indent(text.trimEnd().split('\n'), 4)}`,
  )
  const paths = filesOf(config)
  const mounted =
    paths.length === 0
      ? ''
      : `# The file names ${paths.join(', ')}: mount these, from a Secret or a volume of their own.
# Gateways with an assertion.keyFile need to share one file.
`
  return `${mounted}# trustedProxies: the pods of the proxy, as narrow as you can say it.
apiVersion: v1
kind: ConfigMap
metadata:
  name: tokenstile-gateway
data:
${entries.join('\n')}
`
}

function filesOf({ issuers, assertion, admin, log }: GatewayConfig): readonly string[] {
  const keys = issuers.map((issuer) => issuer.keys)
  return [
    ...keys.flatMap((one) => (one !== undefined && 'jwksFile' in one ? [one.jwksFile] : [])),
    ...(assertion === undefined ? [] : [assertion.keyFile]),
    ...(admin !== undefined && 'tokenFile' in admin ? [admin.tokenFile] : []),
    ...(log?.hashKeyFile === undefined ? [] : [log.hashKeyFile]),
  ]
}

/** What no container needs more than. */
export const LOCKED_DOWN = `securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: { drop: [ALL] }
  seccompProfile: { type: RuntimeDefault }`.split('\n')

/** Writes the container of the gateway, as an entry of a pod's list. */
export function writeContainer({ listen, health, grpc }: GatewayConfig): string {
  const port = (name: string, given: typeof listen): readonly string[] =>
    given !== undefined && 'port' in given ? [`  - { name: ${name}, containerPort: ${given.port} }`] : []
  const lines = [
    // There is no published image.
    '# An image of your own: FROM node:22-slim, RUN npm install --global @tokenstile/gateway, ENTRYPOINT ["tokenstile-gateway"]',
    'image: <registry>/tokenstile-gateway:0.1.0',
    'args: [/etc/tokenstile/gateway.yaml]',
    'ports:',
    ...port('http', listen),
    ...port('grpc', grpc),
    ...port('health', health),
    '# Ready once it has the keys of its issuers; not ready while it stops.',
    'readinessProbe:',
    '  httpGet: { path: /readyz, port: health }',
    '  periodSeconds: 2',
    'livenessProbe:',
    '  httpGet: { path: /healthz, port: health }',
    '  periodSeconds: 10',
    'resources:',
    '  requests: { cpu: 100m, memory: 128Mi }',
    '  limits: { memory: 256Mi }',
    ...LOCKED_DOWN,
    'volumeMounts:',
    '  - { name: tokenstile, mountPath: /etc/tokenstile, readOnly: true }',
  ]
  return `        - name: gateway\n${indent(lines, 10)}`
}

export function writeVolumes(): string {
  return `        - name: tokenstile
          configMap: { name: tokenstile-gateway }`
}
