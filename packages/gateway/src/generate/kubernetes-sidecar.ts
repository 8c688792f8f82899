import type { GatewayConfig } from '../config/schema.ts'
import type { ProxySurroundings } from './generate.ts'
import { LOCKED_DOWN, writeConfigMap, writeContainer, writeVolumes } from './kubernetes-gateway.ts'
import { generateNginx } from './nginx.ts'
import { indent } from './parts.ts'

/** Writes a pod in which nginx and the gateway stand beside the backend, which listens on loopback alone. */
export function writeSidecar(config: GatewayConfig, { listen, backend }: ProxySurroundings): string {
  const backendPort = /:(\d+)(?:\/|$)/.exec(backend)?.[1] ?? '3000'
  const behind = backend.startsWith('fastcgi://') ? backend : `127.0.0.1:${backendPort}`
  const port = /(\d+)$/.exec(listen)?.[1] ?? '8080'
  const here: GatewayConfig = {
    ...config,
    trustedProxies: ['loopback'],
    listen: { host: '127.0.0.1', port: 4180 },
    health: { host: '0.0.0.0', port: 4181 },
  }
  const nginx = generateNginx(here, { listen: port, backend: behind })
  return `# A backend in Kubernetes with nginx and tokenstile-gateway in its own pod: all three speak over loopback, and the pod is
# reached through nginx alone.
# Written by "tokenstile-gateway config kubernetes". What is in <brackets> is yours to fill in.
${writeConfigMap(here, { 'nginx.conf': nginx })}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: backend
  labels: { app: backend }
spec:
  replicas: 2
  selector:
    matchLabels: { app: backend }
  template:
    metadata:
      labels: { app: backend }
    spec:
      automountServiceAccountToken: false
      # Longer than a stop of the gateway takes.
      terminationGracePeriodSeconds: ${(config.drainSeconds ?? 10) + 5}
      containers:
        # It must listen on 127.0.0.1:${backendPort} and nowhere else: whoever reaches it can say who is calling.
        - name: backend
          image: <your-image>
        - name: nginx
          image: nginxinc/nginx-unprivileged:1.28
          ports:
            - { name: web, containerPort: ${port} }
          readinessProbe:
            tcpSocket: { port: web }
          resources:
            requests: { cpu: 50m, memory: 32Mi }
            limits: { memory: 128Mi }
${indent(
  LOCKED_DOWN.map((line) => line.replace('65532', '101')),
  10,
)}
          volumeMounts:
            - { name: tokenstile, mountPath: /etc/nginx/conf.d/default.conf, subPath: nginx.conf, readOnly: true }
            - { name: tmp, mountPath: /tmp }
${writeContainer(here)}
      volumes:
${writeVolumes()}
        - name: tmp
          emptyDir: {}
---
apiVersion: v1
kind: Service
metadata:
  name: backend
spec:
  selector: { app: backend }
  ports:
    - name: web
      port: 80
      targetPort: web
`
}
