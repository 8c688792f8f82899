import type { ProxyName } from '../config/schema.ts'

/** How one kind of proxy takes an answer. */
export interface Contract {
  /** Whether status, headers and body of a refusal reach the client as they are; else they stay with the proxy. */
  readonly handsOn: boolean
  /** What the proxy is to be told instead of a status that it would not hand on. */
  readonly statusOf: (status: number) => number
  /** The header of a pass that names what the proxy is to take off, where there is such a header. */
  readonly removal?: string
}

const handsOn: Contract = { handsOn: true, statusOf: (status) => status }

/** nginx knows 2xx, 401 and 403, and makes a 500 of all else: a refusal with another status has to be a 403. */
const nginx: Contract = { handsOn: false, statusOf: (status) => (status === 400 ? 403 : status) }

export const CONTRACTS: Readonly<Record<ProxyName, Contract>> = {
  nginx,
  'ingress-nginx': nginx,
  traefik: handsOn,
  caddy: handsOn,
  haproxy: handsOn,
  envoy: { ...handsOn, removal: 'X-Envoy-Auth-Headers-To-Remove' },
}
