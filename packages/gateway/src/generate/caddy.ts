import { TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import type { GatewayConfig } from '../config/schema.ts'
import { idTokenNamesOf, identityNamesOf } from '../identity/configured-names.ts'
import type { ProxySurroundings } from './generate.ts'
import { gatewayAddress, indent } from './parts.ts'

/** Writes a Caddyfile, for Caddy 2.6 or newer. */
export function generateCaddy(config: GatewayConfig, { listen, backend }: ProxySurroundings): string {
  const names = identityNamesOf(config)
  const removed = [...idTokenNamesOf(config), ...TOLD_BY_PROXY]
  const ours = [...names, 'authorization', 'cookie', 'x-forwarded-[a-z]+'].join('|').toLowerCase()
  return `# Caddy in front of a backend, with tokenstile-gateway asked about every request.
# Written by "tokenstile-gateway config caddy".

${toSite(listen)} {
  # As it is written here, not in Caddy's own order.
  route {
    # A header that the client names in Connection is taken off on the way: none of ours may be.
    @hops header_regexp Connection (?i)(^|,)\\s*(${ours})\\s*(,|$)
    respond @hops 400

    # Nothing but a WebSocket may be upgraded to: a backend that changes to HTTP/2 would then get requests that nobody was
    # asked about.
    @upgrade expression \`!{http.request.header.Upgrade}.matches("(?i)^(websocket)?$")\`
    request_header @upgrade -Upgrade

    # The gateway refuses a request whose client sends one of its headers, in any spelling.
    forward_auth ${gatewayAddress(config.listen)} {
      # Caddy puts the client's query behind it: the gateway reads nothing there.
      uri /verify
      # Older versions leave "{http.reverse_proxy...}" or the client's own value where a header is missing: the gateway
      # sends each of them always, if need be empty.
      copy_headers ${names.join(' ')}
      transport http {
        # The gateway keeps connections longer, so that it is Caddy that ends them.
        keepalive 60s
        dial_timeout 2s
        # The gateway may have to fetch the issuer's keys.
        response_header_timeout 10s
      }
    }

    reverse_proxy ${backend} {
      # Not for the backend: what a client may say of itself, and an ID token that the gateway has read.
${indent(
  removed.map((name) => `header_up -${name}`),
  6,
)}
    }
  }
}
`
}

/** A port, or an address and a port, without TLS; whoever has a name for it writes that in its place. */
function toSite(listen: string): string {
  return listen.includes(':') ? `http://${listen}` : `http://:${listen}`
}
