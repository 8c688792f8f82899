import type { ProxyName } from '../config/schema.ts'

/** What is known of a request to the gateway itself. */
export interface ProxyRequest {
  readonly method: string
  /** The target of the request to the gateway, with its query. */
  readonly url: string
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[]
}

/** What the headers of a proxy can tell, each as it came. */
export interface Told {
  method: string | undefined
  scheme: string | undefined
  host: string | undefined
  uri: string | undefined
  /** All of the client's target in one. */
  url: string | undefined
  /** Told to the backend alone. */
  forwardedHost: string | undefined
  /** The addresses on the way, the client's own last. */
  forwardedFor: string | undefined
}

export type ToldTarget = Pick<Told, 'method' | 'uri' | 'host'>

/** How one kind of proxy says what is asked. */
export interface Telling {
  /** The headers that it uses for it, in lower case, and what each of them tells. */
  readonly headers: Readonly<Record<string, keyof Told>>
  /** Reads method, target and host out of the request and the values of those headers, each there once at most. */
  read(request: ProxyRequest, told: Told): ToldTarget
}

/** The path that Envoy puts before the client's. */
export const ENVOY_PREFIX = '/extauthz'

/** nginx, Traefik, Caddy and HAProxy, as their configurations in `docs/gateway` have them. */
const forwarded: Telling = {
  headers: {
    'x-forwarded-method': 'method',
    'x-forwarded-proto': 'scheme',
    'x-forwarded-host': 'host',
    'x-forwarded-uri': 'uri',
    'x-forwarded-for': 'forwardedFor',
  },
  read: (_, told) => told,
}

/** ingress-nginx, by its annotations. */
const original: Telling = {
  headers: { 'x-original-method': 'method', 'x-original-url': 'url', 'x-forwarded-for': 'forwardedFor' },
  read: (_, { method, url }) => {
    const parts = /^https?:\/\/([^/?#@]+)(\/.*)$/.exec(url ?? '')
    return { method, uri: parts?.[2], host: parts?.[1] }
  },
}

/** What Envoy sets for the backend too: nobody may send what some read as one of them. */
const ENVOY_HEADERS: Telling['headers'] = {
  host: 'host',
  'x-forwarded-for': 'forwardedFor',
  'x-forwarded-proto': 'scheme',
  'x-forwarded-host': 'forwardedHost',
}

/** Envoy over HTTP: the client's own method, target and host, behind a prefix. */
const envoy: Telling = {
  headers: ENVOY_HEADERS,
  read: ({ method, url }, { host }) => ({
    method,
    uri: url.startsWith(`${ENVOY_PREFIX}/`) ? url.slice(ENVOY_PREFIX.length) : undefined,
    host,
  }),
}

/** Envoy over gRPC: the client's own method, target and host, each a field of the message. */
export const grpcTelling: Telling = {
  headers: ENVOY_HEADERS,
  read: ({ method, url }, { host }) => ({ method, uri: url, host }),
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
