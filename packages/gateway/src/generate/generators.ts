import { generateCaddy } from './caddy.ts'
import { generateEnvoy } from './envoy.ts'
import type { Generate } from './generate.ts'
import { generateHaproxy } from './haproxy.ts'
import { generateKubernetes } from './kubernetes.ts'
import { generateNginx } from './nginx.ts'
import { generateTraefik } from './traefik.ts'

/** By the name that the command line takes. */
export const GENERATORS: Readonly<Record<string, Generate>> = {
  nginx: generateNginx,
  caddy: generateCaddy,
  haproxy: generateHaproxy,
  traefik: generateTraefik,
  kubernetes: generateKubernetes,
  envoy: generateEnvoy,
}
