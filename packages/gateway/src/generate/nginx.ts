import { TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import type { GatewayConfig } from '../config/schema.ts'
import type { ProxySurroundings } from './generate.ts'
import { gatewayAddress, indent } from './parts.ts'
import { idTokenNamesOf, identityNamesOf } from '../identity/configured-names.ts'

/** Writes a file for `conf.d` of nginx, 1.22 or newer, with the module `auth_request`, which every package has. */
export function generateNginx(config: GatewayConfig, { listen, backend }: ProxySurroundings): string {
  const names = identityNamesOf(config)
  const fastcgi = /^fastcgi:\/\/([^/]+)(\/.+)$/.exec(backend)
  const sets = names.map((name) => `auth_request_set ${variable(name)} $upstream_http_${snake(name)};`)
  const behind =
    fastcgi === null
      ? toHttp(names, idTokenNamesOf(config))
      : toFastcgi(names, idTokenNamesOf(config), fastcgi[2] as string)
  return `# nginx in front of a backend, with tokenstile-gateway asked about every request.
# Written by "tokenstile-gateway config nginx"; put it into conf.d, or into the http block of nginx.conf.

upstream tokenstile_gateway {
  server ${gatewayAddress(config.listen, 'unix:')};
  # Without kept connections every check opens one. The gateway keeps them longer than nginx, so that it is
  # nginx that ends them.
  keepalive 32;
  keepalive_timeout 60s;
}

upstream tokenstile_backend {
  server ${fastcgi === null ? backend : (fastcgi[1] as string)};
  keepalive 32;
}

# A WebSocket keeps its upgrade; every other connection is kept open. Nothing else may be upgraded to: a backend that changes
# to HTTP/2 would then get requests that nobody was asked about.
map $http_upgrade $tokenstile_upgrade {
  default        '';
  ~*^websocket$  websocket;
}
map $tokenstile_upgrade $tokenstile_connection {
  default upgrade;
  ''      '';
}

server {
  listen ${listen};

  # Some backends read X_User_Id and X.User.Id as X-User-Id. These are the defaults: never change them.
  underscores_in_headers off;
  ignore_invalid_headers on;

  location / {
    auth_request /_tokenstile;

    # What the gateway says of the caller. A header that it leaves empty is taken off the request.
${indent(sets, 4)}

    # What it says of a refusal.
    auth_request_set $tokenstile_status $upstream_status;
    auth_request_set $tokenstile_challenge $upstream_http_www_authenticate;
    auth_request_set $tokenstile_body $upstream_http_x_tokenstile_body;
    auth_request_set $tokenstile_retry_after $upstream_http_retry_after;
    auth_request_set $tokenstile_dpop_nonce $upstream_http_dpop_nonce;
    error_page 401 = @tokenstile_401;
    error_page 403 = @tokenstile_403;
    error_page 500 = @tokenstile_500;

${indent(behind, 4)}
  }

  # The question. Nobody can ask it from outside.
  location = /_tokenstile {
    internal;
    proxy_pass http://tokenstile_gateway/verify;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";

    # What is asked, from what nginx knows itself; a client's headers of these names are replaced.
    proxy_set_header X-Forwarded-Method $request_method;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Uri $request_uri;
    proxy_set_header X-Forwarded-For $remote_addr;
    # The rule for the origins of WebSockets needs to know of one.
    proxy_set_header Upgrade $tokenstile_upgrade;

    # Never keep an answer: it holds for one caller. The gateway remembers by itself.
    proxy_cache off;
    proxy_buffer_size 16k;
    proxy_buffers 4 16k;
    proxy_connect_timeout 2s;
    # The gateway may have to fetch the issuer's keys.
    proxy_read_timeout 10s;
  }

  location @tokenstile_401 {
    internal;
    default_type application/json;
    add_header Cache-Control no-store always;
    # nginx hands the challenge of a 401 on by itself.
    add_header DPoP-Nonce $tokenstile_dpop_nonce always;
    return 401 $tokenstile_body;
  }

  location @tokenstile_403 {
    internal;
    default_type application/json;
    add_header Cache-Control no-store always;
    add_header WWW-Authenticate $tokenstile_challenge always;
    return 403 $tokenstile_body;
  }

  # nginx makes a 500 of everything else; where it asked several gateways, the status of the last one stands at the end. An outage of the issuer, or of the gateway, is a 503: nobody is logged out.
  location @tokenstile_500 {
    internal;
    default_type application/json;
    add_header Cache-Control no-store always;
    add_header Retry-After $tokenstile_retry_after always;
    if ($tokenstile_status ~ "50[234]$") {
      return 503 '{"error":"temporarily_unavailable"}';
    }
    return 500 '{"error":"server_error"}';
  }
}
`
}

function toHttp(names: readonly string[], idTokenNames: readonly string[]): readonly string[] {
  return [
    ...names.map((name) => `proxy_set_header ${name} ${variable(name)};`),
    ...idTokenNames.map((name) => `proxy_set_header ${name} "";`),
    ...TOLD_BY_PROXY.map((name) => `proxy_set_header ${name} "";`),
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header X-Forwarded-Host $http_host;',
    'proxy_set_header X-Forwarded-For $remote_addr;',
    'proxy_set_header Host $http_host;',
    'proxy_set_header Upgrade $tokenstile_upgrade;',
    'proxy_set_header Connection $tokenstile_connection;',
    'proxy_http_version 1.1;',
    'proxy_pass http://tokenstile_backend;',
  ]
}

/** A parameter of this name takes the place of the client's header. */
function toFastcgi(
  names: readonly string[],
  idTokenNames: readonly string[],
  script: string,
): readonly string[] {
  return [
    'include fastcgi_params;',
    `fastcgi_param SCRIPT_FILENAME ${script};`,
    ...names.map((name) => parameter(name, variable(name))),
    ...[...idTokenNames, ...TOLD_BY_PROXY].map((name) => parameter(name, '""')),
    parameter('X-Forwarded-Proto', '$scheme'),
    parameter('X-Forwarded-Host', '$http_host'),
    parameter('X-Forwarded-For', '$remote_addr'),
    '# "Proxy: evil" of a client must not be read as a setting. CVE-2016-5385.',
    'fastcgi_param HTTP_PROXY "";',
    'fastcgi_pass tokenstile_backend;',
  ]
}

const parameter = (name: string, value: string): string =>
  `fastcgi_param HTTP_${snake(name).toUpperCase()} ${value};`
const snake = (name: string): string => name.toLowerCase().replaceAll('-', '_')
/** Apart from our other variables, such as `$tokenstile_status`; short, since nginx has a limit. */
const variable = (name: string): string => `$ts_${snake(name)}`
