import type { ProxyName } from '../config/schema.ts'
import type { Telling } from './read-asked.ts'

/** The path that Envoy puts before the client's. */
export const ENVOY_PREFIX = '/extauthz'

/** What Envoy sets for the backend too: nobody may send what some read as one of them. */
export const ENVOY_NAMES: readonly string[] = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
]

/** nginx, Traefik, Caddy and HAProxy, as their configurations in `docs/gateway` have them. */
const forwarded: Telling = {
  names: [
    'x-forwarded-method',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-forwarded-uri',
    'x-forwarded-for',
  ],
  read: (_, told) => ({
    method: told.get('x-forwarded-method'),
    uri: told.get('x-forwarded-uri'),
    host: told.get('x-forwarded-host'),
  }),
}

/** ingress-nginx, by its annotations. */
const original: Telling = {
  names: ['x-original-method', 'x-original-url', 'x-forwarded-for'],
  read: (_, told) => {
    const url = /^https?:\/\/([^/?#@]+)(\/.*)$/.exec(told.get('x-original-url') ?? '')
    return { method: told.get('x-original-method'), uri: url?.[2], host: url?.[1] }
  },
}

/** Envoy over HTTP: the client's own method, target and host, behind a prefix. */
const envoy: Telling = {
  names: ENVOY_NAMES,
  read: ({ method, url }, told) => ({
    method,
    uri: url.startsWith(`${ENVOY_PREFIX}/`) ? url.slice(ENVOY_PREFIX.length) : undefined,
    host: told.get('host'),
  }),
}

/** How each kind of proxy says what is asked. */
export const TELLINGS: Readonly<Record<ProxyName, Telling>> = {
  nginx: forwarded,
  'ingress-nginx': original,
  traefik: forwarded,
  caddy: forwarded,
  haproxy: forwarded,
  envoy,
}
