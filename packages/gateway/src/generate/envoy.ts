import { isIP } from 'node:net'
import { ENVOY_PREFIX, TELLINGS } from '../asked/tellings.ts'
import { METHOD_OVERRIDES, TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import { ConfigurationError } from '../config/problem.ts'
import type { GatewayConfig, ListenConfig } from '../config/schema.ts'
import { idTokenNamesOf, identityNamesOf } from '../identity/configured-names.ts'
import type { ProxySurroundings } from './generate.ts'
import { indent } from './parts.ts'

/** What the gateway reads of a client's request, beside `Authorization`, which Envoy always sends. */
const READ_BY_GATEWAY: readonly string[] = [
  'cookie',
  'dpop',
  'origin',
  'sec-fetch-site',
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-version',
  'access-control-request-method',
  'trailer',
]

/**
 * Writes a static configuration for Envoy: over gRPC where the gateway serves that, else over HTTP. Throws a
 * `ConfigurationError` for a backend that Envoy cannot reach.
 */
export function generateEnvoy(config: GatewayConfig, { listen, backend }: ProxySurroundings): string {
  if (backend.includes('://')) {
    throw new ConfigurationError(['Envoy speaks no FastCGI; hint: --backend 127.0.0.1:3000'])
  }
  const { grpc, listen: http = { port: 4180 } } = config
  const removed = [...idTokenNamesOf(config), ...TOLD_BY_PROXY, 'X-Envoy-Original-Path']
  return `# Envoy in front of a backend, with tokenstile-gateway asked about every request, over ${grpc === undefined ? 'HTTP' : 'gRPC'}.
# Written by "tokenstile-gateway config envoy". Start it with: envoy -c envoy.yaml

static_resources:
  listeners:
    - name: tokenstile
      address:
${indent(writeAddress(readAddress(listen, '0.0.0.0')), 8)}
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                '@type': type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: tokenstile
                # Envoy itself says where a client comes from, and drops what the client says of that.
                use_remote_address: true
                common_http_protocol_options:
                  # Some backends read X_User_Id as X-User-Id.
                  headers_with_underscores_action: REJECT_REQUEST
                  idle_timeout: 300s
                # One path for the gateway and for the backend: a detour is taken out before the question, an escaped
                # slash is refused.
                normalize_path: true
                merge_slashes: true
                path_with_escaped_slashes_action: REJECT_REQUEST
                # A WebSocket keeps its upgrade.
                upgrade_configs:
                  - upgrade_type: websocket
                request_headers_timeout: 10s
                # What a client gets where the gateway could not be asked. An outage is a 503: nobody is logged out.
                local_reply_config:
                  mappers:
                    - filter:
                        extension_filter:
                          name: envoy.access_loggers.extension_filters.cel
                          typed_config:
                            '@type': type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter
                            expression: response.code_details == 'ext_authz_error'
                      headers_to_add:
                        - header: { key: retry-after, value: '5' }
                          append_action: ADD_IF_ABSENT
                        - header: { key: cache-control, value: no-store }
                          append_action: OVERWRITE_IF_EXISTS_OR_ADD
                      body_format_override:
                        text_format_source: { inline_string: '{"error":"temporarily_unavailable"}' }
                        content_type: application/json; charset=utf-8
                route_config:
                  virtual_hosts:
                    - name: backend
                      domains: ['*']
                      # Not for the backend: what a client may say of itself, and an ID token that the gateway has read.
                      # This happens after the question: a header of the identity must not stand here.
                      request_headers_to_remove:
${indent(
  removed.map((name) => `- ${name.toLowerCase()}`),
  24,
)}
                      request_headers_to_add:
                        - header: { key: x-forwarded-host, value: '%REQ(:authority)%' }
                          append_action: OVERWRITE_IF_EXISTS_OR_ADD
                      routes:
                        - match: { prefix: / }
                          # An answer may take long, as a stream of events does: a silent one ends after five minutes.
                          route: { cluster: backend, timeout: 0s }
                http_filters:
                  - name: envoy.filters.http.ext_authz
                    typed_config:
                      '@type': type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                      transport_api_version: V3
                      # Where nobody can say who is calling, nobody passes, with 503 instead of Envoy's own 403.
                      failure_mode_allow: false
                      status_on_error: { code: ServiceUnavailable }
                      # A header that came twice is told as two: the gateway refuses two tokens.
                      encode_raw_headers: true
${indent(grpc === undefined ? askHttp(config) : askGrpc(), 22)}
                  - name: envoy.filters.http.router
                    typed_config:
                      '@type': type.googleapis.com/envoy.extensions.filters.http.router.v3.Router

  clusters:
    - name: backend
${indent(writeEndpoint(readAddress(backend, '127.0.0.1'), 'backend'), 6)}
    - name: tokenstile_gateway
${indent(writeEndpoint(addressOf(grpc ?? http), 'tokenstile_gateway'), 6)}
      # For the questions that are asked again.
      circuit_breakers: { thresholds: [{ max_retries: 1024 }] }
${indent(grpc === undefined ? HTTP_1 : HTTP_2, 6)}
`
}

const ASK_AGAIN: readonly string[] = [
  '# A question can be asked again, where the gateway has just ended and another one is there.',
  'retry_policy:',
  '  retry_on: connect-failure,refused-stream,reset',
  '  num_retries: 2',
  '  host_selection_retry_max_attempts: 3',
  '  retry_host_predicate:',
  '    - name: envoy.retry_host_predicates.previous_hosts',
  '      typed_config:',
  "        '@type': type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
]

/** The gateway sees all headers of the client. */
function askGrpc(): readonly string[] {
  return [
    'grpc_service:',
    '  envoy_grpc: { cluster_name: tokenstile_gateway }',
    "  # The gateway may have to fetch the issuer's keys.",
    '  timeout: 10s',
    ...ASK_AGAIN.map((line) => `  ${line}`),
  ]
}

/** The gateway sees the client's headers that are named here, and the backend those of the answer that are. */
function askHttp(config: GatewayConfig): readonly string[] {
  const identity = identityNamesOf(config)
  const idTokens = idTokenNamesOf(config)
  const guarded = [
    ...identity,
    ...Object.keys(TELLINGS.envoy.headers),
    ...TOLD_BY_PROXY,
    ...METHOD_OVERRIDES,
  ].filter((name) => name !== 'host')
  const read = [...READ_BY_GATEWAY, ...idTokens.map((name) => name.toLowerCase())]
  return [
    'http_service:',
    '  server_uri:',
    `    uri: http://tokenstile${ENVOY_PREFIX}`,
    '    cluster: tokenstile_gateway',
    "    # The gateway may have to fetch the issuer's keys.",
    '    timeout: 10s',
    `  path_prefix: ${ENVOY_PREFIX}`,
    ...ASK_AGAIN.map((line) => `  ${line}`),
    '  authorization_response:',
    '    # Each replaces what the client sent; the gateway sends all of them always, if need be empty.',
    '    allowed_upstream_headers:',
    '      patterns:',
    ...[...identity, ...idTokens].map((name) => `        - exact: ${name.toLowerCase()}`),
    'allowed_headers:',
    '  patterns:',
    '    # What the gateway decides by.',
    ...read.map((name) => `    - exact: ${name}`),
    '    # Headers that only the gateway or Envoy may send, and those that have a backend take another method, in every',
    '    # spelling that some backend reads as one of them: the gateway refuses a request whose client sends one.',
    ...guarded.map((name) => `    - safe_regex: { regex: '${spellings(name)}' }`),
  ]
}

/** A hyphen stands for all that is no letter or digit. */
function spellings(name: string): string {
  return name.toLowerCase().replaceAll('-', '[^a-z0-9]')
}

const HTTP_1: readonly string[] = [
  '# The gateway keeps connections longer, so that it is Envoy that ends them.',
  'typed_extension_protocol_options:',
  '  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:',
  "    '@type': type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
  '    common_http_protocol_options: { idle_timeout: 60s }',
  '    explicit_http_config: { http_protocol_options: {} }',
]

const HTTP_2: readonly string[] = [
  'typed_extension_protocol_options:',
  '  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:',
  "    '@type': type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
  '    explicit_http_config: { http2_protocol_options: {} }',
]

type Place = { readonly host: string; readonly port: number } | { readonly socket: string }

/** A port, or an address and a port. */
function readAddress(text: string, anyHost: string): Place {
  const colon = text.lastIndexOf(':')
  const host = colon < 0 ? anyHost : text.slice(0, colon).replaceAll(/[[\]]/g, '')
  const port = text.slice(colon + 1)
  if (/^[0-9]{1,5}$/.test(port)) return { host: host === '' ? anyHost : host, port: Number(port) }
  throw new ConfigurationError([`${text} is no address; hint: 127.0.0.1:3000`])
}

function addressOf(at: ListenConfig): Place {
  return 'socket' in at ? at : { host: at.host ?? '127.0.0.1', port: at.port }
}

function writeAddress(at: Place): readonly string[] {
  return 'socket' in at
    ? [`pipe: { path: ${quote(at.socket)} }`]
    : [`socket_address: { address: ${quote(at.host)}, port_value: ${at.port} }`]
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

function writeEndpoint(at: Place, cluster: string): readonly string[] {
  const isName = !('socket' in at) && isIP(at.host) === 0
  return [
    `type: ${isName ? 'STRICT_DNS' : 'STATIC'}`,
    'connect_timeout: 2s',
    'load_assignment:',
    `  cluster_name: ${cluster}`,
    '  endpoints:',
    '    - lb_endpoints:',
    '        - endpoint:',
    '            address:',
    ...writeAddress(at).map((line) => `              ${line}`),
  ]
}
